/** A small foreign model, to be changed by tests. */
import { type Constant, floatConstant } from "../src/graph/constant.js";
import { modelOf, writeModel } from "../src/graph/file.js";
import { type Graph, int, type ModelFile, type Node } from "../src/graph/graph.js";
import { type LoadOptions, loadOnnx } from "../src/index.js";
import { fillUniform } from "../src/random.js";

export const numbers = (length: number, stream: string): number[] => {
  const values = new Float32Array(length);
  fillUniform(values, 1, 3, stream);
  return [...values];
};
export const floats = (name: string, ...dims: number[]): [string, Constant] => [
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
export const node = (
  op: string,
  inputs: string[],
  output: string,
  attributes: Node["attributes"] = {},
): Node => ({
  op,
  domain: "",
  name: `${output}_node`,
  inputs,
  outputs: [output],
  attributes,
});

/** x [batch, 3] -> y [batch, 2], with what `change` changes. */
export function fileOf(change: Partial<Graph> = {}, opset = 17): ModelFile {
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
export const load = (file: ModelFile, options: LoadOptions = {}) => loadOnnx(writeModel(file), options);
export const x = (count: number, ...sample: number[]) => ({
  data: Float32Array.from(numbers(count * sample.reduce((a, b) => a * b, 1), "x")),
  dims: [count, ...sample],
});
export const roles = (model: Awaited<ReturnType<typeof load>>) =>
  Object.fromEntries(model.arena.segments.map(({ name, role }) => [name, role]));
