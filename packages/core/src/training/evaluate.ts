/** A pass over a data set without training. */
import type { Memory } from "../backends/memory.js";
import { usageError } from "../errors.js";
import { type BatchLoss, type BatchLossResult, batchLoss, type TrainingLoss } from "./batch-loss.js";
import { type BatchSize, batches, epochOrder, resolveBatchSize } from "./batches.js";
import { checkBatch, located } from "./gradients.js";
import { Pause } from "./pause.js";
import { sizeOf } from "./rows.js";
import type { Batch, Dataset, Metric, Model, Tensor } from "./types.js";

export interface EvaluateModelOptions {
  readonly loss?: TrainingLoss;
  readonly metrics?: readonly Metric[];
  /** Default 256. */
  readonly batchSize?: BatchSize;
}

export interface Evaluation {
  /** Over all samples, as if they were one batch (with reduction `sum`: per sample). NaN when no loss was asked for. */
  readonly loss: number;
  /** By name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Loss and metrics of a model on a data set. Dropout is off, BatchNorm uses its running statistics.
 *
 * @throws DownhillError `data` for an empty data set or targets that do not fit the model's output
 * @example
 * const { loss, metrics } = await evaluate(model, test, { loss: crossEntropy(), metrics: [accuracy()] });
 */
export async function evaluate(
  model: Model,
  dataset: Dataset,
  options: EvaluateModelOptions,
): Promise<Evaluation> {
  const { metrics = [] } = options;
  const loss = options.loss && batchLoss(options.loss);
  const passes = metrics.map((metric) => ({ name: metric.name, pass: metric.start() }));
  const { memory } = model.arena;
  let sum = 0;
  let weight = 0;
  for await (const { predictions, batch, indices } of forwardPass(model, dataset, options.batchSize)) {
    for (const { pass } of passes) pass.add(predictions, batch.targets, batch.weights);
    if (!loss) continue;
    const result = lossOf(loss, predictions, batch, indices, memory);
    const factor = loss.additive ? 1 : result.weight;
    weight += result.weight;
    // A batch with weight 0 (all rows ignored) adds nothing, whatever its value.
    if (factor !== 0) sum += result.value * factor;
  }
  return {
    loss: loss ? (weight === 0 ? 0 : sum / weight) : Number.NaN,
    metrics: Object.fromEntries(passes.map(({ name, pass }) => [name, pass.value()])),
  };
}

function lossOf(
  loss: BatchLoss,
  predictions: Tensor,
  batch: Batch,
  indices: Uint32Array,
  memory: Memory,
): BatchLossResult {
  try {
    return loss.evaluateBatch(predictions, batch.targets, { weights: batch.weights, memory });
  } catch (error) {
    throw located(error, loss, batch, indices, predictions.dims);
  }
}

/**
 * The model's outputs for all samples, in order.
 *
 * @returns one tensor; its first axis is the sample
 * @example
 * const { data, dims } = await predict(model, test); // dims: [10000, 10]
 */
export async function predict(
  model: Model,
  dataset: Dataset,
  options: { /** Default 256. */ readonly batchSize?: BatchSize } = {},
): Promise<Tensor & { readonly data: Float32Array }> {
  let data: Float32Array | undefined;
  let dims: readonly number[] = [];
  let filled = 0;
  for await (const { predictions } of forwardPass(model, dataset, options.batchSize)) {
    if (!data) {
      dims = [dataset.length, ...predictions.dims.slice(1)];
      data = new Float32Array(sizeOf(dims));
    }
    data.set(predictions.data as Float32Array, filled);
    filled += predictions.data.length;
  }
  return { data: data!, dims };
}

async function* forwardPass(model: Model, dataset: Dataset, batchSize: BatchSize = 256) {
  if (dataset.length < 1) throw usageError("the data set is empty");
  const size = resolveBatchSize(batchSize, dataset.length);
  const pause = new Pause();
  const order = epochOrder(dataset.length, 0, 0, false);
  dataset.prepare?.(batches(order, size));
  for (const indices of batches(order, size)) {
    await pause.maybe();
    const batch = await dataset.batch(indices);
    const predictions = await model.forward(batch.inputs);
    checkBatch(batch, predictions, indices);
    yield { predictions, batch, indices };
  }
}
