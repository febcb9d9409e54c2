/** A recipe's metrics, in the units that its data came in. */
import { type Metric, type Tensor, usageError } from "@downhill/core";
import type { Scale } from "@downhill/data";
import { LOSS, makeMetric } from "./catalogue.js";
import type { TaskData } from "./types.js";

const ofNumbers = new Set(["mae", "mse", "rmse", "r2", "iou"]);

/**
 * The metrics of these names, but for the loss, which every look reports anyway.
 * @throws DownhillError `usage` where metric and targets do not fit
 */
export function metricsOf(names: readonly string[], { train, targetScale }: TaskData): Metric[] {
  const labelled = "labels" in train;
  return names
    .filter((name) => name !== LOSS)
    .map((name) => {
      if (labelled === ofNumbers.has(name)) {
        throw usageError(
          labelled
            ? `the metric ${name} compares numbers; ${train.name} has a class for each sample: try accuracy`
            : `the metric ${name} compares classes; ${train.name} has numbers to predict: try rmse or mae`,
        );
      }
      const metric = makeMetric(name);
      return targetScale ? inUnits(metric, targetScale) : metric;
    });
}

/** What is reported of a look at the data: the metrics by name, and the loss among them. */
export const reported = (
  loss: number,
  metrics: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => ({ ...metrics, [LOSS]: loss });

/** A metric of standardized targets, measured as if they had not been: "off by 2.7 dollars". */
function inUnits(metric: Metric, scales: readonly Scale[]): Metric {
  const unscaled = ({ data, dims }: Tensor): Tensor => ({
    data: Float32Array.from(data as ArrayLike<number>, (value, i) => {
      const { mean, deviation } = scales[i % scales.length]!;
      return value * deviation + mean;
    }),
    dims,
  });
  return {
    ...metric,
    start() {
      const pass = metric.start();
      return {
        add: (predictions, targets, weights) => pass.add(unscaled(predictions), unscaled(targets), weights),
        value: () => pass.value(),
      };
    },
  };
}
