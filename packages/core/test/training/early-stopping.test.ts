import { describe, expect, it } from "vitest";
import { noProgress, observe, type Progress, shouldStop } from "../../src/training/early-stopping.js";

interface Case {
  readonly numbers: readonly number[];
  readonly patience: number;
  readonly minimumChange?: number;
  readonly better?: "higher" | "lower";
  /** Index of the number after which the run stops; -1: it does not. */
  readonly stops: number;
  readonly best: number | null;
  readonly bestEpoch: number;
}

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

// By hand: `patience` numbers in a row may bring no improvement, the next one stops.
const cases: Record<string, Case> = {
  "patience 0 stops at the first that is not better": {
    numbers: [3, 2, 2.5, 1],
    patience: 0,
    stops: 2,
    best: 2,
    bestEpoch: 1,
  },
  "patience 1 allows one": { numbers: [3, 2, 2.5, 1, 4, 4], patience: 1, stops: 5, best: 1, bestEpoch: 3 },
  "patience 2 allows two": {
    numbers: [3, 2, 2.5, 2.5, 1, 2, 2],
    patience: 2,
    stops: -1,
    best: 1,
    bestEpoch: 4,
  },
  "patience 2 stops at the third": { numbers: [1, 2, 2, 2], patience: 2, stops: 3, best: 1, bestEpoch: 0 },
  "a tie is no improvement": { numbers: [2, 2], patience: 0, stops: 1, best: 2, bestEpoch: 0 },
  "a change of just minimumChange is none": {
    numbers: [2, 1.5, 0.75],
    patience: 0,
    minimumChange: 0.5,
    stops: 1,
    best: 2,
    bestEpoch: 0,
  },
  "more than minimumChange is one": {
    numbers: [2, 1.25, 0.5],
    patience: 0,
    minimumChange: 0.5,
    stops: -1,
    best: 0.5,
    bestEpoch: 2,
  },
  "small steps add up": {
    numbers: [2, 1.75, 1.25],
    patience: 1,
    minimumChange: 0.5,
    stops: -1,
    best: 1.25,
    bestEpoch: 2,
  },
  "NaN is no improvement": { numbers: [2, nan, nan], patience: 1, stops: 2, best: 2, bestEpoch: 0 },
  "NaN first, then anything finite is": {
    numbers: [nan, 5, 6],
    patience: 1,
    stops: -1,
    best: 5,
    bestEpoch: 1,
  },
  "only NaN stops too": { numbers: [nan, nan, nan], patience: 2, stops: 2, best: null, bestEpoch: -1 },
  "minus infinity is not a good loss": {
    numbers: [2, -inf, 3],
    patience: 1,
    stops: 2,
    best: 2,
    bestEpoch: 0,
  },
  "infinity is not a good accuracy": {
    numbers: [0.5, inf, 0.4],
    patience: 1,
    better: "higher",
    stops: 2,
    best: 0.5,
    bestEpoch: 0,
  },
  "higher is better": {
    numbers: [0.5, 0.6, 0.6, 0.7],
    patience: 1,
    better: "higher",
    stops: -1,
    best: 0.7,
    bestEpoch: 3,
  },
};

describe("early stopping", () => {
  it.each(Object.entries(cases))(
    "%s",
    (_, { numbers, patience, minimumChange = 0, better = "lower", stops, best, bestEpoch }) => {
      const rule = { watch: "loss", better, patience, minimumChange };
      let progress: Progress = noProgress;
      let stopped = -1;
      for (let i = 0; i < numbers.length && stopped < 0; i++) {
        progress = observe(progress, numbers[i]!, i, rule);
        if (shouldStop(progress, rule)) stopped = i;
      }
      expect({ stopped, best: progress.best, bestEpoch: progress.bestEpoch }).toEqual({
        stopped: stops,
        best,
        bestEpoch,
      });
    },
  );
});
