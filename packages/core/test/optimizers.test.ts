import { describe, expect, it } from "vitest";
import type { OptionValues } from "../src/definition.js";
import { optimizerDocumentation } from "../src/documentation.js";
import type { OptimizerFactory } from "../src/interfaces.js";
import { isWorthCompiling, nativeIfAny, type TestedBackend } from "./support/backends.js";
import { expectDocumentedResults } from "./support/documentation.js";
import { generator } from "./support/losses.js";
import { entries, recorded, run, runInFloat64, worstDifference } from "./support/optimizers.js";

const backends: readonly TestedBackend[] = ["reference", "js", "wasm", ...nativeIfAny];
const ids = new Set(entries.map(({ id }) => id));
const scope = Object.fromEntries(entries.map(({ name, factory }) => [name, factory]));
const sweep = describe.each(entries.map((entry) => [entry.id, entry] as const));

/** Parameters are stored in float32 once per step; recordings have 15 digits. */
const FLOAT32 = 2 ** -24;
const RECORDED = 2 ** -47;

/** Entries that move without a gradient: they decay, forget the start, or average with it and round. */
const moveByThemselves = new Set(["asgd", "ftrl", "madgrad"]);
/** Rates for the two test functions where none of the entry's own is small enough. */
const smallerRates: Readonly<Record<string, readonly number[]>> = { "schedule-free-sgd": [0.01, 0.003] };

/** optax takes the root of madgrad's step count in float32. */
const exactness = (id: string, from: string): number =>
  id === "madgrad" && from.startsWith("optax") ? 1e-7 : 2e-12;

const withOptions = (factory: OptimizerFactory, options: OptionValues) => factory(options as never);

function randomNumbers(count: number, seed: number): number[] {
  const random = generator(seed);
  return Array.from({ length: count }, () => Math.fround(4 * random() - 2));
}

sweep("%s", (id, { name, source, factory }) => {
  const { definition } = factory;
  const documentation = optimizerDocumentation.get(id)!;
  const recordings = recorded.cases.filter(({ optimizer }) => optimizer === id);

  it("is named alike in file, id and export, and describes itself", () => {
    expect(definition.id).toBe(id);
    expect(name).toBe(id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    for (const neighbour of Object.keys(documentation.related ?? {}))
      expect(ids.has(neighbour), neighbour).toBe(true);
    expect(Object.keys(documentation.options)).toEqual(
      expect.arrayContaining(Object.keys(definition.defaults)),
    );
    for (const text of [
      documentation.summary,
      documentation.use,
      documentation.avoid,
      documentation.ko.summary,
      documentation.ko.use,
      documentation.ko.avoid,
    ])
      expect(text.length).toBeGreaterThan(2);
    expect([...definition.rates!].sort((a, b) => a - b)).toEqual(definition.rates);
    expect(documentation.examples.length).toBeGreaterThan(0);
  });

  it("runs the example of its documentation", () => expectDocumentedResults(source, scope));

  it("gives its known answers", () => {
    for (const example of documentation.examples) {
      const what = `${example.from} ${JSON.stringify(example.options)}`;
      // Twelve digits are written down.
      expect(
        worstDifference(example.p, runInFloat64(factory, example), example.after, 2 ** -38),
        what,
      ).toBeLessThan(Math.max(1e-9, exactness(id, example.from)));
      for (const backend of backends)
        if (isWorthCompiling(backend, example.options))
          expect(
            worstDifference(example.p, run(factory, example, backend), example.after, FLOAT32),
            what,
          ).toBeLessThan(1e-5);
    }
  });

  it("goes where the libraries go", () => {
    expect(recordings.length).toBeGreaterThan(0);
    for (const recording of recordings) {
      const path = { ...recording, p: recorded.p, g: recorded.g };
      const what = `${recording.from} ${JSON.stringify(recording.options)}`;
      expect(worstDifference(path.p, runInFloat64(factory, path), path.after, RECORDED), what).toBeLessThan(
        exactness(id, recording.from),
      );
      for (const backend of backends) {
        if (!isWorthCompiling(backend, recording.options)) continue;
        const difference = worstDifference(path.p, run(factory, path, backend), path.after, FLOAT32);
        expect(difference, `${what} on ${backend}`).toBeLessThan(1e-5);
      }
    }
  });

  it("is the same on every backend at every size", () => {
    for (const length of [1, 3, 7, 17, 1000, 4099]) {
      const p = randomNumbers(length, 1);
      const seeds = length < 100 ? [2, 3, 4, 5, 6] : [2, 3];
      const g = seeds.map((seed) => randomNumbers(length, seed));
      for (const options of [{}, { weightDecay: 0.1, l2: 0.01, l1: 1e-4, clipValue: 1 }] as OptionValues[]) {
        const reference = run(factory, { p, g, options }, "reference");
        for (const backend of backends.slice(1)) {
          if (!isWorthCompiling(backend, options)) continue;
          const difference = worstDifference(
            p,
            run(factory, { p, g, options }, backend),
            reference,
            4 * FLOAT32,
          );
          expect(difference, `${backend}, ${length} parameters`).toBeLessThan(1e-5);
        }
      }
    }
  });

  it("stays finite on zero, tiny and huge gradients, and at rate 0", () => {
    const p = [1, -2, 0, 3, 0.5, 1e-30];
    const g = [
      [0, 1e-38, 1e-20, 1e15, -1e15, 0],
      [0, 0, -1e-30, 1e15, 1, 1e-10],
      [1, -1e-38, 0, -1e-15, 0, 0],
    ];
    for (const backend of backends) {
      const rows = run(factory, { p, g: [...g, ...g], lr: [0, 0.001, 0.001, 0, 0.001, 0.001] }, backend);
      for (const row of rows) expect(row.every(Number.isFinite), `${backend}: ${row}`).toBe(true);
    }
  });

  it.skipIf(moveByThemselves.has(id))("leaves parameters without a gradient as they are", () => {
    const p = randomNumbers(33, 7);
    const g = [1, 2, 3].map(() => p.map(() => 0));
    for (const backend of backends)
      for (const row of run(factory, { p, g, options: { weightDecay: 0 } }, backend)) expect(row).toEqual(p);
  });

  it.each(Object.entries(testFunctions))("finds the valley of %s", (_, { start, value, gradient }) => {
    const rates = [...(smallerRates[id] ?? []), ...[...definition.rates!].reverse()];
    const reached = (lr: number): boolean => {
      const state = withOptions(factory, { lr }).init(start);
      for (let step = 0; step < 3000; step++) {
        const slope = Float32Array.from(gradient(state.parameters));
        if (!slope.every(Number.isFinite)) return false;
        state.step(slope);
        if (value(state.parameters) < 0.03 * value(start)) return true;
      }
      return false;
    };
    expect(rates.some(reached)).toBe(true);
  });

  it("resumes at every step exactly where it was, and not without its state", () => {
    const p = randomNumbers(19, 8);
    const g = Array.from({ length: 13 }, (_, i) => Float32Array.from(randomNumbers(19, 20 + i)));
    const optimizer = withOptions(factory, { lr: definition.rates![1]! });
    const finish = (state: ReturnType<typeof optimizer.init>): number[] => {
      while (state.steps < g.length) state.step(g[state.steps]!);
      return Array.from(state.parameters);
    };
    const straight = finish(optimizer.init(p));
    for (let stop = 0; stop <= 10; stop++) {
      const before = optimizer.init(p);
      for (let i = 0; i < stop; i++) before.step(g[i]!);
      const snapshot = before.save();
      const after = optimizer.init(before.parameters.slice());
      after.load(snapshot);
      expect(finish(after), `stopped after ${stop}`).toEqual(straight);
    }
    const forgetful = optimizer.init(p);
    for (let i = 0; i < 5; i++) forgetful.step(g[i]!);
    const weightsOnly = optimizer.init(forgetful.parameters.slice());
    for (const gradient of g.slice(5)) weightsOnly.step(gradient);
    if (forgetful.states.size > 0) expect(Array.from(weightsOnly.parameters)).not.toEqual(straight);
  });

  it("shows its evaluation weights, and gives the training weights back", async () => {
    for (const recording of recordings) {
      if (!recording.evaluation) continue;
      const state = withOptions(factory, recording.options).init(recorded.p);
      recorded.g.forEach((g, i) => {
        const lr = recording.lr?.[i];
        state.step(Float32Array.from(g), lr === undefined ? {} : { lr });
      });
      const training = Array.from(state.parameters);
      const shown = await state.withEvaluationWeights(async () => Array.from(state.parameters));
      shown.forEach((weight, i) => {
        const expected = recording.evaluation![i]!;
        expect(Math.abs(weight - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)));
      });
      expect(Array.from(state.parameters)).toEqual(training);
    }
    expect(recordings.some(({ evaluation }) => evaluation)).toBe(definition.evaluation !== undefined);
  });
});

interface TestFunction {
  readonly start: readonly number[];
  value(x: ArrayLike<number>): number;
  gradient(x: ArrayLike<number>): number[];
}

const curvatures = [1, 0.1, 3];
const testFunctions: Readonly<Record<string, TestFunction>> = {
  "a parabola": {
    start: [1, -2, 3],
    value: (x) => curvatures.reduce((sum, c, i) => sum + 0.5 * c * (x[i]! - 0.5) ** 2, 0),
    gradient: (x) => curvatures.map((c, i) => c * (x[i]! - 0.5)),
  },
  "Rosenbrock's function": {
    start: [-1, 1],
    value: (x) => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2,
    gradient: (x) => [-2 * (1 - x[0]!) - 400 * x[0]! * (x[1]! - x[0]! ** 2), 200 * (x[1]! - x[0]! ** 2)],
  },
};
