/** The networks in Downhill's layers. All sides give their parameters the same names, PyTorch's. */
import {
  batchNorm,
  conv2d,
  dense,
  flatten,
  globalAveragePool,
  maxPool2d,
  meanOverSequence,
  relu,
  sequential,
  transformerEncoder,
} from "@downhill/onnx";

const convolution = (name, filters, stride = 1) => conv2d(filters, 3, { name, stride, padding: 1 });

const block = (name, filters, stride, normalized) => ({
  kind: "block",
  name,
  apply(scope, input) {
    const norm = (layer) => (normalized ? [batchNorm({ name: `norm${layer}` })] : []);
    const through = (layers) => layers.reduce((value, layer) => scope.layer(layer, value), input);
    const main = through([
      convolution("first", filters, stride),
      ...norm(1),
      relu(),
      convolution("second", filters),
      ...norm(2),
    ]);
    const short = stride === 1 ? input : through([conv2d(filters, 1, { name: "short", stride }), ...norm(3)]);
    return scope.layer(relu(), scope.op("Add", [main, short]));
  },
});

const resnet = (normalized) => [
  convolution("stem", 16),
  ...(normalized ? [batchNorm({ name: "stem_norm" })] : []),
  relu(),
  block("a", 16, 1, normalized),
  block("b", 32, 2, normalized),
  block("c", 64, 2, normalized),
  globalAveragePool(),
  dense(10, { name: "head" }),
];

const encoder = (name) => transformerEncoder({ name, heads: 4, feedForward: 512, dropout: 0 });

const networks = {
  mlp: () => [
    dense(512, { name: "d1" }),
    relu(),
    dense(256, { name: "d2" }),
    relu(),
    dense(10, { name: "d3" }),
  ],
  cnn: () => [
    convolution("c1", 16),
    relu(),
    maxPool2d(2),
    convolution("c2", 32),
    relu(),
    maxPool2d(2),
    flatten(),
    dense(128, { name: "d1" }),
    relu(),
    dense(10, { name: "d2" }),
  ],
  resnet: () => resnet(false),
  "resnet-batchnorm": () => resnet(true),
  transformer: () => [encoder("e1"), encoder("e2"), meanOverSequence(), dense(10, { name: "head" })],
};

export const network = (model) => sequential(networks[model]());
