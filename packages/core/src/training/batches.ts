/** Which samples make up which batch: order, size, parts of a data set. */
import { dataError, usageError } from "../errors.js";
import { permutation, purposes, Random } from "../random.js";
import { gatherRows, rowLength } from "./rows.js";
import type { Dataset, Tensor } from "./types.js";

/** A number of samples; 1 is stochastic descent. `"full"`: all samples at once. */
export type BatchSize = number | "full";

/**
 * The batch size as a number.
 *
 * @throws DownhillError `usage` for 0, a fraction, a negative number or NaN
 */
export function resolveBatchSize(size: BatchSize, length: number, name = "batchSize"): number {
  if (size === "full") return length;
  if (!Number.isSafeInteger(size) || size < 1) {
    throw usageError(`${name} must be a whole number from 1 on, or "full"; got ${String(size)}`);
  }
  return size;
}

/** How many batches an epoch has. */
export function batchCount(length: number, size: number, dropLast = false): number {
  return dropLast ? Math.floor(length / size) : Math.ceil(length / size);
}

/**
 * The order of the samples in one epoch: a pure function of seed and epoch.
 *
 * @param shuffle false: 0, 1, 2, … in every epoch
 */
export function epochOrder(length: number, seed: number, epoch: number, shuffle = true): Uint32Array {
  return shuffle ? permutation(length, seed, epoch) : Uint32Array.from({ length }, (_, i) => i);
}

/**
 * Cuts an order into batches; the last one may be shorter. The arrays are views of `order`.
 *
 * @example
 * [...batches(Uint32Array.of(2, 0, 1), 2)]; // [2, 0] and [1]
 */
export function* batches(order: Uint32Array, size: number, dropLast = false): Generator<Uint32Array> {
  const end = dropLast ? order.length - (order.length % size) : order.length;
  for (let i = 0; i < end; i += size) yield order.subarray(i, Math.min(i + size, end));
}

/**
 * Some samples of a data set, in the given order. Nothing is copied but the targets.
 *
 * @throws DownhillError `usage` for an index that the data set does not have
 * @example
 * const firstHundred = subset(train, Uint32Array.from({ length: 100 }, (_, i) => i));
 */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const chosen = Uint32Array.from(indices);
  for (let i = 0; i < chosen.length; i++) {
    if (indices[i] !== chosen[i] || chosen[i]! >= dataset.length) {
      throw usageError(`index ${indices[i]} at ${i} is not one of the data set's 0 … ${dataset.length - 1}`);
    }
  }
  const own = (picked: Uint32Array) => Uint32Array.from(picked, (i) => indexAt(chosen, i));
  const all = dataset.targets;
  return {
    length: chosen.length,
    batch: (picked, context) => dataset.batch(own(picked), context),
    ...(dataset.prepare && {
      prepare: (upcoming, context) => dataset.prepare?.(mapped(upcoming, own), context),
    }),
    ...(all && { targets: gatherRows(all, chosen) }),
  };
}

function* mapped<From, To>(items: Iterable<From>, change: (item: From) => To): Generator<To> {
  for (const item of items) yield change(item);
}

function indexAt(chosen: Uint32Array, i: number): number {
  const index = chosen[i];
  if (index === undefined) throw usageError(`no sample ${i}: the data set has ${chosen.length}`);
  return index;
}

export interface SplitOptions {
  /** Default 0. */
  readonly seed?: number;
  /** True: each part gets its share of every class. Needs class targets in memory. Default false. */
  readonly stratify?: boolean;
}

/**
 * Splits at random into two parts that share no sample.
 *
 * @param first share (below 1) or number (from 1 on) of samples in the first part
 * @returns the first part and the rest
 * @throws DownhillError `usage` when `first` is not possible, `data` when `stratify` finds no classes
 * @example
 * const [train, validation] = split(dataset, 0.9, { seed: 1, stratify: true });
 */
export function split(dataset: Dataset, first: number, options: SplitOptions = {}): [Dataset, Dataset] {
  const { seed = 0, stratify = false } = options;
  const labels = stratify ? classLabels(dataset) : undefined;
  const [chosen, rest] = splitIndices(dataset.length, first, seed, labels);
  return [subset(dataset, chosen), subset(dataset, rest)];
}

/**
 * The same as indices: which samples are in the first part, and which in the rest.
 *
 * @param labels the class of every sample; with it each part gets its share of every class
 * @throws DownhillError `usage` when `first` is not possible
 * @example
 * const [train, test] = splitIndices(150, 0.8, 1);
 */
export function splitIndices(
  length: number,
  first: number,
  seed = 0,
  labels?: Int32Array,
): [Uint32Array, Uint32Array] {
  const count = first < 1 ? Math.round(first * length) : first;
  if (!Number.isInteger(count) || count < 0 || count > length) {
    throw usageError(`split: ${first} is neither a share from 0 to 1 nor a number of the ${length} samples`);
  }
  const order = permutation(length, seed, 0, purposes.split);
  const chosen = labels ? stratified(labels, order, count) : order.subarray(0, count);
  const inFirst = new Set(chosen);
  return [chosen, order.filter((i) => !inFirst.has(i))];
}

/** Takes `count` samples so that every class gets its share; what rounding leaves goes to the largest remainders. */
function stratified(labels: Int32Array, order: Uint32Array, count: number): Uint32Array {
  const members = new Map<number, number[]>();
  for (const i of order) {
    const label = labels[i]!;
    const list = members.get(label);
    if (list) list.push(i);
    else members.set(label, [i]);
  }
  const shares = [...members.entries()].map(([label, list]) => {
    const exact = (list.length * count) / order.length;
    return { label, list, taken: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  let missing = count - shares.reduce((sum, share) => sum + share.taken, 0);
  for (const share of [...shares].sort((a, b) => b.rest - a.rest || a.label - b.label)) {
    if (missing-- > 0) share.taken++;
  }
  const place = new Uint32Array(order.length);
  for (let position = 0; position < order.length; position++) place[order[position]!] = position;
  const chosen = shares.flatMap(({ list, taken }) => list.slice(0, taken));
  return Uint32Array.from(chosen.sort((a, b) => place[a]! - place[b]!));
}

/**
 * The class of every sample.
 *
 * @throws DownhillError `data` when the data set does not hold its targets in memory, or they are not class indices
 */
export function classLabels(dataset: Dataset): Int32Array {
  const targets: Tensor | undefined = dataset.targets;
  if (!targets) throw dataError("the classes are not known: the data set has no `targets` in memory");
  if (rowLength(targets) !== 1) {
    throw dataError(`the targets are not class indices: their shape is [${targets.dims.join(", ")}]`);
  }
  return Int32Array.from(targets.data as ArrayLike<number | bigint>, (value, i) => {
    const label = Number(value);
    if (!Number.isInteger(label)) throw dataError(`the target of sample ${i} is not a class index: ${label}`);
    return label;
  });
}

/** A stream for samplers: independent of the shuffle, a function of seed and epoch. */
export const samplerRandom = (seed: number, epoch: number): Random =>
  new Random(seed, purposes.sampler, epoch);
