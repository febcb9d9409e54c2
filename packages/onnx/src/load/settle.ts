/** Nodes whose meaning only the trace tells, in plainer spelling. */
import { type Constant, numbersOf } from "../graph/constant.js";
import { type ElementType, elementTypes } from "../graph/element-types.js";
import { int, type Node } from "../graph/graph.js";

/** From here on a bound of Slice means "to the end": exporters write the largest int32 or int64. */
const TO_THE_END = 2 ** 31 - 1;

/** Slices that take everything, as exporters spell `x[:]`: their axis may be open, which no gradient of Slice allows. */
function takesAll({ op, inputs }: Node, constants: ReadonlyMap<string, Constant>): boolean {
  if (op !== "Slice") return false;
  const numbers = (index: number): number[] | undefined => {
    const constant = constants.get(inputs[index] ?? "");
    return constant && numbersOf(constant);
  };
  const every = (index: number, holds: (value: number) => boolean): boolean =>
    numbers(index)?.every(holds) === true;
  return (
    every(1, (start) => start === 0) &&
    every(2, (end) => end >= TO_THE_END) &&
    (!inputs[4] || every(4, (step) => step === 1))
  );
}

/** CastLike becomes Cast to the type that it was seen to give; slices of everything become Identity. */
export function settled(
  nodes: readonly Node[],
  types: ReadonlyMap<string, ElementType>,
  constants: ReadonlyMap<string, Constant>,
): Node[] {
  return nodes.map((node): Node => {
    if (node.domain !== "") return node;
    const inputs = node.inputs.slice(0, 1);
    const type = types.get(node.outputs[0]!);
    if (node.op === "CastLike" && type)
      return { ...node, op: "Cast", inputs, attributes: { to: int(elementTypes[type].code) } };
    return takesAll(node, constants) ? { ...node, op: "Identity", inputs, attributes: {} } : node;
  });
}
