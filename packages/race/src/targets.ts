/**
 * From a loss of the catalogue to the loss of a batch, by what the samples are to be compared with.
 *
 * Numbers are compared as they are. Class labels become the numbers that a loss compares with:
 *
 * - A loss that reads class indices (cross-entropy) gets them as they are.
 * - A loss that reads one target per prediction gets one-hot rows: 1 for the class of the sample and 0 for the others,
 *   or 1 and -1 where its entry declares these as the values of its target (hinge). A model with one output answers yes
 *   or no: class 1 is yes.
 * - A loss of pairs or triplets gets those of the batch.
 *
 * So every loss can train the same classifier, and all are compared by accuracy: the largest output is the answer.
 */
import { dataError, type Loss, type Tensor, usageError } from "@downhill/core";
import {
  type BatchLoss,
  batchLoss,
  classWeights,
  metricLearning,
  perPositive,
} from "@downhill/core/training";
import { type Catalogue, makeLoss } from "./catalogue.js";
import type { BatchChoice, Choice, Samples } from "./types.js";

const inputsOf = (loss: Loss) =>
  Object.values(loss.definition.inputs ?? { p: "prediction" as const, y: "target" as const }).map((input) =>
    typeof input === "string" ? { kind: input } : input,
  );

/** True for losses of several predictions: pairs and triplets of embeddings. */
export const comparesEmbeddings = (loss: Loss): boolean =>
  inputsOf(loss).filter(({ kind }) => kind === "prediction").length > 1;

/** @throws DownhillError `usage` for what has no meaning for this loss */
export function checkBatchChoice(loss: Loss, choice: BatchChoice = {}): void {
  const embeds = comparesEmbeddings(loss);
  for (const option of ["mining", "normalize", "average"] as const) {
    if (choice[option] !== undefined && !embeds)
      throw usageError(
        `${option} is for losses of pairs and triplets; ${loss.id} compares one prediction with one target`,
      );
  }
  if (choice.perPositive && embeds)
    throw usageError(`perPositive has no meaning for ${loss.id}, which chooses its own pairs`);
  if (choice.classWeights && !inputsOf(loss).some(({ kind }) => kind === "class weight"))
    throw usageError(`${loss.id} takes no class weights; try the sampler "weighted"`);
  if (embeds) metricLearning(loss, choice);
}

/**
 * The loss that a run is trained with.
 * @throws DownhillError `usage` where the loss and the samples do not fit
 */
export function trainingLoss(catalogue: Catalogue, choice: Choice, train: Samples): BatchLoss {
  const { batch = {} } = choice;
  const balanced = batch.classWeights === "balanced" && "labels" in train;
  const loss = makeLoss(catalogue, {
    ...choice,
    options: {
      ...choice.options,
      ...(balanced && { classWeights: [...classWeights(train.labels, train.classes)] }),
    },
  });
  checkBatchChoice(loss, batch);
  const kinds = inputsOf(loss).map(({ kind }) => kind);
  if (!("labels" in train)) {
    if (comparesEmbeddings(loss) || kinds.includes("class"))
      throw usageError(
        `${loss.id} needs a class for each sample; ${train.name} has numbers to predict. Try mse or huber`,
      );
    return batch.perPositive ? perPositive(loss) : batchLoss(loss);
  }
  if (comparesEmbeddings(loss)) return metricLearning(loss, batch);
  const inner = batch.perPositive ? perPositive(loss) : batchLoss(loss);
  return kinds.includes("target") ? ofClasses(inner, negativeOf(loss), train.classes) : inner;
}

/** What stands for "not this class". */
function negativeOf(loss: Loss): number {
  const target = inputsOf(loss).find(({ kind }) => kind === "target")!;
  return "values" in target && target.values?.includes(-1) ? -1 : 0;
}

function ofClasses(inner: BatchLoss, negative: number, classes: number): BatchLoss {
  let scratch = new Float32Array(0);
  /** One output stands for class 1 of two. */
  const fits = (label: number, columns: number) =>
    label >= 0 && label < (columns === 1 && classes === 2 ? 2 : columns);

  const oneHot = ({ data }: Tensor, columns: number): Tensor => {
    const rows = data.length;
    if (scratch.length !== rows * columns) scratch = new Float32Array(rows * columns);
    scratch.fill(negative);
    for (let row = 0; row < rows; row++) {
      const label = Number(data[row]);
      if (!fits(label, columns)) {
        throw dataError(
          `label out of range: ${label} in row ${row} of the batch; the model has ${columns} outputs`,
        );
      }
      if (columns > 1) scratch[row * columns + label] = 1;
      else if (label === 1 || classes === 1) scratch[row] = 1;
    }
    return { data: scratch, dims: [rows, columns] };
  };
  return {
    id: inner.id,
    additive: inner.additive,
    evaluateBatch: (predictions, targets, options) =>
      inner.evaluateBatch(predictions, oneHot(targets, predictions.dims.at(-1)!), options),
    findBadTarget: ({ data }, columns) => {
      for (let row = 0; row < data.length; row++) if (!fits(Number(data[row]), columns)) return row;
      return -1;
    },
  };
}
