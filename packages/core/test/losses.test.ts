import { describe, expect, it } from "vitest";
import { lossDocumentation } from "../src/documentation.js";
import { isWorthCompiling, nativeIfAny, type TestedBackend } from "./support/backends.js";
import {
  type Entry,
  EXTREME_COLUMNS,
  entries,
  evaluate,
  extremes,
  type Inputs,
  inputsOf,
  recorded,
  recordedOptions,
  sample,
  worksOnRows,
  worstDifference,
} from "./support/losses.js";

const backends: readonly TestedBackend[] = ["reference", "js", "wasm", ...nativeIfAny];
/** Kernels in float32 keep about six digits; the others compute in float64 and round what they store. */
const tolerances: Readonly<Record<TestedBackend, number>> = {
  reference: 3e-7,
  js: 3e-7,
  wasm: 5e-6,
  native: 5e-6,
};
/** Losses that take the difference of nearly equal numbers, where float32 leaves fewer digits. */
const looser: Readonly<Record<string, number>> = {
  // Two distances of a thousand columns each.
  triplet: 2e-5,
  // The cosine of rows of one column is ±1 and its derivative 0, up to rounding divided by the row's length.
  "cosine-embedding": 1e-4,
};
const isFloat32 = (backend: TestedBackend): boolean => backend === "wasm" || backend === "native";
const toleranceOf = (id: string, backend: TestedBackend): number =>
  (isFloat32(backend) && looser[id]) || tolerances[backend];
const sweep = describe.each(entries.map((entry) => [entry.file.replace(".ts", ""), entry] as const));
const byId = new Map(entries.map((entry) => [entry.factory.definition.id, entry]));

function shapesOf(entry: Entry): [rows: number, columns: number][] {
  if (!worksOnRows(entry)) return [1, 3, 7, 17, 1000, 4099].map((columns) => [1, columns]);
  return [
    [1, 1],
    [1, 10],
    [7, 1],
    [4, 10],
    [3, 33],
    [5, 4],
    [200, 17],
    [2, 1000],
  ];
}

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, limit: number, what: string): void {
  expect(worstDifference(got, expected), what).toBeLessThanOrEqual(limit);
}

sweep("%s", (id, entry) => {
  const { definition } = entry.factory;
  const documentation = lossDocumentation.get(id)!;

  it("is named alike in file, id and export", () => {
    expect(definition.id).toBe(id);
    expect(entry.name).toBe(id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    for (const neighbour of Object.keys(documentation.related ?? {}))
      expect(byId.has(neighbour), neighbour).toBe(true);
    expect(documentation.examples.length).toBeGreaterThan(0);
  });

  it.each(backends)("gives its known answers on %s", (backend) => {
    for (const example of documentation.examples) {
      if (!isWorthCompiling(backend, example.options)) continue;
      const inputs = Object.fromEntries(
        Object.entries(example.inputs).map(([name, values]) => [name, values.flat()]),
      );
      const columns = Object.values(example.inputs).find((values) => Array.isArray(values[0]))?.[0];
      const { losses } = evaluate(entry, inputs, {
        options: { ...example.options, reduction: "none" },
        backend,
        ...(Array.isArray(columns) && { columns: columns.length }),
      });
      expectClose(losses!, example.L, Math.max(1e-6, toleranceOf(id, backend)), `${example.from}: ${losses}`);
    }
  });

  it("runs the examples of its documentation", () => {
    const examples = documentedExamples(entry.source);
    expect(examples.length).toBeGreaterThan(0);
    const names = entries.map(({ name }) => name);
    const scope = entries.map(({ factory }) => factory);
    for (const { code, result } of examples) {
      const got = new Function(...names, `return ${code}`)(...scope);
      const expected = new Function(`return ${result}`)();
      for (const key of Object.keys(expected)) expectAlike(got[key], expected[key], `${code} ${key}`);
    }
  });

  it("has the derivative that central differences give", () => {
    for (const options of recordedOptions(id)) {
      const [rows, columns] = worksOnRows(entry) ? [3, 5] : [1, 24];
      const inputs = sample(entry, rows, columns, 7, options);
      const call = {
        options: { ...options, reduction: "sum" as const },
        backend: "reference" as const,
        columns,
      };
      const { gradients } = evaluate(entry, inputs, call);
      let compared = 0;
      let count = 0;
      for (const { name, kind } of inputsOf(entry)) {
        if (kind !== "prediction") continue;
        count += inputs[name]!.length;
        for (let i = 0; i < inputs[name]!.length; i++) {
          const expected = slope(
            (x) => evaluate(entry, replaced(inputs, name, i, x), call).value,
            inputs[name]![i]!,
          );
          if (expected === undefined) continue;
          compared++;
          const scale = Math.max(1e-2, Math.abs(expected));
          expect(
            Math.abs(gradients[name]![i]! - expected) / scale,
            `∂L/∂${name}[${i}] ${JSON.stringify(options)}`,
          ).toBeLessThan(2e-6);
        }
      }
      expect(compared).toBeGreaterThan(0.8 * count);
    }
  });

  it("is the same on every backend at every size", () => {
    for (const options of recordedOptions(id)) {
      for (const [rows, columns] of shapesOf(entry)) {
        const inputs = sample(entry, rows, columns, 1000 * rows + columns, options);
        for (const reduction of ["mean", "none"] as const) {
          const expected = evaluate(entry, inputs, {
            options: { ...options, reduction },
            backend: "reference",
            columns,
          });
          for (const backend of backends.slice(1)) {
            if (!isWorthCompiling(backend, reduction === "none" ? options : { reduction })) continue;
            const got = evaluate(entry, inputs, { options: { ...options, reduction }, backend, columns });
            const where = `${backend} ${rows}×${columns} ${JSON.stringify(options)}`;
            expectClose([got.value], [expected.value], toleranceOf(id, backend), `value ${where}`);
            for (const name of Object.keys(expected.gradients)) {
              expectClose(
                got.gradients[name]!,
                expected.gradients[name]!,
                toleranceOf(id, backend),
                `gradient of ${name} ${where}`,
              );
            }
            if (reduction === "none")
              expectClose(got.losses!, expected.losses!, toleranceOf(id, backend), `losses ${where}`);
          }
        }
      }
    }
  });

  it("stays finite at the extremes", () => {
    for (const options of recordedOptions(id)) {
      for (const inputs of extremes(entry, options)) {
        const columns = worksOnRows(entry) ? EXTREME_COLUMNS : inputs[inputsOf(entry)[0]!.name]!.length;
        const expected = evaluate(entry, inputs, {
          options: { ...options, reduction: "none" },
          backend: "reference",
          columns,
        });
        for (const backend of backends) {
          if (!isWorthCompiling(backend, options)) continue;
          const got = evaluate(entry, inputs, {
            options: { ...options, reduction: "none" },
            backend,
            columns,
          });
          const where = `${backend} ${JSON.stringify(options)}`;
          const numbers = [
            got.value,
            ...got.losses!,
            ...Object.values(got.gradients).flatMap((gradient) => [...gradient]),
          ];
          expect(numbers.every(Number.isFinite), `${where}: ${numbers}`).toBe(true);
          expectClose(got.losses!, expected.losses!, toleranceOf(id, backend), `losses ${where}`);
        }
      }
    }
  });

  it("refuses bad targets, naming row and value", () => {
    for (const { name, kind, values, range } of inputsOf(entry)) {
      if (kind === "prediction" || !(values || range || kind === "class")) continue;
      const inputs = sample(entry, worksOnRows(entry) ? 6 : 1, worksOnRows(entry) ? 4 : 6, 3);
      const perRow = kind === "class" || kind === "row target" || !worksOnRows(entry);
      const bad = kind === "class" ? [4, -1, 0.5, Number.NaN] : [-7.5, Number.NaN];
      for (const value of bad) {
        const broken = replaced(inputs, name, perRow ? 3 : 13, value);
        const run = () => evaluate(entry, broken, { backend: "wasm", columns: 4 });
        expect(run, `${name} = ${value}`).toThrow(expect.objectContaining({ code: "data" }));
        expect(run).toThrow(new RegExp(`got ${value} in ${name}, row 3`));
      }
    }
  });

  it.each(backends)("agrees with the recorded answers on %s", (backend) => {
    const cases = recorded.filter((each) => each.id === id);
    expect(cases.length).toBeGreaterThan(1);
    cases.forEach((each, number) => {
      if (!isWorthCompiling(backend, { ...each.options, recorded: 1 })) return;
      const { reduction, ignoreIndex, classWeights } = each;
      const inputs = Object.fromEntries(
        Object.entries(each.inputs).map(([name, values]) => [name, values.flat()]),
      );
      const first = Object.values(each.inputs)[0]![0]!;
      const got = evaluate(entry, inputs, {
        options: {
          ...each.options,
          reduction,
          ...(ignoreIndex !== undefined && { ignoreIndex }),
          ...(classWeights && { classWeights }),
        },
        backend,
        ...(typeof first === "object" && { columns: first.length }),
        evaluate: each.weights ? { weights: each.weights } : {},
      });
      const where = `${each.from}, case ${number}: ${JSON.stringify(each.options)} ${reduction}`;
      expectClose([got.value], [each.value], toleranceOf(id, backend), `value: ${where}`);
      for (const [name, expected] of Object.entries(each.gradients)) {
        expectClose(
          got.gradients[name]!,
          expected.flat(),
          toleranceOf(id, backend),
          `gradient of ${name}: ${where}`,
        );
      }
      if (each.losses) expectClose(got.losses!, each.losses, toleranceOf(id, backend), `losses: ${where}`);
    });
  });
});

function replaced(inputs: Inputs, name: string, at: number, value: number): Inputs {
  return { ...inputs, [name]: inputs[name]!.map((old, i) => (i === at ? value : old)) };
}

/** Richardson's central difference, in steps that float32 holds exactly; undefined when a kink is near. */
function slope(f: (x: number) => number, x: number): number | undefined {
  const central = (h: number) => (f(x + h) - f(x - h)) / (2 * h);
  const h = 2 ** -13;
  const [wide, narrow, narrower] = [central(h), central(h / 2), central(h / 4)];
  const size = Math.max(1e-2, Math.abs(narrow));
  // A smooth function's error falls to a quarter with each halving; a kink's does not.
  const smooth = Math.abs(narrow - narrower) <= 0.3 * Math.abs(wide - narrow) + 1e-8 * size;
  return smooth ? (4 * narrower - narrow) / 3 : undefined;
}

/** `code; // result` from the @example of a doc comment; a result too long for its line stands on the next. */
function documentedExamples(source: string): { code: string; result: string }[] {
  const [, comment = ""] = /@example\n([\s\S]*?)(?: \* @|\*\/)/.exec(source) ?? [];
  const text = comment.replace(/^ \* ?/gm, "").replace(/;\n\/\/ /g, "; // ");
  return [...text.matchAll(/^(.*?); \/\/ (\{.*\})$/gm)].map(([, code, result]) => ({
    code: code!,
    result: `(${result})`,
  }));
}

function expectAlike(got: unknown, expected: unknown, what: string): void {
  if (typeof expected === "number")
    expect(Math.abs((got as number) - expected), what).toBeLessThanOrEqual(
      2e-6 * Math.max(1, Math.abs(expected)),
    );
  else
    for (const [key, each] of Object.entries(expected as object))
      expectAlike((got as Record<string, unknown>)[key], each, `${what}.${key}`);
}
