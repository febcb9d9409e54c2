/** Models in half precision: trained in float32, saved in half precision. */
import { type Constant, float32Constant } from "../graph/constant.js";
import { elementTypes } from "../graph/element-types.js";
import { type Attribute, type Graph, int, type Node, type ValueInfo } from "../graph/graph.js";
import { halfToNumber, numberToHalf } from "../graph/half.js";
import { changedGraph } from "../graph/subgraphs.js";

const bitsOf = ({ bytes }: Constant): Uint16Array => new Uint16Array(bytes.slice().buffer);

const wide = (constant: Constant): Constant =>
  constant.type === "float16"
    ? float32Constant(Float32Array.from(bitsOf(constant), halfToNumber), constant.dims)
    : constant;

const wideInfo = (info: ValueInfo): ValueInfo =>
  info.type === "float16" ? { ...info, type: "float32" } : info;

/** Attributes that name an element type. */
const typeNames = new Set(["to", "dtype"]);

function wideAttribute(name: string, attribute: Attribute): Attribute {
  if (attribute.kind === "tensor") return { kind: "tensor", value: wide(attribute.value) };
  const isHalf = attribute.kind === "int" && attribute.value === elementTypes.float16.code;
  if (isHalf && typeNames.has(name)) return int(elementTypes.float32.code);
  return changedGraph(attribute, widened);
}

const wideNode = (node: Node): Node => ({
  ...node,
  attributes: Object.fromEntries(
    Object.entries(node.attributes).map(([name, attribute]) => [name, wideAttribute(name, attribute)]),
  ),
});

/** The graph with float32 wherever it has half precision. */
export const widened = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map(wideNode),
  initializers: new Map([...graph.initializers].map(([name, constant]) => [name, wide(constant)])),
  inputs: graph.inputs.map(wideInfo),
  outputs: graph.outputs.map(wideInfo),
});

/** Whether tensors of the file are in half precision. */
export const hasHalves = ({ nodes, initializers }: Graph): boolean =>
  [...initializers.values()].some(({ type }) => type === "float16") ||
  nodes.some(({ attributes: { value } }) => value?.kind === "tensor" && value.value.type === "float16");

/** New numbers in the type of the tensor that they replace. */
export function inTypeOf(tensor: Constant, values: Constant): Constant {
  if (tensor.type !== "float16" || values.type !== "float32") return values;
  const bits = Uint16Array.from(new Float32Array(values.bytes.slice().buffer), numberToHalf);
  return { type: "float16", dims: values.dims, bytes: new Uint8Array(bits.buffer) };
}
