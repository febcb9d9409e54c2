/** Which pairs and triplets of a batch of embeddings are worth training on. */
import { dataError, usageError } from "../errors.js";

/**
 * - `all`: every tuple.
 * - `hard`: for each anchor its farthest positive and its nearest negative. Hermans, Beyer & Leibe 2017, arXiv:1703.07737.
 * - `semi-hard`: for each anchor and positive the nearest negative that is farther than the positive; where there is
 *   none, the farthest negative. Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832.
 */
export type Mining = "all" | "hard" | "semi-hard";

/** Rows of the batch; triplet i is `anchors[i]`, `positives[i]`, `negatives[i]`. */
export interface Triplets {
  readonly anchors: Uint32Array;
  readonly positives: Uint32Array;
  readonly negatives: Uint32Array;
}

/** Rows of the batch; `same[i]` is 1 where both are of one class. */
export interface Pairs {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly same: Uint8Array;
}

/**
 * Triplets of an anchor, another sample of its class, and a sample of another class. None, where a batch has only one
 * class or no class twice.
 *
 * @param embeddings one row per label; distances are Euclidean
 * @example
 * mineTriplets(Float32Array.of(0, 1, 5), [0, 0, 1], "hard"); // anchors [0, 1], positives [1, 0], negatives [2, 2]
 */
export function mineTriplets(embeddings: Float32Array, labels: ArrayLike<number>, mining: Mining): Triplets {
  const distances = distanceMatrix(embeddings, labels.length);
  const triplets: number[] = [];
  for (let anchor = 0; anchor < labels.length; anchor++) {
    const row = distances.subarray(anchor * labels.length, (anchor + 1) * labels.length);
    const { same, other } = partners(labels, anchor);
    if (same.length === 0 || other.length === 0) continue;
    if (mining === "hard") {
      triplets.push(anchor, farthest(row, same), nearest(row, other));
      continue;
    }
    for (const positive of same) {
      if (mining === "semi-hard") {
        triplets.push(anchor, positive, semiHard(row, positive, other));
      } else {
        for (const negative of other) triplets.push(anchor, positive, negative);
      }
    }
  }
  const part = (from: number) =>
    Uint32Array.from({ length: triplets.length / 3 }, (_, i) => triplets[3 * i + from]!);
  return { anchors: part(0), positives: part(1), negatives: part(2) };
}

/**
 * Pairs of samples: `all` of them once, or for each sample its `hard` ones.
 *
 * @throws DownhillError `usage` for `semi-hard`, which compares a negative with a positive and so needs triplets
 * @example
 * minePairs(Float32Array.of(0, 1, 5), [0, 0, 1], "all"); // first [0, 0, 1], second [1, 2, 2], same [1, 0, 0]
 */
export function minePairs(embeddings: Float32Array, labels: ArrayLike<number>, mining: Mining): Pairs {
  if (mining === "semi-hard") throw usageError("semi-hard mining is for triplets; for pairs use all or hard");
  const pairs: number[] = [];
  if (mining === "all") {
    for (let i = 0; i < labels.length; i++) for (let j = i + 1; j < labels.length; j++) pairs.push(i, j);
  } else {
    const distances = distanceMatrix(embeddings, labels.length);
    for (let anchor = 0; anchor < labels.length; anchor++) {
      const row = distances.subarray(anchor * labels.length, (anchor + 1) * labels.length);
      const { same, other } = partners(labels, anchor);
      if (same.length > 0) pairs.push(anchor, farthest(row, same));
      if (other.length > 0) pairs.push(anchor, nearest(row, other));
    }
  }
  const part = (from: number) =>
    Uint32Array.from({ length: pairs.length / 2 }, (_, i) => pairs[2 * i + from]!);
  const [first, second] = [part(0), part(1)];
  return {
    first,
    second,
    same: Uint8Array.from(first, (row, i) => (labels[row] === labels[second[i]!] ? 1 : 0)),
  };
}

/** Euclidean distances between all rows, in float64. */
function distanceMatrix(embeddings: Float32Array, rows: number): Float64Array {
  const columns = embeddings.length / Math.max(1, rows);
  if (!Number.isInteger(columns))
    throw dataError(`${embeddings.length} numbers are not ${rows} rows of equal length`);
  const distances = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++)
        sum += (embeddings[i * columns + c]! - embeddings[j * columns + c]!) ** 2;
      distances[i * rows + j] = distances[j * rows + i] = Math.sqrt(sum);
    }
  }
  return distances;
}

function partners(labels: ArrayLike<number>, anchor: number): { same: number[]; other: number[] } {
  const same: number[] = [];
  const other: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (i !== anchor) (labels[i] === labels[anchor] ? same : other).push(i);
  }
  return { same, other };
}

const farthest = (row: Float64Array, among: readonly number[]): number =>
  among.reduce((best, i) => (row[i]! > row[best]! ? i : best));

const nearest = (row: Float64Array, among: readonly number[]): number =>
  among.reduce((best, i) => (row[i]! < row[best]! ? i : best));

function semiHard(row: Float64Array, positive: number, others: readonly number[]): number {
  const beyond = others.filter((i) => row[i]! > row[positive]!);
  return beyond.length > 0 ? nearest(row, beyond) : farthest(row, others);
}
