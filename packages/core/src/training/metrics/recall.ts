import type { Metric } from "../types.js";
import { type ClassMetricOptions, classMetric, ratio } from "./confusion-matrix.js";

/**
 * Of what is of a class, the share that was predicted as it; 0 when the class does not occur.
 *
 * @example
 * await evaluate(model, test, { metrics: [recall({ average: "macro" })] });
 */
export const recall = (options: ClassMetricOptions = {}): Metric =>
  classMetric("recall", options, ({ hits, actual }) => ratio(hits, actual));
