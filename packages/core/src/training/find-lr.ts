/** The learning-rate range test. Smith 2017, arXiv:1506.01186; smoothing and suggestions as in fastai. */
import { DownhillError, usageError } from "../errors.js";
import type { Optimizer, OptimizerState } from "../interfaces.js";
import { batchLoss, type TrainingLoss } from "./batch-loss.js";
import { type BatchSize, batches, epochOrder, resolveBatchSize } from "./batches.js";
import { checkDataset } from "./fit-options.js";
import { Gradients } from "./gradients.js";
import { Pause } from "./pause.js";
import type { Dataset, Model } from "./types.js";
import { copyWeights, restoreWeights } from "./weights.js";

export interface FindLrOptions {
  readonly loss: TrainingLoss;
  readonly optimizer: Optimizer;
  /** First learning rate. Default 1e-7. */
  readonly from?: number;
  /** Last learning rate. Default 10. */
  readonly to?: number;
  /** Updates from first to last. Default 100. */
  readonly steps?: number;
  /** Default 32. */
  readonly batchSize?: BatchSize;
  /** Default 0. */
  readonly seed?: number;
  /** Share of the old smoothed loss that is kept in each step. Default 0.98. */
  readonly smoothing?: number;
  /** The sweep ends when the smoothed loss exceeds its smallest value this many times. Default 4. */
  readonly stopAt?: number;
  readonly signal?: AbortSignal;
}

export interface LearningRateSweep {
  /** Rates tried, rising. */
  readonly rates: Float64Array;
  /** Loss of each step, before its update. */
  readonly losses: Float64Array;
  /** Exponentially smoothed, free of the bias towards 0 at the start. */
  readonly smoothed: Float64Array;
  /** Where the smoothed loss falls most steeply over the logarithm of the rate: a bold choice. Undefined when it never falls. */
  readonly steepest: number | undefined;
  /** The middle of the longest fall: a careful choice. Undefined when it never falls. */
  readonly valley: number | undefined;
}

/**
 * Trains for a few steps with a learning rate that grows from step to step, and sees how the loss answers. The model is
 * exactly as before afterwards: parameters and buffers are put back, and the optimizer's state is one of its own.
 *
 * @throws DownhillError `usage` for rates that do not rise from above 0, or fewer than 2 steps
 * @example
 * const { steepest, valley } = await findLr(model, train, { loss: crossEntropy(), optimizer: adamw() });
 */
export async function findLr(
  model: Model,
  dataset: Dataset,
  options: FindLrOptions,
): Promise<LearningRateSweep> {
  const { from = 1e-7, to = 10, steps = 100, seed = 0, smoothing = 0.98, stopAt = 4 } = options;
  if (!(from > 0 && to > from && to < Number.POSITIVE_INFINITY)) {
    throw usageError(`findLr: the rates must rise from above 0, got from ${from} to ${to}`);
  }
  if (!Number.isInteger(steps) || steps < 2)
    throw usageError(`findLr: steps must be a whole number from 2 on, got ${steps}`);
  if (!(smoothing >= 0 && smoothing < 1))
    throw usageError(`findLr: smoothing must be from 0 to below 1, got ${smoothing}`);
  if (!(stopAt > 1)) throw usageError(`findLr: stopAt must be above 1, got ${stopAt}`);
  checkDataset("the data set", dataset);
  const size = resolveBatchSize(options.batchSize ?? 32, dataset.length);

  const before = copyWeights(model);
  const state = options.optimizer.init(model.arena);
  try {
    const gradients = new Gradients(model, dataset, batchLoss(options.loss), size, seed);
    const sweep = { rates: [] as number[], losses: [] as number[], smoothed: [] as number[] };
    const pause = new Pause();
    let average = 0;
    let best = Number.POSITIVE_INFINITY;
    for (const { indices, epoch } of endlessly(dataset, seed, size)) {
      const step = sweep.rates.length;
      if (step === steps || options.signal?.aborted) break;
      const rate = from * (to / from) ** (step / (steps - 1));
      const { value } = await gradients.compute(indices, step, { epoch });
      if (!Number.isFinite(value)) break;
      average = smoothing * average + (1 - smoothing) * value;
      const smooth = average / (1 - smoothing ** (step + 1));
      sweep.rates.push(rate);
      sweep.losses.push(value);
      sweep.smoothed.push(smooth);
      best = Math.min(best, smooth);
      // Losses may be negative; the first tenth is noise at rates too small to diverge.
      const exploded = smooth > best + (stopAt - 1) * Math.abs(best) && step >= steps / 10;
      if (exploded || !canStep(state, rate)) break;
      await pause.maybe();
    }
    return {
      rates: Float64Array.from(sweep.rates),
      losses: Float64Array.from(sweep.losses),
      smoothed: Float64Array.from(sweep.smoothed),
      ...suggestRates(sweep.rates, sweep.smoothed),
    };
  } finally {
    state.dispose();
    restoreWeights(model, before);
  }
}

function* endlessly(dataset: Dataset, seed: number, size: number) {
  for (let epoch = 0; ; epoch++) {
    const order = epochOrder(dataset.length, seed, epoch);
    dataset.prepare?.(batches(order, size), { epoch });
    for (const indices of batches(order, size)) yield { indices, epoch };
  }
}

/** A gradient that is not finite ends the sweep; it is what the sweep looks for. */
function canStep(state: OptimizerState, lr: number): boolean {
  try {
    state.step(undefined, { lr });
    return true;
  } catch (error) {
    if (error instanceof DownhillError && error.code === "diverged") return false;
    throw error;
  }
}

/**
 * Learning rates that a curve of smoothed losses suggests. The first tenth, where the rate is too small to matter, and
 * the last five points, where the loss explodes, are not looked at.
 */
export function suggestRates(
  rates: readonly number[],
  smoothed: readonly number[],
): Pick<LearningRateSweep, "steepest" | "valley"> {
  const start = Math.floor(rates.length / 10);
  const end = rates.length - start > 10 ? rates.length - 5 : rates.length;
  const x = rates.slice(start, end);
  const y = smoothed.slice(start, end);
  return { steepest: steepestRate(x, y), valley: valleyRate(x, y) };
}

function steepestRate(rates: readonly number[], losses: readonly number[]): number | undefined {
  let best: number | undefined;
  let least = 0;
  for (let i = 0; i + 1 < rates.length; i++) {
    const slope = (losses[i + 1]! - losses[i]!) / Math.log(rates[i + 1]! / rates[i]!);
    if (slope < least) {
      least = slope;
      best = rates[i];
    }
  }
  return best;
}

/** The middle between the ends of the longest falling subsequence. */
function valleyRate(rates: readonly number[], losses: readonly number[]): number | undefined {
  const lengths = losses.map(() => 1);
  const starts = losses.map((_, i) => i);
  let end = -1;
  for (let i = 1; i < losses.length; i++) {
    for (let j = 0; j < i; j++) {
      if (losses[i]! < losses[j]! && lengths[i]! < lengths[j]! + 1) {
        lengths[i] = lengths[j]! + 1;
        starts[i] = starts[j]!;
      }
    }
    if (lengths[i]! > Math.max(1, lengths[end] ?? 1)) end = i;
  }
  if (end < 0) return undefined;
  return rates[Math.floor((starts[end]! + end) / 2)];
}
