import { describe, expect, it } from "vitest";
import { constant } from "../src/schedules/constant.js";
import { cosineAnnealing } from "../src/schedules/cosine-annealing.js";
import { oneCycle } from "../src/schedules/one-cycle.js";
import { reduceOnPlateau } from "../src/schedules/reduce-on-plateau.js";
import { sequence } from "../src/schedules/sequence.js";
import { warmup } from "../src/schedules/warmup.js";
import { recorded, scheduleNamed } from "./support/schedules.js";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, t) => t);
const close = (got: number, expected: number): void =>
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), 1e-3));

describe("sequence", () => {
  it("is what PyTorch's SequentialLR computes", () => {
    for (const { parts, base, lr } of recorded.sequences) {
      const schedules = parts.map(([id, options, steps]) => {
        const part = scheduleNamed(id)(options as never);
        return steps === null ? part : ([part, steps] as const);
      });
      const bound = sequence(schedules).bind({ lr: base, steps: lr.length });
      for (const t of upTo(lr.length)) close(bound.at(t).lr, lr[t]!);
    }
  });

  it("joins by length, without a jump after a warm-up", () => {
    const rate = sequence([warmup({ steps: 4 }), cosineAnnealing({ steps: 4 })]);
    expect(upTo(10).map(rate)).toEqual([
      0.25,
      0.5,
      0.75,
      1,
      1,
      cosineAnnealing({ steps: 4 })(1),
      0.5,
      cosineAnnealing({ steps: 4 })(3),
      0,
      0,
    ]);
    expect(rate.steps).toBe(8);
  });

  it("gives its open last part the rest of the run", () => {
    const open = sequence([warmup({ steps: 10 }), cosineAnnealing()]);
    expect(open.steps).toBeUndefined();
    const bound = open.bind({ lr: 0.2, steps: 30 });
    expect(bound.at(10).lr).toBe(0.2);
    expect(bound.at(20).lr).toBeCloseTo(0.1, 15);
    expect(bound.at(30).lr).toBe(0);
    expect(open(9)).toBe(1);
    expect(() => open(10)).toThrow(/does not know how long it is/);
    // A run shorter than the first part: the last part has no steps left.
    expect(open.bind({ lr: 0.2, steps: 5 }).at(4).lr).toBeCloseTo(0.1, 15);
    expect(open.bind({ lr: 0.2, steps: 5 }).at(12).lr).toBe(0);
  });

  it("passes over parts without length, the first and the last included", () => {
    const halves = constant({ factor: 0.5 });
    expect(upTo(3).map(sequence([warmup({ steps: 0 }), cosineAnnealing({ steps: 2 })]))).toEqual([1, 0.5, 0]);
    expect(upTo(3).map(sequence([[constant(), 0], halves]))).toEqual([0.5, 0.5, 0.5]);
    expect(
      upTo(4).map(
        sequence([
          [constant(), 1],
          [cosineAnnealing({ steps: 9 }), 0],
          [halves, 1],
          [constant({ factor: 2 }), 0],
        ]),
      ),
    ).toEqual([1, 0.5, 2, 2]);
  });

  it("passes momentum through", () => {
    const bound = sequence([[constant(), 2], oneCycle()]).bind({ lr: 1, steps: 12 });
    expect(bound.at(1)).toEqual({ lr: 1 });
    expect(bound.at(2).momentum).toBe(0.95);
    expect(bound.at(4).momentum).toBe(0.85);
  });

  it("has no side effects, and may be nested", () => {
    const parts = [warmup({ steps: 2 }), cosineAnnealing({ steps: 4 })];
    const before = upTo(6).map((t) => parts[1]!(t));
    const inner = sequence(parts);
    const outer = sequence([inner, constant({ factor: 0.1 })]);
    const [first, second] = [outer.bind({ lr: 1, steps: 9 }), outer.bind({ lr: 1, steps: 9 })];
    const forwards = upTo(9).map((t) => first.at(t).lr);
    const backwards = upTo(9)
      .reverse()
      .map((t) => second.at(t).lr)
      .reverse();
    expect(backwards).toEqual(forwards);
    expect(forwards.slice(0, 6)).toEqual(upTo(6).map(inner));
    expect(forwards.slice(6)).toEqual([0.1, 0.1, 0.1]);
    expect(upTo(6).map((t) => parts[1]!(t))).toEqual(before);
  });

  it("lets the part at work listen", () => {
    const bound = sequence([warmup({ steps: 3 }), reduceOnPlateau({ patience: 0 })]).bind({
      lr: 1,
      steps: 9,
    });
    bound.at(2);
    for (const loss of [1, 2, 3]) bound.observe?.(loss);
    expect(bound.at(3).lr).toBe(1);
    for (const loss of [1, 2]) bound.observe?.(loss);
    expect(bound.at(4).lr).toBeCloseTo(0.1, 15);
    expect(sequence([warmup()]).bind({ lr: 1, steps: 9 }).observe).toBeUndefined();
  });

  it("names the part that has no length", () => {
    expect(() => sequence([warmup(), cosineAnnealing(), constant()])).toThrow(
      /part 1 of the sequence, cosine-annealing, does not know how many steps/,
    );
    expect(() => sequence([[constant(), 1.5], constant()])).toThrow(/expected an integer ≥ 0; got 1.5/);
    expect(() => sequence([])).toThrow(/at least one/);
  });
});

describe("reduce on plateau", () => {
  it("is what PyTorch's ReduceLROnPlateau computes", () => {
    for (const { options, values, lr } of recorded.plateau) {
      const bound = reduceOnPlateau(options as never).bind({ lr: 0.1, steps: 100 });
      values.forEach((value, i) => {
        bound.observe!(value === "inf" ? Number.POSITIVE_INFINITY : Number(value));
        expect(Math.abs(bound.at(i).lr / lr[i]! - 1), `${JSON.stringify(options)} after ${i}`).toBeLessThan(
          1e-12,
        );
      });
    }
  });

  it("never takes NaN for an improvement, the first number included", () => {
    const bound = reduceOnPlateau({ patience: 1, factor: 0.5 }).bind({ lr: 1, steps: 100 });
    for (const loss of [Number.NaN, Number.NaN]) bound.observe!(loss);
    expect(bound.at(0).lr).toBe(0.5);
    bound.observe!(3);
    bound.observe!(2);
    for (const loss of [Number.NaN, Number.NaN]) bound.observe!(loss);
    expect(bound.at(0).lr).toBe(0.25);
  });

  it("needs patience + 1 epochs without improvement", () => {
    for (const patience of [0, 1, 2, 5]) {
      const bound = reduceOnPlateau({ patience }).bind({ lr: 1, steps: 100 });
      bound.observe!(1);
      for (let i = 0; i < patience; i++) bound.observe!(1);
      expect(bound.at(0).lr).toBe(1);
      bound.observe!(1);
      expect(bound.at(0).lr).toBeCloseTo(0.1, 15);
    }
  });

  it("measures a relative threshold from the size of negative numbers, too", () => {
    const bound = reduceOnPlateau({ patience: 0, threshold: 0.1 }).bind({ lr: 1, steps: 100 });
    for (const loss of [-1, -1.2]) bound.observe!(loss);
    expect(bound.at(0).lr).toBe(1);
    bound.observe!(-1.19);
    expect(bound.at(0).lr).toBeCloseTo(0.1, 15);
  });

  it("does not raise a rate that is below the minimum, and is the base rate before it hears anything", () => {
    const bound = reduceOnPlateau({ patience: 0, minimum: 0.5 }).bind({ lr: 0.2, steps: 10 });
    for (const loss of [1, 1, 1]) bound.observe!(loss);
    expect(bound.at(0).lr).toBe(0.2);
    expect(reduceOnPlateau({ lr: 0.3 })(5)).toBe(0.3);
    expect(reduceOnPlateau()(5)).toBe(1);
  });
});
