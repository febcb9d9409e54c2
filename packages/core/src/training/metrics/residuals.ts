/** What the metrics of regression share: a weighted mean over all elements, summed in float64. */
import { dataError } from "../../errors.js";
import { shapeText } from "../rows.js";
import type { Metric, Tensor } from "../types.js";

export type VisitElement = (prediction: number, target: number, weight: number, index: number) => void;

/** @throws DownhillError `data` when there are not as many targets as predictions */
export function visitElements(
  predictions: Tensor,
  targets: Tensor,
  weights: Float32Array | undefined,
  visit: VisitElement,
): void {
  const values = predictions.data as Float32Array;
  const { length } = values;
  if (targets.data.length !== length) {
    throw dataError(
      `predictions of shape ${shapeText(predictions.dims)} do not fit targets of shape ${shapeText(targets.dims)}`,
    );
  }
  const perWeight = weights ? length / weights.length : 1;
  for (let i = 0; i < length; i++) {
    visit(values[i]!, Number(targets.data[i]), weights ? weights[Math.floor(i / perWeight)]! : 1, i);
  }
}

/** A metric that is a function of the mean of something per element; lower is better. */
export function meanMetric(
  name: string,
  of: (residual: number) => number,
  finish = (mean: number) => mean,
): Metric {
  return {
    name,
    better: "lower",
    start() {
      let sum = 0;
      let total = 0;
      return {
        add(predictions, targets, weights) {
          visitElements(predictions, targets, weights, (prediction, target, weight) => {
            sum += weight * of(prediction - target);
            total += weight;
          });
        },
        value: () => finish(sum / total),
      };
    },
  };
}
