export { gelu, leakyRelu, relu, sigmoid, softmax, tanh } from "./layers/activations.js";
export {
  type AttentionOptions,
  multiHeadAttention,
  type TransformerEncoderOptions,
  transformerEncoder,
} from "./layers/attention.js";
export { type Conv2dOptions, conv2d } from "./layers/conv2d.js";
export { type DenseOptions, dense } from "./layers/dense.js";
export { embedding, positionalEmbedding } from "./layers/embedding.js";
export type { WeightInitialization } from "./layers/initializers.js";
export type { Layer, NamedOptions } from "./layers/layer.js";
export {
  type BatchNormOptions,
  batchNorm,
  type LayerNormOptions,
  layerNorm,
} from "./layers/normalization.js";
export {
  averagePool2d,
  globalAveragePool,
  maxPool2d,
  meanOverSequence,
  type PoolOptions,
} from "./layers/pooling.js";
export { type BuildOptions, type Sequential, sequential } from "./layers/sequential.js";
export { dropout, flatten, reshape, residual } from "./layers/structure.js";
export type { Filling } from "./load/fill.js";
export { onnxInputs } from "./load/inputs.js";
export { type LoadOptions, loadOnnx } from "./load/load-onnx.js";
export { matcher as nameMatcher, matching as matchingNames, type NamePattern } from "./load/patterns.js";
export type { FeatureOptions } from "./model/features.js";
export type { Inputs } from "./model/inputs.js";
export { type Extracted, type HeadOptions, type ModelOptions, OnnxModel } from "./model/model.js";
export type { LoadWeightsOptions } from "./model/weights.js";
export { type NamedValues, readSafetensors, writeSafetensors } from "./safetensors.js";
export type { Provider } from "./session/provider.js";
export type { EngineTensor, Runtime, Session, SessionOptions } from "./session/session.js";
