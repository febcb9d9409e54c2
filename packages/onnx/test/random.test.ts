import { describe, expect, it } from "vitest";
import { fillDropoutMask, fillUniform } from "../src/random.js";

describe("fillUniform", () => {
  it("depends on seed and name alone, not on the length", () => {
    const [long, short, other] = [new Float32Array(1000), new Float32Array(10), new Float32Array(10)];
    fillUniform(long, 0.5, 1, "conv1.weight");
    fillUniform(short, 0.5, 1, "conv1.weight");
    fillUniform(other, 0.5, 2, "conv1.weight");
    expect(short).toEqual(long.slice(0, 10));
    expect(other).not.toEqual(short);
  });

  it("has mean 0 and the variance of its bounds", () => {
    const values = new Float32Array(100_000);
    fillUniform(values, 2, 3, "x");
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const square = values.reduce((a, b) => a + b * b, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(square - 4 / 3)).toBeLessThan(0.02);
    expect(Math.max(...values.subarray(0, 10_000))).toBeLessThan(2);
  });
});

describe("fillDropoutMask", () => {
  it("drops the given share and keeps the mean", () => {
    const mask = new Float32Array(200_001);
    for (const [seed, probability] of [
      [0, 0.1],
      [1, 0.5],
      [2, 0.9],
      [2 ** 40 + 1, 0.25],
    ] as const) {
      fillDropoutMask(mask, probability, seed, 0);
      const zeros = mask.filter((value) => value === 0).length / mask.length;
      expect(Math.abs(zeros - probability)).toBeLessThan(0.005);
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - probability))]));
    }
  });

  it("repeats for the same seed and site, and for no other", () => {
    const masks = [
      [5, 0],
      [5, 0],
      [6, 0],
      [5, 1],
      [5 + 2 ** 32, 0],
    ].map(([seed, site]) => {
      const mask = new Float32Array(64);
      fillDropoutMask(mask, 0.5, seed!, site!);
      return mask.join();
    });
    expect(masks[1]).toBe(masks[0]);
    expect(new Set(masks).size).toBe(4);
  });
});
