import type { Metric } from "../types.js";
import { type ClassMetricOptions, classMetric, ratio } from "./confusion-matrix.js";

/**
 * Of what was predicted as a class, the share that is of that class; 0 when nothing was.
 *
 * @example
 * await evaluate(model, test, { metrics: [precision({ average: "macro" })] });
 */
export const precision = (options: ClassMetricOptions = {}): Metric =>
  classMetric("precision", options, ({ hits, predicted }) => ratio(hits, predicted));
