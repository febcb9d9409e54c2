/** Known answers of schedules where their formulas take a rare way: worked out by hand. */
import type { OptionValues } from "../../src/definition.js";

export interface ScheduleCorner {
  readonly options: OptionValues;
  /** Of the whole run. */
  readonly steps?: number;
  /** Rates at some steps, for a base rate of 1. */
  readonly at: readonly (readonly [t: number, lr: number])[];
}

const half = (x: number) => (1 + Math.cos(Math.PI * x)) / 2;

export const scheduleCorners: Readonly<Record<string, readonly ScheduleCorner[]>> = {
  "cosine-restarts": [
    // log(9^5)/log(9) is a little below 5 in float64.
    {
      options: { first: 1, multiplier: 9 },
      at: [
        [7380, half(6560 / 6561)],
        [7381, 1],
      ],
    },
    {
      options: { first: 1, multiplier: 3 },
      at: [
        [120, half(80 / 81)],
        [121, 1],
      ],
    },
    { options: { first: 10, multiplier: 2 }, at: [[9, half(0.9)]] },
    { options: { first: 1000, multiplier: 2 }, at: [[999, half(0.999)]] },
    {
      options: { first: 1, decay: 0.1, minimum: 0.05 },
      at: [
        [1, 0.1],
        [2, 0.05],
      ],
    },
  ],
  cyclic: [
    {
      options: { mode: "triangular", gamma: 0.9, up: 2, down: 2 },
      at: [
        [1, 0.625],
        [2, 1],
        [6, 1],
      ],
    },
  ],
  "one-cycle": [
    { options: {}, steps: 0, at: [[0, 4e-6]] },
    { options: {}, steps: 10, at: [[20, 4e-6]] },
    { options: { threePhase: true }, steps: 10, at: [[20, 4e-6]] },
    { options: { warmup: 0.1005 }, steps: 10, at: [[0, 0.04]] },
    { options: { warmup: 0.1 }, steps: 10, at: [[0, 1]] },
    { options: { warmup: 0.15 }, steps: 10, at: [[0, 0.04]] },
    {
      options: { warmup: 0.2 },
      steps: 10,
      at: [
        [0, 0.04],
        [1, 1],
      ],
    },
  ],
  "warmup-stable-decay": [
    {
      options: { warmup: 0.1 },
      steps: 26,
      at: [
        [0, 1 / 3],
        [2, 1],
      ],
    },
    { options: { warmup: 0.4497 }, steps: 10, at: [[0, 1 / 4]] },
    {
      options: { decay: 0.26 },
      steps: 10,
      at: [
        [7, 1],
        [8, 2 / 3],
      ],
    },
    { options: { decay: 0.4497 }, steps: 10, at: [[7, 0.75]] },
    {
      options: { decay: 0 },
      steps: 10,
      at: [
        [5, 1],
        [10, 1],
        [11, 1],
      ],
    },
    {
      options: { decay: 0.1 },
      steps: 10,
      at: [
        [9, 1],
        [10, 0],
      ],
    },
    { options: { decay: 0.2 }, steps: 1000, at: [[801, 0.995]] },
  ],
};
