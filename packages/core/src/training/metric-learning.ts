/** Losses of pairs and triplets, trained on batches of embeddings with class labels. */
import { dataError, usageError } from "../errors.js";
import type { Loss } from "../interfaces.js";
import { loss as makeLoss } from "../loss.js";
import type { BatchLoss } from "./batch-loss.js";
import { type Mining, minePairs, mineTriplets } from "./mining.js";
import { rowLength, shapeText } from "./rows.js";

export interface MetricLearningOptions {
  /** Default `"semi-hard"` for triplets, `"all"` for pairs. */
  readonly mining?: Mining;
  /** True: embeddings are scaled to length 1 first, and the gradient is that of the scaled ones. Default true. */
  readonly normalize?: boolean;
  /** Mean over all chosen tuples, or over the `active` ones whose loss is above 0. Default `"all"`. */
  readonly average?: "all" | "active";
}

/** Rows of the batch for each input of the loss, and what the loss is told about them. */
interface Tuples {
  readonly rows: readonly Uint32Array[];
  readonly target?: Float32Array;
}

/**
 * A loss for `fit` whose model gives one embedding per sample and whose targets are class indices: chooses pairs or
 * triplets within the batch and adds their gradients up by sample. Where the batch offers none, or none is active, the
 * loss is 0 and so is the gradient. Use it with the sampler `classBalanced`. With `accumulate` tuples are chosen within
 * each micro-batch.
 *
 * @param loss a loss of three embeddings (`triplet()`), or of two and whether they belong together (`contrastive()`)
 * @throws DownhillError `usage` for any other loss
 * @example
 * await fit(model, train, {
 *   loss: metricLearning(triplet({ margin: 0.2 }), { mining: "semi-hard" }),
 *   sampler: classBalanced(classLabels(train), { classes: 8, samples: 4 }),
 *   batchSize: 32, optimizer: adamw(), epochs: 10,
 * });
 */
export function metricLearning(loss: Loss, options: MetricLearningOptions = {}): BatchLoss {
  const { normalize = true, average = "all" } = options;
  const choose = chooser(loss, options.mining);
  const each = makeLoss(loss.definition)({ ...(loss.options as Record<string, never>), reduction: "none" });
  const { reduction = "mean" } = loss.options;
  if (reduction === "none") throw usageError("metricLearning needs a loss with reduction mean or sum");
  return {
    id: loss.id,
    additive: reduction === "sum",
    evaluateBatch(predictions, targets, { weights, into }) {
      const samples = predictions.dims[0]!;
      const columns = rowLength(predictions);
      if (targets.data.length !== samples) {
        throw dataError(
          `${loss.id}: ${samples} embeddings need one class each; the targets have shape ${shapeText(targets.dims)}`,
        );
      }
      const raw = predictions.data as Float32Array;
      const lengths = normalize ? rowNorms(raw, columns) : undefined;
      const embeddings = lengths ? raw.map((value, i) => value / lengths[Math.floor(i / columns)]!) : raw;
      into?.fill(0);
      const { rows, target } = choose(
        embeddings,
        Array.from(targets.data as ArrayLike<number | bigint>, Number),
      );
      const count = rows[0]!.length;
      if (count === 0) return { value: 0, weight: samples };

      const inputs = rows.map((indices) => gather(embeddings, indices, columns));
      const evaluation = {
        columns,
        gradient: into !== undefined,
        ...(weights && { weights: Float32Array.from(rows[0]!, (row) => weights[row]!) }),
      };
      const { value, gradients, losses } = each.evaluate(...inputs, ...(target ? [target] : []), evaluation);
      const divisor =
        reduction === "sum" ? 1 : average === "active" ? losses!.filter((one) => one > 0).length : count;
      const factor = divisor === 0 ? 0 : 1 / divisor;
      if (into) {
        Object.values(gradients).forEach((gradient, i) => scatter(into, gradient, rows[i]!, columns, factor));
        if (lengths) throughNorm(into, embeddings, lengths, columns);
      }
      return { value: value * factor, weight: samples };
    },
  };
}

function chooser(
  loss: Loss,
  mining: Mining | undefined,
): (embeddings: Float32Array, labels: number[]) => Tuples {
  const inputs = Object.values(loss.definition.inputs ?? {});
  const kinds = inputs.map((input) => (typeof input === "string" ? input : input.kind)).join(", ");
  if (kinds === "prediction, prediction, prediction") {
    return (embeddings, labels) => {
      const { anchors, positives, negatives } = mineTriplets(embeddings, labels, mining ?? "semi-hard");
      return { rows: [anchors, positives, negatives] };
    };
  }
  if (kinds === "prediction, prediction, row target") {
    const pair = inputs[2]!;
    const low = typeof pair === "string" ? 0 : Math.min(...(pair.values ?? pair.range ?? [0]));
    minePairs(new Float32Array(0), [], mining ?? "all");
    return (embeddings, labels) => {
      const { first, second, same } = minePairs(embeddings, labels, mining ?? "all");
      return { rows: [first, second], target: Float32Array.from(same, (is) => (is ? 1 : low)) };
    };
  }
  throw usageError(
    `metricLearning is for losses of three embeddings, or of two and a target per pair; ${loss.id} reads ${kinds}`,
  );
}

/** Lengths of the rows; 1 for a row of zeros, which has no direction. */
function rowNorms(values: Float32Array, columns: number): Float64Array {
  return Float64Array.from({ length: values.length / columns }, (_, row) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += values[row * columns + c]! ** 2;
    return Math.sqrt(sum) || 1;
  });
}

function gather(values: Float32Array, rows: Uint32Array, columns: number): Float32Array {
  const picked = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    picked.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return picked;
}

function scatter(
  into: Float32Array,
  values: Float32Array,
  rows: Uint32Array,
  columns: number,
  factor: number,
): void {
  for (let i = 0; i < rows.length; i++) {
    const to = rows[i]! * columns;
    for (let c = 0; c < columns; c++) into[to + c] = into[to + c]! + factor * values[i * columns + c]!;
  }
}

/** From the gradient of x/|x| to that of x: what points along the row is taken out. */
function throughNorm(
  gradient: Float32Array,
  unit: Float32Array,
  lengths: Float64Array,
  columns: number,
): void {
  for (let row = 0; row < lengths.length; row++) {
    const at = row * columns;
    let along = 0;
    for (let c = 0; c < columns; c++) along += gradient[at + c]! * unit[at + c]!;
    for (let c = 0; c < columns; c++)
      gradient[at + c] = (gradient[at + c]! - along * unit[at + c]!) / lengths[row]!;
  }
}
