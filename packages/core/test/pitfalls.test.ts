/**
 * Mistakes that other libraries really made, one test each. Those about a single entry stand with that entry:
 * loss-relations, optimizer-conventions, schedules and the tests of training.
 */
import { describe, expect, it } from "vitest";
import { Memory } from "../src/backends/memory.js";
import type { BackendName, OptimizerFactory } from "../src/interfaces.js";
import { loss } from "../src/loss.js";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  huber,
  mse,
  smoothL1,
  softCrossEntropy,
} from "../src/losses/index.js";
import { adam, adamw, momentum, sgd } from "../src/optimizers/index.js";
import { cosineAnnealing, oneCycle, reduceOnPlateau, stepDecay } from "../src/schedules/index.js";
import { Arena } from "../src/training/arena.js";
import { entries, evaluate, generator, inputsOf, sample, worksOnRows } from "./support/losses.js";
import { entries as optimizerEntries, run, runInFloat64 } from "./support/optimizers.js";
import { prose } from "./support/prose.js";

const backends: readonly BackendName[] = ["reference", "js", "wasm"];
const fast: readonly BackendName[] = ["js", "wasm"];
const allFinite = (values: ArrayLike<number>) => Array.from(values).every(Number.isFinite);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const formula = (text: string) =>
  loss({ id: "mine", ...prose, formula: text, defaults: {}, about: {}, examples: [] });

describe("cross-entropies", () => {
  // A guard of 1e-9 vanishes in float32, where 1 - 1e-9 is 1: keras-team/keras#377.
  it("of probabilities at and next to 0 and 1 are finite, without a guard that rounds away", () => {
    const edges = [0, 1, 2 ** -149, 2 ** -126, 1 - 2 ** -24, 1e-9];
    const p = [...edges, ...edges];
    const y = p.map((_, i) => (i < edges.length ? 0 : 1));
    for (const backend of backends) {
      const { losses, gradient } = binaryCrossEntropy({ reduction: "none", backend }).evaluate(p, y);
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
      for (const backend of backends) {
        const expected = crossEntropy({ backend, reduction: "none" }).evaluate(near, classes);
        for (const shift of [1e4, -1e4, 1e6, -1e6]) {
          const moved = near.map((x) => x + shift);
          const got = crossEntropy({ backend, reduction: "none" }).evaluate(moved, classes);
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
          const { gradient } = crossEntropy({ labelSmoothing, backend, reduction: "sum" }).evaluate(
            logits,
            classes,
          );
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
    for (const backend of backends) {
      const { losses, gradient } = crossEntropy({ backend, reduction: "none" }).evaluate(rows, [0, 0, 0, 1]);
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
      for (const backend of backends)
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
      const each = formula("L = p - y")({ backend }).evaluate(p, y, { gradient: false }).value;
      expect(Math.abs(each / expected - 1)).toBeLessThan(1e-7);
      const oneRow = formula("L = mean(p - y)")({ backend }).evaluate(p, y, {
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

describe("optimizers", () => {
  // eps inside or outside the bias correction: pytorch/pytorch#22628, tensorflow/tensorflow#9047. Invisible at 1e-8.
  it("keep eps where they say, which shows when it is large", () => {
    const g = upTo(50).map((i) => [Math.sin(i) + 0.3, 1e-3 * Math.cos(i)]);
    const closedForm = (place: string) => {
      const [b1, b2, eps, lr] = [0.9, 0.999, 0.1, 0.01];
      return [0, 1].map((column) => {
        let [m, v, p] = [0, 0, 1];
        g.forEach((row, i) => {
          m = b1 * m + (1 - b1) * row[column]!;
          v = b2 * v + (1 - b2) * row[column]! ** 2;
          const [c1, c2] = [1 - b1 ** (i + 1), 1 - b2 ** (i + 1)];
          const under = {
            outside: Math.sqrt(v / c2) + eps,
            inside: Math.sqrt(v / c2 + eps),
            uncorrected: (Math.sqrt(v) + eps) / Math.sqrt(c2),
          }[place]!;
          p -= (lr * (m / c1)) / under;
        });
        return p;
      });
    };
    const ends = ["outside", "inside", "uncorrected"].map((epsPlacement) => {
      const options = { lr: 0.01, eps: 0.1, epsPlacement };
      const expected = closedForm(epsPlacement);
      const path = { p: [1, 1], g, options };
      const exact = runInFloat64(adam as unknown as OptimizerFactory, path).at(-1)!;
      exact.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
      for (const backend of backends)
        run(adam as unknown as OptimizerFactory, path, backend)
          .at(-1)!
          .forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
      return JSON.stringify(expected);
    });
    expect(new Set(ends).size).toBe(3);
  });

  // Decay and dampening were ignored for momentum 0: pytorch/pytorch#152833, ml-explore/mlx#473.
  it("apply every option in every combination", () => {
    for (const mu of [0, 0.9])
      for (const dampening of [0, 0.5])
        for (const l2 of [0, 0.1])
          for (const weightDecay of [0, 0.2]) {
            const options = { lr: 0.1, momentum: mu, dampening, l2, weightDecay };
            let p = 2;
            let v = 0;
            const expected = [1, -0.5, 0.25].map((gradient, i) => {
              const g = gradient + l2 * p;
              v = i === 0 ? g : mu * v + (1 - dampening) * g;
              p = p * (1 - 0.1 * weightDecay) - 0.1 * v;
              return p;
            });
            const path = { p: [2], g: [[1], [-0.5], [0.25]], options };
            runInFloat64(momentum as unknown as OptimizerFactory, path).forEach(([value], i) =>
              expect(value, JSON.stringify(options)).toBeCloseTo(expected[i]!, 12),
            );
          }
  });

  // Squares of 1e20 overflow float32, and clipping then made every gradient 0: pytorch/pytorch#46849.
  it.each([1e20, 1e38, 3e38, 1e-30, 1e-44])("clip gradients of %s by their true norm", (size) => {
    const g = Float32Array.from([size, 0, -size, size, size]);
    for (const backend of backends) {
      const state = sgd({ lr: 1, clipNorm: 1, backend }).init([0, 0, 0, 0, 0]);
      const { gradientNorm } = state.step(g);
      expect(gradientNorm! / (2 * Math.fround(size))).toBeCloseTo(1, 6);
      const moved = Math.min(0.5, Math.fround(size));
      Array.from(state.parameters).forEach((value, i) =>
        expect(Math.abs(value + [1, 0, -1, 1, 1][i]! * moved)).toBeLessThanOrEqual(1e-6 * moved),
      );
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "leave every parameter and state as it was when a gradient is %s, and name the tensor",
    (bad) => {
      for (const { factory } of optimizerEntries)
        for (const clipNorm of [undefined, 1]) {
          const arena = new Arena([
            { name: "weights", shape: [5] },
            { name: "bias", shape: [2] },
          ]);
          arena.valuesOf("weights").set([1, 2, 3, 4, 5]);
          const options = clipNorm === undefined ? {} : { clipNorm };
          const stopping = factory(options as never).init(arena);
          arena.gradientsOf("weights").fill(0.5);
          stopping.step();
          const before = JSON.stringify([Array.from(arena.valuesOf("weights")), stopping.save()]);
          arena.gradientsOf("bias")[1] = bad;
          expect(() => stopping.step()).toThrow(/bias/);
          expect(JSON.stringify([Array.from(arena.valuesOf("weights")), stopping.save()])).toBe(before);
        }
      const skipping = adamw({ onNonFinite: "skip" }).init([1, 2]);
      expect(skipping.step(Float32Array.from([0.1, bad])).skipped).toBe(true);
      expect(Array.from(skipping.parameters)).toEqual([1, 2]);
      expect(skipping.steps).toBe(0);
    },
  );
});

describe("schedules", () => {
  // "Tried to step 60002 times": a run of one step more than planned died hours in (pytorch/pytorch#38170).
  it("hold their last rate beyond their end", () => {
    for (const rate of [oneCycle({ steps: 60_000 }), cosineAnnealing({ steps: 60_000 })])
      for (const t of [60_000, 60_001, 60_002, 1e9]) expect(rate(t)).toBe(rate(60_000));
  });

  // A rate that is multiplied in every step drifts, and went to 2.25 times its base at restarts: pytorch/pytorch#20086.
  it("are closed forms: the millionth step is exact", () => {
    expect(stepDecay({ lr: 0.1, every: 100_000, gamma: 0.5 })(1e6)).toBe(0.1 / 1024);
    expect(cosineAnnealing({ lr: 0.1, steps: 2e6 })(1e6)).toBeCloseTo(0.05, 16);
  });

  // A NaN compares as false with everything: it counted as the best ever (Lightning-AI/pytorch-lightning#6848).
  it("do not take a metric of NaN for an improvement", () => {
    for (const better of ["lower", "higher"]) {
      const bound = reduceOnPlateau({ patience: 1, better }).bind({ lr: 1, steps: 10 });
      for (const value of [Number.NaN, Number.NaN]) bound.observe!(value);
      expect(bound.at(0).lr).toBeCloseTo(0.1, 15);
      bound.observe!(5);
      for (const value of [Number.NaN, Number.NaN]) bound.observe!(value);
      expect(bound.at(0).lr).toBeCloseTo(0.01, 15);
    }
  });
});

describe("memory", () => {
  // Scalars that nobody freed, one per step: tensorflow/tfjs#4647.
  it("does not grow with the number of steps", () => {
    const memory = new Memory();
    const p = memory.allocate(1000);
    const y = upTo(1000).map((i) => i % 2);
    const state = adam({ clipNorm: 1 }).init(new Float32Array(1000));
    const step = () => {
      const { gradient } = mse().evaluate(p.array, y, { memory });
      softCrossEntropy().evaluate(p.array, y, { memory, columns: 10 });
      state.step(gradient);
    };
    for (let i = 0; i < 10; i++) step();
    const before = [memory.buffer.byteLength, state.parameters.buffer.byteLength];
    for (let i = 0; i < 1000; i++) step();
    expect([memory.buffer.byteLength, state.parameters.buffer.byteLength]).toEqual(before);
  });
});
