import { describe, expect, it } from "vitest";
import { type CommonLossOptions, crossEntropy, type Dataset, mse, sgd } from "../../src/index.js";
import { Random } from "../../src/random.js";
import { arrayDataset, copyWeights, type FitOptions, fit } from "../../src/training/index.js";
import { clusters, perceptron } from "./support.js";

/** Trains with plain gradient descent and says where the parameters are; rate 1 makes them show the gradients. */
async function trained(dataset: Dataset, options: Partial<FitOptions> & Pick<FitOptions, "loss">) {
  const width = (await dataset.batch(Uint32Array.of(0))).inputs.dims[1]!;
  const model = perceptron({ sizes: [width, 5, 3] });
  const history = await fit(model, dataset, { optimizer: sgd({ lr: 1 }), epochs: 2, ...options });
  const parameters = Object.values(copyWeights(model).parameters).flatMap((values) => [...values]);
  return { parameters, history };
}

function relativeDifference(a: readonly number[], b: readonly number[]): number {
  const norm = (values: readonly number[]) => Math.hypot(...values);
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

/** 22 samples: with batches of 8 the last update has 6, with micro-batches of 2 or 3 ragged ones. */
const samples = clusters(22);
const random = new Random(9);
const weights = Float32Array.from({ length: 22 }, () => random.integer(4));
const masked = Int32Array.from(samples.targets.data as Int32Array, (label, i) =>
  i % 3 === 1 ? -100 : label,
);
const floats = { data: random.fillNormal(new Float32Array(66)), dims: [22, 3] };

// huggingface/transformers#34191: micro-batches differ in how much they count, not only in their number.
describe("k micro-batches equal one batch", () => {
  const reductions = ["mean", "weighted-mean", "sum"] as const;
  const classLosses: [string, CommonLossOptions, Int32Array][] = [
    ["plain", {}, samples.targets.data as Int32Array],
    ["masked", { ignoreIndex: -100 }, masked],
    ["masked, class weights", { ignoreIndex: -100, classWeights: [1, 3, 0.5] }, masked],
    ["class weights", { classWeights: [1, 3, 0.5] }, samples.targets.data as Int32Array],
  ];
  const cases = reductions.flatMap((reduction) =>
    [undefined, weights].flatMap((sampleWeights) => [
      ...classLosses.map(([name, options, labels]) => ({
        name: `${reduction}, ${sampleWeights ? "sample weights" : "no weights"}, cross-entropy, ${name}`,
        loss: crossEntropy({ ...options, reduction }),
        targets: { data: labels, dims: [22] },
        sampleWeights,
      })),
      {
        name: `${reduction}, ${sampleWeights ? "sample weights" : "no weights"}, mse`,
        loss: mse({ reduction }),
        targets: floats,
        sampleWeights,
      },
    ]),
  );

  it.each(cases)("$name", async ({ loss, targets, sampleWeights }) => {
    const dataset = arrayDataset({
      inputs: samples.inputs,
      targets,
      ...(sampleWeights && { weights: sampleWeights }),
    });
    const optimizer = sgd({ lr: loss.options.reduction === "sum" ? 0.02 : 0.5 });
    const whole = await trained(dataset, { loss, optimizer, batchSize: 8 });
    for (const [batchSize, accumulate] of [
      [4, 2],
      [2, 4],
      [1, 8],
    ] as const) {
      const parts = await trained(dataset, { loss, optimizer, batchSize, accumulate });
      expect(relativeDifference(parts.parameters, whole.parameters)).toBeLessThan(1e-6);
      expect(relativeDifference([...parts.history.losses], [...whole.history.losses])).toBeLessThan(1e-6);
      expect(parts.history.epochs[1]!.loss).toBeCloseTo(whole.history.epochs[1]!.loss, 5);
      expect(parts.history.batchHash).toBe(whole.history.batchHash);
    }
  });

  it("with a micro-batch that does not divide the rest: 22 = 9 + 9 + 4 by threes", async () => {
    const dataset = arrayDataset({ inputs: samples.inputs, targets: { data: masked, dims: [22] } });
    const loss = crossEntropy({ ignoreIndex: -100 });
    const whole = await trained(dataset, { loss, batchSize: 9 });
    const parts = await trained(dataset, { loss, batchSize: 3, accumulate: 3 });
    expect(whole.history.losses.length).toBe(6);
    expect(relativeDifference(parts.parameters, whole.parameters)).toBeLessThan(1e-6);
  });

  it("but not when micro-batches are averaged as if they counted the same", async () => {
    const dataset = arrayDataset({ inputs: samples.inputs, targets: { data: masked, dims: [22] } });
    const loss = crossEntropy({ ignoreIndex: -100 });
    const whole = await trained(dataset, { loss, batchSize: 9, shuffle: false });
    const blind = { ...loss, id: "blind", additive: false, evaluateBatch: undefined };
    const naive = {
      ...blind,
      evaluateBatch(
        ...[predictions, targets, { into, memory }]: Parameters<
          import("../../src/training/index.js").BatchLoss["evaluateBatch"]
        >
      ) {
        const { value } = loss.evaluate(predictions.data as Float32Array, targets.data as Int32Array, {
          ...(into && { into: [into] }),
          ...(memory && { memory }),
        });
        return { value, weight: 1 };
      },
    };
    const parts = await trained(dataset, { loss: naive, batchSize: 2, accumulate: 5, shuffle: false });
    expect(relativeDifference(parts.parameters, whole.parameters)).toBeGreaterThan(1e-3);
  });

  it("where some or all rows are ignored: a loss of 0 and no step, not NaN", async () => {
    const none = arrayDataset({
      inputs: samples.inputs,
      targets: { data: new Int32Array(22).fill(-100), dims: [22] },
    });
    const loss = crossEntropy({ ignoreIndex: -100 });
    for (const accumulate of [1, 2]) {
      const { history } = await trained(none, { loss, batchSize: 4, accumulate });
      expect(new Set(history.losses)).toEqual(new Set([0]));
      expect(history.epochs[0]!.loss).toBe(0);
    }
  });
});
