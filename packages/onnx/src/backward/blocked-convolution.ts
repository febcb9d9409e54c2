/** Gradients of convolutions on images whose channels lie in blocks. */
import { type ImageShape, window } from "../graph/blocks.js";
import { int } from "../graph/graph.js";
import { filterGradient, isSingle } from "./blocked-filter.js";
import { area, type Geometry, geometryOf, inputGradient, reshape, transpose } from "./convolution.js";
import type { Rule, RuleContext } from "./rule.js";

export const blockedConvolution: Rule = (c) => {
  const g = geometryOf(c);
  return c.each((index) => {
    if (index === 0) return imageGradient(c, g);
    if (index === 1) return filterGradient(c, g);
    const shares = c.blocks.shares.get(c.gradient);
    const means = c.blocks.means(shares?.total ?? c.gradient);
    const sums = c.op("ReduceSum", [means, c.emit.integers([0])], { keepdims: int(0) });
    return c.op("Mul", [sums, c.emit.scalar(area(g.outputs) / (shares ? 4 : 1))]);
  });
};

/** The taps that one phase of the image's gradient sees along an axis, and where they begin. */
interface Axis {
  /** For each phase, for each place of the gradient: the tap, or -1. */
  readonly taps: readonly (readonly number[])[];
  readonly pads: readonly [number, number];
}

// With stride s, number s q + a of the image was seen by tap k of window i where s q + a = s i + k - pad: window
// i = q + d at tap k = a + pad - s d. So each of the s phases of the image's gradient is a convolution of stride 1.
function axisOf(g: Geometry, i: number): Axis | undefined {
  const [size, kernel, stride, dilation] = [g.sizes[i]!, g.kernel[i]!, g.strides[i]!, g.dilations[i]!];
  const pad = g.pads[i]!;
  if (stride === 1) {
    const around = [pad, g.pads[i + 2]!].map((own) => (kernel - 1) * dilation - own);
    const taps = [Array.from({ length: kernel }, (_, tap) => kernel - 1 - tap)];
    return around.every((own) => own >= 0) ? { taps, pads: around as [number, number] } : undefined;
  }
  if (dilation !== 1 || size % stride !== 0) return undefined;
  const first = Math.floor((pad - kernel + stride) / stride);
  const last = Math.floor((pad + stride - 1) / stride);
  const behind = size / stride - 1 + last - (g.outputs[i]! - 1);
  if (first > 0 || behind < 0) return undefined;
  const taps = Array.from({ length: stride }, (_, phase) =>
    Array.from({ length: last - first + 1 }, (_, place) => {
      const tap = phase + pad - stride * (first + place);
      return tap >= 0 && tap < kernel ? tap : -1;
    }),
  );
  return { taps, pads: [-first, behind] };
}

function imageGradient(c: RuleContext, g: Geometry): string {
  const shape = c.shape(0);
  const [rows, columns] = [axisOf(g, 0), axisOf(g, 1)];
  if (!c.blocks.fits(shape)) return inputGradient(c.plain, g);
  if (isSingle(g) && area(g.strides) > 1) return spread(c, g, shape) ?? inputGradient(c.plain, g);
  if (!rows || !columns) return inputGradient(c.plain, g);
  const phases = rows.taps.length * columns.taps.length;
  const kernel = [rows.taps[0]!.length, columns.taps[0]!.length];
  const pads = [rows.pads[0], columns.pads[0], rows.pads[1], columns.pads[1]];
  const filter = mirrored(c, g, rows, columns);
  const dilations = g.strides.map((stride, i) => (stride === 1 ? g.dilations[i]! : 1));
  const result = c.blocks.op("Conv", [c.gradient, filter], window({ kernel, pads, dilations }));
  if (phases === 1) return c.blocks.add(result, shape);
  return c.blocks.add(together(c, g, result, shape), shape);
}

/** The filter with its taps in the order of each phase, and 0 where a phase has none. */
function mirrored(c: RuleContext, g: Geometry, rows: Axis, columns: Axis): string {
  const { emit } = c;
  const { size } = c.blocks;
  const [channels, filters, taps] = [g.channels / size, g.filters / size, area(g.kernel)];
  const width = g.kernel[1]!;
  const order = rows.taps.flatMap((down) =>
    columns.taps.flatMap((right) =>
      down.flatMap((y) => right.map((x) => (y < 0 || x < 0 ? taps : y * width + x))),
    ),
  );
  const split = transpose(
    c,
    reshape(c, c.plain.input(1), [filters, size, channels, size, taps]),
    [2, 0, 4, 1, 3],
  );
  let known = split;
  if (order.includes(taps)) {
    const zeros = c.op("Expand", [emit.scalar(0), emit.integers([channels, filters, 1, size, size])]);
    known = c.op("Concat", [split, zeros], { axis: int(2) });
  }
  const phases = rows.taps.length * columns.taps.length;
  const chosen = taps === 1 ? known : c.op("Gather", [known, emit.integers(order)], { axis: int(2) });
  const kernel = [rows.taps[0]!.length, columns.taps[0]!.length];
  const shape = [phases * g.channels, g.filters, ...kernel];
  if (phases === 1) return reshape(c, chosen, shape);
  const apart = reshape(c, chosen, [channels, filters, phases, area(kernel), size * size]);
  return reshape(c, transpose(c, apart, [2, 0, 1, 3, 4]), shape);
}

/** Phases, which lie like channels, put where they belong. */
function together(c: RuleContext, g: Geometry, phases: string, shape: ImageShape): string {
  const { size } = c.blocks;
  const [, channels, height, width] = shape;
  const [down, right] = g.strides as [number, number];
  const apart = [-1, down, right, channels / size, height / down, width / right, size];
  const moved = transpose(c, reshape(c, phases, apart), [0, 3, 4, 1, 5, 2, 6]);
  return reshape(c, moved, [-1, channels, height, width]);
}

/** A kernel of one tap that skips numbers: the gradient of those it saw, with zeros between. */
function spread(c: RuleContext, g: Geometry, shape: ImageShape): string | undefined {
  const { size } = c.blocks;
  const [, channels, height, width] = shape;
  const [down, right] = g.strides as [number, number];
  if (height % down !== 0 || width % right !== 0) return undefined;
  const seen = axisOf({ ...g, strides: [1, 1], sizes: g.outputs }, 0)!;
  const filter = mirrored(c, g, seen, seen);
  const small = c.blocks.op("Conv", [c.gradient, filter], window({ kernel: [1, 1] }));
  const rows = reshape(c, small, [-1, 1, width / right, size]);
  const pads = c.emit.integers([0, 0, 0, 0, 0, down - 1, 0, (right - 1) * size]);
  return c.blocks.add(reshape(c, c.op("Pad", [rows, pads]), [-1, channels, height, width]), shape);
}
