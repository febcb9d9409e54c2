import { float, int } from "../graph/graph.js";
import { ones, zeros } from "./initializers.js";
import type { Layer, NamedOptions } from "./layer.js";

export interface BatchNormOptions extends NamedOptions {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
  /** Weight of the batch in the running statistics. Default 0.1, as in PyTorch (ONNX writes 0.9 for it). */
  readonly momentum?: number;
}

/**
 * Batch normalization per channel, input [batch, channels, ...]. While training, mean and variance are those of the
 * batch, and running statistics are updated as PyTorch does (unbiased variance); at inference those are used.
 */
export function batchNorm(options: BatchNormOptions = {}): Layer {
  const { eps = 1e-5, momentum = 0.1 } = options;
  return {
    kind: "norm",
    name: options.name,
    apply(scope, input) {
      const channels = scope.size(input, 1);
      if (!(eps > 0)) scope.fail(`eps must be positive, got ${eps}`);
      if (!(momentum >= 0 && momentum <= 1)) scope.fail(`momentum must be in [0, 1], got ${momentum}`);
      return scope.op(
        "BatchNormalization",
        [
          input,
          scope.parameter("weight", [channels], ones, "norm"),
          scope.parameter("bias", [channels], zeros, "norm"),
          scope.buffer("running_mean", [channels], 0),
          scope.buffer("running_var", [channels], 1),
        ],
        { epsilon: float(eps), momentum: float(1 - momentum) },
      );
    },
  };
}

export interface LayerNormOptions extends NamedOptions {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
}

/** Normalizes the last axis of each position to mean 0 and variance 1, then scales and shifts. */
export function layerNorm(options: LayerNormOptions = {}): Layer {
  const { eps = 1e-5 } = options;
  return {
    kind: "norm",
    name: options.name,
    apply(scope, input) {
      const features = scope.size(input, -1);
      if (!(eps > 0)) scope.fail(`eps must be positive, got ${eps}`);
      return scope.op(
        "LayerNormalization",
        [
          input,
          scope.parameter("weight", [features], ones, "norm"),
          scope.parameter("bias", [features], zeros, "norm"),
        ],
        { axis: int(-1), epsilon: float(eps) },
      );
    },
  };
}
