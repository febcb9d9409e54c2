/** Metrics of embeddings: every sample asks for its nearest neighbours among all others of the pass. */
import { dataError, usageError } from "../../errors.js";
import { rowLength } from "../rows.js";
import { Series } from "../series.js";
import type { Metric } from "../types.js";

/**
 * Share of samples with at least one of the same class among their k nearest neighbours (Euclidean), themselves not
 * counted. Samples whose class occurs once cannot be found and are left out. The time grows with the square of the
 * number of samples. Reported as `recallAt1` for k = 1.
 *
 * @throws DownhillError `usage` unless k is a whole number from 1 on
 * @example
 * await evaluate(model, test, { metrics: [recallAtK(1)] });
 */
export function recallAtK(k: number): Metric {
  if (!Number.isInteger(k) || k < 1)
    throw usageError(`recallAtK: k must be a whole number from 1 on, got ${k}`);
  return retrievalMetric(`recallAt${k}`, ({ distances, same, query }) => {
    const nearest = same.reduce((best, i) => (nearer(distances, i, best) ? i : best));
    let before = 0;
    for (let i = 0; i < distances.length && before < k; i++)
      if (i !== query && nearer(distances, i, nearest)) before++;
    return before < k ? 1 : 0;
  });
}

/**
 * Mean over samples of the average precision with which all others of the same class are ranked by distance.
 *
 * @example
 * await evaluate(model, test, { metrics: [meanAveragePrecision()] });
 */
export const meanAveragePrecision = (): Metric =>
  retrievalMetric("meanAveragePrecision", ({ distances, same, query }) => {
    const order = Uint32Array.from(distances, (_, i) => i).filter((i) => i !== query);
    order.sort((a, b) => distances[a]! - distances[b]! || a - b);
    const isSame = new Set(same);
    let found = 0;
    let sum = 0;
    order.forEach((i, rank) => {
      if (isSame.has(i)) sum += ++found / (rank + 1);
    });
    return sum / found;
  });

/** One sample and its distances to all; never without another of its class. */
interface Query {
  readonly query: number;
  readonly distances: Float64Array;
  /** The others of its class. */
  readonly same: readonly number[];
}

/** Equal distances rank by index. */
const nearer = (distances: Float64Array, a: number, b: number): boolean =>
  distances[a]! < distances[b]! || (distances[a] === distances[b] && a < b);

function retrievalMetric(name: string, of: (query: Query) => number): Metric {
  return {
    name,
    better: "higher",
    start() {
      const labels = new Series();
      const values = new Series();
      let width = 0;
      return {
        add(predictions, targets) {
          width = rowLength(predictions);
          if (targets.data.length !== predictions.dims[0])
            throw dataError(`${name} needs one class per sample`);
          for (const label of targets.data) labels.push(Number(label));
          for (const value of predictions.data) values.push(Number(value));
        },
        value: () => meanOverQueries(values.toArray(), labels.toArray(), width, of),
      };
    },
  };
}

function meanOverQueries(
  values: Float64Array,
  labels: Float64Array,
  width: number,
  of: (query: Query) => number,
): number {
  const distances = new Float64Array(labels.length);
  let sum = 0;
  let queries = 0;
  if (values.some(Number.isNaN)) return Number.NaN;
  for (let query = 0; query < labels.length; query++) {
    const same: number[] = [];
    for (let other = 0; other < labels.length; other++)
      if (other !== query && labels[other] === labels[query]) same.push(other);
    if (same.length === 0) continue;
    for (let other = 0; other < labels.length; other++)
      distances[other] = squaredDistance(values, query, other, width);
    sum += of({ query, distances, same });
    queries++;
  }
  return sum / queries;
}

function squaredDistance(values: Float64Array, a: number, b: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += (values[a * width + j]! - values[b * width + j]!) ** 2;
  return sum;
}
