/** Mistakes that other libraries really made in optimizers, schedules and memory, one test each. */
import { describe, expect, it } from "vitest";
import { type BackendName, backends } from "../src/backends/index.js";
import { Memory } from "../src/backends/memory.js";
import type { OptimizerFactory } from "../src/interfaces.js";
import { mse, softCrossEntropy } from "../src/losses/index.js";
import { adam, adamw, momentum, sgd } from "../src/optimizers/index.js";
import { cosineAnnealing, oneCycle, reduceOnPlateau, stepDecay } from "../src/schedules/index.js";
import { Arena } from "../src/training/arena.js";
import { entries, run, runInFloat64 } from "./support/optimizers.js";

const names: readonly BackendName[] = ["reference", "js", "wasm"];
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

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
      for (const backend of names)
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
    for (const backend of names) {
      const state = sgd({ lr: 1, clipNorm: 1, backend: backends[backend] }).init([0, 0, 0, 0, 0]);
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
      for (const { factory } of entries)
        for (const clipNorm of [undefined, 1]) {
          const arena = new Arena([
            { name: "weights", shape: [5] },
            { name: "bias", shape: [2] },
          ]);
          arena.valuesOf("weights").set([1, 2, 3, 4, 5]);
          const stopping = factory({ ...(clipNorm && { clipNorm }) } as never).init(arena);
          arena.gradientsOf("weights").fill(0.5);
          stopping.step();
          const before = JSON.stringify([Array.from(arena.valuesOf("weights")), stopping.save()]);
          arena.gradientsOf("bias")[1] = bad;
          const options = clipNorm === undefined ? { allOrNothing: true } : {};
          expect(() => stopping.step(undefined, options)).toThrow(/bias.*nothing was changed/);
          expect(JSON.stringify([Array.from(arena.valuesOf("weights")), stopping.save()])).toBe(before);
        }
      const skipping = adamw({ onNonFinite: "skip" }).init([1, 2]);
      expect(skipping.step(Float32Array.from([0.1, bad])).skipped).toBe(true);
      expect(Array.from(skipping.parameters)).toEqual([1, 2]);
      expect(skipping.steps).toBe(0);
    },
  );
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "let no gradient of %s into a parameter or a state, wherever it stands",
    (bad) => {
      const length = 75; // two passes of the kernel, two vectors, three numbers
      for (const backend of Object.values(backends))
        for (let index = 0; index < length; index++) {
          const g = new Float32Array(length).fill(0.5);
          const state = adamw({ backend }).init(new Float32Array(length).fill(1));
          state.step(g);
          const kept = [state.parameters[index], ...Object.values(state.save().states).map((s) => s[index])];
          g[index] = bad;
          expect(() => state.step(g)).toThrow(`parameters[${index}] is ${bad}`);
          const { step, states } = state.save();
          expect(step).toBe(1);
          for (const array of [state.parameters, ...Object.values(states)])
            expect(array.every(Number.isFinite)).toBe(true);
          expect([state.parameters[index], ...Object.values(states).map((s) => s[index])]).toEqual(kept);
        }
    },
  );

  it("take gradients whose sum overflows", () => {
    for (const backend of Object.values(backends)) {
      const state = sgd({ lr: 1e-38, backend }).init(new Float32Array(75));
      state.step(new Float32Array(75).fill(3e38));
      expect(state.parameters.every((value) => Math.abs(value + 3) < 1e-5)).toBe(true);
    }
  });
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
