/** When to stop: a pure rule over the numbers that a run reports. */
import { unknownName, usageError } from "../errors.js";
import type { EpochRecord, Metric } from "./types.js";

export interface EarlyStoppingOptions {
  /** `"validationLoss"`, `"loss"`, or the name of one of the metrics. Default: what the run watches. */
  readonly watch?: string;
  /** How many looks in a row may bring no improvement; the run stops at the next one. 0: it stops at the first. Default 5. */
  readonly patience?: number;
  /** An improvement is more than this. Default 0: equal is no improvement. */
  readonly minimumChange?: number;
  /** The model is left with the best weights instead of the last. Default true. */
  readonly restoreBest?: boolean;
}

/** Plain data. */
export interface Progress {
  /** The best finite number so far, or null. */
  readonly best: number | null;
  readonly bestEpoch: number;
  /** Looks since then. */
  readonly bad: number;
}

export const noProgress: Progress = { best: null, bestEpoch: -1, bad: 0 };

export interface StoppingRule {
  readonly watch: string;
  readonly better: "higher" | "lower";
  readonly patience: number;
  readonly minimumChange: number;
}

/** One more number. NaN and infinity are never an improvement, and a tie is none. */
export function observe(progress: Progress, value: number, epoch: number, rule: StoppingRule): Progress {
  return improves(progress, value, rule)
    ? { best: value, bestEpoch: epoch, bad: 0 }
    : { ...progress, bad: progress.bad + 1 };
}

function improves({ best }: Progress, value: number, { better, minimumChange }: StoppingRule): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === null) return true;
  const change = better === "lower" ? best - value : value - best;
  return change > minimumChange;
}

export const shouldStop = (progress: Progress, rule: StoppingRule): boolean => progress.bad > rule.patience;

/** The watched number of an epoch; undefined when the epoch was not validated. */
export function watched(record: EpochRecord, watch: string): number | undefined {
  if (watch === "loss") return record.loss;
  return watch === "validationLoss" ? record.validationLoss : record.metrics[watch];
}

/** @throws DownhillError `usage` for wrong numbers, or something to watch that the run does not report */
export function stoppingRule(
  options: EarlyStoppingOptions,
  fallback: string,
  validated: boolean,
  metrics: readonly Metric[],
): StoppingRule {
  const { watch = fallback, patience = 5, minimumChange = 0 } = options;
  if (!Number.isInteger(patience) || patience < 0) {
    throw usageError(`earlyStopping.patience must be a whole number from 0 on, got ${patience}`);
  }
  if (!(minimumChange >= 0 && minimumChange < Infinity)) {
    throw usageError(`earlyStopping.minimumChange must be a number from 0 on, got ${minimumChange}`);
  }
  checkWatch(watch, validated, metrics);
  const metric = metrics.find(({ name }) => name === watch);
  return { watch, better: metric?.better ?? "lower", patience, minimumChange };
}

/** @throws DownhillError `usage` for something to watch that the run does not report */
export function checkWatch(watch: string, validated: boolean, metrics: readonly Metric[]): void {
  if (watch === "validationLoss" && !validated) {
    throw usageError("validationLoss is watched, but there is no validation set; give `validation`");
  }
  const known = ["loss", ...(validated ? ["validationLoss"] : []), ...metrics.map(({ name }) => name)];
  if (!known.includes(watch)) throw unknownName("number to watch", watch, known);
}
