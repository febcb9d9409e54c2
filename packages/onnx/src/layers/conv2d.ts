import { type Attributes, int, ints } from "../graph/graph.js";
import { type WeightInitialization, weights, zeros } from "./initializers.js";
import type { Layer, NamedOptions } from "./layer.js";
import { type Pair, pair } from "./pair.js";

export interface Conv2dOptions extends NamedOptions {
  /** Default 1. */
  readonly stride?: Pair;
  /** Zeros around the image, or `"same"` for an output as large as the input (stride 1). Default 0. */
  readonly padding?: Pair | "same";
  /** Channels are split into this many groups that do not see each other. Default 1. */
  readonly groups?: number;
  /** Distance between the kernel's taps. Default 1. */
  readonly dilation?: Pair;
  /** Default true. */
  readonly bias?: boolean;
  /** Default `"he"`. */
  readonly initialization?: WeightInitialization;
}

/**
 * A convolution over images: input [batch, channels, height, width], output [batch, filters, height', width'],
 * weight [filters, channels/groups, kernel, kernel] as in PyTorch.
 * @example conv2d(16, 3), conv2d(32, 3, { stride: 2, padding: 1 })
 */
export function conv2d(filters: number, kernel: Pair, options: Conv2dOptions = {}): Layer {
  return {
    kind: "conv",
    name: options.name,
    apply(scope, input) {
      scope.expectRank(input, 4, "batch, channels, height, width");
      const groups = options.groups ?? 1;
      const size = pair(scope, "kernel", kernel);
      const strides = pair(scope, "stride", options.stride ?? 1);
      const dilations = pair(scope, "dilation", options.dilation ?? 1);
      const channels = scope.size(input, 1);
      scope.expectInteger("filters", filters);
      scope.expectInteger("groups", groups);
      if (channels % groups !== 0 || filters % groups !== 0) {
        scope.fail(
          `groups: ${groups} must divide the ${channels} channels of the input and the ${filters} filters`,
        );
      }
      if (options.padding === "same" && (strides[0] !== 1 || strides[1] !== 1)) {
        scope.fail('padding "same" needs stride 1');
      }
      const fanIn = (channels / groups) * size[0] * size[1];
      const weight = scope.parameter(
        "weight",
        [filters, channels / groups, ...size],
        weights(options.initialization ?? "he", fanIn, (filters / groups) * size[0] * size[1]),
      );
      const bias = (options.bias ?? true) ? [scope.parameter("bias", [filters], zeros, "bias")] : [];
      const attributes: Attributes = {
        kernel_shape: ints(size),
        strides: ints(strides),
        dilations: ints(dilations),
        group: int(groups),
        pads: ints(
          padsOf(options.padding ?? 0, (padding) => pair(scope, "padding", padding, 0), size, dilations),
        ),
      };
      return scope.op("Conv", [input, weight, ...bias], attributes);
    },
  };
}

function padsOf(
  padding: Pair | "same",
  check: (padding: Pair) => readonly [number, number],
  kernel: readonly number[],
  dilations: readonly number[],
): number[] {
  if (padding !== "same") return [...check(padding), ...check(padding)];
  const totals = kernel.map((size, i) => (size - 1) * dilations[i]!);
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}
