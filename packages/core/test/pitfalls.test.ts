/**
 * Mistakes that other libraries really made, one test each. Those about a single entry stand with that entry:
 * loss-relations, optimizer-conventions, schedules and the tests of training.
 */
import { describe, expect, it } from "vitest";
import { type BackendName, backends } from "../src/backends/index.js";
import { loss } from "../src/loss.js";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  huber,
  smoothL1,
} from "../src/losses/index.js";
import { entries, evaluate, generator, inputsOf, sample, worksOnRows } from "./support/losses.js";

const names: readonly BackendName[] = ["reference", "js", "wasm"];
const fast: readonly BackendName[] = ["js", "wasm"];
const allFinite = (values: ArrayLike<number>) => Array.from(values).every(Number.isFinite);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const formula = (text: string) => loss({ id: "mine", formula: text });

describe("cross-entropies", () => {
  // A guard of 1e-9 vanishes in float32, where 1 - 1e-9 is 1: keras-team/keras#377.
  it("of probabilities at and next to 0 and 1 are finite, without a guard that rounds away", () => {
    const edges = [0, 1, 2 ** -149, 2 ** -126, 1 - 2 ** -24, 1e-9];
    const p = [...edges, ...edges];
    const y = p.map((_, i) => (i < edges.length ? 0 : 1));
    for (const backend of names) {
      const { losses, gradient } = binaryCrossEntropy({
        reduction: "none",
        backend: backends[backend],
      }).evaluate(p, y);
      expect(allFinite(losses!)).toBe(true);
      expect(allFinite(gradient)).toBe(true);
      // What float32 holds still counts: -log(1e-9) is not the logarithm of a guard.
      expect(losses![edges.length + 5]).toBeCloseTo(-Math.log(1e-9), 4);
      expect(losses![4]).toBeCloseTo(24 * Math.LN2, 4);
    }
  });

  // Clipped and then increased by epsilon again, -log(1e-7) became -log(2e-7): tensorflow/tensorflow#41595.
  it("of probabilities are clamped once", () => {
    const { losses } = binaryCrossEntropy({ reduction: "none" }).evaluate([0, 1, 1e-7, 1e-30], [1, 0, 1, 1]);
    expect([...losses!.slice(0, 2)]).toEqual([100, 100]);
    expect(losses![2]! / -Math.log(1e-7)).toBeCloseTo(1, 6);
    expect(losses![3]! / -Math.log(1e-30)).toBeCloseTo(1, 6);
  });

  // The two forms went apart at large logits: keras-team/keras#17634.
  it("of probabilities and of logits agree to the last digits that a float32 probability has", () => {
    const logits = upTo(1001).map((i) => i - 500);
    for (const target of [0, 1]) {
      const y = logits.map(() => target);
      const probabilities = logits.map((x) => 1 / (1 + Math.exp(-x)));
      const fromLogits = binaryCrossEntropyWithLogits({ reduction: "none" }).evaluate(logits, y).losses!;
      const fromProbabilities = binaryCrossEntropy({ reduction: "none" }).evaluate(probabilities, y).losses!;
      logits.forEach((x, i) => {
        const cost = target === 1 ? -x : x;
        const expected = Math.max(cost, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        // Kernels give 0 instead of denormals.
        expect(Math.abs(fromLogits[i]! - expected)).toBeLessThanOrEqual(1e-6 * expected + 1.2e-38);
        // A probability near 1 has rounded; near 0 it is denormal at last, and the loss is clamped at 100.
        if (cost < (target === 1 ? 86 : 3))
          expect(Math.abs(fromProbabilities[i]! - expected)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, expected),
          );
      });
    }
  });

  // Without subtracting the maximum exp overflows (deeplearning4j/deeplearning4j#6039); a maximum that begins at 0
  // instead of -infinity underflows for rows of large negative numbers.
  it("of rows of any size equal those of the row moved by a constant", () => {
    for (const [rows, columns] of [
      [1, 2],
      [5, 2],
      [3, 40],
    ] as const) {
      const random = generator(rows);
      const near = upTo(rows * columns).map(() => Math.round(8 * random()) / 8);
      const classes = upTo(rows).map((row) => row % columns);
      for (const backend of names) {
        const expected = crossEntropy({ backend: backends[backend], reduction: "none" }).evaluate(
          near,
          classes,
        );
        for (const shift of [1e4, -1e4, 1e6, -1e6]) {
          const moved = near.map((x) => x + shift);
          const got = crossEntropy({ backend: backends[backend], reduction: "none" }).evaluate(
            moved,
            classes,
          );
          expect(got.losses).toEqual(expected.losses);
          expect(got.gradient).toEqual(expected.gradient);
        }
      }
    }
  });

  it("have gradients that add up to 0 in each row, also for a single column and overflowing gaps", () => {
    for (const columns of [1, 2, 3, 10, 100]) {
      const rows = 6;
      const random = generator(columns);
      const logits = upTo(rows * columns).map((i) => (i % 7 === 0 ? 1e4 : 30 * random() - 15));
      const classes = upTo(rows).map((row) => row % columns);
      for (const labelSmoothing of [0, 0.1])
        for (const backend of fast) {
          const { gradient } = crossEntropy({
            labelSmoothing,
            backend: backends[backend],
            reduction: "sum",
          }).evaluate(logits, classes);
          for (const row of upTo(rows)) {
            const sum = gradient.slice(row * columns, (row + 1) * columns).reduce((a, b) => a + b, 0);
            expect(Math.abs(sum)).toBeLessThan(8 * 2 ** -24);
          }
        }
    }
  });

  // Smoothing over the wrong axis: tensorflow/tensorflow#32231. The optimum of a smoothed row is the smoothed target.
  it("smooth over the classes: the loss is least at the smoothed target", () => {
    const smoothed = [0.025, 0.925, 0.025, 0.025];
    const { gradient } = crossEntropy({ labelSmoothing: 0.1 }).evaluate(smoothed.map(Math.log), [1]);
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-7);
  });

  // FluxML/NNlib.jl#206 asks what a row with an infinity should give. Here infinities are never hidden, except that a
  // logit of -infinity is a class that cannot be.
  it("give NaN for rows without a finite maximum, and take -infinity as probability 0", () => {
    const infinity = Number.POSITIVE_INFINITY;
    const rows = [0, -infinity, 1, infinity, -infinity, -infinity, Number.NaN, 0];
    for (const backend of names) {
      const { losses, gradient } = crossEntropy({ backend: backends[backend], reduction: "none" }).evaluate(
        rows,
        [0, 0, 0, 1],
      );
      expect(losses![0]).toBe(0);
      expect(gradient[1]! + 0).toBe(0);
      expect([...losses!.slice(1)].map(Number.isFinite)).toEqual([false, false, false]);
    }
  });
});

describe("robust losses", () => {
  // Changing the threshold only, and not the slope, left a step: pytorch/pytorch#17447. What beta = 0 means was open:
  // pytorch/pytorch#68558.
  it("refuse a threshold that has no meaning, and take one that has", () => {
    for (const delta of [0, -1, Number.NaN]) expect(() => huber({ delta })).toThrow(/delta/);
    expect(() => smoothL1({ beta: -1 })).toThrow(/beta/);
    expect(smoothL1({ beta: 0 }).evaluate([3, -2], [0, 0]).value).toBe(2.5);
  });
});

describe("reductions", () => {
  // Weights that add up to 0 gave 0/0: pytorch/pytorch#70348.
  it.each(entries.map((entry) => [entry.name, entry] as const))(
    "%s of a batch of weight 0 is 0 and moves nothing",
    (_, entry) => {
      const [rows, columns] = worksOnRows(entry) ? [5, 4] : [1, 5];
      const inputs = sample(entry, rows, columns, 5);
      const weights = new Float32Array(5);
      for (const backend of names)
        for (const reduction of ["mean", "weighted-mean"] as const) {
          const got = evaluate(entry, inputs, {
            backend,
            columns,
            options: { reduction },
            evaluate: { weights },
          });
          expect(got.value).toBe(0);
          for (const gradient of Object.values(got.gradients))
            expect(gradient.every((slope) => slope === 0)).toBe(true);
        }
    },
  );

  // A float32 sum stops at 2^24, and drifts long before: numpy/numpy#8869, tensorflow/tensorflow#3775.
  it("add up millions of numbers as float64 would", () => {
    const count = 2_000_000;
    const random = generator(1);
    const p = Float32Array.from({ length: count }, () => 250 + 70 * random());
    const y = new Float32Array(count);
    const expected = p.reduce((sum, value) => sum + value, 0) / count;
    for (const backend of fast) {
      const each = formula("L = p - y")({ backend: backends[backend] }).evaluate(p, y, {
        gradient: false,
      }).value;
      expect(Math.abs(each / expected - 1)).toBeLessThan(1e-7);
      const oneRow = formula("L = mean(p - y)")({ backend: backends[backend] }).evaluate(p, y, {
        gradient: false,
        columns: count,
      });
      expect(Math.abs(oneRow.value / expected - 1)).toBeLessThan(1e-6);
    }
  });

  it("count beyond 2^24", () => {
    const count = 2 ** 24 + 10;
    const ones = new Float32Array(count).fill(1);
    const zeros = new Float32Array(count);
    const row = formula("L = sum(p - y)/columns")().evaluate(ones, zeros, {
      gradient: false,
      columns: count,
    });
    expect(row.value).toBe(1);
  });
});

describe("NaN", () => {
  // max(NaN, 0) is 0 in some hardware, and a saturated exponential is a number: a broken model then seems to train.
  it.each(entries.map((entry) => [entry.name, entry] as const))("is never hidden by %s", (_, entry) => {
    const [rows, columns] = worksOnRows(entry) ? [5, 7] : [1, 13];
    const shapes = worksOnRows(entry)
      ? [
          [rows, columns],
          [2, 40],
        ]
      : [[rows, columns]];
    for (const [height, width] of shapes as [number, number][]) {
      const inputs = sample(entry, height, width, 3);
      for (const { name, kind } of inputsOf(entry)) {
        if (kind !== "prediction") continue;
        inputs[name]!.forEach((_, place) => {
          if (width > 7 && place % 11 !== 0) return;
          // Each row's own column takes no part in NT-Xent.
          if (inputs.self?.[Math.floor(place / width)] === place % width) return;
          const broken = inputs[name]!.map((value, i) => (i === place ? Number.NaN : value));
          for (const backend of fast) {
            const got = evaluate(entry, { ...inputs, [name]: broken }, { backend, columns: width });
            expect(got.value, `${name}[${place}] on ${backend}`).toBeNaN();
          }
        });
      }
    }
  });
});
