/** If nodes: the branch that is taken whatever is fed is trained, and its numbers are saved where they were. */
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { booleanConstant, type Constant, integerConstant } from "../src/graph/constant.js";
import { graphProto, readModel } from "../src/graph/file.js";
import { type Attribute, type Graph, int, type Node } from "../src/graph/graph.js";
import { graphIn } from "../src/graph/subgraphs.js";
import { encode } from "../src/proto/write.js";
import { fileOf, floats, load, node, roles, x } from "./foreign.js";

const GRAPH = 5;
const branch = (nodes: Node[], output: string, initializers: [string, Constant][] = []): Graph => ({
  name: "branch",
  nodes,
  initializers: new Map(initializers),
  inputs: [],
  outputs: [{ name: output, type: "float32", shape: undefined }],
});
const attribute = (name: string, graph: Graph): Attribute => ({
  kind: "raw",
  value: encode("AttributeProto", { name, type: GRAPH, g: graphProto(graph) }),
});
const choose = (condition: string, output: string, taken: Graph, other: Graph): Node =>
  node("If", [condition], output, {
    then_branch: attribute("then_branch", taken),
    else_branch: attribute("else_branch", other),
  });

/** x [batch, 3] times a weight of the file, then a product with a weight that only a branch has. */
const linear = branch([node("MatMul", ["a", "inner"], "out")], "out", [floats("inner", 4, 2)]);
const hard = branch([node("Hardmax", ["a"], "out")], "out");

const file = (nodes: Node[], more: [string, Constant][] = [], inputs: Graph["inputs"] = []) =>
  fileOf({
    nodes: [node("MatMul", ["x", "w"], "a"), ...nodes],
    initializers: new Map([floats("w", 3, 4), ...more]),
    inputs: [{ name: "x", type: "float32", shape: ["N", 3] }, ...inputs],
    outputs: [{ name: "y", type: "float32", shape: undefined }],
  });

describe("the branch that is taken", () => {
  it("is found by the rank of a value, and others may be inside of it", async () => {
    const nested = branch([choose("yes", "out", linear, hard)], "out", [
      ["yes", booleanConstant([true], [])],
    ]);
    const model = await load(
      file(
        [
          node("Shape", ["a"], "shape"),
          node("Size", ["shape"], "rank"),
          node("Equal", ["rank", "three"], "condition"),
          choose("condition", "y", hard, nested),
        ],
        [["three", integerConstant([3], [])]],
      ),
    );
    const name = "y/else_branch/out/then_branch/inner";
    expect(roles(model)).toEqual({ w: "weight", [name]: "weight" });
    const { dims } = await model.forward(x(5, 3), { training: true });
    await model.backward({ data: new Float32Array(10).fill(1), dims });
    expect(model.arena.gradientsOf(name).every((value) => value !== 0)).toBe(true);

    model.arena.valuesOf(name).forEach((_, i, values) => (values[i] = i));
    const expected = [...((await model.forward(x(5, 3))).data as Float32Array)];
    const saved = await model.save();
    const outer = readModel(saved).graph.nodes.find(({ op }) => op === "If")!;
    const inner = graphIn(outer.attributes.else_branch)!.nodes[0]!;
    const { bytes } = graphIn(inner.attributes.then_branch)!.initializers.get("inner")!;
    expect([...new Float32Array(bytes.slice().buffer)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const session = await ort.InferenceSession.create(saved, { logSeverityLevel: 4 });
    const { data, dims: shape } = x(5, 3);
    const { y } = await session.run({ x: new ort.Tensor("float32", data, shape) });
    expect([...(y!.data as Float32Array)]).toEqual(expected);
    await Promise.all([session.release(), model.dispose()]);
  });

  it("is decided by a setting that fill gives", async () => {
    const rate = { name: "rate", type: "int64" as const, shape: [] };
    const asked = file(
      [node("Equal", ["rate", "high"], "condition"), choose("condition", "y", linear, hard)],
      [["high", integerConstant([16000], [])]],
      [rate],
    );
    const model = await load(asked, { fill: { rate: 16000 } });
    expect(Object.keys(roles(model))).toEqual(["w", "y/then_branch/inner"]);
    await model.dispose();
    await expect(load(asked, { fill: { rate: 8000 } })).rejects.toMatchObject({
      code: "data",
      message: /no gradient is known for\n {2}Hardmax {2}y\/else_branch\/out_node/,
    });
  });
});

it("branches and loops that depend on what is fed are refused, all at once", async () => {
  const nodes = [
    node("ReduceMax", ["a"], "largest", { keepdims: int(0) }),
    node("Greater", ["largest", "zero"], "condition"),
    choose("condition", "b", linear, hard),
    choose("condition", "c", linear, hard),
    node("Add", ["b", "c"], "y"),
  ];
  await expect(load(file(nodes, [floats("zero")]))).rejects.toMatchObject({
    code: "data",
    message:
      /^cannot train through 2 of the model's nodes, .*\n {2}If {2}b_node\n {2}If {2}c_node\n {2}export/,
  });
});
