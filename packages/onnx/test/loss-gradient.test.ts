/** Losses as nodes of an ONNX graph: the primitives, and the derivative of every loss that training can use. */
import { loss as define, type Loss } from "@downhill/core";
import { lossNamed } from "@downhill/core/catalogue";
import { lossFeeds, type OpName } from "@downhill/core/graph";
import { batchLoss } from "@downhill/core/training";
import { describe, expect, it } from "vitest";
import { ops } from "../../core/src/formula/ops.js";
import {
  type Entry,
  EXTREME_COLUMNS,
  entries,
  extremes,
  inputsOf,
  recordedOptions,
  sample,
  worksOnRows,
  worstDifference,
} from "../../core/test/support/losses.js";
import { GraphBuilder } from "../src/graph/builder.js";
import { modelOf, writeModel } from "../src/graph/file.js";
import { gradientNodes } from "../src/loss/gradient.js";
import { spellings } from "../src/loss/spellings.js";
import { nodeRuntime } from "../src/session/node-runtime.js";
import type { EngineTensor } from "../src/session/session.js";

const runtime = await nodeRuntime();

async function evaluated(emit: GraphBuilder, output: string, feeds: Readonly<Record<string, EngineTensor>>) {
  emit.outputs.push({ name: output, type: "float32", shape: undefined });
  const session = await runtime.open(writeModel(modelOf(emit.graph("test"))), {});
  const used = Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
  const results = await session.run(used, { [output]: null });
  await session.release();
  return results[output]!.data as Float32Array;
}

describe.each(Object.keys(ops) as OpName[])("the primitive %s", (name) => {
  it("means the same in ONNX", async () => {
    const { arity, evaluate } = ops[name];
    const numbers = [
      0,
      1,
      -1,
      0.5,
      -0.75,
      2,
      3,
      1e-6,
      -1e-6,
      20,
      -20,
      80,
      -80,
      1e-30,
      1e30,
      Infinity,
      -Infinity,
    ];
    const pairs = numbers.flatMap((a) => (arity === 1 ? [[a, 0]] : numbers.map((b) => [a, b]))) as [
      number,
      number,
    ][];
    const third = pairs.map(([a, b]) => a - 2 * b);
    const columns = [pairs.map(([a]) => a), pairs.map(([, b]) => b), third].map((each) =>
      Float32Array.from(each),
    );
    const expected = pairs.map((_, i) =>
      Math.fround(evaluate(columns[0]![i]!, columns[1]![i]!, columns[2]![i]!)),
    );

    const emit = new GraphBuilder();
    const dims = [pairs.length];
    const inputs = ["a", "b", "c"].map((input) => emit.input({ name: input, type: "float32", shape: dims }));
    const output = emit.op("Identity", [spellings[name](emit, ...(inputs as [string, string, string]))]);
    const feeds = inputs.map((input, i) => [input, runtime.tensor("float32", columns[i]!, dims)] as const);
    const got = await evaluated(emit, output, Object.fromEntries(feeds));
    pairs.forEach((pair, i) => {
      // What is NaN there may be anything here: catalogue formulas keep clear of it.
      if (Number.isNaN(expected[i])) return;
      if (!Number.isFinite(expected[i])) expect(got[i], `${name}(${pair})`).toBe(expected[i]);
      else
        expect(Math.abs(got[i]! - expected[i]!), `${name}(${pair})`).toBeLessThan(
          2e-6 * Math.max(Math.abs(expected[i]!), 1e-30, name === "sin" || name === "cos" ? 1 : 0),
        );
    });
  });
});

/** Both derivatives of one evaluation: by the kernel, and by a graph. */
async function derivatives(
  loss: Loss,
  given: readonly ArrayLike<number>[],
  options: { columns?: number; weights?: Float32Array },
  prediction: number,
) {
  const expected = loss.evaluate(...given, options).gradient;
  const feeds = lossFeeds(loss, [...given, options]);
  const emit = new GraphBuilder();
  const predictions = Float32Array.from(given[prediction]!);
  const dims = [feeds.rows, feeds.columns];
  const output = emit.input({ name: "output", type: "float32", shape: ["batch", feeds.columns] });
  const nodes = gradientNodes(emit, feeds.gradient, output, feeds.columns);
  for (const info of nodes.inputs) emit.inputs.push(info);
  const tensors = [...nodes.feeds(feeds)].map(
    ([name, { data, dims }]) => [name, runtime.tensor("float32", data, dims)] as const,
  );
  const got = await evaluated(emit, nodes.gradient, {
    output: runtime.tensor("float32", predictions, dims),
    ...Object.fromEntries(tensors),
  });
  return { got, expected };
}

const isTrainable = ({ factory }: Entry): boolean => {
  try {
    batchLoss(lossNamed(factory.definition.id)());
    return true;
  } catch {
    return false;
  }
};

describe.each(entries.filter(isTrainable).map((entry) => [entry.name, entry] as const))("%s", (_, entry) => {
  const { definition } = entry.factory;
  const make = lossNamed(definition.id);
  const inputs = inputsOf(entry);
  const prediction = inputs.findIndex(({ kind }) => kind === "prediction");
  const hasClasses = inputs.some(({ kind }) => kind === "class");
  const takesWeights = Object.values(definition.inputs ?? {}).some((input) => input === "class weight");
  const shapes = worksOnRows(entry)
    ? [
        [1, 4],
        [7, 10],
        [40, 3],
      ]
    : [
        [1, 1],
        [1, 17],
        [6, 5],
      ];

  it("has the kernel's derivative as a graph", async () => {
    for (const own of recordedOptions(definition.id)) {
      for (const [rows, columns] of shapes as [number, number][]) {
        const given = sample(entry, rows, columns, 11, own);
        const values = inputs.map(({ name }) => Float32Array.from(given[name]!));
        const weights = Float32Array.from({ length: rows }, (_, i) => (i % 3) / 2);
        const variants: Readonly<Record<string, unknown>>[] = [{ ...own }, { ...own, reduction: "sum" }];
        if (hasClasses) variants.push({ ...own, ignoreIndex: 1 });
        if (takesWeights)
          variants.push({ ...own, classWeights: Float32Array.from({ length: columns }, (_, i) => 1 + i) });
        for (const options of variants) {
          for (const weighting of [{}, { weights }]) {
            const how = { ...(worksOnRows(entry) && { columns }), ...weighting };
            const { got, expected } = await derivatives(make(options), values, how, prediction);
            expect(worstDifference(got, expected), JSON.stringify([options, rows, columns])).toBeLessThan(
              2e-5,
            );
          }
        }
      }
    }
  });

  it("has it at extremes, without NaN", async () => {
    const each = [...extremes(entry, {})];
    const columns = worksOnRows(entry) ? EXTREME_COLUMNS : 1;
    const values = inputs.map(({ name }) => Float32Array.from(each.flatMap((one) => one[name]!)));
    const how = worksOnRows(entry) ? { columns } : {};
    const { got, expected } = await derivatives(make({ reduction: "sum" }), values, how, prediction);
    got.forEach((value, i) => {
      const limit = 1e-5 * Math.max(1, Math.abs(expected[i]!));
      if (Number.isFinite(expected[i]))
        expect(Math.abs(value - expected[i]!), `element ${i}`).toBeLessThan(limit);
      else expect(value).toBe(expected[i]);
    });
  });
});

it("a derivative that is the same everywhere has the shape of the output", async () => {
  const linear = define({ id: "linear", formula: "L = 3*p" })();
  const { got } = await derivatives(linear, [Float32Array.of(1, 2, 3), Float32Array.of(0, 0, 0)], {}, 0);
  expect([...got]).toEqual([1, 1, 1]);
});
