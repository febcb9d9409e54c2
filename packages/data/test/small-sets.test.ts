import type { Tensor } from "@downhill/core";
import { arrayDataset } from "@downhill/core/training";
import { expect, it } from "vitest";
import { blobs, channelsLast, discs, moons, phones, wages } from "../src/index.js";

/** One sample's numbers, of 24 x 24 pixels. */
const numbers = ({ data }: Tensor, sample: number): number[] =>
  Array.from((data as Float32Array).subarray(sample * 576, (sample + 1) * 576));

it("discs are masks that cover a few per cent of each picture, in noise", async () => {
  const { train, test } = discs({ samples: 40, noise: 0.1, seed: 3 });
  expect([train.sampleShape, train.targets.dims, test.length]).toEqual([[1, 24, 24], [40, 576], 40]);
  const { inputs, targets } = await train.batch(Uint32Array.from({ length: 40 }, (_, i) => i));
  for (let sample = 0; sample < 40; sample++) {
    const mask = numbers(targets, sample);
    const inside = mask.reduce((a, b) => a + b, 0);
    expect(inside / 576).toBeGreaterThan(0.005);
    expect(inside / 576).toBeLessThan(0.13);
    const bright = numbers(inputs, sample).map((value) => (value > 0.5 ? 1 : 0));
    expect(bright).toEqual(mask);
  }
  expect(discs({ samples: 3, seed: 1 }).train.targets).not.toEqual(
    discs({ samples: 3, seed: 2 }).train.targets,
  );
  expect(() => discs({ size: 4 })).toThrow("invalid size: 4; discs takes a whole number from 8 to 512");
});

it("points come in the shares that are asked for", () => {
  const count = (labels: Int32Array, of: number) => labels.filter((label) => label === of).length;
  const { train } = moons({ samples: 1000, shares: [0.97, 0.03] });
  expect([count(train.labels, 0), count(train.labels, 1)]).toEqual([970, 30]);
  expect(count(blobs({ samples: 100, classes: 3, shares: [0.5, 0.3, 0.2] }).test.labels, 2)).toBe(20);
  expect(() => moons({ shares: [0.5, 0.6] })).toThrow("invalid shares: [0.5,0.6]");
  expect(() => blobs({ shares: [0.5, 0.5] })).toThrow("a share above 0 for each of 3 classes");
});

it("the packaged tables are whole", async () => {
  const pay = await wages();
  expect([pay.train.length, pay.test.length, pay.warnings]).toEqual([427, 107, []]);
  const { mean, deviation } = pay.targetScale![0]!;
  const dollars = [...pay.train.targets.data, ...pay.test.targets.data].map(
    (value) => value * deviation + mean,
  );
  expect(Math.min(...dollars)).toBeCloseTo(1, 4);
  expect(Math.max(...dollars)).toBeCloseTo(44.5, 4);
  const calls = await phones();
  expect([calls.train.length, calls.test.length]).toEqual([24, 17]);
});

it("pictures can be turned to channels last, and only pictures", async () => {
  const data = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => i);
  const set = arrayDataset({
    inputs: { data, dims: [2, 3, 2, 2] },
    targets: { data: Int32Array.of(0, 1), dims: [2] },
  });
  const turned = channelsLast({ ...set, name: "set", sampleShape: [3, 2, 2] });
  const { inputs } = await turned.batch(Uint32Array.of(1));
  expect(turned.sampleShape).toEqual([2, 2, 3]);
  expect(inputs).toEqual({
    data: Float32Array.of(12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23),
    dims: [1, 2, 2, 3],
  });
  expect(() => channelsLast({ ...set, name: "set", sampleShape: [12] })).toThrow("have no channels to move");
});
