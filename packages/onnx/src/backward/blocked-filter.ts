/** Gradients of filters of convolutions on images whose channels lie in blocks. */
import { type ImageShape, isImage, window } from "../graph/blocks.js";
import { type Attribute, int, ints } from "../graph/graph.js";
import { area, columns, type Geometry, reshape, transpose, unused, weightGradient } from "./convolution.js";
import type { RuleContext } from "./rule.js";

/** Whether a kernel has one tap. */
export const isSingle = (g: Geometry): boolean => area(g.kernel) === 1 && g.pads.every((pad) => pad === 0);

export function filterGradient(c: RuleContext, g: Geometry): string {
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
  const shape = c.shape(0) as ImageShape;
  const { channels } = g;
  const [batch, , height, width] = shape;
  const half = g.outputs.map((count) => count / 2) as [number, number];
  const { pads, all } = phaseWindow(g, half);
  const [top, left, bottom, right] = pads;
  const strides = [2 * g.strides[0]!, 2 * g.strides[1]! * channels];
  const samples = grouping(c, g, shape, half);
  let apart: string;
  if (samples) {
    const image = [1, samples.count, height, (left + width + right) * channels];
    const seen = reshape(c, sideBySide(c, shape, left, right), image);
    const each = phases.map((phase) =>
      reshape(c, filtersOf(c, g, samples, phase, half), [samples.groups, 1, -1]),
    );
    const kernels = [samples.groups * 4 * g.filters, samples.members, ...half];
    const filters = reshape(c, c.op("Concat", each, { axis: int(1) }), kernels);
    const how = window({
      kernel: half,
      dilations: strides,
      pads: [top, 0, bottom, 0],
      group: samples.groups,
    });
    const parts = reshape(c, c.blocks.op("Conv", [seen, filters], how), [samples.groups, -1]);
    const sum = c.op("ReduceSum", [parts, c.emit.integers([0])], { keepdims: int(0) });
    const { size } = c.blocks;
    const order = transpose(
      c,
      reshape(c, sum, [4, g.filters / size, area(all) * channels, size]),
      [0, 1, 3, 2],
    );
    apart = reshape(c, order, [4, g.filters, ...all, channels]);
  } else {
    const stacked = c.blocks.add(c.op("Concat", phases, { axis: int(1) }), [batch, 4 * g.filters, ...half]);
    const filters = transpose(c, c.blocks.plain(stacked), [1, 0, 2, 3]);
    const last = transpose(c, c.plain.input(0), [0, 2, 3, 1]);
    const image = reshape(c, last, [1, -1, height, width * channels]);
    const padding = [top, left * channels, bottom, right * channels];
    const result = c.op("Conv", [image, filters], { dilations: ints(strides), pads: ints(padding) });
    apart = reshape(c, result, [4, g.filters, ...all, channels]);
  }
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

/** The padding under which the phases' convolution yields every place of the kernel, and how many it yields then. */
function phaseWindow(g: Geometry, half: readonly number[]) {
  const places = g.kernel.map((taps, i) => (taps - 1) * g.dilations[i]! + 1 + g.strides[i]!);
  const behind = places.map(
    (count, i) => count + 2 * g.strides[i]! * (half[i]! - 1) - g.sizes[i]! - g.pads[i]!,
  );
  const pads = [g.pads[0]!, g.pads[1]!, Math.max(0, behind[0]!), Math.max(0, behind[1]!)] as const;
  return { pads, all: places.map((count, i) => count + Math.max(0, -behind[i]!)) };
}

/** Numbers of filters and of results, up to which groups of samples pay. */
const MOST_FILTERS = 128;
const MOST_RESULTS = 2 ** 21;
/** Numbers of one group's filter that stay in a core's cache. */
const CACHED = 2 ** 17;

interface Grouping {
  /** Samples of the batch. */
  readonly count: number;
  readonly groups: number;
  /** Samples of a group. */
  readonly members: number;
}

/** How the batch is divided, undefined where its size is not known or groups do not pay. */
function grouping(
  c: RuleContext,
  g: Geometry,
  shape: ImageShape,
  outputs: readonly number[],
): Grouping | undefined {
  const { size } = c.blocks;
  const count = c.blocks.wholeBatch(shape);
  const numbers = area(outputs) * size;
  if (count === undefined || g.filters > MOST_FILTERS || numbers > 2 * CACHED) return undefined;
  let members = size / 2;
  while (members > 1 && members * numbers > CACHED) members /= 2;
  const groups = count / members;
  if (groups * g.filters * area(g.kernel) * shape[1] > MOST_RESULTS) return undefined;
  c.blocks.isSized = true;
  return { count, groups, members };
}

/** What came back, as the filters of the groups: it lies in their order, except that blocks stand before samples. */
function filtersOf(
  c: RuleContext,
  g: Geometry,
  { groups, members }: Grouping,
  result: string,
  outputs: readonly number[],
): string {
  const { size } = c.blocks;
  const blocks = g.filters / size;
  if (blocks === 1) return result;
  return transpose(c, reshape(c, result, [groups, members, blocks, area(outputs) * size]), [0, 2, 1, 3]);
}

/**
 * As `wideBlocks`, on blocks: groups of fewer samples than a block has numbers are read in the order they lie in, the
 * blocks of what came back are filters as they stand, and each group fits into a cache. The groups are then added up.
 * The batch size becomes part of the graph.
 */
function grouped(c: RuleContext, g: Geometry, shape: ImageShape): string | undefined {
  const { blocks, emit } = c;
  const { size } = blocks;
  const [, channels, height, width] = shape;
  const samples = grouping(c, g, shape, g.outputs);
  if (!samples) return undefined;
  const { count, groups, members } = samples;
  // Numbers of a pixel that stand side by side, and how many such images there are.
  const together = blocks.fits(shape) ? size : channels;
  const [across, filters] = [channels / together, g.filters / size];
  const { places, pads } = unused(g);
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const image = reshape(c, sideBySide(c, shape, left, right), [
    ...[across, count, height, (left + width + right) * together],
  ]);
  const kernels = [groups * g.filters, members, ...g.outputs];
  const filter = reshape(c, filtersOf(c, g, samples, c.gradient, g.outputs), kernels);
  const how = window({
    kernel: g.outputs,
    dilations: [g.strides[0]!, g.strides[1]! * together],
    pads: [top, 0, bottom, 0],
    group: groups,
  });
  const parts = reshape(c, blocks.op("Conv", [image, filter], how), [across, groups, -1]);
  const sum = c.op("ReduceSum", [parts, emit.integers([1])], { keepdims: int(0) });
  let weight = reshape(c, sum, [across, filters, ...places, together, size]);
  if (places.some((place, i) => place !== g.kernel[i])) {
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
