/** What a loss, an optimizer and a schedule can do, once made from a catalogue entry and its options. */
import type { Backend } from "./backends/kernel.js";
import type { Block, Memory } from "./backends/memory.js";
import type { LossDefinition, OptimizerDefinition, OptionValues, ScheduleDefinition } from "./definition.js";
import type { Arena, Segment } from "./training/arena.js";

/**
 * - `mean`: the sum divided by the number of elements (or rows) that count. With class weights the divisor is the sum
 *   of the targets' weights, as in PyTorch. Sample weights do not change the divisor.
 * - `weighted-mean`: the sum divided by the sum of the sample weights.
 */
export type Reduction = "mean" | "weighted-mean" | "sum" | "none";

/** Options that every loss takes beside its own. */
export interface CommonLossOptions {
  /** Default `"mean"`. */
  readonly reduction?: Reduction;
  /** Losses with a `class` input: rows of this class count for nothing. Default: none. */
  readonly ignoreIndex?: number;
  /** Losses with a `class weight` input: one weight per class. */
  readonly classWeights?: ArrayLike<number>;
  /** Default WebAssembly; the others are in `@downhill/core/backends` and `@downhill/core/native`. */
  readonly backend?: Backend;
}

export interface EvaluateOptions {
  /** One weight per row or sample: its loss and gradient are multiplied by it. A sample is `length / weights.length` consecutive elements. */
  readonly weights?: ArrayLike<number>;
  /** Length of a row, when the inputs do not tell (triplet and other losses of whole rows). */
  readonly columns?: number;
  /** False: value only. Default true. */
  readonly gradient?: boolean;
  /** Where to write the gradients, one array per differentiated input, in order. Default: new arrays. */
  readonly into?: readonly Float32Array[];
  /** Typed arrays that lie in this memory are used in place; others are copied in. Default: a memory of the loss's own. */
  readonly memory?: Memory;
  /** False: targets are not checked against their range (class indices always are). Default true. */
  readonly check?: boolean;
}

export interface LossResult {
  /** The reduced loss; with reduction `none` the sum. */
  readonly value: number;
  /** ∂value/∂prediction of the first differentiated input. Empty when `gradient: false`. */
  readonly gradient: Float32Array;
  /** All gradients by input name. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
  /** Loss per element or row; only with reduction `none`. */
  readonly losses?: Float32Array;
}

export interface Loss {
  readonly id: string;
  readonly definition: LossDefinition;
  readonly options: OptionValues & CommonLossOptions;
  /**
   * Value and gradient on flat arrays: `huber().evaluate(predictions, targets)`. Arguments in the order of the
   * definition's inputs, class weights left out; an options object may follow.
   * @throws DownhillError `usage` for wrong lengths, `data` for a target out of range (named with row and value).
   */
  evaluate(...inputsAndOptions: (ArrayLike<number> | EvaluateOptions)[]): LossResult;
}

export interface LossFactory<O extends OptionValues = OptionValues> {
  (options?: Given<O> & CommonLossOptions): Loss;
  readonly definition: LossDefinition<O>;
}

/**
 * Options as the caller gives them: each may be left out; what the run fills in may be given as a number. Where the
 * entry is not known to the compiler (an entry found by name), the names are checked when it runs.
 */
export type Given<O extends OptionValues> = string extends keyof O
  ? Readonly<Record<string, unknown>>
  : {
      readonly [K in keyof O]?: O[K] extends null
        ? number
        : O[K] extends boolean
          ? boolean
          : O[K] extends readonly number[]
            ? readonly number[]
            : O[K];
    };

/** Settings for some of the tensors. The first rule that matches a tensor decides each setting it names. */
export interface GroupRule {
  /** Part of a tensor's name, a pattern, or a test. */
  readonly match: string | RegExp | ((segment: Segment) => boolean);
  /** Multiplies the learning rate. */
  readonly lrScale?: number;
  readonly weightDecay?: number;
  readonly l1?: number;
  readonly l2?: number;
  /** True: these tensors are left exactly as they are. */
  readonly frozen?: boolean;
}

/** Options that every optimizer takes beside its own. */
export interface CommonOptimizerOptions {
  /** Learning rate; the entry's default is the paper's or PyTorch's. */
  readonly lr?: number;
  /** Decoupled decay: `p = p*(1 - lr*weightDecay)` before the update. Never part of the gradient. */
  readonly weightDecay?: number;
  /** Adds `l2*p` to the gradient: the gradient of `l2/2 * sum(p^2)`. */
  readonly l2?: number;
  /** Soft-thresholds after the update (proximal step of `l1 * sum(|p|)`): yields exact zeros. */
  readonly l1?: number;
  /** Clamps each gradient element to ±clipValue. */
  readonly clipValue?: number;
  /** Scales all gradients so that their global 2-norm is at most this. */
  readonly clipNorm?: number;
  /**
   * What to do when a gradient is NaN or infinite; none ever reaches a parameter or a state. `skip` leaves this step
   * out. `stop` throws; parameters before the bad gradient may have been updated then, unless the step was told to be
   * `allOrNothing`, as the steps of `fit` are, or `clipNorm` is set. Default `"stop"`.
   */
  readonly onNonFinite?: "stop" | "skip";
  /** Biases and norm parameters get no weightDecay, l1 and l2, unless true. Default false. */
  readonly decayBiases?: boolean;
  readonly groups?: readonly GroupRule[];
  /** Default WebAssembly; the others are in `@downhill/core/backends` and `@downhill/core/native`. */
  readonly backend?: Backend;
}

export interface StepOptions {
  /** Learning rate of this step. Default: the optimizer's. */
  readonly lr?: number;
  /** Overrides the option that plays momentum's part. */
  readonly momentum?: number;
  /**
   * True: all gradients are read once more beforehand, so that one that is not finite changes nothing at all. Default
   * false: they are checked where they are used. With `clipNorm` or `onNonFinite: "skip"` they are read first anyway.
   */
  readonly allOrNothing?: boolean;
}

export interface StepReport {
  /** Global 2-norm of the gradients before clipping; present when `clipNorm` is set. */
  readonly gradientNorm?: number;
  /** True when the step was left out because of a non-finite gradient. */
  readonly skipped: boolean;
}

/** Everything needed to go on exactly: plain data. */
export interface OptimizerSnapshot {
  readonly id: string;
  readonly step: number;
  readonly states: Readonly<Record<string, Float32Array>>;
}

export interface OptimizerState {
  /** Steps done. */
  readonly steps: number;
  /** The parameters, updated in place. */
  readonly parameters: Float32Array;
  /** State vectors by name. */
  readonly states: ReadonlyMap<string, Block>;
  /** One update. Without an argument the arena's gradients are used. @throws DownhillError `diverged` for non-finite gradients. */
  step(gradients?: Float32Array, options?: StepOptions): StepReport;
  /** Copies of all states. */
  save(): OptimizerSnapshot;
  /** @throws DownhillError `data` when the snapshot is of another optimizer or another model. */
  load(snapshot: OptimizerSnapshot): void;
  /** Gives the memory of the states back. The optimizer cannot be used afterwards. */
  dispose(): void;
  /** Runs `use` with the weights meant for evaluation (for optimizers that keep two sets), then restores the training weights. */
  withEvaluationWeights<T>(use: () => Promise<T>): Promise<T>;
}

export interface Optimizer {
  readonly id: string;
  readonly definition: OptimizerDefinition;
  readonly options: OptionValues & CommonOptimizerOptions & { readonly lr: number };
  /** Starts on an arena, or on one vector (copied into a fresh memory; read it back from `parameters`). */
  init(parameters: Arena | ArrayLike<number>): OptimizerState;
}

export interface OptimizerFactory<O extends OptionValues = OptionValues> {
  (options?: Given<O> & CommonOptimizerOptions): Optimizer;
  readonly definition: OptimizerDefinition<O>;
}

/** What a schedule sets in one step. */
export interface Rates {
  readonly lr: number;
  readonly momentum?: number;
}

/** What a run tells a schedule. */
export interface RunFacts {
  /** The optimizer's learning rate: the base that the schedule scales. */
  readonly lr: number;
  /** Steps of the whole run. */
  readonly steps: number;
}

export interface BoundSchedule {
  /** Rates of step t (0 before the first update). Pure, unless the schedule listens. */
  at(t: number): Rates;
  /** For schedules that listen (reduce-on-plateau): called with the watched number after each epoch. */
  observe?(value: number): void;
}

export interface Schedule {
  /** The learning rate of step t; a factor of the optimizer's rate when the schedule was given no rate of its own. */
  (t: number): number;
  readonly id: string;
  readonly options: OptionValues;
  /** Length in steps, if known. */
  readonly steps: number | undefined;
  /** Fills what was left open (base rate, length) from the run. */
  bind(run: RunFacts): BoundSchedule;
}

export interface ScheduleFactory<O extends OptionValues = OptionValues> {
  (options?: Given<O> & { readonly lr?: number }): Schedule;
  readonly definition: ScheduleDefinition<O>;
}
