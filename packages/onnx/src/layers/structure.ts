import { show } from "../graph/dimensions.js";
import { int } from "../graph/graph.js";
import type { Layer, NamedOptions } from "./layer.js";

/** All axes but the batch in one: [batch, a, b, c] to [batch, a*b*c]. */
export function flatten(): Layer {
  return { kind: "flatten", apply: (scope, input) => scope.op("Flatten", [input], { axis: int(1) }) };
}

/** Another shape for each sample; one size may be -1. `reshape(4, -1)`: [batch, 8, 8] to [batch, 4, 16]. */
export function reshape(...shape: readonly number[]): Layer {
  return {
    kind: "reshape",
    apply: (scope, input) => {
      const sizes = input.shape.slice(1).map((_, i) => scope.size(input, i + 1));
      const total = sizes.reduce((a, b) => a * b, 1);
      const known = shape.reduce((a, b) => (b === -1 ? a : a * b), 1);
      const full = shape.map((size) => (size === -1 ? total / known : size));
      if (full.reduce((a, b) => a * b, 1) !== total || !full.every(Number.isInteger)) {
        scope.fail(`samples of shape ${show(sizes)} cannot be reshaped to ${show(shape)}`);
      }
      return scope.reshape(input, [-1, ...full]);
    },
  };
}

/**
 * Adds the input to what the layers make of it: `x + f(x)`. Input and output must have the same shape.
 * @example residual([conv2d(16, 3, { padding: 1 }), batchNorm(), relu()])
 */
export function residual(layers: readonly Layer[], options: NamedOptions = {}): Layer {
  return {
    kind: "residual",
    name: options.name,
    apply(scope, input) {
      let value = input;
      for (const layer of layers) value = scope.layer(layer, value);
      if (show(value.shape) !== show(input.shape)) {
        scope.fail(
          `its layers turn ${show(input.shape)} into ${show(value.shape)}; both must be the same to be added`,
        );
      }
      return scope.op("Add", [input, value]);
    },
  };
}

/**
 * Sets numbers to zero at random while training, and scales the others so that the mean stays.
 * @param probability share of zeros, from 0 to below 1
 */
export function dropout(probability = 0.5): Layer {
  return {
    kind: "dropout",
    apply(scope, input) {
      if (!(probability >= 0 && probability < 1))
        scope.fail(`probability must be in [0, 1), got ${probability}`);
      return probability === 0 ? input : scope.op("Dropout", [input, scope.scalar(probability)]);
    },
  };
}
