import type { Metric } from "../types.js";
import { meanMetric } from "./residuals.js";

/**
 * Mean absolute error over all elements: in the unit of the target.
 *
 * The metric; the loss of this name is `mae`.
 *
 * @example
 * await evaluate(model, test, { metrics: [meanAbsoluteError()] }); // { metrics: { mae: 2.1 }, … }
 */
export const meanAbsoluteError = (): Metric => meanMetric("mae", Math.abs);
