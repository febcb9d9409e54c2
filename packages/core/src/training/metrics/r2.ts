import { columnsOf } from "../batch-loss.js";
import type { Metric } from "../types.js";
import { visitElements } from "./residuals.js";

interface Column {
  residual: number;
  weight: number;
  mean: number;
  /** Weighted squared distances of the targets from their mean. */
  spread: number;
}

/**
 * Coefficient of determination R²: 1 is perfect, 0 is as good as the mean of the targets, below is worse. With several
 * columns the mean of each column's R². A column of equal targets gives 1 when it is met exactly, else 0.
 *
 * @example
 * await evaluate(model, test, { metrics: [r2()] });
 */
export function r2(): Metric {
  return {
    name: "r2",
    better: "higher",
    start() {
      const columns: Column[] = [];
      return {
        add(predictions, targets, weights) {
          const count = columnsOf(predictions);
          while (columns.length < count) columns.push({ residual: 0, weight: 0, mean: 0, spread: 0 });
          visitElements(predictions, targets, weights, (prediction, target, weight, i) => {
            if (weight > 0) include(columns[i % count]!, prediction, target, weight);
          });
        },
        value: () => columns.reduce((sum, column) => sum + score(column), 0) / columns.length,
      };
    },
  };
}

/** One more target in the running mean and spread (West 1979): stable where sums of squares are not. */
function include(column: Column, prediction: number, target: number, weight: number): void {
  column.residual += weight * (prediction - target) ** 2;
  column.weight += weight;
  const distance = target - column.mean;
  column.mean += (weight / column.weight) * distance;
  column.spread += weight * distance * (target - column.mean);
}

function score({ residual, spread, weight }: Column): number {
  if (weight === 0) return Number.NaN;
  if (spread === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / spread;
}
