/** Models of older operator sets run and are differentiated as what they were. */
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type Constant, floatConstant, integerConstant } from "../src/graph/constant.js";
import { writeModel } from "../src/graph/file.js";
import { float, type Graph, int, ints, type Node } from "../src/graph/graph.js";
import { fileOf, floats, load, node, numbers, x } from "./foreign.js";

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
      "GroupNormalization",
      18,
      [node("GroupNormalization", ["s", "scale", "bias"], "t", { num_groups: int(2) })],
      [floats("scale", 2), floats("bias", 2)],
    ],
    [
      "GroupNormalization",
      21,
      [node("GroupNormalization", ["s", "scale", "bias"], "t", { num_groups: int(2) })],
      [floats("scale", 4), floats("bias", 4)],
    ],
    [
      "Constant",
      13,
      [node("Constant", [], "half", { value_float: float(0.5) }), node("Mul", ["s", "half"], "t")],
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
