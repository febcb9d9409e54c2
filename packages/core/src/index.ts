export { compilationCount } from "./backends/compile.js";
export type { Backend } from "./backends/kernel.js";
export { Block, Memory } from "./backends/memory.js";
export { losses, lossNamed, optimizerNamed, optimizers, scheduleNamed, schedules } from "./catalogue.js";
export type * from "./definition.js";
export {
  DownhillError,
  dataError,
  type ErrorCode,
  exitCodes,
  suggestion,
  unknownName,
  usageError,
} from "./errors.js";
export { derivativeLines, formulaLines, type WithFormula } from "./explain.js";
export { type Line, type Notation, plainText, tex } from "./formula/print.js";
export type * from "./interfaces.js";
export { loss } from "./loss.js";
export * from "./losses/index.js";
export { optimizer } from "./optimizer.js";
export * from "./optimizers/index.js";
export { deriveSeed, permutation, philox, purposes, Random, type Words } from "./random.js";
export { schedule } from "./schedule.js";
export * from "./schedules/index.js";
export { Arena, type Role, type Segment, type TensorDeclaration } from "./training/arena.js";
export { type ArrayDataset, type ArrayDatasetOptions, arrayDataset } from "./training/array-dataset.js";
export {
  type BatchLoss,
  type BatchLossOptions,
  type BatchLossResult,
  batchLoss,
  type TrainingLoss,
} from "./training/batch-loss.js";
export {
  type BatchSize,
  batchCount,
  batches,
  classLabels,
  epochOrder,
  type SplitOptions,
  split,
  splitIndices,
  subset,
} from "./training/batches.js";
export { DivergedError } from "./training/divergence.js";
export type { EarlyStoppingOptions } from "./training/early-stopping.js";
export { type EvaluateModelOptions, type Evaluation, evaluate, predict } from "./training/evaluate.js";
export { type FindLrOptions, findLr, type LearningRateSweep, suggestRates } from "./training/find-lr.js";
export { fit } from "./training/fit.js";
export type { CheckpointOptions, FitOptions } from "./training/fit-options.js";
export type { FitState, RunIdentity } from "./training/fit-state.js";
export { type PerPositiveOptions, perPositive, priorBias } from "./training/imbalance.js";
export { type MetricLearningOptions, metricLearning } from "./training/metric-learning.js";
export { type ClassMetricOptions, ConfusionMatrix } from "./training/metrics/confusion-matrix.js";
export {
  accuracy,
  averagePrecision,
  f1,
  iou,
  meanAbsoluteError,
  meanAveragePrecision,
  meanSquaredError,
  metricsByName,
  precision,
  r2,
  recall,
  recallAtK,
  rocAuc,
  rootMeanSquaredError,
  topK,
} from "./training/metrics/index.js";
export type { RankingOptions } from "./training/metrics/ranking.js";
export type { ThresholdOptions } from "./training/metrics/rows.js";
export { type Mining, minePairs, mineTriplets, type Pairs, type Triplets } from "./training/mining.js";
export type { Sampler } from "./training/samplers.js";
export {
  type ClassBalancedOptions,
  classBalanced,
  classWeights,
  weightedSampler,
} from "./training/samplers.js";
export { Sha256, type Sha256State } from "./training/sha256.js";
export type * from "./training/types.js";
export {
  type AverageWeightsOptions,
  copyWeights,
  type ModelWeights,
  restoreWeights,
} from "./training/weights.js";
