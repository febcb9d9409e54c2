/** Training any model: data, batches, `fit`, metrics. Apart from the main door, so that a page that only updates weights does not load it. */
export { type ArrayDataset, type ArrayDatasetOptions, arrayDataset } from "./array-dataset.js";
export {
  type BatchLoss,
  type BatchLossOptions,
  type BatchLossResult,
  batchLoss,
  type TrainingLoss,
} from "./batch-loss.js";
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
} from "./batches.js";
export { DivergedError } from "./divergence.js";
export type { EarlyStoppingOptions } from "./early-stopping.js";
export { type EvaluateModelOptions, type Evaluation, evaluate, predict } from "./evaluate.js";
export { type FindLrOptions, findLr, type LearningRateSweep, suggestRates } from "./find-lr.js";
export { fit } from "./fit.js";
export type { CheckpointOptions, FitOptions } from "./fit-options.js";
export type { FitState, RunIdentity } from "./fit-state.js";
export { type PerPositiveOptions, perPositive, priorBias } from "./imbalance.js";
export { type MetricLearningOptions, metricLearning } from "./metric-learning.js";
export { type ClassMetricOptions, ConfusionMatrix } from "./metrics/confusion-matrix.js";
export * from "./metrics/index.js";
export type { RankingOptions } from "./metrics/ranking.js";
export type { ThresholdOptions } from "./metrics/rows.js";
export { type Mining, minePairs, mineTriplets, type Pairs, type Triplets } from "./mining.js";
export type { Sampler } from "./samplers.js";
export {
  type ClassBalancedOptions,
  classBalanced,
  classWeights,
  weightedSampler,
} from "./samplers.js";
export { Sha256, type Sha256State } from "./sha256.js";
export {
  type ValueAndGradient,
  type ValueAndGradientOptions,
  valueAndGradient,
} from "./value-and-gradient.js";
export {
  type AverageWeightsOptions,
  copyWeights,
  type ModelWeights,
  restoreWeights,
} from "./weights.js";
