/** Metrics of how well scores rank, over the whole pass: scores are kept, and sorted once at the end. */
import { columnsOf } from "../batch-loss.js";
import { Series } from "../series.js";
import type { Metric } from "../types.js";
import { visitRows } from "./rows.js";

export interface RankingOptions {
  /**
   * What several columns hold. `logits` (default) are turned into probabilities by softmax, so that rows can be compared;
   * `probabilities` are taken as they are. One column is ranked as it is either way.
   */
  readonly scores?: "logits" | "probabilities";
}

/** Samples with one score each, by falling score; equal scores are one group. */
export interface Group {
  readonly positive: number;
  readonly negative: number;
}

/** Two classes are ranked by the score of class 1; more classes each against the rest, and averaged. */
export function rankingMetric(
  name: string,
  { scores: kind = "logits" }: RankingOptions,
  of: (groups: readonly Group[]) => number,
): Metric {
  return {
    name,
    better: "higher",
    start() {
      const labels = new Series();
      const weights = new Series();
      const scores: Series[] = [];
      return {
        add(predictions, targets, sampleWeights) {
          const columns = columnsOf(predictions);
          while (scores.length < columns) scores.push(new Series());
          const data = predictions.data as Float32Array;
          visitRows(predictions, targets, sampleWeights, (offset, label, weight) => {
            labels.push(label);
            weights.push(weight);
            const row = data.subarray(offset, offset + columns);
            const values = columns > 1 && kind === "logits" ? softmax(row) : row;
            for (let c = 0; c < columns; c++) scores[c]!.push(values[c]!);
          });
        },
        value() {
          const [labelArray, weightArray] = [labels.toArray(), weights.toArray()];
          const against = (series: Series, label: number) =>
            of(groupsOf(series.toArray(), labelArray, weightArray, label));
          if (scores.length === 0) return Number.NaN;
          if (scores.length <= 2) return against(scores[scores.length - 1]!, 1);
          const values = scores.map(against).filter((value) => !Number.isNaN(value));
          return values.reduce((sum, value) => sum + value, 0) / values.length;
        },
      };
    },
  };
}

function softmax(row: Float32Array): Float64Array {
  const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(row, (value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function groupsOf(
  scores: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  label: number,
): readonly Group[] {
  if (scores.some(Number.isNaN)) return [];
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const groups: { positive: number; negative: number }[] = [];
  let previous = Number.NaN;
  for (const i of order) {
    if (scores[i] !== previous) groups.push({ positive: 0, negative: 0 });
    previous = scores[i]!;
    const group = groups[groups.length - 1]!;
    if (labels[i] === label) group.positive += weights[i]!;
    else group.negative += weights[i]!;
  }
  return groups;
}

export const totals = (groups: readonly Group[]): Group =>
  groups.reduce(
    (sum, group) => ({ positive: sum.positive + group.positive, negative: sum.negative + group.negative }),
    {
      positive: 0,
      negative: 0,
    },
  );
