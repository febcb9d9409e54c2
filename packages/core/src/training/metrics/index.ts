/** All metrics; a new metric is one file and one line here. */
import type { Metric } from "../types.js";
import { accuracy } from "./accuracy.js";
import { averagePrecision } from "./average-precision.js";
import { f1 } from "./f1.js";
import { iou } from "./iou.js";
import { meanAbsoluteError } from "./mae.js";
import { meanSquaredError } from "./mse.js";
import { precision } from "./precision.js";
import { r2 } from "./r2.js";
import { recall } from "./recall.js";
import { meanAveragePrecision, recallAtK } from "./retrieval.js";
import { rootMeanSquaredError } from "./rmse.js";
import { rocAuc } from "./roc-auc.js";
import { topK } from "./top-k.js";

/**
 * Metrics by the name they are reported under, with their default options: for recipes and command lines.
 *
 * @example
 * metricsByName.rocAuc(); // a Metric
 */
export const metricsByName = {
  accuracy: () => accuracy(),
  top5Accuracy: () => topK(5),
  mae: () => meanAbsoluteError(),
  mse: () => meanSquaredError(),
  rmse: () => rootMeanSquaredError(),
  r2: () => r2(),
  precision: () => precision(),
  recall: () => recall(),
  f1: () => f1(),
  averagePrecision: () => averagePrecision(),
  rocAuc: () => rocAuc(),
  iou: () => iou(),
  recallAt1: () => recallAtK(1),
  meanAveragePrecision: () => meanAveragePrecision(),
} as const satisfies Record<string, () => Metric>;

export {
  accuracy,
  averagePrecision,
  f1,
  iou,
  meanAbsoluteError,
  meanAveragePrecision,
  meanSquaredError,
  precision,
  r2,
  recall,
  recallAtK,
  rocAuc,
  rootMeanSquaredError,
  topK,
};
