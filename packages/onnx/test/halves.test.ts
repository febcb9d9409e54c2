/** Models in half precision are trained in float32 and saved in half precision. */
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type Constant, floatConstant, floatsOf } from "../src/graph/constant.js";
import { readModel } from "../src/graph/file.js";
import { int, type Node } from "../src/graph/graph.js";
import { halfToNumber, numberToHalf } from "../src/graph/half.js";
import { dense } from "../src/index.js";
import { fileOf, floats, load, node, x } from "./foreign.js";

const INFINITY_BITS = 0x7c00;

describe("halves", () => {
  it("are given back by their numbers, all of them", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits <= INFINITY_BITS; bits++)
      for (const signed of [bits, bits | 0x8000])
        if (numberToHalf(halfToNumber(signed)) !== signed) wrong.push(signed);
    expect(wrong).toEqual([]);
    expect(halfToNumber(numberToHalf(Number.NaN))).toBeNaN();
  });

  it("are the nearest ones, and the even one of two", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < INFINITY_BITS - 1; bits++) {
      const [a, b] = [halfToNumber(bits), halfToNumber(bits + 1)];
      const middle = (a + b) / 2;
      const expected = [bits, bits % 2 === 0 ? bits : bits + 1, bits + 1];
      const step = (b - a) / 64;
      [middle - step, middle, middle + step].forEach((value, i) => {
        if (numberToHalf(value) !== expected[i] || numberToHalf(-value) !== (expected[i]! | 0x8000))
          wrong.push(value);
      });
    }
    expect(wrong).toEqual([]);
    // The largest is 65504; half a step above it lies infinity.
    expect([65519, 65520, 1e9].map((value) => halfToNumber(numberToHalf(value)))).toEqual([
      65504,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });
});

const half = ([name, constant]: [string, Constant]): [string, Constant] => {
  const bits = Uint16Array.from(floatsOf(constant), numberToHalf);
  return [name, { type: "float16", dims: constant.dims, bytes: new Uint8Array(bits.buffer) }];
};
const literal = ([name, value]: [string, Constant]): Node =>
  node("Constant", [], name, { value: { kind: "tensor", value } });

/** x [batch, 3] -> y [batch, 2] in half precision, with a softmax in float32 as exporters leave it. */
const halfFile = () =>
  fileOf({
    nodes: [
      literal(half(floats("b1", 4))),
      node("MatMul", ["x", "w1"], "a"),
      node("Add", ["a", "b1"], "b"),
      node("Cast", ["b"], "wide", { to: int(1) }),
      node("Tanh", ["wide"], "t"),
      node("Cast", ["t"], "c", { to: int(10) }),
      node("Gemm", ["c", "w2", "b2"], "y", { transB: int(1) }),
    ],
    initializers: new Map([floats("w1", 3, 4), floats("w2", 2, 4), floats("b2", 2)].map(half)),
    inputs: [{ name: "x", type: "float16", shape: ["N", 3] }],
    outputs: [{ name: "y", type: "float16", shape: ["N", 2] }],
  });

async function inEngine(bytes: Uint8Array, type: "float16" | "float32"): Promise<number[]> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const { data, dims } = x(5, 3);
  const input =
    type === "float16"
      ? new ort.Tensor("float16", Uint16Array.from(data, numberToHalf), dims)
      : new ort.Tensor("float32", data, dims);
  const results = await session.run({ x: input });
  await session.release();
  const { type: given, data: values } = results[session.outputNames[0]!]!;
  return Array.from(values as Uint16Array | Float32Array, (value) =>
    given === "float16" ? halfToNumber(value) : value,
  );
}

const worst = (a: readonly number[], b: ArrayLike<number>): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe("a model in half precision", () => {
  it("is trained in float32, and saved as it was", async () => {
    const model = await load(halfFile());
    expect(model.arena.segments.map(({ name }) => name).toSorted()).toEqual(["b1", "b2", "w1", "w2"]);
    const { dims } = await model.forward(x(5, 3), { training: true });
    await model.backward({ data: new Float32Array(10).fill(1), dims });
    expect([...model.arena.gradientsOf("b2")]).toEqual([5, 5]);
    model.arena.values.forEach((value, i, values) => (values[i] = value - 0.1 * model.arena.gradients[i]!));

    const saved = await model.save();
    const { graph } = readModel(saved);
    expect([...graph.initializers.values()].map(({ type }) => type)).toEqual([
      "float16",
      "float16",
      "float16",
    ]);
    const { value } = graph.nodes[0]!.attributes;
    expect(value?.kind === "tensor" && value.value.type).toBe("float16");
    expect(graph.inputs[0]!.type).toBe("float16");
    const outputs = (await model.forward(x(5, 3))).data as Float32Array;
    // Eleven bits, a few roundings.
    expect(worst(await inEngine(saved, "float16"), outputs)).toBeLessThan(0.01);
    await model.dispose();
  });

  it("may be cut, and given a head, with which it becomes float32", async () => {
    const model = await load(halfFile());
    const backbone = model.cut("b");
    const features = (await backbone.forward(x(5, 3))).data as Float32Array;
    expect(worst(await inEngine(await backbone.save(), "float16"), features)).toBeLessThan(0.01);

    const headed = model.replaceHead([dense(3)]);
    const outputs = (await headed.forward(x(5, 3))).data as Float32Array;
    expect(worst(await inEngine(await headed.save(), "float32"), outputs)).toBeLessThan(1e-5);
    await Promise.all([model.dispose(), backbone.dispose(), headed.dispose()]);
  });
});

it("numbers of half precision are those of the file", async () => {
  const [, constant] = half(["w", floatConstant("float32", [1.5, -2, 0.1], [3])]);
  const file = fileOf({
    nodes: [node("Mul", ["x", "w"], "a"), node("Tanh", ["a"], "t"), node("Mul", ["t", "w"], "y")],
    initializers: new Map([["w", constant]]),
    inputs: [{ name: "x", type: "float16", shape: ["N", 3] }],
    outputs: [{ name: "y", type: "float16", shape: ["N", 3] }],
  });
  const model = await load(file);
  // 0.1 is 0x2e66: 1638/1024 * 2^-4.
  expect([...model.arena.valuesOf("w")]).toEqual([1.5, -2, 1638 / 1024 / 16]);
  await model.dispose();
});
