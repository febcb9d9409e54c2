import { columnsOf } from "../batch-loss.js";
import type { Metric } from "../types.js";
import { decide, type ThresholdOptions, visitRows } from "./rows.js";

/**
 * Share of rows whose largest output is at the right class. With one output column: share of rows on the right side
 * of `threshold`. A row with NaN is wrong.
 *
 * @example
 * await evaluate(model, test, { metrics: [accuracy()] }); // { metrics: { accuracy: 0.98 }, … }
 */
export function accuracy({ threshold = 0 }: ThresholdOptions = {}): Metric {
  return {
    name: "accuracy",
    better: "higher",
    start() {
      let right = 0;
      let total = 0;
      return {
        add(predictions, targets, weights) {
          const scores = predictions.data as Float32Array;
          const columns = columnsOf(predictions);
          visitRows(predictions, targets, weights, (offset, label, weight) => {
            total += weight;
            if (decide(scores, offset, columns, threshold) === label) right += weight;
          });
        },
        value: () => right / total,
      };
    },
  };
}
