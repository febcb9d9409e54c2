import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, pairedDifference, studentQuantile, summarize } from "../src/statistics.js";

describe("studentQuantile", () => {
  // From the table of Student's t in every statistics book.
  it.each([
    [0.975, 1, 12.7062047],
    [0.975, 2, 4.3026527],
    [0.975, 4, 2.7764451],
    [0.95, 9, 1.8331129],
    [0.995, 30, 2.7499957],
    [0.975, 1e6, 1.9599664],
    [0.5, 3, 0],
    [0.025, 2, -4.3026527],
  ])("p = %d with %d degrees of freedom is %d", (probability, freedom, expected) => {
    expect(studentQuantile(probability, freedom)).toBeCloseTo(expected, 5);
  });
});

describe("summarize", () => {
  it("uses the sample deviation", () => {
    expect(summarize([2, 4, 4, 4, 5, 5, 7, 9])).toMatchObject({
      mean: 5,
      deviation: Math.sqrt(32 / 7),
      min: 2,
      max: 9,
    });
    expect(summarize([3])).toMatchObject({ mean: 3, deviation: Number.NaN });
  });
  it("has a median that bears infinities", () => {
    expect([median([3, 1, 2]), median([1, 2, 3, 4]), median([1, Infinity, Infinity])]).toEqual([
      2,
      2.5,
      Infinity,
    ]);
    expect(median([Infinity, Infinity])).toBe(Infinity);
    expect(median([])).toBeNaN();
  });
});

describe("pairedDifference", () => {
  it("agrees with a worked example", () => {
    // Differences 1, 2, 3: mean 2, deviation 1, margin 4.3026527 / √3.
    const { mean, low, high, tie } = pairedDifference([2, 4, 6], [1, 2, 3]);
    expect(mean).toBe(2);
    expect([low, high].map((bound) => bound.toFixed(4))).toEqual(["-0.4841", "4.4841"]);
    expect(tie).toBe(true);
  });
  it("sees through noise that both share", () => {
    const shared = [0.1, 0.5, 0.9];
    expect(
      pairedDifference(
        shared.map((x) => x + 0.01),
        shared,
      ).tie,
    ).toBe(false);
    expect(pairedDifference([0.11, 0.5, 0.92], shared).tie).toBe(true);
  });
  it("is a tie for equal numbers and for a single pair", () => {
    expect(pairedDifference([1, 2], [1, 2])).toMatchObject({ mean: 0, tie: true });
    expect(pairedDifference([5], [1])).toMatchObject({ mean: 4, tie: true });
  });
  it("turns its sign when the two are swapped", () => {
    const pairs = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      { minLength: 2, maxLength: 9 },
    );
    fc.assert(
      fc.property(pairs, (list) => {
        const [a, b] = [list.map((pair) => pair[0]), list.map((pair) => pair[1])];
        const [one, other] = [pairedDifference(a, b), pairedDifference(b, a)];
        expect(one.low).toBeCloseTo(-other.high, 10);
        expect(one.tie).toBe(other.tie);
      }),
    );
  });
});
