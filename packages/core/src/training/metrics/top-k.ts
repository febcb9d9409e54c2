import { usageError } from "../../errors.js";
import { columnsOf } from "../batch-loss.js";
import type { Metric } from "../types.js";
import { visitRows } from "./rows.js";

/**
 * Share of rows whose right class is among the k largest outputs. Of equal outputs the first columns rank higher, so
 * that a constant model gets no credit; a row with NaN is wrong. Reported as `top5Accuracy` for k = 5.
 *
 * @throws DownhillError `usage` unless k is a whole number from 1 on
 * @example
 * await evaluate(model, test, { metrics: [topK(5)] });
 */
export function topK(k: number): Metric {
  if (!Number.isInteger(k) || k < 1) throw usageError(`topK: k must be a whole number from 1 on, got ${k}`);
  return {
    name: `top${k}Accuracy`,
    better: "higher",
    start() {
      let right = 0;
      let total = 0;
      return {
        add(predictions, targets, weights) {
          const columns = columnsOf(predictions);
          const scores = predictions.data as Float32Array;
          visitRows(predictions, targets, weights, (offset, label, weight) => {
            total += weight;
            if (rank(scores, offset, columns, label) < k) right += weight;
          });
        },
        value: () => right / total,
      };
    },
  };
}

/** How many columns come before that of the label; infinite when the row has NaN. */
function rank(scores: Float32Array, offset: number, columns: number, label: number): number {
  const own = scores[offset + label]!;
  let before = 0;
  for (let c = 0; c < columns; c++) {
    const score = scores[offset + c]!;
    if (Number.isNaN(score)) return Number.POSITIVE_INFINITY;
    if (score > own || (score === own && c < label)) before++;
  }
  return before;
}
