/**
 * Gradients of convolutions. The inference build of ONNX Runtime has no ConvGrad; of the spellings with other
 * operators these were the fastest: decisions/0004-backward-spellings.md.
 */
import { int, intOf, ints, intsOf, textOf } from "../graph/graph.js";
import { spatial, windowPads } from "../graph/shapes.js";
import type { Rule, RuleContext } from "./rule.js";

export interface Geometry {
  readonly sizes: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Before each axis, then behind each. */
  readonly pads: readonly number[];
  readonly outputs: readonly number[];
  readonly groups: number;
  /** Input channels and filters of one group. */
  readonly channels: number;
  readonly filters: number;
}

export function geometryOf(c: RuleContext): Geometry {
  const sizes = spatial(c.shape(0));
  const kernel = spatial(c.shape(1));
  const groups = intOf(c.node, "group", 1);
  return {
    sizes,
    kernel,
    strides: intsOf(c.node, "strides") ?? kernel.map(() => 1),
    dilations: intsOf(c.node, "dilations") ?? kernel.map(() => 1),
    pads: windowPads(c.node, sizes, kernel),
    outputs: spatial(c.outputShape()),
    groups,
    channels: c.size(1, 1),
    filters: c.size(1, 0) / groups,
  };
}

export const area = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
export const reshape = (c: RuleContext, value: string, shape: readonly number[]): string =>
  c.op("Reshape", [value, c.emit.integers(shape)]);
export const transpose = (c: RuleContext, value: string, perm: readonly number[]): string =>
  c.op("Transpose", [value], { perm: ints(perm) });

export function inputGradient(c: RuleContext, g: Geometry): string {
  const rank = g.kernel.length;
  // A convolution with the kernel mirrored needs stride 1. It pays unless the output has many more numbers than the
  // input: then the other way around, products first and then sums, touches fewer.
  const around = g.pads.map((pad, i) => (g.kernel[i % rank]! - 1) * g.dilations[i % rank]! - pad);
  const few = g.filters * area(g.sizes) <= 1.7 * g.channels * area(g.outputs);
  if (few && g.strides.every((stride) => stride === 1) && around.every((pad) => pad >= 0))
    return mirrored(c, g, around);
  return rank === 2 ? scattered(c, g) : transposed(c, g);
}

function mirrored(c: RuleContext, g: Geometry, pads: readonly number[]): string {
  const rest = g.kernel.map((_, i) => i);
  let weight = c.input(1);
  if (g.groups === 1) weight = transpose(c, weight, [1, 0, ...rest.map((i) => i + 2)]);
  else {
    const split = reshape(c, weight, [g.groups, g.filters, g.channels, ...g.kernel]);
    const swapped = transpose(c, split, [0, 2, 1, ...rest.map((i) => i + 3)]);
    weight = reshape(c, swapped, [g.groups * g.channels, g.filters, ...g.kernel]);
  }
  if (area(g.kernel) > 1) {
    const every = (value: number) => c.emit.integers(rest.map(() => value));
    weight = c.op("Slice", [
      weight,
      every(-1),
      every(-(2 ** 31)),
      c.emit.integers(rest.map((i) => i + 2)),
      every(-1),
    ]);
  }
  return c.op("Conv", [c.gradient, weight], {
    dilations: ints(g.dilations),
    group: int(g.groups),
    pads: ints(pads),
  });
}

/** One product for all taps, then each tap's share is added where it came from. */
function scattered(c: RuleContext, g: Geometry): string {
  const taps = g.channels * area(g.kernel);
  const places = area(g.outputs);
  let columns: string;
  if (g.groups === 1) {
    const weight = transpose(c, reshape(c, c.input(1), [g.filters, taps]), [1, 0]);
    columns = c.op("MatMul", [weight, reshape(c, c.gradient, [-1, g.filters, places])]);
  } else {
    const weight = transpose(c, reshape(c, c.input(1), [g.groups, g.filters, taps]), [0, 2, 1]);
    const product = c.op("MatMul", [weight, reshape(c, c.gradient, [-1, g.groups, g.filters, places])]);
    columns = reshape(c, product, [-1, g.groups * taps, places]);
  }
  return c.op("Col2Im", [columns, c.emit.integers(g.sizes), c.emit.integers(g.kernel)], {
    strides: ints(g.strides),
    dilations: ints(g.dilations),
    pads: ints(g.pads),
  });
}

/** For one and three axes, where Col2Im is not to be had. */
function transposed(c: RuleContext, g: Geometry): string {
  const rank = g.kernel.length;
  // What the last window did not reach is padded on.
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

/** Below this many channels the wide convolution's rows are too short, and columns made with Slice win. */
const FEW_CHANNELS = 2;

/** What a weight's gradient is made of: what was convolved, and what came back for the result. */
interface Pair {
  readonly image: string;
  readonly result: string;
}

export function weightGradient(c: RuleContext, g: Geometry, pair: Pair): string {
  const single = area(g.kernel) === 1 && area(g.strides) === 1 && g.pads.every((pad) => pad === 0);
  if (g.groups === 1 && g.kernel.length === 2 && (single || g.channels <= FEW_CHANNELS))
    return columns(c, g, pair);
  if (g.channels === 1 && g.filters === 1 && area(g.kernel) <= FEW_TAPS) return taps(c, g, pair);
  return wide(c, g, pair);
}

/** Up to this many taps a depthwise weight's gradient is made tap by tap. */
const FEW_TAPS = 9;

/** The image moved to where a tap of the kernel looks, for each tap. */
function moved(c: RuleContext, g: Geometry, image: string): string[] {
  const { emit } = c;
  const rank = g.kernel.length;
  const axes = g.kernel.map((_, i) => i + 2);
  const pads = [0, 0, ...g.pads.slice(0, rank), 0, 0, ...g.pads.slice(rank)];
  const source = g.pads.some((pad) => pad !== 0) ? c.op("Pad", [image, emit.integers(pads)]) : image;
  return Array.from({ length: area(g.kernel) }, (_, tap) => {
    const place = g.kernel.map((size, i) => Math.floor(tap / area(g.kernel.slice(i + 1))) % size);
    const starts = place.map((at, i) => at * g.dilations[i]!);
    const ends = starts.map((start, i) => start + (g.outputs[i]! - 1) * g.strides[i]! + 1);
    if (area(g.kernel) === 1 && area(g.strides) === 1) return source;
    return c.op("Slice", [source, ...[starts, ends, axes, g.strides].map((values) => emit.integers(values))]);
  });
}

/** Each channel by itself: for each tap the products of what it saw with what came back, summed. */
function taps(c: RuleContext, g: Geometry, pair: Pair): string {
  const axes = c.emit.integers([0, ...g.kernel.map((_, i) => i + 2)]);
  const sums = moved(c, g, pair.image).map((seen) =>
    c.op("Unsqueeze", [
      c.op("ReduceSum", [c.op("Mul", [seen, pair.result]), axes], { keepdims: int(0) }),
      c.emit.integers([1]),
    ]),
  );
  const all = sums.length === 1 ? sums[0]! : c.op("Concat", sums, { axis: int(1) });
  return reshape(c, all, [g.groups, 1, ...g.kernel]);
}

/** The image once per tap, moved to where the tap looks; then one product per sample, summed over the samples. */
export function columns(c: RuleContext, g: Geometry, pair: Pair): string {
  const { emit } = c;
  const [height, width] = g.kernel as [number, number];
  const seen = moved(c, g, pair.image);
  const all = seen.length === 1 ? seen[0]! : c.op("Concat", seen, { axis: int(1) });
  const places = area(g.outputs);
  const matrix = reshape(c, all, [-1, seen.length * g.channels, places]);
  const gradient = reshape(c, pair.result, [-1, g.filters, places]);
  const perSample = c.emit.contributed("FusedMatMul", [gradient, matrix], { transB: int(1) });
  const sum = c.op("ReduceSum", [perSample, emit.integers([0])], { keepdims: int(0) });
  return transpose(c, reshape(c, sum, [g.filters, height, width, g.channels]), [0, 3, 1, 2]);
}

/**
 * The weight's gradient is a convolution of the input with the output's gradient as its kernel, samples in the place
 * of channels. The input's channels are laid side by side along the last axis (so steps along it are multiplied by
 * their number): the result then has rows that are long enough for the engine to be fast.
 */
function wide(c: RuleContext, g: Geometry, pair: Pair): string {
  const rank = g.kernel.length;
  const last = rank - 1;
  const axes = g.kernel.map((_, i) => i);
  // [batch, channels, ...] to [1, groups*batch, ..., last * channels of a group]
  const channelsLast =
    g.groups === 1
      ? transpose(c, pair.image, [0, ...axes.map((i) => i + 2), 1])
      : transpose(c, reshape(c, pair.image, [-1, g.groups, g.channels, ...g.sizes]), [
          1,
          0,
          ...axes.map((i) => i + 3),
          2,
        ]);
  const image = reshape(c, channelsLast, [1, -1, ...g.sizes.slice(0, last), g.sizes[last]! * g.channels]);
  const filters = transpose(c, pair.result, [1, 0, ...axes.map((i) => i + 2)]);
  const stretch = (values: readonly number[]) =>
    values.map((value, i) => (i % rank === last ? value * g.channels : value));
  const { places, pads } = unused(g);
  const result = c.op("Conv", [image, filters], {
    dilations: ints(stretch(g.strides)),
    pads: ints(stretch(pads)),
    group: int(g.groups),
  });
  let weight = reshape(c, result, [g.groups * g.filters, ...places, g.channels]);
  if (places.some((count, i) => count !== g.kernel[i])) {
    const ends = g.kernel.map((size, i) => (size - 1) * g.dilations[i]! + 1);
    const inputs = [axes.map(() => 0), ends, axes.map((i) => i + 1), g.dilations].map((values) =>
      c.emit.integers(values),
    );
    weight = c.op("Slice", [weight, ...inputs]);
  }
  return transpose(c, weight, [0, rank + 1, ...axes.map((i) => i + 1)]);
}

/**
 * Every place of the kernel that the wide convolution yields, also those between its taps and behind them. Padding
 * behind the image that no window reached is left out.
 */
export function unused(g: Geometry): { places: number[]; pads: number[] } {
  const rank = g.kernel.length;
  const spans = g.kernel.map((size, i) => (size - 1) * g.dilations[i]! + 1);
  const pads = [...g.pads];
  const places = g.sizes.map((size, i) => {
    const all = size + g.pads[i]! + g.pads[rank + i]! - (g.outputs[i]! - 1) * g.strides[i]!;
    const spare = Math.max(0, Math.min(all - spans[i]!, g.pads[rank + i]!));
    pads[rank + i] = g.pads[rank + i]! - spare;
    return all - spare;
  });
  return { places, pads };
}

const conv: Rule = (c) => {
  const g = geometryOf(c);
  return c.each((index) => {
    if (index === 0) return inputGradient(c, g);
    if (index === 1) return weightGradient(c, g, { image: c.input(0), result: c.gradient });
    const axes = [0, ...g.kernel.map((_, i) => i + 2)];
    return c.op("ReduceSum", [c.gradient, c.emit.integers(axes)], { keepdims: int(0) });
  });
};

/** Pads of a transposed convolution; an asked-for size of the output is turned into pads, as the operator says. */
function transposedPads(c: RuleContext, sizes: readonly number[], kernel: readonly number[]): number[] {
  const automatic = textOf(c.node, "auto_pad", "NOTSET");
  const asked = intsOf(c.node, "output_shape");
  if (!asked && automatic === "NOTSET") return [...(intsOf(c.node, "pads") ?? kernel.flatMap(() => [0, 0]))];
  if (!asked && automatic === "VALID") return kernel.flatMap(() => [0, 0]);
  const strides = intsOf(c.node, "strides") ?? kernel.map(() => 1);
  const dilations = intsOf(c.node, "dilations") ?? kernel.map(() => 1);
  const extra = intsOf(c.node, "output_padding") ?? kernel.map(() => 0);
  const outputs = spatial(c.outputShape());
  const totals = sizes.map((size, i) =>
    Math.max(0, strides[i]! * (size - 1) + extra[i]! + (kernel[i]! - 1) * dilations[i]! + 1 - outputs[i]!),
  );
  const small = totals.map((total) => Math.floor(total / 2));
  const large = totals.map((total, i) => total - small[i]!);
  return automatic === "SAME_UPPER" ? [...small, ...large] : [...large, ...small];
}

// A transposed convolution is the gradient of a convolution; so its own gradient is that convolution, and its weight
// has the gradient that the convolution's would have, with the two images in each other's place.
const convTranspose: Rule = (c) => {
  const [sizes, kernel] = [spatial(c.shape(0)), spatial(c.shape(1))];
  const groups = intOf(c.node, "group", 1);
  const strides = intsOf(c.node, "strides") ?? kernel.map(() => 1);
  const dilations = intsOf(c.node, "dilations") ?? kernel.map(() => 1);
  const pads = transposedPads(c, sizes, kernel);
  const g: Geometry = {
    ...{ kernel, strides, dilations, pads, groups },
    sizes: spatial(c.outputShape()),
    outputs: sizes,
    channels: c.size(1, 1),
    filters: c.size(0, 1) / groups,
  };
  const attributes = {
    strides: ints(strides),
    dilations: ints(dilations),
    pads: ints(pads),
    group: int(groups),
  };
  return c.each((index) => {
    if (index === 1) return weightGradient(c, g, { image: c.gradient, result: c.input(0) });
    if (index === 2) {
      const axes = [0, ...kernel.map((_, i) => i + 2)];
      return c.op("ReduceSum", [c.gradient, c.emit.integers(axes)], { keepdims: int(0) });
    }
    const result = c.op("Conv", [c.gradient, c.input(1)], attributes);
    const counts = g.sizes.map((size, i) => {
      const span = (kernel[i]! - 1) * dilations[i]! + 1;
      return Math.floor((size + pads[i]! + pads[kernel.length + i]! - span) / strides[i]!) + 1;
    });
    if (counts.every((count, i) => count === sizes[i])) return result;
    const bounds = [kernel.map(() => 0), sizes, kernel.map((_, i) => i + 2)];
    return c.op("Slice", [result, ...bounds.map((numbers) => c.emit.integers(numbers))]);
  });
};

export const convolutionRules = { Conv: conv, ConvTranspose: convTranspose } satisfies Record<string, Rule>;
