/** What `fit` is told, checked at the door. */
import { dataError, usageError } from "../errors.js";
import type { Optimizer, RunFacts, Schedule } from "../interfaces.js";
import { type BatchLoss, batchLoss, type TrainingLoss } from "./batch-loss.js";
import { type BatchSize, batchCount, resolveBatchSize } from "./batches.js";
import { checkWatch, type EarlyStoppingOptions, type StoppingRule, stoppingRule } from "./early-stopping.js";
import type { FitState } from "./fit-state.js";
import type { Sampler } from "./samplers.js";
import type { Dataset, FitEvent, Metric, Model } from "./types.js";
import type { AverageWeightsOptions } from "./weights.js";

export interface FitOptions {
  /** A catalogue loss such as `crossEntropy()`, or `metricLearning(…)`. */
  readonly loss: TrainingLoss;
  readonly optimizer: Optimizer;
  /** A catalogue schedule, or any function from the step (0 for the first update) to the learning rate. Default: the optimizer's rate throughout. */
  readonly schedule?: Schedule | ((step: number) => number);
  /** Passes over the data set. */
  readonly epochs: number;
  /** Samples per batch; 1 is stochastic, `"full"` is batch gradient descent. Default 32. */
  readonly batchSize?: BatchSize;
  /** Fixes order and dropout. Default 0. */
  readonly seed?: number;
  /** False: the data set's own order in every epoch. Default true. */
  readonly shuffle?: boolean;
  /** True: samples that do not fill the last batch of an epoch are left out (others in each epoch). Default false. */
  readonly dropLast?: boolean;
  /** Chooses the samples of an epoch instead of `shuffle`. */
  readonly sampler?: Sampler;
  /** Evaluated after epochs. */
  readonly validation?: Dataset;
  /**
   * Validate after every so many epochs, and after the last. A fraction such as 0.25 also looks four times within each
   * epoch and tells of it in `validation` events. Default 1.
   */
  readonly validateEvery?: number;
  /** Default: `batchSize`. */
  readonly validationBatchSize?: BatchSize;
  /** Computed on the validation set. */
  readonly metrics?: readonly Metric[];
  /** Told about everything that happens, in the middle of training: keep it quick. What it throws ends the run. */
  readonly on?: (event: FitEvent) => void;
  /** Stops after the current step; the history is returned with `stopped: "aborted"`. */
  readonly signal?: AbortSignal;
  /**
   * What a schedule that listens is told after each epoch, and what early stopping looks at: `"validationLoss"`,
   * `"loss"`, or the name of one of the metrics. Default: `"validationLoss"` with a validation set, else `"loss"`.
   */
  readonly watch?: string;
  readonly earlyStopping?: EarlyStoppingOptions;
  /**
   * Micro-batches of `batchSize` per update, for batches that do not fit into memory. The update equals that of one
   * batch of `batchSize * accumulate` samples, the shorter last one included (BatchNorm still sees micro-batches).
   * Default 1.
   */
  readonly accumulate?: number;
  /** Keeps an exponential moving average of the weights; it is what is validated. */
  readonly averageWeights?: AverageWeightsOptions;
  readonly checkpoint?: CheckpointOptions;
  /** A state that `checkpoint.save` was given: the run goes on there, to the last bit as if it had never stopped. */
  readonly resume?: FitState;
}

export interface CheckpointOptions {
  /** Receives a copy that nobody changes afterwards. Training waits for it. Also called when the run is aborted. */
  readonly save: (state: FitState) => void | Promise<void>;
  /** Default 1, unless `everySteps` is given. */
  readonly everyEpochs?: number;
  /** Updates between two saves. */
  readonly everySteps?: number;
}

/** The options with everything that follows from them. */
export interface Plan {
  readonly options: FitOptions;
  readonly loss: BatchLoss;
  readonly seed: number;
  readonly batchSize: number;
  /** Samples per update. */
  readonly window: number;
  /** Samples that one epoch uses. */
  readonly samples: number;
  readonly stepsPerEpoch: number;
  readonly shuffle: boolean;
  readonly metrics: readonly Metric[];
  /** Validations per epoch. */
  readonly looks: number;
  readonly watch: string;
  readonly stopping: StoppingRule | undefined;
  readonly rates: (facts: RunFacts) => ReturnType<Schedule["bind"]>;
}

/** @throws DownhillError `usage` or `data`, before anything was changed */
export function plan(model: Model, dataset: Dataset, options: FitOptions): Plan {
  const {
    epochs,
    seed = 0,
    shuffle = true,
    dropLast = false,
    accumulate = 1,
    metrics = [],
    sampler,
  } = options;
  required(options);
  wholeNumber("epochs", epochs);
  wholeNumber("accumulate", accumulate);
  const looks = looksPerEpoch(options.validateEvery);
  wholeNumber("checkpoint.everyEpochs", options.checkpoint?.everyEpochs ?? 1);
  wholeNumber("checkpoint.everySteps", options.checkpoint?.everySteps ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw usageError(`seed must be a whole number from 0 on, got ${seed}`);
  const { lr } = options.optimizer.options;
  if (!(lr >= 0 && lr < Infinity))
    throw usageError(`the learning rate must be a number from 0 on, got ${lr}`);
  checkDataset("the data set", dataset);
  if (model.arena.parameterCount === 0) throw dataError("the model has no parameters to train");
  const validated = options.validation !== undefined;
  if (options.validation) {
    checkDataset("the validation set", options.validation);
    resolveBatchSize(options.validationBatchSize ?? 1, 1, "validationBatchSize");
  }
  checkMetrics(metrics, validated);
  const { watch = validated ? "validationLoss" : "loss" } = options;
  checkWatch(watch, validated, metrics);

  const length = sampler?.length ?? dataset.length;
  const batchSize = resolveBatchSize(options.batchSize ?? 32, length);
  const window = batchSize * accumulate;
  const stepsPerEpoch = batchCount(length, window, dropLast);
  if (stepsPerEpoch === 0) {
    throw usageError(`dropLast leaves nothing: an epoch has ${length} samples, one update takes ${window}`);
  }
  return {
    options,
    loss: batchLoss(options.loss),
    seed,
    batchSize,
    window,
    samples: dropLast ? stepsPerEpoch * window : length,
    stepsPerEpoch,
    shuffle,
    metrics,
    looks,
    watch,
    stopping: options.earlyStopping && stoppingRule(options.earlyStopping, watch, validated, metrics),
    rates: ratesOf(options.schedule),
  };
}

function ratesOf(schedule: FitOptions["schedule"]): Plan["rates"] {
  if (!schedule) return ({ lr }) => ({ at: () => ({ lr }) });
  return isSchedule(schedule)
    ? (facts) => schedule.bind(facts)
    : () => ({ at: (t) => ({ lr: schedule(t) }) });
}

/** Every function has a `bind`; only schedules have options. */
const isSchedule = (schedule: Schedule | ((step: number) => number)): schedule is Schedule =>
  "options" in schedule;

function required(options: FitOptions): void {
  for (const name of ["loss", "optimizer", "epochs"] as const) {
    if (options[name] === undefined) throw usageError(`fit needs the option ${name}`);
  }
}

function wholeNumber(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw usageError(`${name} must be a whole number from 1 on, got ${value}`);
}

function looksPerEpoch(validateEvery = 1): number {
  if (Number.isSafeInteger(validateEvery) && validateEvery >= 1) return 1;
  const looks = Math.round(1 / validateEvery);
  if (!(validateEvery > 0) || Math.abs(looks * validateEvery - 1) > 1e-6) {
    throw usageError(
      `validateEvery must be a whole number of epochs or one divided by one, got ${validateEvery}`,
    );
  }
  return looks;
}

export function checkDataset(name: string, dataset: Dataset): void {
  if (!Number.isSafeInteger(dataset.length) || dataset.length < 1) {
    throw dataError(`${name} is empty: its length is ${dataset.length}`);
  }
}

function checkMetrics(metrics: readonly Metric[], validated: boolean): void {
  if (metrics.length > 0 && !validated) {
    throw usageError(
      "metrics are computed on the validation set; give `validation` (the training set itself will do)",
    );
  }
  const names = metrics.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw usageError(`two metrics have the name ${twice}`);
}
