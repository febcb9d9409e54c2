/**
 * Gradients of one update: forward, loss and backward over one batch, or over several micro-batches whose
 * gradients are put together so that they equal those of one big batch.
 */
import { DownhillError, dataError } from "../errors.js";
import { deriveSeed } from "../random.js";
import { type BatchLoss, columnsOf } from "./batch-loss.js";
import { rowLength, shapeText } from "./rows.js";
import type { Batch, BatchContext, Dataset, Model, Tensor } from "./types.js";
import { differentiate } from "./value-and-gradient.js";

export interface Window {
  readonly value: number;
  readonly weight: number;
  /** Where the loss was not finite: what the model saw and said. Gradients are then not to be used. */
  readonly failure?: { readonly batch: Batch; readonly predictions: Tensor; readonly indices: Uint32Array };
}

export class Gradients {
  readonly #model: Model;
  readonly #dataset: Dataset;
  readonly #loss: BatchLoss;
  readonly #batchSize: number;
  readonly #seed: number;
  #sum: Float32Array | undefined;
  #targetsChecked = false;

  constructor(model: Model, dataset: Dataset, loss: BatchLoss, batchSize: number, seed: number) {
    this.#model = model;
    this.#dataset = dataset;
    this.#loss = loss;
    this.#batchSize = batchSize;
    this.#seed = seed;
  }

  /** Leaves ∂loss/∂parameters of these samples in `arena.gradients`. */
  async compute(indices: Uint32Array, step: number, context: BatchContext): Promise<Window> {
    const size = this.#batchSize;
    if (indices.length <= size) return this.#part(indices, step, 0, context);

    const { additive } = this.#loss;
    const sum = (this.#sum ??= new Float32Array(this.#model.arena.length));
    sum.fill(0);
    let value = 0;
    let weight = 0;
    for (let start = 0, part = 0; start < indices.length; start += size, part++) {
      const window = await this.#part(indices.subarray(start, start + size), step, part, context);
      if (window.failure) return window;
      // A part with weight 0 (all rows ignored) adds nothing, and its value must not turn 0 into NaN.
      const factor = additive ? 1 : window.weight;
      weight += window.weight;
      if (factor === 0) continue;
      value += window.value * factor;
      addScaled(sum, this.#model.arena.gradients, factor);
    }
    const divisor = additive || weight === 0 ? 1 : weight;
    const gradients = this.#model.arena.gradients;
    for (let i = 0; i < sum.length; i++) gradients[i] = sum[i]! / divisor;
    return { value: value / divisor, weight };
  }

  async #part(indices: Uint32Array, step: number, part: number, context: BatchContext): Promise<Window> {
    const model = this.#model;
    const pending = this.#dataset.batch(indices, context);
    const batch = pending instanceof Promise ? await pending : pending;
    const { predictions, ...result } = await differentiate(model, this.#loss, batch, {
      seed: deriveSeed(this.#seed, step, part),
      shape: (dims) => {
        checkBatch(batch, { dims }, indices);
        if (!this.#targetsChecked) this.#checkTargets(dims);
      },
      explain: (error, dims) => located(error, this.#loss, batch, indices, dims),
    });
    return Number.isFinite(result.value) ? result : { ...result, failure: { batch, predictions, indices } };
  }

  /** A class that the model has no output for is found before the first update, not in the middle of the epoch. */
  #checkTargets(dims: readonly number[]): void {
    this.#targetsChecked = true;
    const { targets } = this.#dataset;
    const columns = columnsOf({ dims });
    const element = targets ? (this.#loss.findBadTarget?.(targets, columns) ?? -1) : -1;
    if (!targets || element < 0) return;
    throw dataError(
      `${this.#loss.id}: the target of sample ${sampleOf(targets, element)} of the data set is ${targets.data[element]}; ` +
        `the model's output has ${columns} columns (shape ${shapeText(dims)})`,
    );
  }
}

const sampleOf = (targets: Tensor, element: number): number =>
  Math.floor(element / Math.max(1, rowLength(targets)));

function addScaled(sum: Float32Array, values: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + factor * values[i]!;
}

/** An error of the loss: one about a target says which sample of the data set it is. */
export function located(
  error: unknown,
  loss: BatchLoss,
  batch: Batch,
  indices: Uint32Array,
  dims: readonly number[],
): unknown {
  if (!(error instanceof DownhillError) || error.code !== "data") return error;
  const element = loss.findBadTarget?.(batch.targets, columnsOf({ dims })) ?? -1;
  if (element < 0) return error;
  const sample = indices[sampleOf(batch.targets, element)];
  return new DownhillError("data", `${error.message}\n  this is sample ${sample} of the data set`, {
    cause: error,
  });
}

/** @throws DownhillError `data` when data set, model and indices do not agree about the number of samples */
export function checkBatch(batch: Batch, predictions: Pick<Tensor, "dims">, indices: Uint32Array): void {
  const wanted = indices.length;
  const [inputs, outputs, targets] = [batch.inputs.dims[0], predictions.dims[0], batch.targets.dims[0]];
  if (
    inputs === wanted &&
    outputs === wanted &&
    targets === wanted &&
    (batch.weights?.length ?? wanted) === wanted
  )
    return;
  throw dataError(
    `a batch of ${wanted} samples was asked for: the data set gave ${inputs} inputs, ${targets} targets` +
      `${batch.weights ? ` and ${batch.weights.length} weights` : ""}, the model ${outputs} predictions`,
  );
}
