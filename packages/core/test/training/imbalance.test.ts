import { describe, expect, it } from "vitest";
import { binaryCrossEntropyWithLogits, focal, momentum, softmaxFocal, triplet } from "../../src/index.js";
import {
  arrayDataset,
  classWeights,
  evaluate,
  fit,
  perPositive,
  priorBias,
} from "../../src/training/index.js";
import { clusters, perceptron } from "./support.js";

const floats = (...numbers: number[]) => Float32Array.from(numbers);

describe("priorBias", () => {
  it("is the logit of the prior", () => {
    expect(priorBias(0.01)).toBeCloseTo(-Math.log(99), 12);
    expect(priorBias(0.5)).toBe(0);
    expect(priorBias(1e-12)).toBeCloseTo(Math.log(1e-12), 10);
  });

  it("refuses what is no probability", () => {
    for (const prior of [0, 1, -0.1, Number.NaN]) expect(() => priorBias(prior)).toThrow("between 0 and 1");
  });
});

describe("perPositive", () => {
  const x = floats(1, -2, 0.5, 3, -1, 0);
  const tensor = (data: Float32Array | Int32Array, ...dims: number[]) => ({ data, dims });

  it("divides the sum by the number of positives, in predictions of any shape", () => {
    const y = floats(1, 0, 0, 0, 1, 0);
    const into = new Float32Array(6);
    const dense = perPositive(focal()).evaluateBatch(tensor(x, 1, 3, 2), tensor(y, 1, 3, 2), { into });
    const sum = focal({ reduction: "sum" }).evaluate(x, y);
    expect(dense.value).toBeCloseTo(sum.value / 2, 6);
    expect(dense.weight).toBe(2);
    sum.gradient.forEach((gradient, i) => {
      expect(into[i]).toBeCloseTo(gradient / 2, 6);
    });
  });

  it("counts rows that are neither background nor ignored", () => {
    const loss = softmaxFocal({ ignoreIndex: -1 });
    const labels = Int32Array.of(1, 0, -1);
    const { value, weight } = perPositive(loss).evaluateBatch(tensor(x, 3, 2), tensor(labels, 3), {});
    expect(weight).toBe(1);
    expect(value).toBeCloseTo(softmaxFocal({ reduction: "sum" }).evaluate(x.slice(0, 4), [1, 0]).value, 6);
    const other = perPositive(softmaxFocal(), { background: 1 });
    expect(other.evaluateBatch(tensor(x, 3, 2), tensor(Int32Array.of(1, 0, 0), 3), {}).weight).toBe(2);
  });

  it("divides by 1 where there is no positive", () => {
    const y = new Float32Array(6);
    const { value, weight } = perPositive(focal()).evaluateBatch(tensor(x, 6, 1), tensor(y, 6, 1), {});
    expect(value).toBeCloseTo(focal({ reduction: "sum" }).evaluate(x, y).value, 6);
    expect(weight).toBe(1);
  });

  it("keeps sample weights", () => {
    const y = floats(1, 1, 0, 0, 0, 0);
    const weights = floats(2, 0, 1, 1, 1, 1);
    const bce = binaryCrossEntropyWithLogits();
    const { value } = perPositive(bce).evaluateBatch(tensor(x, 6, 1), tensor(y, 6, 1), { weights });
    const sum = binaryCrossEntropyWithLogits({ reduction: "sum" }).evaluate(x, y, { weights });
    expect(value).toBeCloseTo(sum.value / 2, 6);
  });

  it("gives the same update from micro-batches that all have positives", async () => {
    const dataset = arrayDataset({
      inputs: { data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)), dims: [8, 2] },
      targets: { data: floats(1, 0, 0, 0, 1, 1, 0, 0), dims: [8, 1] },
    });
    const trained = async (batchSize: number, accumulate: number) => {
      const model = perceptron({ sizes: [2, 3, 1], seed: 1 });
      await fit(model, dataset, {
        loss: perPositive(focal()),
        optimizer: momentum({ lr: 0.1 }),
        epochs: 3,
        batchSize,
        accumulate,
        shuffle: false,
      });
      return model.arena.values.slice();
    };
    const whole = await trained(8, 1);
    (await trained(4, 2)).forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i]!, 5);
    });
  });

  it("refuses losses of pairs", () => {
    expect(() => perPositive(triplet())).toThrow("metricLearning");
  });
});

it("class weights and a class that is ignored go through fit and evaluate together", async () => {
  const dataset = clusters(60);
  const weights = classWeights(dataset.targets.data as Int32Array);
  const model = perceptron({ sizes: [2, 4, weights.length], seed: 2 });
  const loss = softmaxFocal({ classWeights: weights, ignoreIndex: 0 });
  const before = await evaluate(model, dataset, { loss });
  await fit(model, dataset, { loss, optimizer: momentum({ lr: 0.1 }), epochs: 5, batchSize: 8 });
  const after = await evaluate(model, dataset, { loss });
  expect(after.loss).toBeLessThan(before.loss);
});
