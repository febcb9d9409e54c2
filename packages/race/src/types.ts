/** What a race is made of: recipe → racers → trials → results. All plain data, so that it crosses processes and files. */
import type { EpochRecord, OptionValue, StopReason } from "@downhill/core";
import type {
  BadImage,
  LabelledDataset,
  NumericDataset,
  Prepared,
  Scale,
  TableTransform,
} from "@downhill/data";
import type { Difference, Summary } from "./statistics.js";

/** A catalogue entry and the options that the recipe gives it. */
export interface Choice {
  readonly name: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Optimizers: the learning rates to try with this one. */
  readonly rates?: readonly number[];
  /** Optimizers: tensors that are trained otherwise than the rest. */
  readonly groups?: readonly Group[];
  /** Losses: how a batch becomes what the loss compares. */
  readonly batch?: BatchChoice;
}

/** Settings of the tensors whose names fit. */
export interface Group {
  /** Part of a name, or a name in which `*` stands for anything. */
  readonly match: string;
  /** Multiplies the learning rate. */
  readonly lrScale?: number;
  readonly weightDecay?: number;
  readonly l1?: number;
  readonly l2?: number;
  readonly frozen?: boolean;
}

/** What a recipe may say of a loss besides the loss's own options. */
export interface BatchChoice {
  /** Losses of pairs and triplets: which of the batch's are used. */
  readonly mining?: "all" | "hard" | "semi-hard";
  /** Losses of pairs and triplets: false leaves embeddings as long as they are. */
  readonly normalize?: boolean;
  /** Losses of pairs and triplets: `active` averages over those whose loss is above 0. */
  readonly average?: "all" | "active";
  /** True: divided by the number of positives instead of predictions. */
  readonly perPositive?: boolean;
  /** Class weights from the frequencies of the training data. */
  readonly classWeights?: "balanced";
}

/** Samples with a class each, or with numbers to predict. */
export type Samples = LabelledDataset | NumericDataset;

/** What a recipe's data came to. */
export interface TaskData extends Prepared<Samples> {
  /** Pictures that could not be read; it grows while they are decoded batch by batch. */
  readonly bad?: readonly BadImage[];
  readonly classNames?: readonly string[];
  /** Tables: how rows become inputs. */
  readonly transform?: TableTransform;
  /** Tables whose target was standardized: what leads back to its unit. */
  readonly targetScale?: readonly Scale[];
}

export type DataOption =
  | number
  | string
  | boolean
  | readonly (number | string)[]
  | { readonly [name: string]: DataOption };

/** Where the samples come from; exactly one of the keys of `sources`. */
export interface DataSource {
  readonly source: string;
  readonly options: Readonly<Record<string, DataOption>>;
}

/** A layer and its options by name: `{ layer: "conv2d", filters: 16, kernel: 3 }`. */
export interface LayerSpec {
  readonly layer: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
}

/** A model that others made, and what is done to it before it is trained. */
export interface FileModel {
  /** An ONNX file. */
  readonly file: string;
  /** Shape of one sample, where the file leaves it open. */
  readonly input?: readonly number[];
  readonly output?: string;
  /** False: a final softmax or sigmoid is kept. */
  readonly logits?: boolean;
  /** Layers in place of the last one. Default: a dense layer, where the file's outputs are not as many as the data's. */
  readonly head?: readonly LayerSpec[];
  /** After which value or node the head stands. */
  readonly at?: string;
  /** Only tensors of these names are trained. */
  readonly trainable?: readonly string[];
  /** Tensors of these names are not trained. */
  readonly freeze?: readonly string[];
  readonly batchNorm?: "training" | "frozen";
  /** Inputs that are made rather than fed. */
  readonly fill?: Readonly<Record<string, number | { readonly not: number }>>;
}

export type ModelSpec = readonly LayerSpec[] | FileModel;

/** Which samples an epoch has: `shuffle`, `weighted` or `class-balanced`. */
export type SamplerChoice = Choice;

/** A recipe after reading: every field filled in, everything that may be a list is one. */
export interface Recipe {
  /** The file's name without its ending, unless the recipe gives one. */
  readonly name: string;
  /** The file, for messages and for paths beside it. */
  readonly path: string;
  readonly data: DataSource;
  readonly model: ModelSpec;
  readonly loss: readonly Choice[];
  readonly optimizer: readonly Choice[];
  readonly schedule: readonly Choice[];
  readonly batchSize: readonly number[];
  readonly sampler: SamplerChoice;
  /** What the sigmoid of every output says before training. */
  readonly priorBias: number | undefined;
  /** The rates every racer tries; undefined: each optimizer's own. */
  readonly learningRate: readonly number[] | undefined;
  /** Seeds of the measured runs. */
  readonly seeds: readonly number[];
  readonly epochs: number;
  /** Measure the metric this many times per epoch. */
  readonly checksPerEpoch: number;
  /** Share of the training data that learning rates are chosen on. */
  readonly validation: number;
  readonly metrics: readonly string[];
  /** Value of the first metric for "time to target". */
  readonly target: number | undefined;
  /** Confidence of the intervals. */
  readonly confidence: number;
}

/** One entry of a race: everything but the learning rate and the seed. */
export interface Racer {
  readonly id: string;
  /** The fields in which this race's racers differ: "adamw · cosine". */
  readonly label: string;
  readonly loss: Choice;
  readonly optimizer: Choice;
  readonly schedule: Choice;
  readonly batchSize: number;
  /** Learning rates to try, smallest first. */
  readonly rates: readonly number[];
}

/** One training run, self-contained: a worker needs nothing else. */
export interface TrialSpec {
  readonly id: string;
  readonly racer: string;
  /** `search` measures on the held-out part of the training data, `measure` on the test set. */
  readonly phase: "search" | "measure";
  /** The recipe's file: custom entries and relative paths are looked up there. */
  readonly recipePath: string;
  readonly data: DataSource;
  readonly model: ModelSpec;
  readonly loss: Choice;
  readonly optimizer: Choice;
  readonly schedule: Choice;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly sampler: SamplerChoice;
  readonly priorBias: number | undefined;
  readonly epochs: number;
  readonly checksPerEpoch: number;
  readonly seed: number;
  readonly validation: number;
  readonly metrics: readonly string[];
  readonly target: number | undefined;
}

/** Loss and rate of a few consecutive steps, averaged. */
export interface CurvePoint {
  /** The last step of the window, from 1. */
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
}

/** One look at the metric. */
export interface Check {
  readonly step: number;
  readonly epoch: number;
  /** Seconds of training until then, looks not included. */
  readonly seconds: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrialResult {
  readonly id: string;
  readonly racer: string;
  readonly phase: TrialSpec["phase"];
  readonly learningRate: number;
  readonly seed: number;
  /** `failed`: the worker died twice; `reason` says how. */
  readonly stopped: StopReason | "failed";
  readonly reason?: string;
  readonly epochs: readonly EpochRecord[];
  readonly checks: readonly Check[];
  readonly curve: readonly CurvePoint[];
  /** Of the last check; NaN when the run diverged. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Steps and epochs of the whole run, as planned. */
  readonly steps: number;
  readonly plannedEpochs: number;
  /** Step at which the loss was no longer finite. */
  readonly divergedAt?: number;
  /** Of training alone. */
  readonly seconds: number;
  /** Where samples are decoded while training: the share of the time that was spent waiting for them. */
  readonly waitingShare?: number;
  /** From the worker's receipt of the trial to its first step, in milliseconds. */
  readonly startMilliseconds: number;
  readonly parameters: number;
  /** SHA-256 of the initial parameters. */
  readonly weightsHash: string;
  /** SHA-256 of the samples seen, in order. Unlike a hash of the batches, it does not depend on the batch size. */
  readonly sampleHash: string;
}

export type TrialEvent =
  | { readonly type: "started"; readonly steps: number; readonly warnings: readonly string[] }
  | { readonly type: "progress"; readonly step: number; readonly loss: number; readonly learningRate: number }
  | ({ readonly type: "check" } & Check);

/** What one learning rate of a racer's sweep came to. */
export interface RateResult {
  readonly learningRate: number;
  /** First metric on the held-out part; NaN when the run diverged or failed. */
  readonly metric: number;
  readonly stopped: TrialResult["stopped"];
}

export interface TimeToTarget {
  /** Runs that got there, of how many. */
  readonly reached: number;
  readonly runs: number;
  /** Medians over all runs; a run that did not get there counts as infinite. */
  readonly seconds: number;
  readonly steps: number;
}

export interface RacerResult {
  readonly racer: Racer;
  /** Empty when there was only one rate to run. */
  readonly search: readonly RateResult[];
  /** Undefined when every rate diverged. */
  readonly learningRate: number | undefined;
  /** The chosen rate is the first or last of several: a better one may lie beyond. */
  readonly edge: "lowest" | "highest" | undefined;
  /** The measured runs, in the order of the seeds. */
  readonly runs: readonly TrialResult[];
  /** First metric at the end of each run; NaN where it diverged. */
  readonly values: readonly number[];
  /** Over the runs that did not diverge. */
  readonly summary: Summary;
  readonly diverged: number;
  /** Leader minus this racer, paired by seed, in the direction in which the metric is better. Undefined for the leader. */
  readonly behind: Difference | undefined;
  readonly timeToTarget: TimeToTarget | undefined;
  readonly millisecondsPerStep: number;
}

export interface Verdict {
  /** `none`: no racer finished its runs. */
  readonly kind: "winner" | "tie" | "none";
  /** Ids of the winner or of all that tie. */
  readonly first: readonly string[];
  readonly sentence: string;
}

/** All runs of one seed and what they shared. */
export interface Fairness {
  readonly seed: number;
  readonly phase: TrialSpec["phase"];
  readonly runs: number;
  /** SHA-256 of the initial weights; one entry when all are equal. */
  readonly weights: readonly string[];
  /** SHA-256 of the order of the samples; runs that diverged or broke off saw less and are left out. */
  readonly samples: readonly string[];
  readonly equal: boolean;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly workers: number;
  readonly platform: string;
  readonly node: string;
  readonly downhill: string;
  readonly onnxruntime: string;
}

export interface RaceResult {
  readonly name: string;
  readonly started: string;
  readonly seconds: number;
  readonly machine: Machine;
  readonly recipe: Recipe;
  readonly metric: { readonly name: string; readonly better: "higher" | "lower" };
  readonly parameters: number;
  readonly searchSeed: number;
  /** Best first. */
  readonly racers: readonly RacerResult[];
  readonly verdict: Verdict;
  readonly fairness: readonly Fairness[];
  /** What was odd about the data. */
  readonly warnings: readonly string[];
  /** All trials, the search's too. */
  readonly trials: number;
  /** True when the race was interrupted: what is here is what was finished. */
  readonly interrupted: boolean;
}
