/** Kernels that travel as text compute what those compiled from the formula do. */
import { describe, expect, it } from "vitest";
import { js } from "../src/backends/js.js";
import { Memory } from "../src/backends/memory.js";
import * as compiled from "../src/compiled/index.js";
import type { OptionValues } from "../src/definition.js";
import type { EvaluateOptions, Loss, LossFactory, OptimizerFactory } from "../src/interfaces.js";
import { sharedMemory } from "../src/threads.js";
import { Arena } from "../src/training/arena.js";
import { inputsOf, entries as losses, recordedOptions, sample, worksOnRows } from "./support/losses.js";
import { entries as optimizers } from "./support/optimizers.js";

const byName = compiled as unknown as Readonly<Record<string, LossFactory & OptimizerFactory>>;

/** The largest difference, relative to the largest number. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let scale = 1e-3;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]!) && Number.isNaN(b[i]!)) continue;
    scale = Math.max(scale, Math.abs(b[i]!));
    worst = Math.max(worst, a[i] === b[i] ? 0 : Math.abs(a[i]! - b[i]!));
  }
  return worst / scale;
}

describe.each(losses.map((entry) => [entry.name, entry] as const))("%s", (name, entry) => {
  const { definition } = entry.factory;
  const isRow = worksOnRows(entry);
  const compare = (
    options: Readonly<Record<string, unknown>>,
    rows: number,
    columns: number,
    more: EvaluateOptions = {},
  ): number => {
    const inputs = sample(entry, rows, columns, 10 * rows + columns, options as OptionValues);
    const given = inputsOf(entry)
      .filter(({ kind }) => kind !== "class weight")
      .map((input) => inputs[input.name]!);
    const evaluate = (make: LossFactory) =>
      (make(options as never) as Loss).evaluate(...given, { columns, ...more });
    const got = evaluate(byName[name]!);
    const expected = evaluate(entry.factory as unknown as LossFactory);
    expect(Object.keys(got)).toEqual(Object.keys(expected));
    return Math.max(
      difference([got.value], [expected.value]),
      difference(got.gradient, expected.gradient),
      ...Object.keys(expected.gradients).map((key) =>
        difference(got.gradients[key]!, expected.gradients[key]!),
      ),
      got.losses ? difference(got.losses, expected.losses!) : 0,
    );
  };
  const sizes: readonly (readonly [number, number])[] = isRow
    ? [
        [1, 10],
        [7, 1],
        [5, 4],
        [33, 17],
        [3, 67],
      ]
    : [
        [1, 1],
        [1, 7],
        [1, 1027],
      ];
  const someWeights = (count: number) => Float32Array.from({ length: count }, (_, i) => (i % 3) / 2);

  it("computes the same with the options that are usual", () => {
    for (const [rows, columns] of sizes) {
      // A kernel with more arguments may round once more.
      expect(compare({}, rows, columns), `${rows}×${columns}`).toBeLessThan(3e-6);
      expect(compare({}, rows, columns, { gradient: false })).toBeLessThan(3e-6);
    }
  });

  it("computes the same with other options, weights and reductions", () => {
    const weighsClasses = inputsOf(entry).some(({ kind }) => kind === "class weight");
    const hasClasses = inputsOf(entry).some(({ kind }) => kind === "class");
    for (const options of [{}, ...recordedOptions(entry.factory.definition.id), ...corners(definition)])
      for (const [rows, columns] of sizes) {
        const where = `${JSON.stringify(options)} ${rows}×${columns}`;
        expect(compare(options, rows, columns), where).toBeLessThan(2e-5);
        expect(compare({ ...options, reduction: "none" }, rows, columns), where).toBeLessThan(2e-5);
        const weights = someWeights(isRow ? rows : columns);
        expect(
          compare({ ...options, reduction: "weighted-mean" }, rows, columns, { weights }),
          where,
        ).toBeLessThan(2e-5);
        if (weighsClasses)
          expect(
            compare({ ...options, classWeights: someWeights(columns) }, rows, columns),
            where,
          ).toBeLessThan(2e-5);
        if (hasClasses && rows > 4)
          expect(compare({ ...options, ignoreIndex: 0 }, rows, columns), where).toBeLessThan(2e-5);
      }
    if (!isRow) expect(compare({}, 1, 12, { weights: someWeights(4) })).toBeLessThan(2e-5);
  });

  it("refuses another backend", () => {
    expect(() => byName[name]!({ backend: js } as never)).toThrow('import it from "@downhill/core"');
  });
});

/** Zero, where an option may be that: the compiler folds it away. */
function corners({ defaults, limits }: (typeof losses)[number]["factory"]["definition"]): OptionValues[] {
  return Object.entries(defaults).flatMap(([name, value]): OptionValues[] => {
    if (typeof value === "boolean") return [{ [name]: !value }];
    const limit = (limits as Readonly<Record<string, { min?: number; open?: string }>> | undefined)?.[name];
    return limit?.min === 0 && limit.open === undefined ? [{ [name]: 0 }, { [name]: 1 }] : [];
  });
}

const surroundings = [
  {},
  { weightDecay: 0.1 },
  { weightDecay: 0, clipNorm: 0.5 },
  { l1: 0.01, l2: 0.1, clipValue: 0.3, decayBiases: true },
  {
    groups: [
      { match: "b", lrScale: 0.5, l2: 0.1 },
      { match: "c", frozen: true },
    ],
  },
];

describe.each(optimizers.map((entry) => [entry.name, entry] as const))("%s", (name, entry) => {
  const start = (make: OptimizerFactory, options: object) => {
    const arena = new Arena([
      { name: "a", shape: [7, 9] },
      { name: "b", shape: [5], role: "bias" },
      { name: "c", shape: [4] },
    ]);
    for (let i = 0; i < arena.length; i++) arena.values[i] = Math.sin(i) + 0.1;
    return { arena, state: make(options as never).init(arena) };
  };
  const gradients = (length: number, step: number) =>
    Float32Array.from({ length }, (_, i) => Math.cos(i * 1.7 + step) * (i % 5));

  it.each(surroundings)("takes the same path: %o", async (options) => {
    const [got, expected] = [byName[name]!, entry.factory].map((make) =>
      start(make as OptimizerFactory, options),
    ) as [ReturnType<typeof start>, ReturnType<typeof start>];
    for (let step = 0; step < 8; step++) {
      const given = gradients(got.arena.length, step);
      const rates = { lr: 0.01 * (1 + step), ...(step === 5 && { momentum: 0.5 }) };
      expect(got.state.step(given, rates)).toEqual(expected.state.step(given, rates));
    }
    expect(difference(got.arena.values, expected.arena.values)).toBeLessThan(1e-6);
    const [saved, other] = [got.state.save(), expected.state.save()];
    expect(Object.keys(saved.states)).toEqual(Object.keys(other.states));
    got.state.load(other);
    await got.state.withEvaluationWeights(async () => {
      const copy = got.arena.values.slice();
      await expected.state.withEvaluationWeights(async () => {
        expect(difference(copy, expected.arena.values)).toBeLessThan(1e-5);
      });
    });
    expect(() => got.state.step(gradients(got.arena.length, 1).fill(Number.NaN, 3, 4))).toThrow("not finite");
    const before = got.arena.values.slice();
    expect(() =>
      got.state.step(gradients(got.arena.length, 1).fill(Number.NaN, 3, 4), { allOrNothing: true }),
    ).toThrow("nothing was changed");
    expect(difference(got.arena.values, before)).toBe(0);
  });
});

it("says which import can do what was not compiled", () => {
  expect(() => compiled.adamw({ amsgrad: true })).toThrow(
    'invalid amsgrad of adamw: only false is compiled; import it from "@downhill/core"',
  );
  expect(() => compiled.loss({ id: "mine", formula: "L = p" })).toThrow(
    'import { loss } from "@downhill/core"',
  );
  expect(() => compiled.optimizer({})).toThrow('import { optimizer } from "@downhill/core"');
  expect(() => compiled.huber({ dleta: 1 } as never)).toThrow("did you mean delta?");
});

it("exports what the catalogue has, and runs on the memory of the caller", () => {
  for (const { name } of [...losses, ...optimizers]) expect(byName[name], name).toBeTypeOf("function");
  const memory = new Memory();
  const p = memory.allocate(40);
  p.array.fill(3);
  const into = [memory.allocate(40).array];
  expect(compiled.huber().evaluate(p.array, new Float32Array(40), { memory, into }).gradient[39]).toBeCloseTo(
    1 / 40,
  );
  expect(into[0]![39]).toBeCloseTo(1 / 40);
});

it("runs on memories that threads share", async () => {
  const memory = await sharedMemory({ threads: 2 });
  const p = memory.allocate(100_000);
  const y = memory.allocate(100_000);
  for (let i = 0; i < p.length; i++) p.array[i] = Math.sin(i);
  const { value } = compiled.huber().evaluate(p.array, y.array, { memory });
  expect(value).toBeCloseTo(0.25, 3);
  memory.close();
});
