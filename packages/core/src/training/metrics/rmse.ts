import type { Metric } from "../types.js";
import { meanMetric } from "./residuals.js";

/**
 * Root of the mean squared error over all elements of the pass: in the unit of the target.
 *
 * @example
 * await evaluate(model, test, { metrics: [rootMeanSquaredError()] }); // { metrics: { rmse: 2.7 }, … }
 */
export const rootMeanSquaredError = (): Metric =>
  meanMetric("rmse", (residual) => residual * residual, Math.sqrt);
