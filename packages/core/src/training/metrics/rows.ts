/** How metrics read predictions and targets: row by row, with a class per row. */
import { dataError } from "../../errors.js";
import { columnsOf } from "../batch-loss.js";
import { shapeText } from "../rows.js";
import type { Tensor } from "../types.js";

/** One row: where it begins in the scores, its class, and the weight of its sample. */
export type VisitRow = (offset: number, label: number, weight: number) => void;

/**
 * Visits every row that has a class. With one column the class is 1 where the target is above 0.5 (so 0/1 and -1/+1
 * both work) and else 0. With more columns the target is a class index, or a row of as many numbers whose largest one
 * counts. Rows with a negative class index (ignored ones) are left out.
 */
export function visitRows(
  predictions: Tensor,
  targets: Tensor,
  weights: Float32Array | undefined,
  visit: VisitRow,
): void {
  const columns = columnsOf(predictions);
  const rows = predictions.data.length / columns;
  const labels = targets.data;
  const perRow = labels.length / rows;
  if (perRow !== 1 && perRow !== columns) {
    throw dataError(
      `predictions of shape ${shapeText(predictions.dims)} do not fit targets of shape ${shapeText(targets.dims)}; ` +
        "expected one class per row, or one number per prediction",
    );
  }
  const rowsPerWeight = weights ? rows / weights.length : 1;
  for (let row = 0; row < rows; row++) {
    const label = labelOf(labels, row, columns, perRow);
    if (label < 0) continue;
    if (columns > 1 && !(label < columns))
      throw dataError(`the class ${label} in row ${row} is not below ${columns}`);
    visit(row * columns, label, weights ? weights[Math.floor(row / rowsPerWeight)]! : 1);
  }
}

function labelOf(labels: ArrayLike<number | bigint>, row: number, columns: number, perRow: number): number {
  if (columns === 1) return Number(labels[row]) > 0.5 ? 1 : 0;
  return perRow === 1 ? Number(labels[row]) : argmax(labels as ArrayLike<number>, row * columns, columns);
}

/** Column of the largest number, the first of equal ones; -1 when one of them is NaN. */
export function argmax(values: ArrayLike<number>, offset: number, columns: number): number {
  let best = 0;
  for (let c = 0; c < columns; c++) {
    const value = values[offset + c]!;
    if (Number.isNaN(value)) return -1;
    if (value > values[offset + best]!) best = c;
  }
  return best;
}

/** The class that a row of scores stands for; -1 when it has NaN. */
export function decide(
  scores: ArrayLike<number>,
  offset: number,
  columns: number,
  threshold: number,
): number {
  if (columns > 1) return argmax(scores, offset, columns);
  const score = scores[offset]!;
  return Number.isNaN(score) ? -1 : score > threshold ? 1 : 0;
}

export interface ThresholdOptions {
  /** Predictions of one column are positive above this: 0 for logits and margins (default), 0.5 for probabilities. */
  readonly threshold?: number;
}
