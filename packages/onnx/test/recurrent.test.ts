/** Recurrent layers written out step by step compute what ONNX Runtime's own operators compute. */
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../src/graph/builder.js";
import type { Constant } from "../src/graph/constant.js";
import { modelOf, writeModel } from "../src/graph/file.js";
import { type Graph, int, type Node, text } from "../src/graph/graph.js";
import { unrolled } from "../src/load/recurrent.js";
import { fileOf, floats, load, node } from "./foreign.js";

const [STEPS, BATCH, INPUT, HIDDEN] = [5, 3, 4, 6];
const gates: Readonly<Record<string, number>> = { RNN: 1, GRU: 3, LSTM: 4 };

/** All outputs of a layer on x [steps, batch, input]. */
function layer(op: string, way: string, more: Node["attributes"], isFull: boolean): Graph {
  const directions = way === "bidirectional" ? 2 : 1;
  const width = gates[op]! * HIDDEN;
  const outputs = op === "LSTM" ? ["all", "last", "cell"] : ["all", "last"];
  const states = ["first", ...(op === "LSTM" ? ["memory"] : [])];
  const inputs = ["x", "w", "r", ...(isFull ? ["b", "", ...states] : [])];
  const attributes = { hidden_size: int(HIDDEN), direction: text(way), ...more };
  const constants: [string, Constant][] = [
    floats("w", directions, width, INPUT),
    floats("r", directions, width, HIDDEN),
    ...(isFull ? [floats("b", directions, 2 * width)] : []),
    ...(isFull ? states.map((name) => floats(name, directions, BATCH, HIDDEN)) : []),
  ];
  return {
    name: "layer",
    nodes: [{ ...node(op, inputs, "all", attributes), outputs }],
    initializers: new Map(constants),
    inputs: [{ name: "x", type: "float32", shape: [STEPS, BATCH, INPUT] }],
    outputs: outputs.map((name) => ({ name, type: "float32", shape: undefined })),
  };
}

async function run(graph: Graph): Promise<Record<string, { dims: readonly number[]; data: Float32Array }>> {
  const session = await ort.InferenceSession.create(writeModel(modelOf(graph)), { logSeverityLevel: 4 });
  const data = Float32Array.from({ length: STEPS * BATCH * INPUT }, (_, i) => Math.sin(i));
  const results = await session.run({ x: new ort.Tensor("float32", data, [STEPS, BATCH, INPUT]) });
  await session.release();
  return Object.fromEntries(
    graph.outputs.map(({ name }) => [
      name,
      { dims: results[name]!.dims, data: results[name]!.data as Float32Array },
    ]),
  );
}

describe.each(["RNN", "GRU", "LSTM"])("%s", (op) => {
  const ways = ["forward", "reverse", "bidirectional"].flatMap((way) =>
    (op === "GRU" ? [0, 1] : [undefined]).flatMap((after) =>
      [true, false].map((isFull) => ({ way, after, isFull })),
    ),
  );
  it.each(ways)(
    "$way, reset after: $after, with shifts and first states: $isFull",
    async ({ way, after, isFull }) => {
      const graph = layer(op, way, after === undefined ? {} : { linear_before_reset: int(after) }, isFull);
      const builder = new GraphBuilder(["x", ...graph.initializers.keys(), ...graph.nodes[0]!.outputs]);
      const nodes = unrolled(graph.nodes, new Map([["x", [STEPS, BATCH, INPUT]]]), builder);
      expect(nodes.map((each) => each.op)).not.toContain(op);
      const initializers = new Map([...graph.initializers, ...builder.initializers]);
      const [expected, actual] = [await run(graph), await run({ ...graph, nodes, initializers })];
      for (const { name } of graph.outputs) {
        expect(actual[name]!.dims, name).toEqual(expected[name]!.dims);
        actual[name]!.data.forEach((value, i) => expect(value).toBeCloseTo(expected[name]!.data[i]!, 5));
      }
    },
  );
});

describe("a layer that cannot be written out", () => {
  const fileWith = (length: number | string, more: Node["attributes"] = {}) => {
    const graph = layer("LSTM", "forward", more, false);
    return fileOf({
      ...graph,
      inputs: [{ name: "x", type: "float32", shape: [length, "N", INPUT] }],
      outputs: [{ name: "all", type: "float32", shape: undefined }],
    });
  };

  it.each([
    ["of open length", fileWith("L")],
    ["that clips", fileWith(STEPS, { clip: { kind: "float", value: 1 } })],
    [
      "of unusual activations",
      fileWith(STEPS, { activations: { kind: "strings", value: ["Relu", "Tanh", "Tanh"] } }),
    ],
  ])("%s is refused, with what to do", async (_, file) => {
    await expect(load(file)).rejects.toMatchObject({
      code: "data",
      message: /no gradient is known for\n {2}LSTM {2}all_node\n {2}recurrent layers are trained where/,
    });
  });

  it("may be frozen", async () => {
    const file = fileWith(STEPS, { clip: { kind: "float", value: 1 } });
    const nodes = [...file.graph.nodes, node("Mul", ["all", "scale"], "y")];
    const initializers = new Map([...file.graph.initializers, floats("scale", HIDDEN)]);
    const outputs = [{ name: "y", type: "float32" as const, shape: undefined }];
    const model = await load(
      { ...file, graph: { ...file.graph, nodes, initializers, outputs } },
      { freeze: ["w", "r"] },
    );
    expect(model.arena.segments.map(({ name }) => name)).toEqual(["scale"]);
    await model.dispose();
  });
});
