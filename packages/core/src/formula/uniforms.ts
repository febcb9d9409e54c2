/** Numbers that are the same for a whole kernel, such as bias corrections: compiled once, not interpreted in every call. */
import { type Node, opOf } from "./graph.js";
import { ops } from "./ops.js";

type Values = Readonly<Record<string, number>>;
type Evaluate = (values: Values, columns: number) => number;
/** What a program's uniforms are worth, given the values of the names and how many columns a row has. */
export type Uniforms = (values: Values, columns: number) => number[];

/** @returns for the values of the names, what each of the nodes is worth, in float64. */
export function uniformsOf(nodes: readonly Node[]): Uniforms {
  const made = new Map<Node, Evaluate>();
  const evaluate = (node: Node): Evaluate => {
    const known = made.get(node);
    if (known) return known;
    const result = compiled(node, node.args.map(evaluate));
    made.set(node, result);
    return result;
  };
  const all = nodes.map(evaluate);
  return (values, columns) => all.map((each) => each(values, columns));
}

function compiled(node: Node, [a, b, c]: readonly Evaluate[]): Evaluate {
  const { name, value } = node;
  if (node.op === "constant") return () => value;
  if (node.op === "columns") return (_, columns) => columns;
  const op = opOf(node);
  if (!op) return (values) => values[name]!;
  const { evaluate } = ops[op];
  if (!b) return (values, columns) => evaluate(a!(values, columns), 0, 0);
  if (!c) return (values, columns) => evaluate(a!(values, columns), b(values, columns), 0);
  return (values, columns) => evaluate(a!(values, columns), b(values, columns), c(values, columns));
}
