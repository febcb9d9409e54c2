/** Reading foreign models: what is trained, what is refused, and what stays as it was. */
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DownhillError } from "@downhill/core";
import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { booleanConstant, type Constant, floatConstant, integerConstant } from "../src/graph/constant.js";
import { modelOf, readModel, writeModel } from "../src/graph/file.js";
import { float, type Graph, int, ints, type ModelFile, type Node } from "../src/graph/graph.js";
import { type LoadOptions, loadOnnx } from "../src/index.js";
import { decode } from "../src/proto/read.js";
import { encode } from "../src/proto/write.js";
import { fillUniform } from "../src/random.js";

const numbers = (length: number, stream: string): number[] => {
  const values = new Float32Array(length);
  fillUniform(values, 1, 3, stream);
  return [...values];
};
const floats = (name: string, ...dims: number[]): [string, Constant] => [
  name,
  floatConstant(
    "float32",
    numbers(
      dims.reduce((a, b) => a * b, 1),
      name,
    ),
    dims,
  ),
];
const node = (op: string, inputs: string[], output: string, attributes: Node["attributes"] = {}): Node => ({
  op,
  domain: "",
  name: `${output}_node`,
  inputs,
  outputs: [output],
  attributes,
});

/** x [batch, 3] -> y [batch, 2], with what `change` changes. */
function fileOf(change: Partial<Graph> = {}, opset = 17): ModelFile {
  const graph: Graph = {
    name: "foreign",
    nodes: [
      node("MatMul", ["x", "w1"], "a"),
      node("Add", ["a", "b1"], "b"),
      node("Relu", ["b"], "c"),
      node("Gemm", ["c", "w2", "b2"], "y", { transB: int(1) }),
    ],
    initializers: new Map([floats("w1", 3, 4), floats("b1", 4), floats("w2", 2, 4), floats("b2", 2)]),
    inputs: [{ name: "x", type: "float32", shape: ["N", 3] }],
    outputs: [{ name: "y", type: "float32", shape: ["N", 2] }],
    ...change,
  };
  return {
    ...modelOf(graph, new Map([["author", "someone"]])),
    opsets: new Map([["", opset]]),
    irVersion: 7,
  };
}
const load = (file: ModelFile, options: LoadOptions = {}) => loadOnnx(writeModel(file), options);
const x = (count: number, ...sample: number[]) => ({
  data: Float32Array.from(numbers(count * sample.reduce((a, b) => a * b, 1), "x")),
  dims: [count, ...sample],
});
const roles = (model: Awaited<ReturnType<typeof load>>) =>
  Object.fromEntries(model.arena.segments.map(({ name, role }) => [name, role]));

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

describe("older operator sets", () => {
  const vector = (...values: number[]) => integerConstant(values);
  const three: Graph["inputs"] = [{ name: "x", type: "float32", shape: ["N", 4, 6] }];
  // Each: opset, nodes from "s" (x scaled by a weight [6]) to "t".
  const cases: [string, number, Node[], [string, Constant][]?][] = [
    [
      "Squeeze, Unsqueeze",
      11,
      [node("Unsqueeze", ["s"], "u", { axes: ints([1]) }), node("Squeeze", ["u"], "t", { axes: ints([1]) })],
    ],
    ["ReduceSum", 11, [node("ReduceSum", ["s"], "t", { axes: ints([1]), keepdims: int(0) })]],
    ["ReduceMean", 13, [node("ReduceMean", ["s"], "t", { axes: ints([-1]) })]],
    [
      "Split",
      11,
      [{ ...node("Split", ["s"], "t", { axis: int(2), split: ints([2, 4]) }), outputs: ["t", "rest"] }],
    ],
    [
      "Split in equal parts",
      13,
      [{ ...node("Split", ["s"], "t", { axis: int(2) }), outputs: ["t", "rest"] }],
    ],
    ["Slice", 9, [node("Slice", ["s"], "t", { starts: ints([1]), ends: ints([3]), axes: ints([2]) })]],
    ["Clip", 10, [node("Clip", ["s"], "t", { min: float(-0.1), max: float(0.2) })]],
    ["Pad", 10, [node("Pad", ["s"], "t", { pads: ints([0, 1, 0, 0, 0, 2]), value: float(0.5) })]],
    ["Softmax over all axes behind", 11, [node("Softmax", ["s"], "t", { axis: int(1) })]],
    ["LogSoftmax", 12, [node("LogSoftmax", ["s"], "t", { axis: int(-1) })]],
    ["Dropout", 11, [node("Dropout", ["s"], "t", { ratio: float(0.5) })]],
    [
      "Upsample",
      9,
      [node("Upsample", ["s", "scales"], "t", { mode: { kind: "string", value: "nearest" } })],
      [["scales", floatConstant("float32", [1, 1, 2], [3])]],
    ],
    [
      "Resize",
      11,
      [node("Resize", ["s", "region", "scales"], "t")],
      [
        ["region", floatConstant("float32", [], [0])],
        ["scales", floatConstant("float32", [1, 1, 2], [3])],
      ],
    ],
    [
      "sizes that are computed",
      13,
      [
        node("Shape", ["s"], "shape"),
        node("Gather", ["shape", "zero"], "batch"),
        node("Unsqueeze", ["batch", "axis"], "b1d"),
        node("Concat", ["b1d", "rest"], "target", { axis: int(0) }),
        node("Reshape", ["s", "target"], "t"),
      ],
      [
        ["zero", integerConstant([0], [])],
        ["axis", vector(0)],
        ["rest", vector(3, 8)],
      ],
    ],
  ];
  it.each(cases)("%s of set %i", async (_, opset, nodes, constants = []) => {
    const file = fileOf(
      {
        nodes: [
          node("Mul", ["x", "one"], "x1"),
          node("Tanh", ["x1"], "x2"),
          node("Mul", ["x2", "w"], "s"),
          ...nodes,
        ],
        initializers: new Map([floats("w", 6), ["one", floatConstant("float32", [1], [1])], ...constants]),
        inputs: three,
        outputs: [{ name: "t", type: "float32", shape: undefined }],
      },
      opset,
    );
    const model = await load(file);
    const input = x(3, 4, 6);
    const session = await ort.InferenceSession.create(writeModel(file), { logSeverityLevel: 4 });
    const { t } = await session.run({ x: new ort.Tensor("float32", input.data, input.dims) });
    const output = await model.forward(input);
    expect(output.dims).toEqual(t!.dims);
    (t!.data as Float32Array).forEach((value, i) =>
      expect((output.data as Float32Array)[i]).toBeCloseTo(value, 6),
    );
    // The slope of the sum along one direction of the weight.
    const weights = Float32Array.from(numbers(output.data.length, "weights"));
    const dims = [...output.dims];
    await model.forward(input, { training: nodes[0]!.op !== "Dropout" });
    if (nodes[0]!.op === "Dropout") await model.forward(input, { training: true, seed: 1 });
    await model.backward({ data: weights, dims });
    if (nodes[0]!.op !== "Dropout") {
      const at = async (step: number) => {
        const values = model.arena.valuesOf("w");
        values[1] = values[1]! + step;
        const { data } = await model.forward(input);
        values[1] = values[1]! - step;
        return (data as Float32Array).reduce((sum, value, i) => sum + value * weights[i]!, 0);
      };
      const slope = ((await at(1e-2)) - (await at(-1e-2))) / 2e-2;
      expect(model.arena.gradientsOf("w")[1]!).toBeCloseTo(slope, 2);
    }
    await session.release();
    await model.dispose();
  });

  it.each([8, 22])("%i cannot be read", async (opset) => {
    await expect(load(fileOf({}, opset))).rejects.toMatchObject({
      code: "data",
      message: expect.stringMatching(new RegExp(`^the model uses operator set ${opset}; 9 to 21`)),
    });
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
          ["w1", { type: "float16", dims: [3, 4], bytes: new Uint8Array(24) }],
        ]),
      }),
      "parameters in half precision (float16) cannot be trained: w1; convert the model to float32",
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

describe("tensors in files beside the model", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "downhill-"));
    await mkdir(join(folder, "model", "part"), { recursive: true });
    const bytes = fileOf().graph.initializers.get("w1")!.bytes;
    await writeFile(join(folder, "model", "part", "w1.bin"), Buffer.concat([Buffer.alloc(16), bytes]));
    await writeFile(join(folder, "outside.bin"), Buffer.alloc(64));
    await symlink(join(folder, "outside.bin"), join(folder, "model", "link.bin"));
    await symlink(join(folder, "model", "part"), join(folder, "model", "folder"));
    await writeFile(join(folder, "model", "named.bin"), Buffer.alloc(64));
    await link(join(folder, "model", "named.bin"), join(folder, "model", "twice.bin"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (entries: Record<string, string>) => {
    const proto = decode("ModelProto", writeModel(fileOf()));
    const tensor = proto.graph!.initializer![0]!;
    delete tensor.rawData;
    tensor.dataLocation = 1;
    tensor.externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
    const path = join(folder, "model", "model.onnx");
    const bytes = encode("ModelProto", proto);
    await writeFile(path, bytes);
    return { path, bytes };
  };

  it("are read, and saved inside of the file", async () => {
    const { path, bytes } = await written({ location: "part/w1.bin", offset: "16", length: "48" });
    const model = await loadOnnx(path);
    const expected = fileOf().graph.initializers.get("w1")!.bytes;
    expect(new Uint8Array(model.arena.valuesOf("w1").slice().buffer)).toEqual(new Uint8Array(expected));
    expect(readModel(await model.save()).graph.initializers.get("w1")!.bytes.length).toBe(48);
    await model.dispose();
    await expect(loadOnnx(bytes)).rejects.toMatchObject({
      code: "data",
      message: /lies outside of the file/,
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["above the folder", { location: "../outside.bin" }, /relative path inside/],
    ["by an absolute path", { location: "/etc/passwd" }, /relative path inside/],
    ["through a link", { location: "link.bin" }, /links are not followed/],
    ["through a linked folder", { location: "folder/w1.bin", offset: "16" }, /links are not followed/],
    ["with a second name", { location: "twice.bin" }, /hard links/],
    ["that are missing", { location: "none.bin" }, /no such file/],
    ["that are folders", { location: "part" }, /not a file/],
    [
      "that are too short",
      { location: "part/w1.bin", offset: "20" },
      /bytes 20 to 68 are needed, the file has 64/,
    ],
    ["of another length", { location: "part/w1.bin", length: "40" }, /needs 48 bytes/],
    ["at no number", { location: "part/w1.bin", offset: "-1" }, /offset of its external data/],
  ])("are refused %s", async (_, entries, message) => {
    const { path } = await written(entries);
    await expect(loadOnnx(path)).rejects.toMatchObject({ code: "data", message });
  });
});
