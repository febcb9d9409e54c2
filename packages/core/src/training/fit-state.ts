/** A run as plain data: what a checkpoint holds, and what `resume` takes. */
import { usageError } from "../errors.js";
import type { OptimizerSnapshot } from "../interfaces.js";
import type { Progress } from "./early-stopping.js";
import type { Plan } from "./fit-options.js";
import type { Sha256State } from "./sha256.js";
import type { EpochRecord } from "./types.js";
import type { ModelWeights } from "./weights.js";

/** Everything that a run needs to go on exactly where it was. Numbers, strings, typed arrays and objects of these. */
export interface FitState {
  readonly version: 1;
  /** What must be the same when the run goes on. */
  readonly run: RunIdentity;
  /** Epoch in progress, from 0. */
  readonly epoch: number;
  /** Samples of this epoch that were used. */
  readonly position: number;
  /** Updates done. */
  readonly step: number;
  readonly weights: ModelWeights;
  readonly optimizer: OptimizerSnapshot;
  /** Sum of the loss over this epoch's samples so far, and their number (or weight). */
  readonly epochLoss: { readonly sum: number; readonly weight: number };
  readonly epochs: readonly EpochRecord[];
  readonly losses: Float64Array;
  readonly learningRates: Float64Array;
  readonly seconds: number;
  readonly batchHash: Sha256State;
  /** What a listening schedule was told, in order. */
  readonly observed: readonly number[];
  /** Updates in a row that were left out for not being finite. */
  readonly skippedInARow: number;
  readonly progress: Progress;
  readonly bestWeights?: ModelWeights;
  readonly average?: Float32Array;
}

export interface RunIdentity {
  readonly loss: string;
  readonly optimizer: string;
  readonly samples: number;
  readonly batchSize: number;
  readonly window: number;
  readonly seed: number;
  readonly shuffle: boolean;
}

export const identity = ({
  loss,
  options,
  samples,
  batchSize,
  window,
  seed,
  shuffle,
}: Plan): RunIdentity => ({
  loss: loss.id,
  optimizer: options.optimizer.id,
  samples,
  batchSize,
  window,
  seed,
  shuffle,
});

/** @throws DownhillError `usage` listing every setting that differs from those of the saved run */
export function checkResume(state: FitState, now: RunIdentity): void {
  if (state.version !== 1)
    throw usageError(`this state has version ${state.version}; this program reads version 1`);
  const names = Object.keys(now) as (keyof RunIdentity)[];
  const differences = names
    .filter((name) => state.run[name] !== now[name])
    .map((name) => `${name} was ${state.run[name]}, is ${now[name]}`);
  if (differences.length > 0) {
    throw usageError(
      `the run cannot go on with other settings than it began with: ${differences.join("; ")}`,
    );
  }
}
