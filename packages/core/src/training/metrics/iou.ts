import type { Metric } from "../types.js";
import { visitElements } from "./residuals.js";
import type { ThresholdOptions } from "./rows.js";

/**
 * Intersection over union of masks, over all elements of the pass: of what is marked by the prediction or the target,
 * the share that is marked by both. Targets mark an element above 0.5, predictions above the threshold; 1 when nothing
 * is marked by either. Jaccard 1901; the usual measure of segmentation.
 *
 * @example
 * await evaluate(model, test, { metrics: [iou()] });
 */
export function iou({ threshold = 0 }: ThresholdOptions = {}): Metric {
  return {
    name: "iou",
    better: "higher",
    start() {
      let both = 0;
      let either = 0;
      let empty = Number.NaN;
      return {
        add(predictions, targets, weights) {
          visitElements(predictions, targets, weights, (prediction, target, weight) => {
            empty = 1;
            const found = prediction > threshold;
            const meant = target > 0.5;
            if (found && meant) both += weight;
            if (found || meant) either += weight;
          });
        },
        value: () => (either === 0 ? empty : both / either),
      };
    },
  };
}
