/** Gradients of normalizations. */
import { positive, product } from "../graph/dimensions.js";
import { floatOf, int, intOf } from "../graph/graph.js";
import type { Rule, RuleContext } from "./rule.js";

/** A vector over channels, shaped to broadcast over [batch, channels, ...]. */
function overChannels(c: RuleContext, value: string): string {
  return c.op("Reshape", [
    value,
    c.emit.integers([
      1,
      -1,
      ...c
        .shape(0)
        .slice(2)
        .map(() => 1),
    ]),
  ]);
}

function sumOverChannels(c: RuleContext, value: string): string {
  const axes = c.shape(0).flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return c.op("ReduceSum", [value, c.emit.integers(axes)], { keepdims: int(0) });
}

// y = scale * (x - mean) / sqrt(var + eps) + bias. Outputs 1 and 2, if there, are the batch's own mean and variance;
// then they depend on x as well, and dx = a*g + b*x + d with numbers a, b, d for each channel.
const batchNormalization: Rule = (c) => {
  const { emit, gradient } = c;
  const training = c.node.outputs.length > 1;
  const mean = training ? c.output(1) : c.input(3);
  const variance = training ? c.output(2) : c.input(4);
  const deviation = c.op("Sqrt", [c.op("Add", [variance, emit.scalar(floatOf(c.node, "epsilon", 1e-5))])]);
  const inverse = c.op("Reciprocal", [deviation]);
  const slope = c.op("Mul", [c.input(1), inverse]);
  const sum = () => sumOverChannels(c, gradient);
  const centred = () => c.op("Sub", [c.input(0), overChannels(c, mean)]);
  const dot = () => sumOverChannels(c, c.op("Mul", [gradient, centred()]));

  let total: string | undefined;
  let weighted: string | undefined;
  if (c.wants(2) || (training && c.wants(0))) total = sum();
  if (c.wants(1) || (training && c.wants(0))) weighted = dot();

  return c.each((index) => {
    if (index === 1) return c.op("Mul", [weighted!, inverse]);
    if (index === 2) return total!;
    if (index > 2) return undefined;
    const direct = c.op("Mul", [gradient, overChannels(c, slope)]);
    if (!training) return direct;
    const count = countOf(c);
    // b = -slope * dot / (n (var + eps)); d = -slope * sum / n - b * mean
    const b = c.op("Neg", [
      c.op("Div", [c.op("Mul", [c.op("Mul", [slope, weighted!]), c.op("Mul", [inverse, inverse])]), count]),
    ]);
    const d = c.op("Neg", [
      c.op("Add", [c.op("Div", [c.op("Mul", [slope, total!]), count]), c.op("Mul", [b, mean])]),
    ]);
    const rest = c.op("Add", [c.op("Mul", [c.input(0), overChannels(c, b)]), overChannels(c, d)]);
    return c.op("Add", [direct, rest]);
  });
};

/** How many numbers each channel has, as a float scalar. */
export function countOf(c: RuleContext): string {
  const shape = c.shape(0);
  const count = product(shape.toSpliced(1, 1));
  if (typeof count === "number") return c.emit.scalar(count);
  const size = c.op("Size", [c.gradient]);
  const all = c.op("Cast", [size], { to: int(c.emit.floatType === "float32" ? 1 : 11) });
  return c.op("Div", [all, c.emit.scalar(c.size(0, 1))]);
}

// With h = (x - mean) / deviation and k = g * scale: dx = (k - mean(k) - h * mean(k * h)) / deviation.
const layerNormalization: Rule = (c) => {
  const { emit, gradient } = c;
  const shape = c.shape(0);
  const axis = positive(intOf(c.node, "axis", -1), shape.length);
  const own = shape.slice(axis).map((_, i) => axis + i);
  const others = shape.slice(0, axis).map((_, i) => i);
  const mean = (value: string) => c.op("ReduceMean", [value, emit.integers(own)], { keepdims: int(1) });
  const normalized = c.op("Mul", [c.op("Sub", [c.input(0), c.output(1)]), c.output(2)]);
  const overPositions = (value: string, index: number) => {
    const summed =
      others.length === 0 ? value : c.op("ReduceSum", [value, emit.integers(others)], { keepdims: int(0) });
    return c.shape(index).length === own.length ? summed : c.reshapeLike(summed, index);
  };
  return c.each((index) => {
    if (index === 1) return overPositions(c.op("Mul", [gradient, normalized]), 1);
    if (index === 2) return overPositions(gradient, 2);
    const scaled = c.op("Mul", [gradient, c.input(1)]);
    const along = c.op("Mul", [normalized, mean(c.op("Mul", [scaled, normalized]))]);
    return c.op("Mul", [c.op("Sub", [c.op("Sub", [scaled, mean(scaled)]), along]), c.output(2)]);
  });
};

// y = scale * h + bias for each channel, h normalized over a row of numbers: all of a channel, or of a group of
// channels. With k = g * scale: dx = (k - mean(k) - h * mean(k * h)) / deviation along that row.
const overRows =
  (rowsOf: (c: RuleContext) => number): Rule =>
  (c) => {
    const { emit, gradient } = c;
    const rows = emit.integers([0, rowsOf(c), -1]);
    const row = (value: string) => c.op("Reshape", [value, rows]);
    const mean = (value: string) => c.op("ReduceMean", [value, emit.integers([2])], { keepdims: int(1) });
    const x = row(c.input(0));
    const centred = c.op("Sub", [x, mean(x)]);
    const variance = mean(c.op("Mul", [centred, centred]));
    const epsilon = emit.scalar(floatOf(c.node, "epsilon", 1e-5));
    const inverse = c.op("Reciprocal", [c.op("Sqrt", [c.op("Add", [variance, epsilon])])]);
    const normalized = c.op("Mul", [centred, inverse]);
    return c.each((index) => {
      if (index === 1) return sumOverChannels(c, c.op("Mul", [gradient, c.reshapeLike(normalized, 0)]));
      if (index === 2) return sumOverChannels(c, gradient);
      const scaled = row(c.op("Mul", [gradient, overChannels(c, c.input(1))]));
      const along = c.op("Mul", [normalized, mean(c.op("Mul", [scaled, normalized]))]);
      const rest = c.op("Sub", [c.op("Sub", [scaled, mean(scaled)]), along]);
      return c.reshapeLike(c.op("Mul", [rest, inverse]), 0);
    });
  };

export const normalizationRules = {
  InstanceNormalization: overRows((c) => c.size(0, 1)),
  GroupNormalization: overRows((c) => intOf(c.node, "num_groups", 1)),
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
} satisfies Record<string, Rule>;
