import { DownhillError, usageError } from "../../errors.js";
import { columnsOf } from "../batch-loss.js";
import type { Metric, Tensor } from "../types.js";
import { decide, type ThresholdOptions, visitRows } from "./rows.js";

/**
 * Counts (or sums of weights) by class and prediction, over as many batches as are added.
 *
 * @example
 * const matrix = new ConfusionMatrix();
 * matrix.add(predictions, targets);
 * matrix.rows(); // rows()[label][predicted]
 */
export class ConfusionMatrix {
  readonly #threshold: number;
  #classes = 0;
  /** One row per class, one column per predicted class, and a last column for rows with NaN. */
  #counts = new Float64Array(0);

  constructor({ threshold = 0 }: ThresholdOptions = {}) {
    this.#threshold = threshold;
  }

  /** Number of classes: the model's columns, or 2 for one column. */
  get classes(): number {
    return this.#classes;
  }

  add(predictions: Tensor, targets: Tensor, weights?: Float32Array): void {
    const columns = columnsOf(predictions);
    const classes = Math.max(2, columns);
    if (this.#classes === 0) {
      this.#classes = classes;
      this.#counts = new Float64Array(classes * (classes + 1));
    } else if (this.#classes !== classes) {
      throw new DownhillError(
        "data",
        `predictions have ${classes} classes, those before had ${this.#classes}`,
      );
    }
    const scores = predictions.data as Float32Array;
    const counts = this.#counts;
    visitRows(predictions, targets, weights, (offset, label, weight) => {
      const predicted = decide(scores, offset, columns, this.#threshold);
      const at = label * (classes + 1) + (predicted < 0 ? classes : predicted);
      counts[at] = counts[at]! + weight;
    });
  }

  /** `rows()[label][predicted]`. Predictions with NaN are in no column. */
  rows(): number[][] {
    const width = this.#classes + 1;
    return Array.from({ length: this.#classes }, (_, label) => [
      ...this.#counts.subarray(label * width, label * width + this.#classes),
    ]);
  }

  /** Hits, what was predicted as this class, and what is of this class (NaN predictions included). */
  of(label: number): ClassCounts {
    const width = this.#classes + 1;
    let predicted = 0;
    for (let row = 0; row < this.#classes; row++) predicted += this.#counts[row * width + label]!;
    const actual = this.#counts
      .subarray(label * width, (label + 1) * width)
      .reduce((sum, count) => sum + count, 0);
    return { hits: this.#counts[label * width + label]!, predicted, actual };
  }
}

export interface ClassCounts {
  readonly hits: number;
  readonly predicted: number;
  readonly actual: number;
}

export interface ClassMetricOptions extends ThresholdOptions {
  /**
   * - `binary`: of the class `positive` alone; the default for two classes.
   * - `macro`: mean over the classes that occur in targets or predictions; the default for more classes.
   * - `weighted`: the same, weighted by how often a class occurs in the targets.
   * - `micro`: from the counts of all classes together.
   */
  readonly average?: "binary" | "macro" | "weighted" | "micro";
  /** With `binary`: the class that counts as positive. Default 1. */
  readonly positive?: number;
}

/** A metric of the confusion matrix: a number per class, then averaged. */
export function classMetric(
  name: string,
  options: ClassMetricOptions,
  of: (counts: ClassCounts) => number,
): Metric {
  return {
    name,
    better: "higher",
    start() {
      const matrix = new ConfusionMatrix(options);
      return {
        add: (predictions, targets, weights) => matrix.add(predictions, targets, weights),
        value: () => average(matrix, options, of),
      };
    },
  };
}

function average(
  matrix: ConfusionMatrix,
  options: ClassMetricOptions,
  of: (counts: ClassCounts) => number,
): number {
  const { average = matrix.classes === 2 ? "binary" : "macro", positive = 1 } = options;
  const all = Array.from({ length: matrix.classes }, (_, label) => matrix.of(label));
  const total = all.reduce((sum, { actual }) => sum + actual, 0);
  if (total === 0) return Number.NaN;
  if (average === "binary") {
    const counts = all[positive];
    if (!counts) throw usageError(`positive: ${positive} is not one of the ${matrix.classes} classes`);
    return of(counts);
  }
  if (average === "micro") {
    const sum = (key: keyof ClassCounts) => all.reduce((so, counts) => so + counts[key], 0);
    return of({ hits: sum("hits"), predicted: sum("predicted"), actual: sum("actual") });
  }
  const present = all.filter(({ predicted, actual }) => predicted + actual > 0);
  const share = (counts: ClassCounts) =>
    average === "weighted" ? counts.actual / total : 1 / present.length;
  return present.reduce((sum, counts) => sum + share(counts) * of(counts), 0);
}

/** 0/0 is 0: a class that was never predicted has precision 0. */
export const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
