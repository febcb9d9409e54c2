/** The seams of training: what a model, a data set and a metric must offer, and what a run reports. */
import type { EvaluateOptions, Loss } from "../interfaces.js";
import type { Arena } from "./arena.js";

export type TensorData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export interface Tensor {
  readonly data: TensorData;
  readonly dims: readonly number[];
}

/** Samples of one step. The first axis of every tensor is the sample. */
export interface Batch {
  readonly inputs: Tensor;
  /** Class indices (Int32Array, one per sample), or float targets. */
  readonly targets: Tensor;
  /** One weight per sample; absent means all 1. */
  readonly weights?: Float32Array;
}

/** What a batch is for. */
export interface BatchContext {
  /** In training: the epoch, from 0. Absent where the samples are wanted as they are, as in validation. */
  readonly epoch?: number;
}

/** Samples that can be picked by index. */
export interface Dataset {
  /** Number of samples. */
  readonly length: number;
  /** All targets in order, when they lie in memory: stratified splits, samplers and checks before training read them. */
  readonly targets?: Tensor;
  /** The samples of these indices, in this order. The result is valid until the next call. */
  batch(indices: Uint32Array, context?: BatchContext): Batch | Promise<Batch>;
  /**
   * Says which batches will be asked for next, so that reading and decoding can begin. It replaces what was said
   * before, and binds nobody: other batches may be asked for, or none.
   */
  prepare?(upcoming: Iterable<Uint32Array>, context?: BatchContext): void;
}

export interface ForwardMode {
  /** Dropout on, BatchNorm from the batch, and what `backward` needs is kept. Default false. */
  readonly training?: boolean;
  /** Makes dropout repeatable: the same seed gives the same mask. `fit` passes seed and step combined. */
  readonly seed?: number;
}

/** A loss that is to be differentiated before its predictions are there. */
export interface PendingLoss {
  readonly loss: Loss;
  /**
   * The arguments of `loss.evaluate` for predictions of that shape, of which the length alone is known.
   * @throws DownhillError `data` when they and the targets do not fit
   */
  given(dims: readonly number[]): readonly (ArrayLike<number> | EvaluateOptions)[];
}

/** A differentiable function of its parameters. Everything numeric lives in `arena`. */
export interface Model {
  readonly arena: Arena;
  /** Runs the network. The result is valid until the next call. */
  forward(inputs: Tensor, mode?: ForwardMode): Promise<Tensor>;
  /** Takes ∂L/∂output of the last training forward and overwrites `arena.gradients`. */
  backward(outputGradient: Tensor): Promise<void>;
  /**
   * A training forward, the loss's formula and backward at once: overwrites `arena.gradients` as they would, and is
   * faster, since nothing has to be handed over in between.
   * @returns the predictions; undefined where the model cannot do this for this loss, and nothing was done
   */
  differentiate?(
    inputs: Tensor,
    loss: PendingLoss,
    mode?: Pick<ForwardMode, "seed">,
  ): Promise<Tensor | undefined>;
  /** Numbers that are not trained but belong to the model, such as BatchNorm's running statistics. */
  readonly buffers?: ReadonlyMap<string, Float32Array>;
  /** Frees native sessions. */
  dispose?(): Promise<void>;
}

/** A number that people compare models by. Computed over a whole pass, not averaged over batches. */
export interface Metric {
  readonly name: string;
  readonly better: "higher" | "lower";
  /** A fresh accumulator for one pass. */
  start(): MetricPass;
}

export interface MetricPass {
  add(predictions: Tensor, targets: Tensor, weights?: Float32Array): void;
  /** NaN when nothing was added. */
  value(): number;
}

/** One finished epoch. */
export interface EpochRecord {
  /** From 0. */
  readonly epoch: number;
  /** Optimizer steps since the beginning of the run. */
  readonly step: number;
  /** Mean over the samples of the epoch, not over its batches. */
  readonly loss: number;
  /** The rate that the last step of the epoch used. */
  readonly learningRate: number;
  readonly validationLoss?: number;
  /** By metric name, on the validation set. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Time spent in training steps, validation not included, in seconds since the run began. */
  readonly seconds: number;
}

export type FitEvent =
  | {
      readonly type: "start";
      readonly epochs: number;
      readonly stepsPerEpoch: number;
      readonly samples: number;
    }
  | {
      readonly type: "step";
      /** Optimizer steps done, this one included. */
      readonly step: number;
      readonly epoch: number;
      /** The batch's loss before the update. */
      readonly loss: number;
      readonly learningRate: number;
      /** Present when the schedule moves momentum too. */
      readonly momentum?: number;
      /** Present when gradients are clipped by norm. */
      readonly gradientNorm?: number;
      /** True when loss or gradient was not finite and the optimizer's `onNonFinite` is `skip`: nothing was changed. */
      readonly skipped?: boolean;
    }
  | {
      /** A look at the validation set, at the end of an epoch or within it. */
      readonly type: "validation";
      readonly step: number;
      readonly epoch: number;
      readonly validationLoss: number;
      readonly metrics: Readonly<Record<string, number>>;
      /** Time spent in training steps so far. */
      readonly seconds: number;
    }
  | ({ readonly type: "epoch" } & EpochRecord)
  | { readonly type: "end"; readonly reason: StopReason; readonly step: number };

export type StopReason = "finished" | "early-stop" | "aborted" | "diverged";

export interface History {
  readonly epochs: readonly EpochRecord[];
  /** Loss of every step. */
  readonly losses: Float64Array;
  /** Learning rate of every step, as applied. */
  readonly learningRates: Float64Array;
  readonly stopped: StopReason;
  /** With early stopping: the epoch whose weights were best, and the watched number there. */
  readonly best?: { readonly epoch: number; readonly value: number };
  /**
   * SHA-256 (hex) over all batches in order, each as its length and its sample indices in little-endian 32-bit words:
   * equal hashes mean equal batches. With `accumulate` a batch is all that goes into one update.
   */
  readonly batchHash: string;
}
