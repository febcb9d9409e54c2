import { DownhillError } from "@downhill/core";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { floatConstant, integerConstant } from "../src/graph/constant.js";
import { modelOf, readModel, writeModel } from "../src/graph/file.js";
import { type Attribute, float, int, ints, type ModelFile, text } from "../src/graph/graph.js";
import { decode } from "../src/proto/read.js";
import { encode } from "../src/proto/write.js";

const model = (): ModelFile => ({
  ...modelOf({
    name: "graph",
    nodes: [
      {
        op: "Gemm",
        domain: "",
        name: "first",
        inputs: ["x", "w"],
        outputs: ["y"],
        attributes: { alpha: float(0.5), transB: int(1) },
        docString: "a node",
      },
      {
        op: "Slice",
        domain: "",
        name: "",
        inputs: ["y", "starts", "ends"],
        outputs: ["z"],
        attributes: {},
      },
    ],
    initializers: new Map([
      ["w", floatConstant("float32", [1, 2, 3, 4, 5, 6], [2, 3])],
      ["starts", integerConstant([0])],
      ["ends", integerConstant([2 ** 63])],
    ]),
    inputs: [{ name: "x", type: "float32", shape: ["batch", 3] }],
    outputs: [{ name: "z", type: "float32", shape: ["batch", 2] }],
    valueInfo: [{ name: "y", type: "float32", shape: ["batch", 2] }],
    docString: "a graph",
  }),
  domain: "example.org",
  modelVersion: 3,
  docString: "a model",
  metadata: new Map([["author", "Ø"]]),
});

const refusal = (run: () => unknown): DownhillError => {
  try {
    run();
  } catch (error) {
    if (error instanceof DownhillError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("writeModel and readModel", () => {
  it("keep names, attributes, metadata and tensors", () => {
    expect(readModel(writeModel(model()))).toEqual(model());
  });

  it("write what ONNX Runtime runs, markers for the end included", async () => {
    const session = await ort.InferenceSession.create(writeModel(model()));
    const { z } = await session.run({
      x: new ort.Tensor("float32", Float32Array.of(1, 1, 1, 2, 0, 0), [2, 3]),
    });
    expect([...(z!.data as Float32Array)]).toEqual([3, 7.5, 1, 4]);
    await session.release();
  });

  it("keep every kind of attribute", () => {
    const attributes: Record<string, Attribute> = {
      a: int(-5),
      b: int(2 ** 40),
      c: float(-0.25),
      d: text("nearest"),
      e: ints([1, -1, 300]),
      f: { kind: "floats", value: [1.5, -2] },
      g: { kind: "strings", value: ["x", "yz"] },
      h: { kind: "tensor", value: integerConstant([7, 8]) },
    };
    const { graph } = model();
    const one = modelOf({ ...graph, nodes: [{ ...graph.nodes[0]!, attributes }] });
    expect(readModel(writeModel(one)).graph.nodes[0]!.attributes).toEqual(attributes);
  });

  it("keep fields they do not know, at every level", () => {
    const bytes = encode("ModelProto", {
      ...decode("ModelProto", writeModel(model())),
      // Field 25, functions, as the bytes of an empty message.
      unknown: [Uint8Array.of(0xca, 0x01, 0x00)],
    });
    expect(Buffer.from(writeModel(readModel(bytes))).includes(Buffer.from([0xca, 0x01, 0x00]))).toBe(true);
  });

  it("read numbers that are not in raw_data", () => {
    const proto = decode("ModelProto", writeModel(model()));
    proto.graph!.initializer = [
      { name: "w", dims: [2, 3], dataType: 1, floatData: [1, 2, 3, 4, 5, 6] },
      { name: "starts", dims: [1], dataType: 7, int64Data: [0] },
      { name: "ends", dims: [1], dataType: 7, int64Data: [2 ** 63] },
    ];
    expect(readModel(encode("ModelProto", proto)).graph.initializers).toEqual(model().graph.initializers);
  });
});

describe("files that are no ONNX models", () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ["empty", new Uint8Array(0), /empty/],
    [
      "text",
      new TextEncoder().encode("hello, this is not a model\n"),
      /not an ONNX model \(.* at byte \d+\)/,
    ],
    ["HTML", new TextEncoder().encode("<!DOCTYPE html><html><body>404</body></html>"), /at byte \d+/],
    ["zeros", new Uint8Array(64), /field number 0 at byte 0/],
    ["a length beyond the end", Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f), /left at byte 1/],
    ["a number that never ends", new Uint8Array(40).fill(0xff), /longer than 10 bytes at byte 0/],
    ["no graph", encode("ModelProto", { irVersion: 10 }), /no graph/],
    ["no operator set", encode("ModelProto", { graph: {} }), /operator set/],
  ];
  it.each(cases)("%s", (_, bytes, message) => {
    const error = refusal(() => readModel(bytes));
    expect(error.code).toBe("data");
    expect(error.message).toMatch(message);
  });

  it("messages nested too deep", () => {
    let bytes = encode("GraphProto", { name: "deepest" });
    for (let depth = 0; depth < 60; depth++) {
      const attribute = encode("AttributeProto", { unknown: [Uint8Array.of(0x32), lengthOf(bytes), bytes] });
      const node = encode("NodeProto", { unknown: [Uint8Array.of(0x2a), lengthOf(attribute), attribute] });
      bytes = encode("GraphProto", { unknown: [Uint8Array.of(0x0a), lengthOf(node), node] });
    }
    const file = encode("ModelProto", { unknown: [Uint8Array.of(0x3a), lengthOf(bytes), bytes] });
    expect(refusal(() => readModel(file)).message).toMatch(/nested deeper than 100/);
  });

  it("a tensor whose bytes do not fit its shape, or that lies in another file", () => {
    const proto = decode("ModelProto", writeModel(model()));
    proto.graph!.initializer![0]!.dims = [2, 4];
    expect(refusal(() => readModel(encode("ModelProto", proto))).message).toBe(
      "tensor w: float32 of shape [2, 4] needs 32 bytes, has 24",
    );
    proto.graph!.initializer![0] = { name: "w", dims: [2, 3], dataType: 1, dataLocation: 1 };
    expect(refusal(() => readModel(encode("ModelProto", proto))).message).toMatch(
      /tensor w: its data lies outside/,
    );
  });

  it("cut off anywhere, or with any byte changed: an error of ours or a model, nothing else", () => {
    const bytes = writeModel(model());
    let refused = 0;
    const attempt = (input: Uint8Array) => {
      try {
        readModel(input);
      } catch (error) {
        if (!(error instanceof DownhillError) || error.code !== "data") throw error;
        refused++;
      }
    };
    for (let length = 0; length < bytes.length; length++) attempt(bytes.slice(0, length));
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 0x7f, 0x80, 0xff, bytes[at]! ^ 1]) attempt(bytes.with(at, value));
    }
    expect(refused).toBeGreaterThan(bytes.length);
  });
});

function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}
