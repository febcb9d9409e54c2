import { describe, expect, it } from "vitest";
import { adamw, crossEntropy, mse, sgd } from "../../src/index.js";
import {
  accuracy,
  arrayDataset,
  evaluate,
  findLr,
  meanAbsoluteError,
  predict,
  suggestRates,
} from "../../src/training/index.js";
import { clusters, identityModel, line, perceptron } from "./support.js";

describe("evaluate", () => {
  it("gives the same for every batch size, weights and masks included", async () => {
    const base = clusters(23);
    const labels = Int32Array.from(base.targets.data as Int32Array, (label, i) =>
      i % 5 === 2 ? -100 : label,
    );
    const weights = Float32Array.from({ length: 23 }, (_, i) => i % 3);
    const dataset = arrayDataset({ inputs: base.inputs, targets: { data: labels, dims: [23] }, weights });
    const model = perceptron({ sizes: [2, 3] });
    for (const reduction of ["mean", "weighted-mean", "sum"] as const) {
      const options = { loss: crossEntropy({ ignoreIndex: -100, reduction }), metrics: [accuracy()] };
      const whole = await evaluate(model, dataset, { ...options, batchSize: "full" });
      for (const batchSize of [1, 4, 7, 23, 99]) {
        const parts = await evaluate(model, dataset, { ...options, batchSize });
        expect(parts.loss).toBeCloseTo(whole.loss, 5);
        expect(parts.metrics).toEqual(whole.metrics);
      }
    }
  });

  it("changes nothing in the model, and drops nothing out", async () => {
    const model = perceptron({ sizes: [2, 8, 3], dropout: 0.5 });
    const before = [model.arena.values.slice(), model.buffers.get("seen")!.slice()];
    const options = { loss: crossEntropy(), metrics: [accuracy()] };
    const first = await evaluate(model, clusters(20), options);
    expect(await evaluate(model, clusters(20), options)).toEqual(first);
    expect([model.arena.values, model.buffers.get("seen")]).toEqual(before);
  });

  it("needs no loss and no metrics", async () => {
    expect(await evaluate(identityModel(), line(4), {})).toEqual({ loss: Number.NaN, metrics: {} });
    expect(
      (await evaluate(identityModel(), line(4), { metrics: [meanAbsoluteError()] })).metrics.mae,
    ).toBeGreaterThan(0);
  });

  it("says which sample has a target out of range", async () => {
    const targets = { data: Int32Array.of(0, 1, 2, 7, 1), dims: [5] };
    const dataset = arrayDataset({ inputs: { data: new Float32Array(10), dims: [5, 2] }, targets });
    const run = evaluate(perceptron({ sizes: [2, 3] }), dataset, { loss: crossEntropy(), batchSize: 2 });
    await expect(run).rejects.toThrow(/sample 3 of the data set/);
  });
});

describe("predict", () => {
  it("gives all outputs in order", async () => {
    const { data, dims } = await predict(identityModel(), line(10), { batchSize: 4 });
    expect(dims).toEqual([10, 1]);
    expect(data).toEqual(line(10).inputs.data);
  });
});

describe("findLr", () => {
  const options = { loss: crossEntropy(), optimizer: adamw(), batchSize: 16 };

  it("puts parameters and buffers back, exactly", async () => {
    const model = perceptron({ sizes: [2, 8, 3], dropout: 0.2 });
    model.buffers.get("seen")![0] = 0.125;
    const before = model.arena.values.slice();
    await findLr(model, clusters(60), options);
    expect(model.arena.values).toEqual(before);
    expect(model.buffers.get("seen")![0]).toBe(0.125);
  });

  it("puts them back when the sweep fails as well", async () => {
    const model = perceptron({ sizes: [2, 3] });
    const before = model.arena.values.slice();
    const dataset = clusters(60);
    let calls = 0;
    const failing = {
      length: 60,
      batch: (indices: Uint32Array) => {
        if (++calls > 5) throw new Error("disk");
        return dataset.batch(indices);
      },
    };
    await expect(findLr(model, failing, options)).rejects.toThrow("disk");
    expect(model.arena.values).toEqual(before);
  });

  it("tries rates in equal ratios and suggests some that train", async () => {
    const sweep = await findLr(perceptron({ sizes: [2, 16, 3] }), clusters(200), {
      ...options,
      smoothing: 0.8,
    });
    expect(sweep.rates[0]).toBe(1e-7);
    expect(sweep.rates[1]! / sweep.rates[0]!).toBeCloseTo(1e8 ** (1 / 99), 6);
    expect(sweep.losses.length).toBe(sweep.rates.length);
    expect(sweep.smoothed[0]).toBeCloseTo(sweep.losses[0]!, 10);
    for (const rate of [sweep.steepest!, sweep.valley!]) {
      expect(rate).toBeGreaterThan(1e-4);
      expect(rate).toBeLessThan(1);
    }
  });

  it("stops when the smoothed loss is four times its best, and when a loss is not finite", async () => {
    const swept = await findLr(identityModel(), line(64), {
      loss: mse(),
      optimizer: sgd(),
      to: 1e6,
      steps: 60,
      smoothing: 0,
    });
    expect(swept.rates.length).toBeLessThan(60);
    const best = Math.min(...swept.losses.slice(0, -1));
    expect(swept.losses.at(-1)).toBeGreaterThan(4 * best);
    for (const loss of swept.losses.slice(6, -1))
      expect(loss).toBeLessThanOrEqual(4 * Math.max(best, loss / 4));
    const far = await findLr(identityModel(), line(64), {
      loss: mse(),
      optimizer: sgd(),
      from: 1e30,
      to: 1e37,
      steps: 20,
    });
    expect(far.rates.length).toBeLessThan(20);
    expect([...far.losses].every(Number.isFinite)).toBe(true);
  });

  it("finds the steepest fall and the middle of the longest one", () => {
    const rates = [1, 10, 100, 1000, 10000];
    expect(suggestRates(rates, [5, 4, 1, 0.5, 3])).toEqual({ steepest: 10, valley: 10 });
    expect(suggestRates(rates, [1, 2, 3, 4, 5])).toEqual({ steepest: undefined, valley: undefined });
    expect(suggestRates([], [])).toEqual({ steepest: undefined, valley: undefined });
  });

  it.each([
    [{ from: 0 }, /rise from above 0/],
    [{ from: 1, to: 1 }, /rise from above 0/],
    [{ to: Number.NaN }, /rise from above 0/],
    [{ steps: 1 }, /steps/],
    [{ smoothing: 1 }, /smoothing/],
    [{ stopAt: 1 }, /stopAt/],
    [{ batchSize: 0 }, /batchSize/],
  ])("refuses %j", async (wrong, message) => {
    await expect(
      findLr(identityModel(), line(4), { loss: mse(), optimizer: sgd(), ...wrong }),
    ).rejects.toThrow(message);
  });
});
