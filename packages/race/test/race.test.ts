import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type RaceEvent, race } from "../src/race.js";
import { makeRecipe } from "../src/recipe.js";
import { runTrial } from "../src/trial.js";
import type { TrialSpec } from "../src/types.js";

// Worker processes run the built package; `npm test` builds first.
const worker = new URL("../dist/worker.js", import.meta.url);

const base = {
  data: { moons: { samples: 200, noise: 0.1 } },
  model: ["dense 8", "tanh", "dense 2"],
  epochs: 2,
  batchSize: 20,
  validation: 0.2,
  repeats: 2,
};

const spec = (more: Partial<TrialSpec> = {}): TrialSpec => ({
  id: "t",
  racer: "1",
  phase: "measure",
  recipePath: "r.json",
  data: { source: "moons", options: { samples: 100 } },
  model: [
    { layer: "dense", options: { units: 8 } },
    { layer: "tanh", options: {} },
    { layer: "dense", options: { units: 2 } },
  ],
  loss: { name: "cross-entropy", options: {} },
  optimizer: { name: "sgd", options: {} },
  schedule: { name: "constant", options: {} },
  learningRate: 0.1,
  batchSize: 10,
  sampler: { name: "shuffle", options: {} },
  priorBias: undefined,
  epochs: 2,
  checksPerEpoch: 2,
  seed: 3,
  validation: 0.2,
  metrics: ["accuracy"],
  target: undefined,
  ...more,
});

describe("a trial", () => {
  it("is repeatable, and starts and sees the same whatever the optimizer, loss and rate", async () => {
    const one = await runTrial(spec());
    const again = await runTrial(spec());
    const other = await runTrial(
      spec({
        optimizer: { name: "adam", options: {} },
        loss: { name: "mse", options: {} },
        learningRate: 0.01,
      }),
    );
    expect(again.curve).toEqual(one.curve);
    expect([other.weightsHash, other.sampleHash]).toEqual([one.weightsHash, one.sampleHash]);
    expect(other.curve).not.toEqual(one.curve);
    const elsewhere = await runTrial(spec({ seed: 4 }));
    expect(elsewhere.weightsHash).not.toBe(one.weightsHash);
    expect(elsewhere.sampleHash).not.toBe(one.sampleHash);
  });

  it("shares the order of samples with other batch sizes", async () => {
    const one = await runTrial(spec());
    expect((await runTrial(spec({ batchSize: 40 }))).sampleHash).toBe(one.sampleHash);
  });

  it("looks as often as asked, and learns", async () => {
    const { checks, metrics, steps, curve, epochs } = await runTrial(spec({ epochs: 20 }));
    expect(checks).toHaveLength(40);
    expect(checks.at(-1)!.step).toBe(steps);
    expect(curve.at(-1)!.step).toBe(steps);
    expect(epochs).toHaveLength(20);
    expect(metrics.accuracy).toBeGreaterThan(0.8);
  });

  it("that diverges is a result, with the step", async () => {
    const result = await runTrial(spec({ learningRate: 1e6, loss: { name: "mse", options: {} }, epochs: 5 }));
    expect(result).toMatchObject({ stopped: "diverged", metrics: { accuracy: Number.NaN } });
    expect(result.divergedAt).toBeGreaterThan(0);
  });

  it.each([
    "cross-entropy",
    "mse",
    "mae",
    "huber",
    "binary-cross-entropy-with-logits",
    "hinge",
    "squared-hinge",
    "focal",
    "softmax-focal",
    "multi-class-hinge",
  ])("%s trains a classifier", async (name) => {
    const { metrics } = await runTrial(
      spec({
        loss: { name, options: {} },
        optimizer: { name: "adam", options: {} },
        learningRate: 0.03,
        epochs: 15,
      }),
    );
    expect(metrics.accuracy).toBeGreaterThan(0.75);
  });

  it("with labels that the model has no outputs for is an error before training", async () => {
    const few = spec({ data: { source: "blobs", options: { classes: 4 } } });
    await expect(runTrial(few)).rejects.toMatchObject({ code: "data" });
    await expect(runTrial(few)).rejects.toThrow(/blobs train, row 2 .*label 2; expected 0 to 1/);
  });
});

describe.skipIf(!existsSync(worker))("a race", () => {
  const run = async (
    more: object,
    options: { signal?: AbortSignal; on?: (event: RaceEvent) => void } = {},
  ) => {
    const { recipe, catalogue } = makeRecipe({ ...base, ...more }, "r.json");
    return race(recipe, catalogue, { workers: 2, worker, ...options });
  };

  it("chooses rates on held-out data, measures on fresh seeds, and is fair", async () => {
    const result = await run({ optimizer: ["sgd", "adam"], learningRate: [0.001, 0.1], target: 0.7 });
    expect(result.trials).toBe(2 * 2 + 2 * 2);
    expect(result.searchSeed).toBe(0);
    expect(result.fairness.map(({ seed, phase, runs, equal }) => ({ seed, phase, runs, equal }))).toEqual([
      { seed: 0, phase: "search", runs: 4, equal: true },
      { seed: 1, phase: "measure", runs: 2, equal: true },
      { seed: 2, phase: "measure", runs: 2, equal: true },
    ]);
    const sgd = result.racers.find(({ racer }) => racer.label === "sgd")!;
    expect(sgd).toMatchObject({ learningRate: 0.1, edge: "highest", diverged: 0 });
    expect(sgd.runs.map(({ seed, learningRate }) => [seed, learningRate])).toEqual([
      [1, 0.1],
      [2, 0.1],
    ]);
    expect(result.racers[0]!.timeToTarget!.runs).toBe(2);
    expect(result.verdict.first.length).toBeGreaterThan(0);
  });

  it("shows a racer that diverges, and leaves the others alone", async () => {
    const result = await run({
      loss: "mse",
      optimizer: [
        { name: "sgd", lr: 1e6 },
        { name: "sgd", lr: 0.05 },
      ],
      epochs: 5,
    });
    const [good, bad] = result.racers;
    expect(good).toMatchObject({ diverged: 0, racer: { label: "sgd lr=0.05" } });
    expect(bad).toMatchObject({ diverged: 2, summary: { count: 0 } });
    expect(bad!.runs.every(({ stopped }) => stopped === "diverged")).toBe(true);
    expect(result.verdict).toMatchObject({ kind: "winner", first: [good!.racer.id] });
  });

  it("ends with the first error that is nobody's divergence", async () => {
    await expect(run({ model: ["dense 1"] })).rejects.toMatchObject({ code: "data" });
    await expect(run({ model: ["conv2d 3 3", "flatten", "dense 2"] })).rejects.toMatchObject({
      code: "usage",
    });
  });

  it("keeps what is finished when it is interrupted", async () => {
    const controller = new AbortController();
    const on = (event: RaceEvent) => {
      if (event.type === "result") controller.abort();
    };
    const result = await run(
      { optimizer: "sgd", learningRate: 0.1, repeats: 50, epochs: 5 },
      { signal: controller.signal, on },
    );
    expect(result.interrupted).toBe(true);
    expect(result.racers[0]!.runs.length).toBeGreaterThan(0);
    expect(result.racers[0]!.runs.length).toBeLessThan(50);
  });
});
