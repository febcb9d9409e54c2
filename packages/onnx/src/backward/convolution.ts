/**
 * Gradients of convolutions. The inference build of ONNX Runtime has no ConvGrad; the spellings here are the fastest
 * of those measured in decisions/0004-backward-spellings.md.
 */
import { int, intOf, ints, intsOf } from "../graph/graph.js";
import { spatial, windowPads } from "../graph/shapes.js";
import type { Rule, RuleContext } from "./rule.js";

interface Geometry {
  readonly sizes: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before each axis, then behind each. */
  readonly pads: readonly number[];
  readonly outputs: readonly number[];
  readonly groups: number;
}

function geometryOf(c: RuleContext): Geometry {
  const sizes = spatial(c.shape(0));
  const kernel = spatial(c.shape(1));
  return {
    sizes,
    kernel,
    strides: intsOf(c.node, "strides") ?? kernel.map(() => 1),
    dilations: intsOf(c.node, "dilations") ?? kernel.map(() => 1),
    pads: windowPads(c.node, sizes, kernel),
    outputs: spatial(c.outputShape()),
    groups: intOf(c.node, "group", 1),
  };
}

/** Batch and channels swapped. */
function swapped(c: RuleContext, value: string, rank: number): string {
  const perm = [1, 0, ...Array.from({ length: rank }, (_, i) => i + 2)];
  return c.op("Transpose", [value], { perm: ints(perm) });
}

// The input's gradient is a transposed convolution of the output's with the same weight. What the last window did not
// reach is padded on.
function inputGradient(c: RuleContext, g: Geometry): string {
  const rank = g.kernel.length;
  const missing = g.sizes.map((size, i) => {
    const span = (g.kernel[i]! - 1) * g.dilations[i]! + 1;
    return size + g.pads[i]! + g.pads[rank + i]! - span - (g.outputs[i]! - 1) * g.strides[i]!;
  });
  return c.op("ConvTranspose", [c.gradient, c.input(1)], {
    strides: ints(g.strides),
    dilations: ints(g.dilations),
    group: int(g.groups),
    kernel_shape: ints(g.kernel),
    pads: ints(g.pads),
    output_padding: ints(missing),
  });
}

// Seen with batch and channels swapped, the weight's gradient is a convolution of the input with the output's
// gradient as its kernel; stride and dilation change places.
function weightGradient(c: RuleContext, g: Geometry): string {
  const rank = g.kernel.length;
  const one = (x: string, gradient: string) => {
    const full = c.op("Conv", [swapped(c, x, rank), swapped(c, gradient, rank)], {
      strides: ints(g.dilations),
      dilations: ints(g.strides),
      pads: ints(g.pads),
    });
    const weight = swapped(c, full, rank);
    // Columns that the last window did not reach make the result too long.
    const axes = g.kernel.map((_, i) => i + 2);
    return c.op("Slice", [
      weight,
      c.emit.integers(axes.map(() => 0)),
      c.emit.integers(g.kernel),
      c.emit.integers(axes),
    ]);
  };
  if (g.groups === 1) return one(c.input(0), c.gradient);
  const parts = (value: string, channels: number, group: number) => {
    const size = channels / g.groups;
    const bounds = [group * size, (group + 1) * size];
    return c.op("Slice", [
      value,
      c.emit.integers([bounds[0]!]),
      c.emit.integers([bounds[1]!]),
      c.emit.integers([1]),
    ]);
  };
  const filters = c.size(1, 0);
  const all = Array.from({ length: g.groups }, (_, group) =>
    one(parts(c.input(0), c.size(0, 1), group), parts(c.gradient, filters, group)),
  );
  return c.op("Concat", all, { axis: int(0) });
}

const conv: Rule = (c) => {
  const g = geometryOf(c);
  return c.each((index) => {
    if (index === 0) return inputGradient(c, g);
    if (index === 1) return weightGradient(c, g);
    const axes = [0, ...g.kernel.map((_, i) => i + 2)];
    return c.op("ReduceSum", [c.gradient, c.emit.integers(axes)], { keepdims: int(0) });
  });
};

export const convolutionRules = { Conv: conv } satisfies Record<string, Rule>;
