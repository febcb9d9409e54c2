import { describe, expect, it } from "vitest";
import { adamw, crossEntropy, type Dataset } from "../../src/index.js";
import { classLabels, evaluate, fit, split, splitIndices, subset } from "../../src/training/index.js";
import { clusters, perceptron } from "./support.js";

interface Told {
  readonly epoch: number | undefined;
  readonly announced: number[][];
  readonly asked: number[][];
}

/** Remembers what was announced, and what was asked for after that. */
function listening(dataset: Dataset) {
  const told: Told[] = [];
  const listener: Dataset = {
    ...dataset,
    prepare: (upcoming, context) =>
      told.push({ epoch: context?.epoch, announced: Array.from(upcoming, (one) => [...one]), asked: [] }),
    batch: (indices, context) => {
      expect(context?.epoch).toBe(told.at(-1)!.epoch);
      told.at(-1)!.asked.push([...indices]);
      return dataset.batch(indices, context);
    },
  };
  return { told, listener };
}

describe("a data set hears which batches come next", () => {
  const options = { loss: crossEntropy(), optimizer: adamw(), epochs: 2, batchSize: 4 };

  it.each([
    ["plain", {}],
    ["accumulated", { accumulate: 2 }],
    ["without the short last batch", { dropLast: true }],
  ])("%s", async (_, more) => {
    const { told, listener } = listening(clusters(22));
    await fit(perceptron({ sizes: [2, 3, 3] }), listener, { ...options, ...more });
    expect(told.map(({ epoch }) => epoch)).toEqual([0, 1]);
    for (const { announced, asked } of told) expect(asked).toEqual(announced);
  });

  it("in a pass without training, where there is no epoch", async () => {
    const { told, listener } = listening(clusters(10));
    await evaluate(perceptron({ sizes: [2, 3, 3] }), listener, { loss: crossEntropy(), batchSize: 4 });
    expect(told).toEqual([
      {
        epoch: undefined,
        announced: [
          [0, 1, 2, 3],
          [4, 5, 6, 7],
          [8, 9],
        ],
        asked: [
          [0, 1, 2, 3],
          [4, 5, 6, 7],
          [8, 9],
        ],
      },
    ]);
  });

  it("through a subset, by its own numbers", async () => {
    const { told, listener } = listening(clusters(10));
    const part = subset(listener, [7, 5, 3]);
    part.prepare?.([Uint32Array.of(2, 0)], { epoch: 4 });
    await part.batch(Uint32Array.of(2, 0), { epoch: 4 });
    expect(told).toEqual([{ epoch: 4, announced: [[3, 7]], asked: [[3, 7]] }]);
    expect(subset(clusters(10), [1]).prepare).toBeUndefined();
  });
});

describe("splitIndices", () => {
  it("says which samples split takes, and gives each part its share of every class", () => {
    const dataset = clusters(30);
    const labels = classLabels(dataset);
    const [first, rest] = splitIndices(30, 0.8, 3, labels);
    expect([...first, ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    const [same] = split(dataset, 0.8, { seed: 3, stratify: true });
    expect([...classLabels(same)]).toEqual(Array.from(first, (i) => labels[i]));
    for (const label of new Set(labels)) {
      const all = labels.filter((one) => one === label).length;
      const taken = first.filter((i) => labels[i] === label).length;
      expect(Math.abs(taken - 0.8 * all)).toBeLessThan(1);
    }
  });
});
