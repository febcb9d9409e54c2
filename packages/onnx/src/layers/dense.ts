import { positive, product } from "../graph/dimensions.js";
import { int } from "../graph/graph.js";
import { type WeightInitialization, weights, zeros } from "./initializers.js";
import type { Layer, NamedOptions, Scope, Value } from "./layer.js";

export interface DenseOptions extends NamedOptions {
  /** Default true. */
  readonly bias?: boolean;
  /** Default `"he"`. */
  readonly initialization?: WeightInitialization;
}

/**
 * A fully connected layer: `y = x W^T + b` on the last axis, weight [units, inputs] as in PyTorch.
 *
 * Input [batch, ..., inputs], output [batch, ..., units].
 * @example dense(128), dense(10, { name: "classifier", bias: false })
 */
export function dense(units: number, options: DenseOptions = {}): Layer {
  return {
    kind: "dense",
    name: options.name,
    apply(scope, input) {
      scope.expectInteger("units", units);
      if (input.shape.length < 2)
        scope.fail(`expected an input of at least 2 axes, got [${input.shape.join(", ")}]`);
      const inputs = scope.size(input, -1);
      const weight = scope.parameter(
        "weight",
        [units, inputs],
        weights(options.initialization ?? "he", inputs, units),
      );
      const bias = (options.bias ?? true) ? scope.parameter("bias", [units], zeros, "bias") : undefined;
      return affine(scope, input, weight, bias);
    },
  };
}

/** `x W^T + b` on the last axis. More axes than two are folded into one, as Gemm wants it. */
export function affine(scope: Scope, input: Value, weight: Value, bias: Value | undefined): Value {
  const rank = input.shape.length;
  const flat = rank === 2 ? input : scope.reshape(input, [-1, scope.size(input, -1)]);
  const product2d = scope.op("Gemm", bias ? [flat, weight, bias] : [flat, weight], { transB: int(1) });
  if (rank === 2) return product2d;
  const middle = input.shape.slice(1, -1).map((_, i) => scope.size(input, positive(i + 1, rank)));
  return scope.reshape(product2d, [-1, ...middle, Number(product(weight.shape.slice(0, 1)))]);
}
