/**
 * The GPU backend against the float64 reference, in Chromium with SwiftShader, which is a GPU made of the processor.
 * Real GPUs round division and square roots a little differently; what they share is the text of the shaders.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backends } from "../../packages/core/src/backends/index.js";
import { Arena, type LossResult, loss } from "../../packages/core/src/index.js";
import {
  type Call,
  EXTREME_COLUMNS,
  evaluate as evaluateHere,
  extremes,
  type Inputs,
  inputsOf,
  entries as losses,
  recordedOptions,
  sample,
  worksOnRows,
  worstDifference as worstOfLoss,
} from "../../packages/core/test/support/losses.js";
import {
  entries as optimizers,
  run as runHere,
  worstDifference as worstOfPath,
} from "../../packages/core/test/support/optimizers.js";
import { expression, rowExpression } from "../../packages/core/test/support/random-formula.js";
import type { Answer, GpuPage, LossQuestion, OptimizerQuestion, Path } from "./pages/webgpu-questions.js";
import { hasChromium, type OpenPage, openPage } from "./support/browser.js";

const ALL = process.env.DOWNHILL_TEST_ALL !== undefined;
const FLOAT32 = 2 ** -24;
/** As for the wasm backend, which computes in float32, too. */
const TOLERANCE = 5e-6;
const looser: Readonly<Record<string, number>> = { triplet: 2e-5, "cosine-embedding": 1e-4 };
/** Without a GPU each shader takes a while to compile: those that most people use always, the others in `test:all`. */
const common = new Set(
  (
    "mse mae huber binary-cross-entropy-with-logits cross-entropy hinge focal contrastive triplet dice " +
    "sgd momentum nesterov adagrad rmsprop adam adamw lamb adafactor schedule-free-adamw"
  ).split(" "),
);
const every = <T extends object>(entries: readonly T[], id: (entry: T) => string) =>
  entries.filter((entry) => ALL || common.has(id(entry))).map((entry) => [id(entry), entry] as const);

type Entry = (typeof losses)[number];
interface Case {
  readonly inputs: Inputs;
  readonly columns: number;
  readonly options?: Call["options"] & Readonly<Record<string, unknown>>;
  readonly weights?: readonly number[];
}

const wave = (length: number, pace: number): number[] =>
  Array.from({ length }, (_, i) => Math.fround(2 * Math.sin(pace * (i + 1))));

describe.skipIf(!hasChromium)("on a GPU", () => {
  let open: OpenPage;
  beforeAll(async () => {
    open = await openPage("webgpu");
  });
  afterAll(() => open?.close());

  type Window = { readonly page: GpuPage };
  const evaluate = (questions: readonly LossQuestion[]): Promise<Answer[]> =>
    open.page.evaluate((given) => (globalThis as unknown as Window).page.evaluate(given), questions);
  const optimize = (questions: readonly OptimizerQuestion[]): Promise<Path[]> =>
    open.page.evaluate((given) => (globalThis as unknown as Window).page.optimize(given), questions);

  async function expectAsReference(entry: Entry, cases: readonly Case[]): Promise<void> {
    const { id } = entry.factory.definition;
    const limit = looser[id] ?? TOLERANCE;
    const answers = await evaluate(
      cases.map(({ inputs, columns, options = {}, weights }) => ({
        id,
        options,
        inputs: inputsOf(entry).map(({ name }) => inputs[name]!),
        evaluate: { ...(worksOnRows(entry) && { columns }), ...(weights && { weights }) },
      })),
    );
    cases.forEach(({ inputs, columns, options, weights }, i) => {
      const { value, gradients, losses: each } = answers[i]!;
      const expected = evaluateHere(entry, inputs, {
        backend: "reference",
        columns,
        ...(options && { options }),
        ...(weights && { evaluate: { weights } }),
      });
      const what = `${id} ${JSON.stringify(options)} case ${i}, rows of ${columns}`;
      const scale = Math.max(1e-2, Math.abs(expected.value));
      expect(Math.abs(value - expected.value) / scale, what).toBeLessThanOrEqual(limit);
      for (const [name, gradient] of Object.entries(expected.gradients))
        expect(worstOfLoss(gradients[name]!, gradient), `${what}, ${name}`).toBeLessThanOrEqual(limit);
      if (expected.losses) expect(worstOfLoss(each, expected.losses), what).toBeLessThanOrEqual(limit);
    });
  }

  describe.each(every(losses, ({ factory }) => factory.definition.id))("%s", (_, entry) => {
    const onRows = worksOnRows(entry);
    const shapes: readonly [number, number][] = onRows
      ? [
          [1, 1],
          [3, 33],
          [7, 1],
          [300, 17],
          [2, 1000],
        ]
      : [1, 7, 1000, 4099].map((columns) => [1, columns]);

    it("is the reference's value and gradient, at every size and with weights", async () => {
      const cases = shapes.map(
        ([rows, columns]): Case => ({ inputs: sample(entry, rows, columns, rows + columns), columns }),
      );
      const weighted = { ...cases[3]!, weights: wave(onRows ? 300 : 4099, 1).map((x) => x * x) };
      const inputs = sample(entry, onRows ? 300 : 1, onRows ? 17 : 4099, 5);
      await expectAsReference(entry, [...cases, { ...weighted, inputs, columns: onRows ? 17 : 4099 }]);
    });

    it("stays finite at the extremes", async () => {
      const all = [...extremes(entry, {})];
      const inputs = Object.fromEntries(
        Object.keys(all[0]!).map((name) => [name, all.flatMap((each) => each[name]!)]),
      );
      const columns = onRows ? EXTREME_COLUMNS : inputs[inputsOf(entry)[0]!.name]!.length;
      const options = { reduction: "none" };
      const [answer] = await evaluate([
        {
          id: entry.factory.definition.id,
          options,
          inputs: inputsOf(entry).map(({ name }) => inputs[name]!),
          evaluate: onRows ? { columns } : {},
        },
      ]);
      const { value, losses: each, gradients } = answer!;
      const numbers = [value, ...each, ...Object.values(gradients).flat()];
      expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
      const expected = evaluateHere(entry, inputs, {
        options: { reduction: "none" },
        backend: "reference",
        columns,
      });
      expect(worstOfLoss(each, expected.losses!)).toBeLessThanOrEqual(TOLERANCE);
    });

    it.skipIf(!ALL)("is the reference's with every option", async () => {
      const [rows, columns] = shapes[3]!;
      await expectAsReference(
        entry,
        recordedOptions(entry.factory.definition.id).map((options) => ({
          inputs: sample(entry, rows, columns, 3, options),
          columns,
          options,
        })),
      );
    });
  });

  it("leaves ignored rows out, and weights classes", async () => {
    const entry = losses.find(({ name }) => name === "crossEntropy")!;
    const inputs = sample(entry, 40, 7, 1);
    const classWeights = [1, 2, 0, 0.5, 3, 1, 1];
    await expectAsReference(entry, [
      { inputs, columns: 7, options: { ignoreIndex: 3, classWeights } },
      { inputs, columns: 7, options: { ignoreIndex: 3, reduction: "sum" } },
      { inputs, columns: 7, options: { classWeights, reduction: "none" }, weights: wave(40, 1) },
    ]);
  });

  it("adds a million losses without losing digits", async () => {
    const { got, expected } = await open.page.evaluate(() =>
      (globalThis as unknown as Window).page.meanOfMany(1_000_003),
    );
    expect(Math.abs(got - expected) / expected).toBeLessThan(1e-6);
  });

  it("does not hide a NaN", async () => {
    const cases = losses.map((entry) => {
      const onRows = worksOnRows(entry);
      const inputs = sample(entry, onRows ? 3 : 1, onRows ? 4 : 12, 1);
      const first = inputsOf(entry)[0]!.name;
      return { entry, onRows, inputs: { ...inputs, [first]: inputs[first]!.with(5, Number.NaN) } };
    });
    const answers = await evaluate(
      cases.map(({ entry, onRows, inputs }) => ({
        id: entry.factory.definition.id,
        options: {},
        inputs: inputsOf(entry).map(({ name }) => inputs[name]!),
        evaluate: { check: false, ...(onRows && { columns: 4 }) },
      })),
    );
    const values = answers.map(({ value }, i) => [cases[i]!.entry.name, value]);
    expect(values).toEqual(cases.map(({ entry }) => [entry.name, Number.NaN]));
  });

  it.each([
    ["element by element", expression, false],
    ["row by row", rowExpression, true],
  ] as const)(
    "runs random formulas %s",
    async (_, formulas, onRows) => {
      const [rows, columns] = onRows ? [5, 70] : [1, 350];
      const [p, y] = [wave(rows * columns, 0.7), wave(rows * columns, 1.9)].map((all) =>
        all.map((x) => Math.fround(1.4 * x)),
      ) as [number[], number[]];
      const texts = fc.sample(formulas, { numRuns: ALL ? 200 : 12, seed: 7 });
      const questions = texts.map((text) => ({
        id: "random",
        // Random formulas know a constant c.
        formula: `c = 0.625\nL = ${text}`,
        options: { reduction: "none" } as const,
        inputs: [p, y],
        evaluate: { columns },
      }));
      const answers = await evaluate(questions);
      questions.forEach(({ formula, options }, i) => {
        const inputs = { p: "prediction", y: "target" } as const;
        const factory = loss({ id: "random", formula, inputs });
        const [expected, wasm] = (["reference", "wasm"] as const).map((backend) =>
          factory({ ...options, backend: backends[backend] }).evaluate(p, y, { columns }),
        ) as [LossResult, LossResult];
        const { losses: each, gradients } = answers[i]!;
        const compare = (got: ArrayLike<number>, here: ArrayLike<number>, right: ArrayLike<number>) =>
          expect(worstOfLoss(got, right), formula).toBeLessThanOrEqual(3e-5 + 3 * worstOfLoss(here, right));
        compare(each, wasm.losses!, expected.losses!);
        compare(gradients.p!, wasm.gradient, expected.gradient);
      });
    },
    300_000,
  );

  it("refuses what other backends refuse", async () => {
    const question = { id: "cross-entropy", options: {}, inputs: [[1, 2, 3], [3]], evaluate: {} };
    await expect(evaluate([question])).rejects.toThrow("class out of range: cross-entropy got 3");
  });

  const functions = ["exp(p)", "log(p)", "log1p(p)", "expm1(p)", "sigmoid(p)", "tanh(p)", "softplus(p)"];
  it.each([...functions, "sin(p)", "cos(p)", "p^2.3", "sqrt(p)", "1/p"])(
    "%s is within 2 units of the last place of the wasm backend",
    async (text) => {
      const bits = new Uint32Array(1);
      const float = new Float32Array(bits.buffer);
      const isPeriodic = text.startsWith("sin") || text.startsWith("cos");
      const p: number[] = [];
      for (let pattern = 0; pattern < 2 ** 32; pattern += 257_001) {
        bits[0] = pattern;
        // A GPU may flush denormal numbers, and infinities with NaN have a test of their own.
        const size = Math.abs(float[0]!);
        if (Number.isFinite(size) && size > 1.2e-38 && !(isPeriodic && size > 8192)) p.push(float[0]!);
      }
      const formula = `L = ${text}`;
      const options = { reduction: "none" } as const;
      const [answer] = await evaluate([{ id: "function", formula, options, inputs: [p], evaluate: {} }]);
      const here = loss({ id: "function", formula, inputs: { p: "prediction" } })(options).evaluate(p);
      let worst = 0;
      answer!.losses.forEach((got, i) => {
        const expected = here.losses![i]!;
        if (Object.is(got, expected) || (Math.abs(expected) < 1.2e-38 && Math.abs(got) < 1.2e-38)) return;
        const place = 2 ** (Math.floor(Math.log2(Math.abs(expected))) - 23);
        const error = Math.abs(got - expected) / place;
        if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
      });
      expect(p.length).toBeGreaterThan(5000);
      expect(answer!.losses.length).toBe(p.length);
      expect(worst).toBeLessThanOrEqual(2);
    },
  );

  it.each(every(optimizers, ({ id }) => id))("%s goes the reference's way", async (id, { factory }) => {
    const surroundings = { weightDecay: 0.1, l2: 0.01, l1: 1e-4, clipValue: 1, clipNorm: 3 };
    const cases = [
      [1, {}],
      [17, surroundings],
      [1003, {}],
      [1003, surroundings],
    ] as const;
    const paths = cases.map(([length, options]) => ({
      options,
      p: wave(length, 1),
      g: [0.7, 1.3, 0.2].map((pace) => wave(length, pace)),
      lr: [0.01, 0.02, 0.005],
    }));
    const answers = await optimize(
      paths.map(({ lr, ...path }) => ({ id, ...path, steps: lr.map((rate) => ({ lr: rate })) })),
    );
    paths.forEach((path, i) => {
      const expected = runHere(factory, path, "reference");
      expect(worstOfPath(path.p, answers[i]!.after, expected, 4 * FLOAT32)).toBeLessThan(1e-5);
    });
  });

  it("treats each tensor as its group says, and shows evaluation weights", async () => {
    const tensors = [
      { name: "a.weight", shape: [5, 7] },
      { name: "a.frozen", shape: [3] },
      { name: "b.weight", shape: [9] },
      { name: "b.bias", shape: [9], role: "bias" },
    ] as const;
    const groups = [
      { match: "frozen", frozen: true },
      { match: "b.", lrScale: 0.1 },
    ];
    const options = { groups, weightDecay: 0.1, lr: 0.1 };
    const { length } = new Arena(tensors);
    const [p, g] = [wave(length, 1), [wave(length, 2), wave(length, 3)]];
    for (const { id, factory } of optimizers) {
      if (!["adamw", "lamb", "adafactor", "schedule-free-adamw"].includes(id)) continue;
      const arena = new Arena(tensors);
      arena.values.set(p);
      const state = factory({ ...options, backend: backends.reference }).init(arena);
      const expected = g.map((gradients) => {
        state.step(Float32Array.from(gradients));
        return Array.from(state.parameters);
      });
      const [got] = await optimize([{ id, options, p, g, tensors }]);
      expect(worstOfPath(p, got!.after, expected, 4 * FLOAT32), id).toBeLessThan(1e-5);
      await state.withEvaluationWeights(async () => {
        const shown = Array.from(arena.values);
        expect(worstOfPath(p, [got!.evaluation], [shown], 4 * FLOAT32), id).toBeLessThan(1e-5);
      });
      const states = Object.fromEntries([...state.states].map(([name, { array }]) => [name, array]));
      expect(Object.keys(got!.states)).toEqual(Object.keys(states));
    }
  });

  it("stops at a gradient that is not finite, naming it", async () => {
    const question = { id: "adam", options: {}, p: [1, 2, 3] };
    await expect(optimize([{ ...question, g: [[1, Number.NaN, 1]] }])).rejects.toThrow(
      "parameters[1] is NaN",
    );
    const [skipped] = await optimize([
      { ...question, options: { onNonFinite: "skip" }, g: [[1, Number.POSITIVE_INFINITY, 1]] },
    ]);
    expect(skipped!.after).toEqual([[1, 2, 3]]);
  });

  it("takes gradients and a device that others made", async () => {
    const got = await open.page.evaluate(() => (globalThis as unknown as Window).page.shareBuffer());
    expect(got).toEqual([0.5, 1.5, 0, 1, 4]);
  });
});
