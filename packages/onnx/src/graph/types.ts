/** Element types of values in between, which an ONNX file need not tell. */
import { type ElementType, elementTypeOf } from "./element-types.js";
import { intOf, type Node } from "./graph.js";

const booleans = new Set([
  "Equal",
  "Greater",
  "GreaterOrEqual",
  "Less",
  "LessOrEqual",
  "Not",
  "And",
  "Or",
  "Xor",
  "IsNaN",
  "IsInf",
]);
const integers = new Set(["Shape", "Size", "ArgMax", "ArgMin", "NonZero"]);

function outputType(
  node: Node,
  output: number,
  types: ReadonlyMap<string, ElementType>,
): ElementType | undefined {
  if (booleans.has(node.op)) return "bool";
  if (
    integers.has(node.op) ||
    (node.op === "MaxPool" && output === 1) ||
    (node.op === "TopK" && output === 1)
  )
    return "int64";
  if (node.op === "Cast") return elementTypeOf(intOf(node, "to", 0));
  const value = node.attributes.value;
  if (node.op === "Constant" || node.op === "ConstantOfShape")
    return value?.kind === "tensor" ? value.value.type : "float32";
  return types.get(node.inputs[node.op === "Where" ? 1 : 0] ?? "");
}

/** Adds the types of outputs of `nodes` that are not known; inputs and constants must be in `types` already. */
export function inferTypes(nodes: readonly Node[], types: Map<string, ElementType>): void {
  for (const node of nodes) {
    node.outputs.forEach((name, output) => {
      const type = outputType(node, output, types);
      if (name !== "" && type !== undefined && !types.has(name)) types.set(name, type);
    });
  }
}
