/** What exporters write around the operators that a network is made of. */
import { describe, expect, it } from "vitest";
import { type Constant, floatConstant, integerConstant } from "../src/graph/constant.js";
import { int, ints, type Node } from "../src/graph/graph.js";
import { fileOf, floats, load, node, roles, x } from "./foreign.js";

const literal = (name: string, value: Constant): Node =>
  node("Constant", [], name, { value: { kind: "tensor", value } });
const list = (op: string, inputs: string[], output: string, attributes: Node["attributes"] = {}) =>
  node(op, inputs, output, attributes);
const whole = (name: string, ...values: number[]): [string, Constant] => [name, integerConstant(values)];
const number = (name: string, value: number): [string, Constant] => [name, integerConstant([value], [])];

/** Outputs and the gradient of `w`, for x [5, 6] and an output gradient of ones. */
async function stepOf(nodes: Node[], constants: [string, Constant][]) {
  const model = await load(
    fileOf({
      nodes: [node("Mul", ["x", "w"], "s"), node("Tanh", ["s"], "t"), ...nodes],
      initializers: new Map([floats("w", 6), ...constants]),
      inputs: [{ name: "x", type: "float32", shape: ["N", 6] }],
      outputs: [{ name: "y", type: "float32", shape: undefined }],
    }),
    { trainable: "w" },
  );
  const output = await model.forward(x(5, 6), { training: true });
  const data = Float32Array.from(output.data as Float32Array, (_, i) => Math.sin(i + 1));
  const values = [...(output.data as Float32Array)];
  await model.backward({ data, dims: output.dims });
  const gradient = [...model.arena.gradientsOf("w")];
  await model.dispose();
  return { values, gradient };
}

describe("lists of tensors", () => {
  const sequence = (parts: string[], more: Node["attributes"] = {}) =>
    list("SplitToSequence", ["t", ...parts], "pieces", { axis: int(1), ...more });
  const plain = [node("Slice", ["t", "two", "four", "one"], "b"), node("Neg", ["b"], "y")];
  const constants = [whole("one", 1), whole("two", 2), whole("four", 4), number("at", 1), number("size", 2)];

  it("that are split and picked from are slices", async () => {
    const expected = await stepOf(plain, constants);
    const pick = [list("SequenceAt", ["pieces", "at"], "b"), node("Neg", ["b"], "y")];
    expect(await stepOf([sequence(["size"]), ...pick], constants)).toEqual(expected);
    const sizes: [string, Constant][] = [...constants, whole("sizes", 2, 2, 2)];
    expect(await stepOf([sequence(["sizes"]), ...pick], sizes)).toEqual(expected);
    const last: [string, Constant][] = [...sizes.filter(([name]) => name !== "at"), number("at", -2)];
    expect(await stepOf([sequence(["sizes"]), ...pick], last)).toEqual(expected);
  });

  it("that are split into single rows are gathered from, and joined again", async () => {
    const single = [
      sequence([], { keepdims: int(0) }),
      list("SequenceAt", ["pieces", "at"], "b"),
      list("SequenceConstruct", ["b", "b"], "both"),
      list("ConcatFromSequence", ["both"], "y", { axis: int(1), new_axis: int(1) }),
    ];
    const written = [
      node("Gather", ["t", "at"], "b", { axis: int(1) }),
      node("Unsqueeze", ["b", "one"], "c"),
      node("Concat", ["c", "c"], "y", { axis: int(1) }),
    ];
    expect(await stepOf(single, constants)).toEqual(await stepOf(written, constants));
  });
});

describe("spellings of the newer exporter", () => {
  it("are casts to what another value is, and slices of everything", async () => {
    const constants = [whole("zero", 0), whole("end", 2 ** 53), whole("one", 1)];
    const written = await stepOf([node("Neg", ["t"], "y")], constants);
    const spelled = [
      node("CastLike", ["t", "x"], "a"),
      // x[:], along the open axis.
      node("Slice", ["a", "zero", "end", "zero", "one"], "b"),
      node("Neg", ["b"], "y"),
    ];
    expect(await stepOf(spelled, constants)).toEqual(written);
  });

  it("name the length of tokens and of their mask apart", async () => {
    const model = await load(
      fileOf({
        nodes: [
          node("Gather", ["table", "ids"], "e"),
          node("Cast", ["mask"], "m", { to: int(1) }),
          node("Unsqueeze", ["m", "last"], "m3"),
          node("Mul", ["e", "m3"], "masked"),
          node("ReduceSum", ["masked", "one"], "y", { keepdims: int(0) }),
        ],
        initializers: new Map([floats("table", 9, 2), whole("last", -1), whole("one", 1)]),
        inputs: [
          { name: "ids", type: "int64", shape: ["s1", "s2"] },
          { name: "mask", type: "int64", shape: ["s3", "s4"] },
        ],
      }),
    );
    expect(model.definition.graph.inputs.map(({ shape }) => shape)).toEqual([
      ["batch", "s2"],
      ["batch", "s2"],
    ]);
    await model.dispose();
  });
});

it("sizes that a graph needs are looked for: multiples of 32 for a network that halves and doubles", async () => {
  const half = { kernel_shape: ints([2, 2]), strides: ints([2, 2]) };
  const error = await load(
    fileOf({
      nodes: [
        node("Conv", ["x", "k"], "a"),
        node("MaxPool", ["a"], "b", half),
        node("Resize", ["b", "", "double"], "c"),
        node("Add", ["a", "c"], "y"),
      ],
      initializers: new Map([
        floats("k", 2, 1, 1, 1),
        ["double", floatConstant("float32", [1, 1, 2, 2], [4])] as [string, Constant],
      ]),
      inputs: [{ name: "x", type: "float32", shape: ["N", 1, "H", "W"] }],
    }),
  ).catch((caught: unknown) => caught);
  // It runs; what is missing is what its gradients need.
  expect(error).toMatchObject({ code: "data", message: /give the shape of one sample as input/ });
});

describe("weights", () => {
  it("may be computed from others; positions, masks and what an exporter filled in are none", async () => {
    const model = await load(
      fileOf({
        nodes: [
          // A length and a direction, as weight normalization keeps them.
          node("ReduceL2", ["direction", "rows"], "norm"),
          node("Div", ["direction", "norm"], "unit"),
          node("Mul", ["unit", "length"], "kernel"),
          node("MatMul", ["x", "kernel"], "a"),
          // A temperature.
          node("Exp", ["scale"], "factor"),
          node("Mul", ["a", "factor"], "b"),
          // Angles of positions.
          node("Shape", ["x"], "shape"),
          node("Cast", ["shape"], "positions", { to: int(1) }),
          node("Unsqueeze", ["positions", "rows"], "column"),
          node("MatMul", ["frequencies", "column"], "angles"),
          node("Squeeze", ["angles", "rows"], "row"),
          node("Cos", ["row"], "cosines"),
          node("Mul", ["b", "cosines"], "c"),
          node("Add", ["c", "window"], "d"),
          node("LayerNormalization", ["d", "gain", "filler"], "y"),
          literal("filler", floatConstant("float32", [0, 0, 0, 0], [4])),
        ],
        initializers: new Map<string, Constant>([
          ...[floats("direction", 3, 4), floats("length", 1, 4), floats("scale", 4), floats("gain", 4)],
          floats("frequencies", 4, 2),
          ["rows", integerConstant([1])],
          ["window", floatConstant("float32", [0, -100, 0, -100], [4])],
        ]),
        inputs: [{ name: "x", type: "float32", shape: ["N", 3] }],
      }),
    );
    expect(roles(model)).toEqual({ direction: "weight", length: "weight", scale: "weight", gain: "norm" });
    await model.dispose();
  });
});
