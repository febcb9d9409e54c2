import type { Metric } from "../types.js";
import { meanMetric } from "./residuals.js";

/**
 * Mean squared error over all elements. The metric; the loss of this name is `mse`.
 *
 * @example
 * await evaluate(model, test, { metrics: [meanSquaredError()] }); // { metrics: { mse: 7.4 }, … }
 */
export const meanSquaredError = (): Metric => meanMetric("mse", (residual) => residual * residual);
