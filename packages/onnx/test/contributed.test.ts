/** Operators of ONNX Runtime's optimizer, and a few of ONNX, spelled with others: both are run and compared. */
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../src/graph/builder.js";
import type { Constant } from "../src/graph/constant.js";
import { modelOf, writeModel } from "../src/graph/file.js";
import { type Attributes, float, type Graph, int, ints, type Node, text } from "../src/graph/graph.js";
import { spelledOut } from "../src/load/contributed.js";
import { fileOf, floats, load, node, numbers, x } from "./foreign.js";

interface Case {
  readonly op: string;
  readonly domain?: string;
  /** Shapes; the first is fed, an empty name stands for an input that is not given. */
  readonly shapes: readonly (readonly number[] | undefined)[];
  readonly attributes?: Attributes;
  /** Which outputs are asked for. */
  readonly outputs?: readonly string[];
}

const conv = { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) };
const cases: Case[] = [
  { op: "Gelu", shapes: [[2, 5]] },
  { op: "BiasGelu", shapes: [[2, 5], [5]] },
  { op: "FastGelu", shapes: [[2, 5], [5]] },
  { op: "FastGelu", shapes: [[2, 5]] },
  { op: "QuickGelu", shapes: [[2, 5]], attributes: { alpha: float(1.5) } },
  {
    op: "FusedMatMul",
    shapes: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    attributes: { alpha: float(0.25) },
  },
  {
    op: "FusedMatMul",
    shapes: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    attributes: { transB: int(1) },
  },
  {
    op: "FusedMatMul",
    shapes: [
      [2, 6, 4, 3],
      [2, 6, 5, 4],
    ],
    attributes: { transA: int(1), transB: int(1) },
  },
  {
    op: "FusedMatMul",
    shapes: [
      [4, 3],
      [4, 5],
    ],
    attributes: { transA: int(1) },
  },
  {
    op: "FusedGemm",
    shapes: [[2, 3], [4, 3], [4]],
    attributes: { transB: int(1), activation: text("Tanh") },
  },
  {
    op: "FusedGemm",
    shapes: [[2, 3], [3, 4], [4]],
    attributes: {
      alpha: float(0.5),
      beta: float(2),
      activation: text("LeakyRelu"),
      activation_alpha: float(0.01),
    },
  },
  ...["Relu", "Sigmoid", "Tanh"].map(
    (name): Case => ({
      op: "FusedConv",
      shapes: [[1, 2, 5, 5], [3, 2, 3, 3], [3]],
      attributes: { ...conv, activation: text(name) },
    }),
  ),
  ...[
    ["LeakyRelu", 0.2],
    ["Clip", -0.5, 0.75],
    ["HardSigmoid", 0.3, 0.4],
  ].map(
    ([name, ...values]): Case => ({
      op: "FusedConv",
      shapes: [
        [1, 2, 5, 5],
        [3, 2, 3, 3],
      ],
      attributes: {
        ...conv,
        activation: text(name as string),
        activation_params: { kind: "floats", value: values as number[] },
      },
    }),
  ),
  {
    op: "FusedConv",
    shapes: [[1, 2, 5, 5], [3, 2, 3, 3], [3], [1, 3, 5, 5]],
    attributes: { ...conv, activation: text("Relu") },
  },
  {
    op: "SkipLayerNormalization",
    shapes: [[2, 3, 4], [2, 3, 4], [4], [4], [4]],
    attributes: { epsilon: float(1e-3) },
    outputs: ["y", "", "", "sum"],
  },
  { op: "SkipLayerNormalization", shapes: [[2, 3, 4], [2, 3, 4], [4]] },
  {
    op: "SkipSimplifiedLayerNormalization",
    shapes: [[2, 3, 4], [2, 3, 4], [4], [4]],
    outputs: ["y", "", "", "sum"],
  },
  { op: "SimplifiedLayerNormalization", domain: "", shapes: [[2, 3, 4], [4]], attributes: { axis: int(-1) } },
  {
    op: "LRN",
    domain: "",
    shapes: [[2, 7, 3, 2]],
    attributes: { size: int(5), alpha: float(0.5), bias: float(2) },
  },
  { op: "LpNormalization", domain: "", shapes: [[2, 3, 4]], attributes: { axis: int(1) } },
  { op: "LpNormalization", domain: "", shapes: [[2, 3]], attributes: { p: int(1) } },
  { op: "MeanVarianceNormalization", domain: "", shapes: [[2, 3, 4, 2]] },
  { op: "MeanVarianceNormalization", domain: "", shapes: [[2, 3, 4]], attributes: { axes: ints([1]) } },
];

const shapeOf = (shapes: Case["shapes"]) => shapes[0] as number[];

async function run(graph: Graph, shape: readonly number[]): Promise<number[][]> {
  const file = {
    ...modelOf(graph),
    opsets: new Map([
      ["", 17],
      ["com.microsoft", 1],
    ]),
  };
  // Gelu of ONNX itself is newer.
  if (graph.nodes.some(({ op, domain }) => op === "Gelu" && domain === "")) file.opsets.set("", 21);
  if (graph.nodes.some(({ op }) => /^Reduce/.test(op))) file.opsets.set("", 21);
  const session = await ort.InferenceSession.create(writeModel(file), { logSeverityLevel: 4 });
  const data = Float32Array.from(
    numbers(
      shape.reduce((a, b) => a * b, 1),
      "fed",
    ),
  );
  const results = await session.run({ x0: new ort.Tensor("float32", data, [...shape]) });
  await session.release();
  return graph.outputs.map(({ name }) => [...results[name]!.dims, ...(results[name]!.data as Float32Array)]);
}

describe("is spelled with operators that have gradients", () => {
  it.each(cases)(
    "$op $shapes",
    async ({ op, domain = "com.microsoft", shapes, attributes = {}, outputs = ["y"] }) => {
      const inputs = shapes.map((_, i) => `x${i}`);
      const constants = shapes.slice(1).map((shape, i): [string, Constant] => floats(`x${i + 1}`, ...shape!));
      const one: Node = { ...node(op, inputs, "y", attributes), domain, outputs };
      const graph: Graph = {
        name: "one",
        nodes: [one],
        initializers: new Map(constants),
        inputs: [{ name: "x0", type: "float32", shape: shapeOf(shapes) }],
        outputs: outputs
          .filter((name) => name !== "")
          .map((name) => ({ name, type: "float32", shape: undefined })),
      };
      const builder = new GraphBuilder([...inputs, ...outputs]);
      const nodes = spelledOut(one, builder);
      expect(nodes.some((each) => each.op === op && each.domain === domain)).toBe(
        op === "Gelu" && domain === "",
      );
      const initializers = new Map([...constants, ...builder.initializers]);
      const [expected, actual] = [
        await run(graph, shapeOf(shapes)),
        await run({ ...graph, nodes, initializers }, shapeOf(shapes)),
      ];
      actual.forEach((values, output) => {
        expect(values.length).toBe(expected[output]!.length);
        values.forEach((value, i) => expect(value).toBeCloseTo(expected[output]![i]!, 5));
      });
    },
  );
});

it("a file that was optimized for inference is trained, and saved as it was", async () => {
  const skip: Node = {
    ...node("SkipLayerNormalization", ["a", "a", "scale", "shift"], "b"),
    domain: "com.microsoft",
  };
  const file = fileOf({
    nodes: [node("MatMul", ["x", "w"], "a"), skip, { ...node("Gelu", ["b"], "y"), domain: "com.microsoft" }],
    initializers: new Map([floats("w", 3, 4), floats("scale", 4), floats("shift", 4)]),
  });
  const optimized = { ...file, opsets: new Map([...file.opsets, ["com.microsoft", 1] as const]) };
  const model = await load(optimized);
  expect(model.arena.segments.map(({ name, role }) => [name, role])).toEqual([
    ["w", "weight"],
    ["scale", "norm"],
    ["shift", "norm"],
  ]);
  const output = await model.forward(x(5, 3), { training: true });
  await model.backward({ data: new Float32Array(20).fill(1), dims: output.dims });
  expect(model.arena.gradients.every(Number.isFinite)).toBe(true);
  expect(model.arena.gradientsOf("w").every((value) => value !== 0)).toBe(true);
  const session = await ort.InferenceSession.create(await model.save(), { logSeverityLevel: 4 });
  const { data, dims } = x(5, 3);
  const { y } = await session.run({ x: new ort.Tensor("float32", data, dims) });
  const expected = (await model.forward(x(5, 3))).data as Float32Array;
  (y!.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  await Promise.all([session.release(), model.dispose()]);
});

it("what cannot be told stays as it is, and is refused", async () => {
  const odd: Node = {
    ...node("FusedMatMul", ["x", "w"], "y", { transBatchA: int(1) }),
    domain: "com.microsoft",
  };
  expect(spelledOut(odd, new GraphBuilder())).toEqual([odd]);
  const other: Node = { ...node("Mystery", ["x"], "y"), domain: "com.example" };
  expect(spelledOut(other, new GraphBuilder())).toEqual([other]);
});
