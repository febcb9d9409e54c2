import { describe, expect, it } from "vitest";
import type { Tensor } from "../../src/index.js";
import {
  arrayDataset,
  batchCount,
  batches,
  classBalanced,
  classLabels,
  classWeights,
  epochOrder,
  split,
  subset,
  weightedSampler,
} from "../../src/training/index.js";
import { clusters, line, range } from "./support.js";

const lengths = (parts: Iterable<Uint32Array>) => [...parts].map((part) => part.length);

describe("batches", () => {
  it("keeps the last short batch, or drops it", () => {
    expect(lengths(batches(range(10), 4))).toEqual([4, 4, 2]);
    expect(lengths(batches(range(10), 4, true))).toEqual([4, 4]);
    expect(lengths(batches(range(3), 8))).toEqual([3]);
    expect(batchCount(10, 4)).toBe(3);
    expect(batchCount(10, 4, true)).toBe(2);
  });

  it("orders an epoch by seed and epoch alone", () => {
    expect(epochOrder(50, 1, 3)).toEqual(epochOrder(50, 1, 3));
    expect(epochOrder(50, 1, 3)).not.toEqual(epochOrder(50, 1, 4));
    expect(epochOrder(4, 1, 3, false)).toEqual(range(4));
  });
});

describe("arrayDataset", () => {
  const bytes = arrayDataset({
    inputs: { data: Uint8Array.of(0, 255, 51, 102, 153, 204), dims: [3, 2] },
    targets: { data: Uint8Array.of(2, 0, 1), dims: [3] },
    weights: [1, 2, 3],
    scale: 1 / 255,
  });

  it("gathers rows, scales bytes to floats, and makes integer targets int32", async () => {
    const { inputs, targets, weights } = await bytes.batch(Uint32Array.of(2, 0));
    expect(inputs.dims).toEqual([2, 2]);
    expect([...(inputs.data as Float32Array)]).toEqual([0.6, 0.8, 0, 1].map(Math.fround));
    expect(targets.data).toEqual(Int32Array.of(1, 2));
    expect(weights).toEqual(Float32Array.of(3, 1));
  });

  it("uses its buffers again, also for shorter batches", async () => {
    const first = await bytes.batch(Uint32Array.of(2, 0, 1));
    const { buffer } = first.inputs.data;
    const second = await bytes.batch(Uint32Array.of(1));
    expect(second.inputs.data.buffer).toBe(buffer);
    expect([...(second.inputs.data as Float32Array)]).toEqual([51 / 255, 102 / 255].map(Math.fround));
  });

  it("copies nothing for consecutive rows of floats", async () => {
    const data = Float32Array.of(1, 2, 3, 4);
    const dataset = arrayDataset({ inputs: { data, dims: [4, 1] }, targets: { data, dims: [4, 1] } });
    const { inputs } = await dataset.batch(Uint32Array.of(1, 2));
    expect(inputs.data.buffer).toBe(data.buffer);
    expect([...(inputs.data as Float32Array)]).toEqual([2, 3]);
  });

  it("keeps token numbers and turns 64-bit targets into int32", async () => {
    const dataset = arrayDataset({
      inputs: { data: BigInt64Array.of(5n, 6n, 7n), dims: [3] },
      targets: { data: BigInt64Array.of(1n, 0n, 1n), dims: [3] },
    });
    const { inputs, targets } = await dataset.batch(Uint32Array.of(2, 0));
    expect(inputs.data).toEqual(BigInt64Array.of(7n, 5n));
    expect(targets.data).toEqual(Int32Array.of(1, 1));
  });

  const floats = (data: number[], dims: number[]): Tensor => ({ data: Float32Array.from(data), dims });
  it.each([
    ["no samples", floats([], [0, 2]), floats([], [0]), /empty/],
    [
      "shape and data",
      floats([1, 2, 3], [2, 2]),
      floats([1, 2], [2]),
      /inputs: the shape \[2, 2\] means 4 numbers, the data has 3/,
    ],
    ["two lengths", floats([1, 2], [2]), floats([1, 2, 3], [3]), /have 2 samples, targets \[3\] 3/],
    [
      "NaN",
      floats([1, Number.NaN, 3, Number.POSITIVE_INFINITY], [2, 2]),
      floats([1, 2], [2]),
      /sample 0, element 1: NaN; sample 1, element 1: Infinity/,
    ],
    [
      "NaN target",
      floats([1, 2], [2]),
      floats([1, Number.NaN], [2]),
      /targets have numbers that are not finite/,
    ],
    ["a scalar", floats([1], []), floats([1], [1]), /no axis of samples/],
  ])("refuses %s", (_, inputs, targets, message) => {
    expect(() => arrayDataset({ inputs, targets })).toThrow(message);
  });

  it("names the first five of many bad cells and their number", () => {
    const data = new Float32Array(20).fill(Number.NaN);
    const targets = floats(new Array(20).fill(0), [20]);
    expect(() => arrayDataset({ inputs: { data, dims: [20, 1] }, targets })).toThrow(
      /sample 4, element 0: NaN; 20 in all/,
    );
    expect(arrayDataset({ inputs: { data, dims: [20, 1] }, targets, allowNonFinite: true }).length).toBe(20);
  });

  it("refuses weights that are negative, NaN or too few", () => {
    const [inputs, targets] = [floats([1, 2], [2]), floats([1, 2], [2])];
    expect(() => arrayDataset({ inputs, targets, weights: [1, -1] })).toThrow(/sample 1 is -1/);
    expect(() => arrayDataset({ inputs, targets, weights: [1, Number.NaN] })).toThrow(/sample 1 is NaN/);
    expect(() => arrayDataset({ inputs, targets, weights: [1] })).toThrow(/1 weights for 2 samples/);
  });

  it("refuses an index beyond its end", () => {
    expect(() => bytes.batch(Uint32Array.of(0, 3))).toThrow(/no sample 3/);
  });
});

describe("subset and split", () => {
  it("picks samples and their targets", async () => {
    const part = subset(clusters(9), [8, 1]);
    expect(part.length).toBe(2);
    expect(classLabels(part)).toEqual(Int32Array.of(2, 1));
    expect((await part.batch(Uint32Array.of(1))).targets.data).toEqual(Int32Array.of(1));
    expect(() => subset(clusters(9), [9])).toThrow(/index 9 at 0/);
    expect(() => subset(clusters(9), [-1])).toThrow(/index -1/);
    expect(() => part.batch(Uint32Array.of(2))).toThrow(/no sample 2/);
  });

  it("shares no sample between the parts, and depends on the seed alone", () => {
    const dataset = line(100);
    const of = (part: { targets?: Tensor }) => [...(part.targets!.data as Float32Array)];
    const [first, rest] = split(dataset, 0.8, { seed: 1 });
    expect([first.length, rest.length]).toEqual([80, 20]);
    expect([...of(first), ...of(rest)].sort()).toEqual([...(dataset.targets.data as Float32Array)].sort());
    expect(of(split(dataset, 80, { seed: 1 })[0])).toEqual(of(first));
    expect(of(split(dataset, 0.8, { seed: 2 })[0])).not.toEqual(of(first));
    expect(() => split(dataset, 101)).toThrow(/101/);
    expect(() => split(dataset, -1)).toThrow(/-1/);
  });

  it("gives each part its share of every class", () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 70 ? 0 : i < 97 ? 1 : 2));
    const dataset = arrayDataset({
      inputs: { data: new Float32Array(100), dims: [100] },
      targets: { data: labels, dims: [100] },
    });
    const [first] = split(dataset, 0.5, { stratify: true });
    const counts = [0, 0, 0];
    for (const label of classLabels(first)) counts[label]!++;
    expect(first.length).toBe(50);
    expect(counts[0]).toBe(35);
    expect(counts[1]).toBeGreaterThanOrEqual(13);
    expect(counts[2]).toBeGreaterThanOrEqual(1);
    expect(() => split(line(9), 0.5, { stratify: true })).toThrow(/not a class index/);
  });
});

describe("samplers", () => {
  it("fills every batch with P classes of K samples", () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : i % 4));
    const sampler = classBalanced(labels, { classes: 3, samples: 4, batches: 5 });
    const order = sampler.order(0, 1);
    expect(order.length).toBe(60);
    expect(sampler.order(0, 1)).toEqual(order);
    expect(sampler.order(0, 2)).not.toEqual(order);
    for (const batch of batches(order, 12)) {
      const counts = new Map<number, number>();
      for (const i of batch) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
      expect([...counts.values()]).toEqual([4, 4, 4]);
    }
    expect(() => classBalanced(labels, { classes: 5, samples: 2 })).toThrow(/the data has 4/);
  });

  it("draws in proportion to the weights, and never what has weight 0", () => {
    const order = weightedSampler([0, 1, 3, 0], 8000).order(0, 0);
    const counts = [0, 0, 0, 0];
    for (const i of order) counts[i]!++;
    expect(counts[0]! + counts[3]!).toBe(0);
    expect(counts[2]! / counts[1]!).toBeCloseTo(3, 0);
    expect(() => weightedSampler([0, 0])).toThrow(/no weight is above 0/);
    expect(() => weightedSampler([1, -1])).toThrow(/sample 1 is -1/);
  });

  it("weighs classes against their frequency", () => {
    expect([...classWeights([0, 0, 0, 2])]).toEqual([4 / 6, 0, 2]);
    expect(() => classWeights([0, -1])).toThrow(/sample 1/);
    expect(() => classWeights([0, 3], 2)).toThrow(/only 2 classes/);
  });
});
