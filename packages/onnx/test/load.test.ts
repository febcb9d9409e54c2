/** Reading foreign models: what is trained, what is refused, and what stays as it was. */

import { DownhillError } from "@downhill/core";
import { describe, expect, it } from "vitest";
import { booleanConstant, type Constant, floatConstant, integerConstant } from "../src/graph/constant.js";
import { readModel } from "../src/graph/file.js";
import { int, ints, type ModelFile, type Node } from "../src/graph/graph.js";
import type { LoadOptions } from "../src/index.js";
import { fileOf, floats, load, node, roles, x } from "./foreign.js";

describe("what is trained", () => {
  it("is found by how it is used", async () => {
    const model = await load(fileOf());
    expect(roles(model)).toEqual({ w1: "weight", w2: "weight", b1: "bias", b2: "bias" });
    await model.dispose();
  });

  it("is listed by node", async () => {
    const model = await load(fileOf());
    expect(
      model
        .summary()
        .split("\n")
        .map((line) => line.replace(/ +/g, " ")),
    ).toEqual([
      "layer output parameters",
      "a_node [batch, 4] 12",
      "b_node [batch, 4] 4",
      "y_node [batch, 2] 10",
      "total 26",
    ]);
    await model.dispose();
  });

  it("is found in Constant nodes and behind a transposition; numbers, masks and statistics are left alone", async () => {
    const literal = (name: string, value: Constant): Node =>
      node("Constant", [], name, { value: { kind: "tensor", value } });
    const file = fileOf({
      nodes: [
        literal("mean", floatConstant("float32", [0.1, 0.2, 0.3], [3])),
        node("Sub", ["x", "mean"], "centred"),
        literal("w1", floats("w", 4, 3)[1]),
        node("Transpose", ["w1"], "wt", { perm: ints([1, 0]) }),
        node("MatMul", ["centred", "wt"], "a"),
        literal("six", floatConstant("float32", [6], [1])),
        node("Div", ["a", "six"], "b"),
        node("BatchNormalization", ["b", "scale", "shift", "running_mean", "running_var"], "c"),
        node("Add", ["c", "mask"], "d"),
        node("Where", ["choice", "c", "d"], "e"),
        node("Gemm", ["e", "w2", "b2"], "y", { transB: int(1) }),
      ],
      initializers: new Map<string, Constant>([
        ...[
          floats("scale", 4),
          floats("shift", 4),
          floats("running_mean", 4),
          floats("w2", 2, 4),
          floats("b2", 2),
        ],
        ["running_var", floatConstant("float32", [1, 2, 3, 4], [4])],
        ["mask", floatConstant("float32", [0, -1e9, 0, 0], [4])],
        ["choice", booleanConstant([true, true, true, true], [4])],
      ]),
    });
    const model = await load(file);
    expect(roles(model)).toEqual({ w1: "weight", w2: "weight", b2: "bias", scale: "norm", shift: "norm" });
    expect([...model.buffers.keys()]).toEqual(["running_mean", "running_var"]);
    await model.forward(x(5, 3), { training: true });
    await model.backward({ data: new Float32Array(10).fill(1), dims: [5, 2] });
    model.arena.valuesOf("w1").fill(0.5);
    // The numbers are written back where they were: into the Constant node.
    const saved = readModel(await model.save());
    const constant = saved.graph.nodes.find(({ outputs }) => outputs[0] === "w1")!.attributes.value!;
    expect(constant.kind === "tensor" && [...new Float32Array(constant.value.bytes.slice().buffer)]).toEqual(
      new Array(12).fill(0.5),
    );
    await model.dispose();
  });

  it("is chosen and frozen by name, and a batch normalization with frozen scale keeps its statistics", async () => {
    const model = await load(fileOf(), { trainable: ["w*"], freeze: /2$/ });
    expect(roles(model)).toEqual({ w1: "weight" });
    await model.dispose();
    await expect(load(fileOf(), { trainable: "weight*" })).rejects.toMatchObject({
      code: "usage",
      message: "no tensor is named weight*; names here: w1 b1 w2 b2",
    });
  });
});

describe("a saved model", () => {
  it("may list its nodes in any order", async () => {
    const { nodes } = fileOf().graph;
    const [model, turned] = await Promise.all([
      load(fileOf()),
      load(fileOf({ nodes: [...nodes].reverse() })),
    ]);
    const expected = (await model.forward(x(2, 3))).data;
    expect((await turned.forward(x(2, 3))).data).toEqual(expected);
    await Promise.all([model.dispose(), turned.dispose()]);
  });

  it("has its names, operator set, metadata and nodes, and other numbers", async () => {
    const file = fileOf();
    const model = await load(file);
    model.arena.valuesOf("b2").set([7, 8]);
    const saved = readModel(await model.save());
    const expected = fileOf();
    expect({ ...saved, graph: { ...saved.graph, initializers: new Map(), valueInfo: [] } }).toEqual({
      ...expected,
      graph: { ...expected.graph, initializers: new Map(), valueInfo: [] },
    });
    expect([...saved.graph.initializers.keys()]).toEqual(["w1", "b1", "w2", "b2"]);
    expect(saved.graph.initializers.get("b2")).toEqual(floatConstant("float32", [7, 8], [2]));
    await model.dispose();
  });
});

describe("inputs", () => {
  it("may be made from the one that is fed", async () => {
    const file = fileOf({
      nodes: [
        node("Gather", ["table", "ids"], "e"),
        node("Cast", ["mask"], "m", { to: int(1) }),
        node("Unsqueeze", ["m", "last"], "m3"),
        node("Mul", ["e", "m3"], "masked"),
        node("ReduceSum", ["masked", "one"], "y", { keepdims: int(0) }),
      ],
      initializers: new Map([
        floats("table", 9, 2),
        ["last", integerConstant([-1])],
        ["one", integerConstant([1])],
      ]),
      inputs: [
        { name: "ids", type: "int64", shape: ["N", "L"] },
        { name: "mask", type: "int64", shape: ["N", "L"] },
      ],
    });
    const both = await load(file);
    const ids = { data: Int32Array.of(3, 4, 0, 5, 0, 0), dims: [2, 3] };
    const mask = { data: Int32Array.of(1, 1, 0, 1, 0, 0), dims: [2, 3] };
    const expected = [...((await both.forward({ ids, mask })).data as Float32Array)];
    await expect(both.forward(ids)).rejects.toMatchObject({ message: /the model has 2 inputs: ids, mask/ });
    const one = await load(file, { fill: { mask: { not: 0 } } });
    expect([...((await one.forward(ids)).data as Float32Array)]).toEqual(expected);
    const { dims } = await one.forward(ids, { training: true });
    await one.backward({ data: Float32Array.of(1, 2, 3, 4), dims });
    expect([...one.arena.gradientsOf("table").subarray(0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 1, 2, 3, 4]);
    expect(readModel(await one.save()).graph.inputs.map(({ name }) => name)).toEqual(["ids", "mask"]);
    await Promise.all([both.dispose(), one.dispose()]);
  });

  it("of any length may take a part of a table that is as long", async () => {
    const file = fileOf({
      nodes: [
        node("Shape", ["x"], "shape"),
        node("Slice", ["shape", "one", "two"], "length"),
        node("Slice", ["places", "zero", "length", "zero"], "used"),
        node("Tile", ["used", "twice"], "tiled"),
        node("Slice", ["tiled", "zero", "length", "zero"], "again"),
        node("Add", ["x", "again"], "y"),
      ],
      initializers: new Map([
        floats("places", 16, 2),
        ...[0, 1, 2].map((value): [string, Constant] => [
          ["zero", "one", "two"][value]!,
          integerConstant([value]),
        ]),
        ["twice", integerConstant([2, 1])],
      ]),
      inputs: [{ name: "x", type: "float32", shape: ["N", "L", 2] }],
    });
    const model = await load(file, { trainable: "places" });
    for (const length of [3, 6]) {
      const { dims } = await model.forward(x(2, length, 2), { training: true });
      await model.backward({ data: new Float32Array(4 * length).fill(1), dims });
      const expected = Array.from({ length: 32 }, (_, i) => (i < 2 * length ? 2 : 0));
      expect([...model.arena.gradientsOf("places")]).toEqual(expected);
    }
    await model.dispose();
  });

  it("whose batch the file fixes at 1 are opened", async () => {
    const model = await load(fileOf({ inputs: [{ name: "x", type: "float32", shape: [1, 3] }] }));
    expect((await model.forward(x(5, 3))).dims).toEqual([5, 2]);
    await model.dispose();
  });

  it("of open height and width need the shape of a sample", async () => {
    const file = fileOf({
      nodes: [
        node("Conv", ["x", "k"], "c"),
        node("GlobalAveragePool", ["c"], "p"),
        node("Flatten", ["p"], "y"),
      ],
      initializers: new Map([floats("k", 2, 3, 3, 3)]),
      inputs: [{ name: "x", type: "float32", shape: ["N", 3, "H", "W"] }],
    });
    await expect(load(file)).rejects.toMatchObject({ code: "data", message: /give the shape of one sample/ });
    const model = await load(file, { input: [3, 8, 6] });
    expect((await model.forward(x(2, 3, 8, 6), { training: true })).dims).toEqual([2, 2]);
    await model.dispose();
    await expect(load(file, { input: [3, 8] })).rejects.toMatchObject({
      code: "usage",
      message: "input: expected the shape of one sample of x [3, H, W], got [3, 8]",
    });
    await expect(load(file, { input: [1, 8, 6] })).rejects.toMatchObject({
      message: /3 numbers along axis 1/,
    });
  });
});

describe("refused", () => {
  const { nodes, initializers } = fileOf().graph;
  const cases: [string, ModelFile, string | RegExp, LoadOptions?][] = [
    [
      "names made twice",
      fileOf({ nodes: [...nodes, node("Relu", ["x"], "c")] }),
      "the model is not valid: c is made more than once",
    ],
    [
      "missing initializers",
      fileOf({ initializers: new Map([...initializers].slice(1)) }),
      "the model is not complete: no initializer, input or node gives w1 (of MatMul a_node)",
    ],
    [
      "cycles",
      fileOf({ nodes: [...nodes.slice(0, 1), node("Add", ["a", "c"], "b"), ...nodes.slice(2)] }),
      /its nodes form a cycle: Add b_node, Relu c_node, Gemm y_node/,
    ],
    [
      "half precision",
      fileOf({
        initializers: new Map([
          ...initializers,
          ["w1", { type: "bfloat16", dims: [3, 4], bytes: new Uint8Array(24) }],
        ]),
      }),
      "parameters in half precision (bfloat16) cannot be trained: w1; convert the model to float32",
    ],
    [
      "quantized models",
      fileOf({
        nodes: [node("DequantizeLinear", ["q", "s", "z"], "w1"), ...nodes],
        initializers: new Map<string, Constant>([
          ...[...initializers].slice(1),
          ["q", { type: "uint8", dims: [3, 4], bytes: new Uint8Array(12) }],
          floats("s"),
          ["z", { type: "uint8", dims: [], bytes: new Uint8Array(1) }],
        ]),
      }),
      /a quantized model cannot be trained: q, s, z/,
    ],
    [
      "no float output",
      fileOf({
        nodes: [...nodes, node("ArgMax", ["y"], "k")],
        outputs: [{ name: "k", type: "int64", shape: undefined }],
      }),
      "the model has no float32 output to train on: k (int64)",
    ],
    [
      "nothing to train",
      fileOf({
        nodes: [node("Add", ["x", "half"], "y")],
        initializers: new Map([["half", floatConstant("float32", [0.5], [1])]]),
      }),
      "the model has no parameters to train; its float32 tensors: half. Choose some by name with trainable",
    ],
    [
      "operators without a gradient, all at once",
      fileOf({
        nodes: [
          ...nodes.slice(0, 3),
          node("Hardmax", ["c"], "d"),
          node("Hardmax", ["d"], "e"),
          node("Gemm", ["e", "w2", "b2"], "y", { transB: int(1) }),
        ],
      }),
      "cannot train through 2 of the model's nodes; no gradient is known for\n  Hardmax  d_node\n  Hardmax  e_node",
    ],
    ["an output that is not there", fileOf(), /unknown output: z; .*names here: y/, { output: "z" }],
    [
      "logits without a softmax",
      fileOf(),
      "logits: output y does not come from a softmax or sigmoid",
      { logits: true },
    ],
    [
      "fillings of other inputs",
      fileOf(),
      "fill: no input is named mask; inputs here: x",
      { fill: { mask: 1 } },
    ],
  ];
  it.each(cases)("%s", async (_, file, message, options = {}) => {
    const error = await load(file, options).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DownhillError);
    if (typeof message === "string") expect((error as Error).message).toBe(message);
    else expect((error as Error).message).toMatch(message);
  });

  it("nodes without a gradient beside the path are no obstacle", async () => {
    const file = fileOf({
      nodes: [...nodes, node("Hardmax", ["y"], "z")],
      outputs: [...fileOf().graph.outputs, { name: "z", type: "float32", shape: undefined }],
    });
    const model = await load(file);
    expect(readModel(await model.save()).graph.outputs.map(({ name }) => name)).toEqual(["y", "z"]);
    await model.dispose();
  });
});
