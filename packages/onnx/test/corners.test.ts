import { DownhillError } from "@downhill/core";
import { describe, expect, it } from "vitest";
import { derive } from "../src/backward/derive.js";
import { GraphBuilder } from "../src/graph/builder.js";
import { modelOf, writeModel } from "../src/graph/file.js";
import type { Node, Shape } from "../src/graph/graph.js";
import { float, ints } from "../src/graph/graph.js";
import { inferShapes } from "../src/graph/shapes.js";
import { inferTypes } from "../src/graph/types.js";
import { trainingGraph } from "../src/model/training-graph.js";
import { nodeRuntime } from "../src/session/node-runtime.js";

/** Gradient of the sum of a small graph's output with respect to `x`. */
async function slopes(x: readonly number[], dims: readonly number[], build: (b: GraphBuilder) => string) {
  const runtime = await nodeRuntime();
  const builder = new GraphBuilder(["x"]);
  const output = build(builder);
  const shapes = new Map<string, Shape>([["x", dims]]);
  for (const node of builder.nodes) inferShapes(node, shapes, builder.initializers);
  const training = trainingGraph(builder.nodes, builder.initializers, shapes, output);
  const backward = derive({
    nodes: training.logical,
    constants: training.constants,
    shapes: training.shapes,
    output,
    wanted: ["x"],
  });
  const types = new Map([
    ["x", "float32" as const],
    ...[...training.constants].map(([name, { type }]) => [name, type] as const),
  ]);
  inferTypes(training.run, types as never);
  const info = (name: string) => ({ name, type: types.get(name)!, shape: training.shapes.get(name) });
  const saved = backward.needed.filter((name) => name !== "x");
  const forward = await runtime.open(
    writeModel(
      modelOf({
        name: "f",
        nodes: training.run,
        initializers: training.constants,
        inputs: [info("x")],
        outputs: [output, ...saved].map(info),
      }),
    ),
    {},
  );
  const input = runtime.tensor("float32", Float32Array.from(x), dims);
  const values = await forward.run(
    { x: input },
    Object.fromEntries([output, ...saved].map((name) => [name, null])),
  );
  const shape = training.shapes.get(output) as number[];
  const ones = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1);
  const session = await runtime.open(
    writeModel(
      modelOf({
        ...backward.graph,
        inputs: [{ name: backward.outputGradient, type: "float32", shape }, ...backward.needed.map(info)],
      }),
    ),
    {},
  );
  const available = {
    ...values,
    x: input,
    [backward.outputGradient]: runtime.tensor("float32", ones, shape),
  };
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, available[name]!]));
  const name = backward.gradients.get("x")!;
  const result = (await session.run(feeds, { [name]: null }))[name]!;
  await Promise.all([forward.release(), session.release()]);
  return [...(result.data as Float32Array)];
}

const positive = (b: GraphBuilder) => b.op("Greater", ["x", b.scalar(0)]);

describe("gradients where a function has no slope", () => {
  it.each([
    ["Relu", [-1, 0, 2], [0, 0, 1]],
    ["Abs", [-1, 0, 2], [-1, 0, 1]],
    ["Sqrt", [0, 4], [0, 0.25]],
    ["LeakyRelu", [-1, 0, 2], [0.01, 0.01, 1]],
  ])("%s at %j is %j", async (op, x, expected) => {
    const found = await slopes(x, [x.length], (b) => b.op(op, ["x"]));
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  it("ties of Max share, ties along ReduceMax share", async () => {
    expect(await slopes([1, 0, -1], [3], (b) => b.op("Max", ["x", b.scalar(0)]))).toEqual([1, 0.5, 0]);
    expect(await slopes([1, 3, 3], [3], (b) => b.op("ReduceMax", ["x", b.integers([0])]))).toEqual([
      0, 0.5, 0.5,
    ]);
  });

  it("norms of zeros have slope 0", async () => {
    expect(await slopes([0, 0], [2], (b) => b.op("ReduceL2", ["x", b.integers([0])]))).toEqual([0, 0]);
    expect(await slopes([0, -2], [2], (b) => b.op("ReduceL1", ["x", b.integers([0])]))).toEqual([0, -1]);
  });

  it("the largest of a channel is the first of equal numbers", async () => {
    expect(await slopes([1, 3, 3, 2], [1, 1, 4], (b) => b.op("GlobalMaxPool", ["x"]))).toEqual([0, 1, 0, 0]);
  });

  it("activations are flat where they are cut off", async () => {
    expect(await slopes([-3, 0, 3, 4], [4], (b) => b.op("HardSwish", ["x"]))).toEqual([0, 0.5, 1, 1]);
    const sixth = await slopes([-3, 0, 3], [3], (b) => b.op("HardSigmoid", ["x"], { alpha: float(1 / 6) }));
    sixth.forEach((value, i) => expect(value).toBeCloseTo([0, 1 / 6, 0][i]!, 6));
  });

  it("x^0.5 and x^2 at 0 have slope 0", async () => {
    expect(await slopes([0, 4], [2], (b) => b.op("Pow", ["x", b.scalar(0.5)]))).toEqual([0, 0.25]);
    expect(await slopes([0, 4], [2], (b) => b.op("Pow", ["x", b.scalar(2)]))).toEqual([0, 8]);
  });

  it("a max-pool window of equal numbers gives all to the first, overlapping or not", async () => {
    const pool = (size: number, stride: number) => (b: GraphBuilder) =>
      b.op("MaxPool", ["x"], { kernel_shape: ints([size, size]), strides: ints([stride, stride]) });
    const equal = new Array(16).fill(3);
    expect(await slopes(equal, [1, 1, 4, 4], pool(2, 2))).toEqual([
      1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0,
    ]);
    expect(await slopes(new Array(9).fill(3), [1, 1, 3, 3], pool(2, 1))).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
  });
});

describe("Where", () => {
  it.each<[string, (b: GraphBuilder) => string, number]>([
    ["Sqrt", (b) => b.op("Sqrt", ["x"]), 0.5],
    ["Log", (b) => b.op("Log", ["x"]), 1],
    ["1/x", (b) => b.op("Div", [b.scalar(1), "x"]), -1],
    ["x log x", (b) => b.op("Mul", ["x", b.op("Log", ["x"])]), 1],
    ["x^-2", (b) => b.op("Pow", ["x", b.scalar(-2)]), -2],
    ["1/x as Reciprocal", (b) => b.op("Reciprocal", ["x"]), -1],
    ["log of sqrt", (b) => b.op("Log", [b.op("Sqrt", ["x"])]), 0.5],
  ])("lets no NaN through from the branch not taken: %s", async (_, branch, slope) => {
    const found = await slopes([-1, 0, 1], [3], (b) => b.op("Where", [positive(b), branch(b), b.scalar(0)]));
    expect(found.slice(0, 2).map((value) => value + 0)).toEqual([0, 0]);
    expect(found[2]).toBeCloseTo(slope, 6);
  });
});

describe("nodes without a gradient", () => {
  const node = (op: string, input: string, output: string, domain = ""): Node => ({
    op,
    domain,
    name: `${output}_node`,
    inputs: [input],
    outputs: [output],
    attributes: {},
  });
  const run = (nodes: Node[], output: string) =>
    derive({
      nodes,
      constants: new Map(),
      shapes: new Map<string, Shape>([["x", [2]]]),
      output,
      wanted: ["x"],
    });

  it("are all named at once, only those on the path", () => {
    const nodes = [
      node("Det", "x", "a"),
      node("Fancy", "a", "b", "example.org"),
      node("Det", "x", "aside"),
      node("Det", "other", "free"),
    ];
    const error = (() => {
      try {
        run(nodes, "b");
      } catch (caught) {
        return caught as DownhillError;
      }
    })();
    expect(error).toBeInstanceOf(DownhillError);
    expect(error!.code).toBe("data");
    expect(error!.message).toBe(
      "cannot train through 2 of the model's nodes; no gradient is known for\n  Det  a_node\n  example.org.Fancy  b_node",
    );
  });

  it("give no gradient and no error where nothing can flow", () => {
    expect(run([node("Shape", "x", "a")], "a").gradients.size).toBe(0);
  });
});
