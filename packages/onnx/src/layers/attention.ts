import { int, ints } from "../graph/graph.js";
import { gelu, relu } from "./activations.js";
import { affine, dense } from "./dense.js";
import { weights, zeros } from "./initializers.js";
import type { Layer, NamedOptions, Value } from "./layer.js";
import { layerNorm } from "./normalization.js";
import { dropout } from "./structure.js";

export interface AttentionOptions extends NamedOptions {
  /** Dropout on the attention weights while training. Default 0. */
  readonly dropout?: number;
}

/**
 * Self-attention with several heads: input and output [batch, length, features]. Tensors are named and laid out as in
 * PyTorch's MultiheadAttention. Vaswani et al. 2017, arXiv:1706.03762.
 */
export function multiHeadAttention(heads: number, options: AttentionOptions = {}): Layer {
  return {
    kind: "attention",
    name: options.name,
    apply(scope, input) {
      scope.expectRank(input, 3, "batch, length, features");
      scope.expectInteger("heads", heads);
      const length = scope.size(input, 1);
      const features = scope.size(input, 2);
      if (features % heads !== 0)
        scope.fail(`heads: ${heads} must divide the ${features} features of its input`);
      const glorot = (units: number) => weights("glorot", features, units);
      const inWeight = scope.parameter("in_proj_weight", [3 * features, features], glorot(3 * features));
      const inBias = scope.parameter("in_proj_bias", [3 * features], zeros, "bias");
      const outWeight = scope.parameter("out_proj.weight", [features, features], glorot(features));
      const outBias = scope.parameter("out_proj.bias", [features], zeros, "bias");

      const all = scope.reshape(affine(scope, input, inWeight, inBias), [
        -1,
        length,
        3,
        heads,
        features / heads,
      ]);
      // To [3, batch, heads, length, size]; the keys are transposed along the way.
      const part = (index: number, perm: readonly number[]): Value =>
        scope.op("Transpose", [scope.op("Gather", [all, scope.integer(index)], { axis: int(2) })], {
          perm: ints(perm),
        });
      const queries = part(0, [0, 2, 1, 3]);
      const keys = part(1, [0, 2, 3, 1]);
      const values = part(2, [0, 2, 1, 3]);
      const scaled = scope.op("Mul", [queries, scope.scalar(1 / Math.sqrt(features / heads))]);
      const scores = scope.op("Softmax", [scope.op("MatMul", [scaled, keys])], { axis: int(-1) });
      const kept = scope.layer(dropout(options.dropout ?? 0), scores);
      const mixed = scope.op("Transpose", [scope.op("MatMul", [kept, values])], { perm: ints([0, 2, 1, 3]) });
      return affine(scope, scope.reshape(mixed, [-1, length, features]), outWeight, outBias);
    },
  };
}

export interface TransformerEncoderOptions extends NamedOptions {
  readonly heads: number;
  /** Width of the two dense layers between. Default: 4 times the features. */
  readonly feedForward?: number;
  /** Default 0.1, as in PyTorch. */
  readonly dropout?: number;
  /** Default `"relu"`. */
  readonly activation?: "relu" | "gelu";
  /** True: normalize before attention and feed-forward instead of after the sum. Default false. */
  readonly normFirst?: boolean;
}

/**
 * One encoder block: attention and two dense layers, each with a residual sum and a layer normalization.
 * Input and output [batch, length, features]. Tensors are named as in PyTorch's TransformerEncoderLayer.
 * @example transformerEncoder({ heads: 4, feedForward: 128, dropout: 0.1, normFirst: true })
 */
export function transformerEncoder(options: TransformerEncoderOptions): Layer {
  const { heads, dropout: probability = 0.1, activation = "relu", normFirst = false } = options;
  return {
    kind: "encoder",
    name: options.name,
    apply(scope, input) {
      scope.expectRank(input, 3, "batch, length, features");
      const features = scope.size(input, 2);
      const attention = (x: Value) =>
        scope.layer(
          dropout(probability),
          scope.layer(multiHeadAttention(heads, { name: "self_attn", dropout: probability }), x),
        );
      const feedForward = (x: Value) =>
        [
          dense(options.feedForward ?? 4 * features, { name: "linear1" }),
          activation === "gelu" ? gelu() : relu(),
          dropout(probability),
          dense(features, { name: "linear2", initialization: "glorot" }),
          dropout(probability),
        ].reduce((value, layer) => scope.layer(layer, value), x);
      const norm = (name: string, x: Value) => scope.layer(layerNorm({ name }), x);
      if (normFirst) {
        const middle = scope.op("Add", [input, attention(norm("norm1", input))]);
        return scope.op("Add", [middle, feedForward(norm("norm2", middle))]);
      }
      const middle = norm("norm1", scope.op("Add", [input, attention(input)]));
      return norm("norm2", scope.op("Add", [middle, feedForward(middle)]));
    },
  };
}
