import type { Metric } from "../types.js";
import { type RankingOptions, rankingMetric, totals } from "./ranking.js";

/**
 * Area under the precision-recall curve as a sum of steps: Σ (Rₙ - Rₙ₋₁)·Pₙ over the distinct scores, as in
 * scikit-learn. For rare classes it says more than `rocAuc`. NaN when there is no positive sample or a score is NaN.
 *
 * @example
 * await evaluate(model, test, { metrics: [averagePrecision()] });
 */
export const averagePrecision = (options: RankingOptions = {}): Metric =>
  rankingMetric("averagePrecision", options, (groups) => {
    const { positive } = totals(groups);
    let found = 0;
    let seen = 0;
    let sum = 0;
    for (const group of groups) {
      found += group.positive;
      seen += group.positive + group.negative;
      if (group.positive > 0) sum += (group.positive / positive) * (found / seen);
    }
    return positive === 0 ? Number.NaN : sum;
  });
