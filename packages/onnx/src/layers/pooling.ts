import { type Attributes, int, ints } from "../graph/graph.js";
import type { Layer, Scope, Value } from "./layer.js";
import { type Pair, pair } from "./pair.js";

export interface PoolOptions {
  /** Default: the window's size, so that windows do not overlap. */
  readonly stride?: Pair;
  /** Default 0; at most half of the window. */
  readonly padding?: Pair;
}

function pool(kind: string, op: string, kernel: Pair, options: PoolOptions, more: Attributes): Layer {
  return {
    kind,
    apply(scope, input) {
      scope.expectRank(input, 4, "batch, channels, height, width");
      const size = pair(scope, "kernel", kernel);
      const padding = pair(scope, "padding", options.padding ?? 0, 0);
      if (padding[0] * 2 > size[0] || padding[1] * 2 > size[1]) {
        scope.fail(`padding ${padding.join("x")} must be at most half of the window ${size.join("x")}`);
      }
      return scope.op(op, [input], {
        kernel_shape: ints(size),
        strides: ints(pair(scope, "stride", options.stride ?? kernel)),
        pads: ints([...padding, ...padding]),
        ...more,
      });
    },
  };
}

/**
 * The largest number of each window: [batch, channels, height, width] to [batch, channels, height', width'].
 * @example maxPool2d(2), maxPool2d(3, { stride: 2, padding: 1 })
 */
export const maxPool2d = (kernel: Pair, options: PoolOptions = {}): Layer =>
  pool("maxPool", "MaxPool", kernel, options, {});

/**
 * The mean of each window, padding counted as zeros like PyTorch's default.
 * @example averagePool2d(2)
 */
export const averagePool2d = (kernel: Pair, options: PoolOptions = {}): Layer =>
  pool("averagePool", "AveragePool", kernel, options, { count_include_pad: int(1) });

/** The mean of each channel: [batch, channels, height, width] to [batch, channels]. */
export function globalAveragePool(): Layer {
  return {
    kind: "globalAveragePool",
    apply(scope, input) {
      scope.expectRank(input, 4, "batch, channels, height, width");
      return scope.op("Flatten", [scope.op("GlobalAveragePool", [input])]);
    },
  };
}

/** The mean over the sequence: [batch, length, features] to [batch, features]. */
export function meanOverSequence(): Layer {
  return {
    kind: "meanOverSequence",
    apply(scope: Scope, input: Value) {
      scope.expectRank(input, 3, "batch, length, features");
      return scope.op("ReduceMean", [input, scope.integers([1])], { keepdims: int(0) });
    },
  };
}
