/** Gradients of pooling. */
import { dataError } from "@downhill/core";
import { int, intOf, ints, intsOf } from "../graph/graph.js";
import { spatial, windowPads } from "../graph/shapes.js";
import { type Rule, type RuleContext, unary } from "./rule.js";

interface Window {
  readonly sizes: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly outputs: readonly number[];
}

function windowOf(c: RuleContext): Window {
  const sizes = spatial(c.shape(0));
  const kernel = intsOf(c.node, "kernel_shape") ?? [];
  return {
    sizes,
    kernel,
    strides: intsOf(c.node, "strides") ?? kernel.map(() => 1),
    pads: windowPads(c.node, sizes, kernel),
    outputs: spatial(c.outputShape()),
  };
}

/** The shape of the input as an int64 vector, the batch taken from the gradient. */
function inputShape(c: RuleContext): string {
  const shape = c.shape(0);
  if (shape.every((size) => typeof size === "number")) return c.emit.integers(shape as number[]);
  const batch = c.op("Shape", [c.gradient], { start: int(0), end: int(1) });
  return c.op("Concat", [batch, c.emit.integers([c.size(0, 1), ...spatial(shape)])], { axis: int(0) });
}

// The forward pass also tells where each maximum stood (the first one, as in PyTorch). Where windows do not overlap,
// each gradient goes to a place of its own, which is what MaxUnpool does; else the gradients are added up.
const isDilated = (c: RuleContext): boolean =>
  (intsOf(c.node, "dilations") ?? []).some((dilation) => dilation !== 1);

const maxPool: Rule = unary((c, gradient) => {
  const { kernel, strides } = windowOf(c);
  const indices = c.output(1);
  const shape = inputShape(c);
  if (!isDilated(c) && kernel.every((size, i) => strides[i]! >= size)) {
    // It would refuse a shape that its own formula for windows does not give; windows of size 1 fit any shape.
    return c.op("MaxUnpool", [gradient, indices, shape], { kernel_shape: ints(kernel.map(() => 1)) });
  }
  const flat = (value: string) => c.op("Reshape", [value, c.emit.integers([-1])]);
  const zeros = flat(c.op("Expand", [c.emit.scalar(0), shape]));
  const sums = c.op("ScatterElements", [zeros, flat(indices), flat(gradient)], {
    axis: int(0),
    reduction: { kind: "string", value: "add" },
  });
  return c.op("Reshape", [sums, shape]);
});

// Each number of the gradient is spread over its window: a transposed convolution, channel by channel, with a kernel
// of ones. Where padding does not count, it is divided by the size of the part of the window inside of the image.
const averagePool: Rule = unary((c, gradient) => {
  if (isDilated(c)) throw dataError(`${c.describe()}: no gradient with dilations`);
  const { kernel, strides, pads, sizes, outputs } = windowOf(c);
  const rank = kernel.length;
  const channels = c.size(0, 1);
  const area = kernel.reduce((a, b) => a * b, 1);
  const whole = pads.every((pad) => pad === 0) && intOf(c.node, "ceil_mode", 0) === 0;
  const includePad = intOf(c.node, "count_include_pad", 0) === 1;
  const covered = outputs.map((count, i) =>
    Array.from({ length: count }, (_, k) => {
      const start = k * strides[i]! - pads[i]!;
      const end = Math.min(start + kernel[i]!, sizes[i]! + (includePad ? pads[rank + i]! : 0));
      return end - (includePad ? start : Math.max(0, start));
    }),
  );
  let scaled = gradient;
  let tap = 1 / area;
  if (!whole) {
    tap = 1;
    covered.forEach((counts, i) => {
      const dims = Array.from({ length: rank }, (_, axis) => (axis === i ? counts.length : 1));
      scaled = c.op("Mul", [
        scaled,
        c.emit.floats(
          counts.map((count) => 1 / count),
          dims,
        ),
      ]);
    });
  }
  const ones = c.emit.floats(new Array<number>(channels * area).fill(tap), [channels, 1, ...kernel]);
  const missing = sizes.map(
    (size, i) => size + pads[i]! + pads[rank + i]! - kernel[i]! - (outputs[i]! - 1) * strides[i]!,
  );
  // With ceil_mode the last window may reach beyond the padding: that part is cut off instead.
  const behind = missing.map((count, i) => pads[rank + i]! + Math.max(0, -count));
  return c.op("ConvTranspose", [scaled, ones], {
    strides: ints(strides),
    kernel_shape: ints(kernel),
    group: int(channels),
    pads: ints([...pads.slice(0, rank), ...behind]),
    output_padding: ints(missing.map((count) => Math.max(0, count))),
  });
});

const globalAveragePool: Rule = unary((c, gradient) => {
  const sizes = spatial(c.shape(0));
  const share = c.op("Mul", [gradient, c.emit.scalar(1 / sizes.reduce((a, b) => a * b, 1))]);
  return c.op("Expand", [share, c.emit.integers([1, 1, ...sizes])]);
});

// To the first maximum of each channel, as in PyTorch.
const globalMaxPool: Rule = unary((c, gradient) => {
  const channels = [0, 0, -1];
  const flat = c.op("Reshape", [c.input(0), c.emit.integers(channels)]);
  const place = c.op("ArgMax", [flat], { axis: int(2), keepdims: int(1) });
  const zeros = c.op("Expand", [c.emit.scalar(0), c.op("Shape", [flat])]);
  const one = c.op("Reshape", [gradient, c.emit.integers([0, 0, 1])]);
  return c.reshapeLike(c.op("ScatterElements", [zeros, place, one], { axis: int(2) }), 0);
});

export const poolingRules = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: globalAveragePool,
  GlobalMaxPool: globalMaxPool,
} satisfies Record<string, Rule>;
