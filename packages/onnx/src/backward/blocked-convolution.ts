/** Gradients of convolutions on images whose channels lie in blocks. */
import { type ImageShape, isImage, window } from "../graph/blocks.js";
import { type Attribute, int, ints } from "../graph/graph.js";
import {
  area,
  columns,
  type Geometry,
  geometryOf,
  inputGradient,
  reshape,
  transpose,
  unused,
  weightGradient,
} from "./convolution.js";
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

const isSingle = (g: Geometry): boolean => area(g.kernel) === 1 && g.pads.every((pad) => pad === 0);

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

function filterGradient(c: RuleContext, g: Geometry): string {
  const image = c.shape(0);
  if (!c.blocks.fits(image)) {
    const { plain } = c;
    const shares = c.blocks.shares.get(c.gradient);
    if (shares) return phased(c, g, shares.phases);
    const groups = isImage(image) ? grouped(c, g, image) : undefined;
    return groups ?? weightGradient(plain, g, { image: plain.input(0), result: plain.gradient });
  }
  if (isSingle(g)) return single(c, g, image);
  return grouped(c, g, image) ?? wideBlocks(c, g, image);
}

/** One tap: a product of what it saw with what came back. */
function single(c: RuleContext, g: Geometry, [batch, channels]: ImageShape): string {
  let image = c.plain.input(0);
  if (area(g.strides) > 1) {
    // A pool with windows of one number takes every second one, on all cores.
    const { kernel_shape, strides, dilations, pads } = window({
      kernel: [1, 1],
      strides: g.strides,
    }) as Record<string, Attribute>;
    const seen = c.blocks.op("MaxPool", [c.input(0)], {
      ...{ kernel_shape: kernel_shape!, strides: strides!, dilations: dilations!, pads: pads! },
    });
    const small = c.blocks.add(seen, [batch, channels, ...(g.outputs as [number, number])]);
    image = c.blocks.plain(small);
  }
  return columns(c, { ...g, sizes: g.outputs, strides: [1, 1] }, { image, result: c.plain.gradient });
}

/**
 * As `wide` in convolution.ts: channels of a block stand side by side in the last axis already, so only samples and
 * blocks change places.
 */
function wideBlocks(c: RuleContext, g: Geometry, shape: ImageShape): string {
  const { size } = c.blocks;
  const [, channels, height, width] = shape;
  const count = channels / size;
  const across = [count, -1, height, width * size];
  const rows = reshape(c, c.input(0), [-1, count, height * width * size]);
  const image = reshape(c, count === 1 ? rows : transpose(c, rows, [1, 0, 2]), across);
  const filters = transpose(c, c.plain.gradient, [1, 0, 2, 3]);
  const { places, pads } = unused(g);
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const result = c.op("Conv", [image, filters], {
    dilations: ints([g.strides[0]!, g.strides[1]! * size]),
    pads: ints([top, left * size, bottom, right * size]),
  });
  let weight = reshape(c, result, [count, g.filters, ...places, size]);
  if (places.some((place, i) => place !== g.kernel[i])) {
    const ends = g.kernel.map((taps, i) => (taps - 1) * g.dilations[i]! + 1);
    const bounds = [[0, 0], ends, [2, 3], g.dilations].map((numbers) => c.emit.integers(numbers));
    weight = c.op("Slice", [weight, ...bounds]);
  }
  return reshape(c, transpose(c, weight, [1, 0, 4, 2, 3]), [g.filters, channels, ...g.kernel]);
}

/**
 * As `wide` in convolution.ts, the four phases of what came back as four times as many filters, each of which skips
 * every second number; those of the lower and the right phases begin one number later.
 */
function phased(c: RuleContext, g: Geometry, phases: readonly string[]): string {
  const { channels } = g;
  const [batch, , height, width] = c.shape(0) as ImageShape;
  const half = g.outputs.map((count) => count / 2) as [number, number];
  const stacked = c.blocks.add(c.op("Concat", phases, { axis: int(1) }), [batch, 4 * g.filters, ...half]);
  const filters = transpose(c, c.blocks.plain(stacked), [1, 0, 2, 3]);
  const image = reshape(c, transpose(c, c.plain.input(0), [0, 2, 3, 1]), [1, -1, height, width * channels]);
  const places = g.kernel.map((taps, i) => (taps - 1) * g.dilations[i]! + 1 + g.strides[i]!);
  const behind = places.map(
    (count, i) => count + 2 * g.strides[i]! * (half[i]! - 1) - g.sizes[i]! - g.pads[i]!,
  );
  const [top, left, bottom, right] = [g.pads[0]!, g.pads[1]!, ...behind.map((pad) => Math.max(0, pad))] as [
    ...[number, number, number, number],
  ];
  const result = c.op("Conv", [image, filters], {
    dilations: ints([2 * g.strides[0]!, 2 * g.strides[1]! * channels]),
    pads: ints([top, left * channels, bottom, right * channels]),
  });
  const all = places.map((count, i) => count + Math.max(0, -behind[i]!));
  const apart = reshape(c, result, [4, g.filters, ...all, channels]);
  const parts = [0, 1, 2, 3].map((phase) => {
    const starts = [phase >> 1, phase & 1].map((odd, i) => odd * g.strides[i]!);
    const ends = starts.map((start, i) => start + (g.kernel[i]! - 1) * g.dilations[i]! + 1);
    const bounds = [
      [phase, ...starts],
      [phase + 1, ...ends],
      [0, 2, 3],
      [1, ...g.dilations],
    ];
    return c.op("Slice", [apart, ...bounds.map((numbers) => c.emit.integers(numbers))]);
  });
  const sum = reshape(c, c.op("Sum", parts), [g.filters, ...g.kernel, channels]);
  return transpose(c, sum, [0, 3, 1, 2]);
}

/** Numbers of filters and of results, up to which groups of samples pay. */
const MOST_FILTERS = 128;
const MOST_RESULTS = 2 ** 21;
/** Numbers of one group's filter that stay in a core's cache. */
const CACHED = 2 ** 17;

/**
 * As `wideBlocks`, on blocks: groups of fewer samples than a block has numbers are read in the order they lie in, the
 * blocks of what came back are filters as they stand, and each group fits into a cache. The groups are then added up.
 * The batch size becomes part of the graph.
 */
function grouped(c: RuleContext, g: Geometry, shape: ImageShape): string | undefined {
  const { blocks, emit } = c;
  const { size } = blocks;
  const [, channels, height, width] = shape;
  const samples = blocks.wholeBatch(shape);
  if (samples === undefined || g.filters > MOST_FILTERS) return undefined;
  const places = area(g.outputs);
  let members = size / 2;
  while (members > 1 && members * places * size > CACHED) members /= 2;
  const groups = samples / members;
  // Numbers of a pixel that stand side by side, and how many such images there are.
  const together = blocks.fits(shape) ? size : channels;
  const [across, filters] = [channels / together, g.filters / size];
  const found = unused(g);
  const [down, right] = found.places as [number, number];
  const each = filters * down * right * together * size;
  if (across * groups * each > MOST_RESULTS) return undefined;
  blocks.isSized = true;
  const [top, left, bottom, behind] = found.pads as [number, number, number, number];
  const image = reshape(c, sideBySide(c, shape, left, behind), [
    ...[across, samples, height, (left + width + behind) * together],
  ]);
  const split = reshape(c, c.gradient, [groups, members, filters, places * size]);
  const filter = reshape(c, filters === 1 ? split : transpose(c, split, [0, 2, 1, 3]), [
    ...[groups * g.filters, members, ...g.outputs],
  ]);
  const how = window({
    kernel: g.outputs,
    dilations: [g.strides[0]!, g.strides[1]! * together],
    pads: [top, 0, bottom, 0],
    group: groups,
  });
  const parts = reshape(c, blocks.op("Conv", [image, filter], how), [across, groups, each]);
  const sum = c.op("ReduceSum", [parts, emit.integers([1])], { keepdims: int(0) });
  let weight = reshape(c, sum, [across, filters, down, right, together, size]);
  if (found.places.some((place, i) => place !== g.kernel[i])) {
    const ends = g.kernel.map((taps, i) => (taps - 1) * g.dilations[i]! + 1);
    const bounds = [[0, 0], ends, [2, 3], g.dilations].map((numbers) => emit.integers(numbers));
    weight = c.op("Slice", [weight, ...bounds]);
  }
  return reshape(c, transpose(c, weight, [1, 5, 0, 4, 2, 3]), [g.filters, channels, ...g.kernel]);
}

/**
 * An image with the numbers of a pixel, or of a block of it, side by side in the last axis, and with zeros beside each
 * row: the padding of the operator itself would be slow, since numbers at the edge are computed one by one.
 */
function sideBySide(c: RuleContext, shape: ImageShape, left: number, right: number): string {
  const { blocks, emit } = c;
  const [, channels, height, width] = shape;
  if (!blocks.fits(shape)) {
    const last = transpose(c, c.plain.input(0), [0, 2, 3, 1]);
    const rows = reshape(c, last, [-1, width * channels]);
    return left + right === 0
      ? rows
      : c.op("Pad", [rows, emit.integers([0, left * channels, 0, right * channels])]);
  }
  let image = c.input(0);
  if (left + right > 0) {
    // Multiplied by one on all cores, which is faster than Pad.
    const ones = emit.floats(new Array<number>(channels).fill(1), [channels, 1, 1, 1]);
    const how = window({ kernel: [1, 1], pads: [0, left, 0, right], group: channels });
    image = blocks.op("Conv", [image, ones], how);
  }
  const across = channels / blocks.size;
  if (across === 1) return image;
  const numbers = height * (left + width + right) * blocks.size;
  return transpose(c, reshape(c, image, [-1, across, numbers]), [1, 0, 2]);
}
