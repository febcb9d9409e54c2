import type { Metric } from "../types.js";
import { type ClassMetricOptions, classMetric, ratio } from "./confusion-matrix.js";

/**
 * Harmonic mean of precision and recall per class, then averaged; 0 where both are.
 *
 * @example
 * await evaluate(model, test, { metrics: [f1({ average: "weighted" })] });
 */
export const f1 = (options: ClassMetricOptions = {}): Metric =>
  classMetric("f1", options, ({ hits, predicted, actual }) => ratio(2 * hits, predicted + actual));
