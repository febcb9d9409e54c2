/** What libraries get wrong or do differently, each as its own small table. */
import { describe, expect, it } from "vitest";
import { type BackendName, backends } from "../src/backends/index.js";
import type { OptimizerFactory } from "../src/interfaces.js";
import { adabelief } from "../src/optimizers/adabelief.js";
import { adafactor } from "../src/optimizers/adafactor.js";
import { adam } from "../src/optimizers/adam.js";
import { adamax } from "../src/optimizers/adamax.js";
import { adamw } from "../src/optimizers/adamw.js";
import { amsgrad } from "../src/optimizers/amsgrad.js";
import { cautiousAdamw } from "../src/optimizers/cautious-adamw.js";
import { lamb } from "../src/optimizers/lamb.js";
import { lars } from "../src/optimizers/lars.js";
import { lion } from "../src/optimizers/lion.js";
import { momentum } from "../src/optimizers/momentum.js";
import { nadam } from "../src/optimizers/nadam.js";
import { nesterov } from "../src/optimizers/nesterov.js";
import { novograd } from "../src/optimizers/novograd.js";
import { rmsprop } from "../src/optimizers/rmsprop.js";
import { scheduleFreeAdamw } from "../src/optimizers/schedule-free-adamw.js";
import { scheduleFreeSgd } from "../src/optimizers/schedule-free-sgd.js";
import { sgd } from "../src/optimizers/sgd.js";
import { Arena } from "../src/training/arena.js";
import { recorded, run, runInFloat64 } from "./support/optimizers.js";

const names: readonly BackendName[] = ["reference", "js", "wasm"];
const vector = (...values: number[]): Float32Array => Float32Array.from(values);
/** First step, in units of the rate. */
const firstStep = (factory: OptimizerFactory<never>, g: number, options: object = {}): number =>
  -runInFloat64(factory as unknown as OptimizerFactory, {
    p: [0],
    g: [[g]],
    options: { lr: 1, ...options },
  })[0]![0]!;

describe("the first step", () => {
  it("of Adam and its relatives is the rate times the sign, whatever the scale of the gradient", () => {
    for (const factory of [adam, adamw, amsgrad, adamax] as unknown as OptimizerFactory[])
      for (const scale of [1, 1e-3, 1e4])
        for (const backend of names) {
          const [row] = run(factory, { p: [0, 0], g: [[scale, -scale]], options: { lr: 0.125 } }, backend);
          expect(Math.abs(row![0]! + 0.125)).toBeLessThan(2e-6);
          expect(Math.abs(row![1]! - 0.125)).toBeLessThan(2e-6);
        }
  });

  it("tells the places of eps apart where gradients are small", () => {
    // Measured with PyTorch (outside) and Keras (uncorrected, eps 1e-7).
    expect(firstStep(adam as never, 1e-6)).toBeCloseTo(0.99, 3);
    expect(firstStep(adam as never, 1e-8)).toBeCloseTo(0.5, 3);
    expect(firstStep(adam as never, 1e-6, { eps: 1e-7, epsPlacement: "uncorrected" })).toBeCloseTo(0.24, 3);
    expect(firstStep(adam as never, 1e-8, { eps: 1e-7, epsPlacement: "uncorrected" })).toBeCloseTo(0.003, 3);
    expect(firstStep(adam as never, 1e-8, { epsPlacement: "inside" })).toBeCloseTo(1e-4, 6);
  });

  it("of RMSprop is 1/sqrt(1 - alpha) times the rate", () => {
    expect(firstStep(rmsprop as never, 1)).toBeCloseTo(10, 5);
    expect(firstStep(rmsprop as never, 1, { alpha: 0.9 })).toBeCloseTo(Math.sqrt(10), 5);
  });

  it("of momentum takes the whole gradient, dampened or not; the second does not", () => {
    for (const lrPlacement of ["outside", "inside"]) {
      const options = { lr: 1, momentum: 0.5, dampening: 0.75, lrPlacement };
      const rows = runInFloat64(momentum as unknown as OptimizerFactory, { p: [0], g: [[1], [1]], options });
      expect(rows).toEqual([[-1], [-1 - (0.5 + 0.25)]]);
    }
  });
});

describe("bias correction", () => {
  it("is exact for betas so near 1 that 1 - beta^t would round in float32", () => {
    const options = { lr: 1, beta1: 1 - 2 ** -20, beta2: 1 - 2 ** -24 };
    for (const backend of names) {
      const rows = run(adam as unknown as OptimizerFactory, { p: [0], g: [[1], [1], [1]], options }, backend);
      rows.forEach(([value], i) => {
        expect(value! / -(i + 1)).toBeCloseTo(1, 5);
      });
    }
  });
});

describe("weight decay", () => {
  it("without gradients is (1 - lr*weightDecay)^t, also while a schedule moves the rate", () => {
    const rates = [0.1, 0.2, 0.05, 0.1];
    const expected = rates.map((_, i) => rates.slice(0, i + 1).reduce((w, lr) => w * (1 - lr * 0.5), 2));
    for (const factory of [
      adamw,
      adam,
      sgd,
      momentum,
      lion,
      nadam,
      adabelief,
    ] as unknown as OptimizerFactory[])
      for (const backend of names) {
        const path = { p: [2], g: rates.map(() => [0]), lr: rates, options: { weightDecay: 0.5 } };
        run(factory, path, backend).forEach(([value], i) => {
          expect(value! / expected[i]!).toBeCloseTo(1, 6);
        });
      }
  });

  it("is never l2: one leaves Adam's moments alone, the other goes through them", () => {
    const step = (options: object) =>
      run(
        adam as unknown as OptimizerFactory,
        { p: [2], g: [[0]], options: { lr: 0.1, ...options } },
        "wasm",
      )[0]![0]!;
    expect(step({ weightDecay: 0.5 })).toBeCloseTo(1.9, 6);
    expect(step({ l2: 0.5 })).toBeCloseTo(1.9, 6);
    expect(step({ weightDecay: 0.01 })).toBeCloseTo(1.998, 6);
    expect(step({ l2: 0.01 })).toBeCloseTo(1.9, 6);
  });

  it("and l2 act without momentum, too", () => {
    const options = { lr: 0.1, momentum: 0, l2: 0.5 };
    expect(
      run(momentum as unknown as OptimizerFactory, { p: [2], g: [[1]], options }, "wasm")[0]![0],
    ).toBeCloseTo(1.8, 6);
  });
});

describe("AMSGrad", () => {
  it("never shrinks its denominator, and the two forms differ", () => {
    for (const maximumOf of ["raw", "corrected"]) {
      const state = amsgrad({ maximumOf, beta2: 0.5 }).init([0]);
      let largest = 0;
      for (const g of [3, 0, 0, 0.1, 1, 0]) {
        state.step(vector(g));
        const h = state.states.get("h")!.array[0]!;
        expect(h).toBeGreaterThanOrEqual(largest);
        largest = h;
      }
    }
    const path = { p: recorded.p, g: recorded.g };
    const of = (maximumOf: string) =>
      runInFloat64(amsgrad as unknown as OptimizerFactory, { ...path, options: { beta2: 0.9, maximumOf } });
    expect(of("raw")).not.toEqual(of("corrected"));
    expect(of("raw")).toEqual(
      runInFloat64(adam as unknown as OptimizerFactory, { ...path, options: { beta2: 0.9, amsgrad: true } }),
    );
  });
});

describe("where the rate stands in momentum", () => {
  it("makes no difference while it is constant, and all the difference when it drops", () => {
    const lengths = (factory: unknown, lrPlacement: string): number[] => {
      const lr = [...new Array<number>(200).fill(1), ...new Array<number>(4).fill(0.1)];
      const rows = runInFloat64(factory as OptimizerFactory, {
        p: [0],
        g: lr.map(() => [0.1]),
        lr,
        options: { lrPlacement },
      });
      return [199, 200, 201, 202].map((t) => rows[t - 1]![0]! - rows[t]![0]!);
    };
    for (const factory of [momentum, nesterov]) {
      const outside = lengths(factory, "outside");
      const inside = lengths(factory, "inside");
      expect(outside[0]).toBeCloseTo(1, 6);
      expect(inside[0]).toBeCloseTo(1, 6);
      for (const step of outside.slice(1)) expect(step).toBeCloseTo(0.1, 6);
    }
    const [, ...after] = lengths(momentum, "inside");
    [0.91, 0.829, 0.7561].forEach((step, i) => {
      expect(after[i]).toBeCloseTo(step, 6);
    });
  });
});

describe("centered RMSprop", () => {
  it("survives the rounding of a variance of 0", () => {
    for (const backend of names) {
      const g = Array.from({ length: 300 }, () => [1e-3, 0, 7.3, 1e-20]);
      const rows = run(
        rmsprop as unknown as OptimizerFactory,
        { p: [1, 1, 1, 1], g, options: { centered: true, lr: 1e-6 } },
        backend,
      );
      for (const row of rows) expect(row.every(Number.isFinite)).toBe(true);
      expect(rows.at(-1)![1]).toBe(1);
    }
  });
});

describe("states", () => {
  const names = (factory: unknown, options: Record<string, unknown> = {}): string[] => [
    ...(factory as OptimizerFactory)(options).init([1, 2]).states.keys(),
  ];

  it("are kept only where the options need them", () => {
    expect(names(sgd)).toEqual([]);
    expect(names(adam)).toEqual(["m", "v"]);
    expect(names(adam, { amsgrad: true })).toEqual(["m", "v", "h"]);
    expect(names(rmsprop)).toEqual(["s"]);
    expect(names(rmsprop, { centered: true })).toEqual(["s", "a"]);
    expect(names(rmsprop, { momentum: 0.9 })).toEqual(["s", "b"]);
    expect(names(scheduleFreeSgd)).toEqual(["z", "largest", "total"]);
  });
});

describe("rules of whole tensors", () => {
  it("treat each tensor alone, whatever stands beside it", () => {
    const first = [1, -2, 3, 0.5, -0.25];
    const second = [100, 200, -300];
    const g = [
      [0.1, 0.2, -0.3, 0.4, 0.5, 5, -6, 7],
      [-0.2, 0.1, 0.3, -0.1, 0.2, -1, 2, 3],
      [0, 0, 0, 0, 0, 1, 1, -1],
    ];
    for (const factory of [
      lamb,
      lars,
      novograd,
      adafactor,
      cautiousAdamw,
      nadam,
      scheduleFreeSgd,
      scheduleFreeAdamw,
    ] as unknown as OptimizerFactory[])
      for (const backend of names) {
        const arena = new Arena([
          { name: "first", shape: [5] },
          { name: "second", shape: [3] },
        ]);
        arena.valuesOf("first").set(first);
        arena.valuesOf("second").set(second);
        const state = factory({ backend: backends[backend] }).init(arena);
        for (const row of g) {
          arena.gradientsOf("first").set(row.slice(0, 5));
          arena.gradientsOf("second").set(row.slice(5));
          state.step();
        }
        const alone = (p: number[], from: number, to: number) =>
          run(factory, { p, g: g.map((row) => row.slice(from, to)) }, backend).at(-1);
        expect(Array.from(arena.valuesOf("first")), `${factory.definition.id} ${backend}`).toEqual(
          alone(first, 0, 5),
        );
        expect(Array.from(arena.valuesOf("second"))).toEqual(alone(second, 5, 8));
      }
  });

  it("take a plain step where weights or gradients are all 0", () => {
    for (const factory of [lamb, lars] as unknown as OptimizerFactory[]) {
      const [zeroWeights] = run(factory, { p: [0, 0], g: [[1, -1]], options: { lr: 0.1 } }, "wasm");
      expect(zeroWeights![0]).toBeCloseTo(-0.1, 5);
      expect(run(factory, { p: [1, 2], g: [[0, 0]] }, "wasm")).toEqual([[1, 2]]);
    }
  });
});
