import type { Metric } from "../types.js";
import { type RankingOptions, rankingMetric, totals } from "./ranking.js";

/**
 * Area under the ROC curve: the chance that a positive sample scores higher than a negative one, ties counting half.
 * NaN when one of the classes is missing or a score is NaN.
 *
 * @example
 * await evaluate(model, test, { metrics: [rocAuc()] });
 */
export const rocAuc = (options: RankingOptions = {}): Metric =>
  rankingMetric("rocAuc", options, (groups) => {
    const { positive, negative } = totals(groups);
    let below = negative;
    let sum = 0;
    for (const group of groups) {
      below -= group.negative;
      sum += group.positive * (below + group.negative / 2);
    }
    return sum / (positive * negative);
  });
