import { describe, expect, it } from "vitest";
import { choose, fairnessOf, timeToTarget } from "../src/race.js";
import type { TrialResult } from "../src/types.js";
import { type Entry, raceResult } from "./fixtures/result.js";

const entry = (name: string, values: number[], more: Partial<Entry> = {}): Entry => ({
  name,
  values,
  rates: [
    [0.01, 0.9],
    [0.1, 0.8],
  ],
  chosen: 0.01,
  ...more,
});
const verdict = (...entries: Entry[]) => raceResult(entries).verdict;

describe("the verdict", () => {
  it("names a winner when every interval is clear of zero", () => {
    const { kind, sentence } = verdict(entry("a", [0.9, 0.91, 0.92]), entry("b", [0.8, 0.81, 0.82]));
    expect(kind).toBe("winner");
    expect(sentence).toBe(
      "a wins: accuracy 91.00 % ± 1.00 over 3 seeds, 10.00 points ahead of b (95 % interval 10.00 points to 10.00 points).",
    );
  });
  it("is a tie when the interval of the difference holds zero", () => {
    const { kind, first, sentence } = verdict(
      entry("a", [0.9, 0.91, 0.92]),
      entry("b", [0.91, 0.9, 0.915]),
      entry("c", [0.5, 0.51, 0.52]),
    );
    expect({ kind, first }).toEqual({ kind: "tie", first: ["1", "2"] });
    expect(sentence).toMatch(
      /^Tie between a and b: the 95 % intervals of their differences over 3 paired seeds hold zero\./,
    );
  });
  it("is a tie when one seed is all there is", () => {
    expect(verdict(entry("a", [0.9]), entry("b", [0.1])).sentence).toContain("one seed decides nothing");
  });
  it("ranks a racer that diverged once behind all that did not, and never takes NaN for the best", () => {
    const { racers, verdict: outcome } = raceResult([
      entry("a", [0.99, Number.NaN, 0.99]),
      entry("b", [0.8, 0.81, 0.82]),
    ]);
    expect(racers.map(({ racer }) => racer.label)).toEqual(["b", "a"]);
    expect(racers[1]).toMatchObject({ diverged: 1, summary: { count: 2, mean: 0.99 } });
    expect(outcome.kind).toBe("winner");
    expect(verdict(entry("a", [Number.NaN]), entry("b", [Number.NaN])).kind).toBe("none");
  });
});

const trial = (learningRate: number, accuracy: number, more: Partial<TrialResult> = {}): TrialResult => ({
  ...raceResult([entry("a", [accuracy])]).racers[0]!.runs[0]!,
  learningRate,
  metrics: { accuracy },
  ...more,
});
const accuracy = { name: "accuracy", better: "higher" } as const;

describe("choosing a learning rate", () => {
  it("takes the best, and flags an edge of the list", () => {
    expect(choose([trial(0.1, 0.8), trial(0.2, 0.9), trial(0.3, 0.7)], accuracy)).toEqual({
      learningRate: 0.2,
      edge: undefined,
    });
    expect(choose([trial(0.3, 0.9), trial(0.1, 0.7), trial(0.2, 0.8)], accuracy)).toEqual({
      learningRate: 0.3,
      edge: "highest",
    });
    expect(choose([trial(0.3, 0.7), trial(0.1, 0.9)], accuracy)).toEqual({
      learningRate: 0.1,
      edge: "lowest",
    });
    expect(choose([trial(0.3, 0.7), trial(0.1, 0.9)], { name: "accuracy", better: "lower" })).toMatchObject({
      learningRate: 0.3,
    });
  });
  it("never takes one that diverged", () => {
    expect(choose([trial(0.1, 0.2), trial(1, Number.NaN)], accuracy)).toEqual({
      learningRate: 0.1,
      edge: "lowest",
    });
    expect(choose([trial(1, Number.NaN), trial(2, Number.NaN)], accuracy)).toEqual({
      learningRate: undefined,
      edge: undefined,
    });
  });
});

it("time to target counts a miss as never", () => {
  const at = (value: number, step: number) => ({
    step,
    epoch: 0,
    seconds: step / 100,
    loss: 1,
    metrics: { accuracy: value },
  });
  const run = (...values: number[]) =>
    trial(0.1, values.at(-1)!, { checks: values.map((value, k) => at(value, 100 * (k + 1))) });
  expect(timeToTarget([run(0.5, 0.9), run(0.9, 0.8), run(0.95, 0.9)], accuracy, 0.9)).toEqual({
    reached: 3,
    runs: 3,
    seconds: 1,
    steps: 100,
  });
  expect(timeToTarget([run(0.5, 0.6), run(0.9), run(0.1)], accuracy, 0.9)).toMatchObject({
    reached: 1,
    seconds: Infinity,
    steps: Infinity,
  });
  expect(timeToTarget([run(0.5), run(0.01)], { name: "accuracy", better: "lower" }, 0.1).reached).toBe(1);
});

it("fairness compares weights of all runs of a seed, and samples of those that saw all", () => {
  const run = (
    seed: number,
    weightsHash: string,
    sampleHash: string,
    stopped: TrialResult["stopped"] = "finished",
  ) => trial(0.1, 0.5, { seed, weightsHash, sampleHash, stopped });
  const groups = fairnessOf([
    run(1, "a", "x"),
    run(1, "a", "x"),
    run(1, "a", "cut short", "diverged"),
    run(2, "b", "y"),
    run(2, "c", "y"),
  ]);
  expect(groups.map(({ seed, runs, equal }) => ({ seed, runs, equal }))).toEqual([
    { seed: 1, runs: 3, equal: true },
    { seed: 2, runs: 2, equal: false },
  ]);
});
