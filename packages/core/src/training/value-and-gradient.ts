/** One pass through a model: the loss of a batch, and its gradient by the model's parameters. */
import {
  type BatchLoss,
  type BatchLossResult,
  batchLoss,
  outputGradient,
  type TrainingLoss,
} from "./batch-loss.js";
import type { Batch, Model, PendingLoss, Tensor } from "./types.js";

export interface ValueAndGradient extends BatchLossResult {
  /** Valid until the model runs again. */
  readonly predictions: Tensor;
}

export interface ValueAndGradientOptions {
  /** Makes dropout repeatable. Default 0. */
  readonly seed?: number;
}

/**
 * The value of a loss on one batch, with ∂loss/∂parameters left in `model.arena.gradients`. Where the loss is not finite
 * the gradients are not to be used. A model that can differentiate a loss inside its own graph does so.
 *
 * @throws DownhillError `data` where model, targets and loss do not fit, `usage` for a loss of pairs or triplets
 * @example
 * const state = adamw().init(model.arena);
 * const { value } = await valueAndGradient(model, crossEntropy(), { inputs, targets });
 * state.step();
 */
export function valueAndGradient(
  model: Model,
  loss: TrainingLoss,
  batch: Batch,
  { seed = 0 }: ValueAndGradientOptions = {},
): Promise<ValueAndGradient> {
  return differentiate(model, batchLoss(loss), batch, { seed });
}

export interface Checks {
  /** Called with the shape of the predictions before targets are looked at. */
  readonly shape?: ((dims: readonly number[]) => void) | undefined;
  /** Says more about an error of the loss. */
  readonly explain?: (error: unknown, dims: readonly number[]) => unknown;
}

export async function differentiate(
  model: Model,
  loss: BatchLoss,
  batch: Batch,
  { seed, shape, explain = (error) => error }: { readonly seed: number } & Checks,
): Promise<ValueAndGradient> {
  const { inputs, targets, weights } = batch;
  const { memory } = model.arena;
  const explained = <T>(dims: readonly number[], evaluate: () => T): T => {
    try {
      return evaluate();
    } catch (error) {
      throw explain(error, dims);
    }
  };

  const pending = model.differentiate && loss.pending?.(targets, weights);
  if (pending) {
    const predictions = await inOneGraph(model, pending, inputs, { seed, shape, explain });
    if (predictions) {
      const evaluate = () => loss.evaluateBatch(predictions, targets, { weights, memory });
      return { ...explained(predictions.dims, evaluate), predictions };
    }
  }

  let predictions = await model.forward(inputs, { training: true, seed });
  shape?.(predictions.dims);
  const { buffer, byteOffset, length } = predictions.data;
  const gradient = outputGradient(memory, length);
  if (buffer.byteLength === 0) {
    // The memory grew under the predictions: they are where they were, in the new buffer.
    predictions = { data: new Float32Array(memory.buffer, byteOffset, length), dims: predictions.dims };
  }
  const into = gradient.array;
  const result = explained(predictions.dims, () =>
    loss.evaluateBatch(predictions, targets, { weights, memory, into }),
  );
  if (Number.isFinite(result.value)) await model.backward({ data: gradient.array, dims: predictions.dims });
  return { ...result, predictions };
}

/** What goes wrong once the shape of the predictions is known is the loss's. */
async function inOneGraph(
  model: Model,
  { loss, given }: PendingLoss,
  inputs: Tensor,
  { seed, shape, explain }: { readonly seed: number } & Checks & Required<Pick<Checks, "explain">>,
): Promise<Tensor | undefined> {
  let seen: readonly number[] | undefined;
  const checked = (dims: readonly number[]) => {
    shape?.(dims);
    seen = dims;
    return given(dims);
  };
  try {
    return await model.differentiate!(inputs, { loss, given: checked }, { seed });
  } catch (error) {
    throw seen ? explain(error, seen) : error;
  }
}
