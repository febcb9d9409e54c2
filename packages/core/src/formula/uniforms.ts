/**
 * Numbers that no kernel computes, in float64: what is the same for a whole kernel, such as bias corrections, and
 * formulas of plain numbers, such as schedules. Compiled once, since they are evaluated in every step of training.
 */
import { isReduction, type Node, opOf, topological } from "./graph.js";
import { ops } from "./ops.js";

type Values = Readonly<Record<string, number | readonly number[]>>;
type Evaluate = (values: Values, columns: number, column: number) => number[];
type Step = (known: readonly number[], values: Values, columns: number, column: number) => number;
/** What the nodes are worth, given the values of the names and how many columns a row has. */
export type Uniforms = (values: Values, columns: number) => number[];

export function uniformsOf(nodes: readonly Node[]): Uniforms {
  const evaluate = compiled(nodes);
  return (values, columns) => evaluate(values, columns, 0);
}

function compiled(nodes: readonly Node[]): Evaluate {
  const order = topological(nodes);
  const place = (node: Node): number => order.indexOf(node);
  const steps = order.map((node) => stepOf(node, node.args.map(place)));
  const places = nodes.map(place);
  return (values, columns, column) => {
    const known: number[] = [];
    for (const step of steps) known.push(step(known, values, columns, column));
    return places.map((i) => known[i]!);
  };
}

function stepOf(node: Node, [a = 0, b = 0, c = 0]: readonly number[]): Step {
  const { name, value } = node;
  if (node.op === "constant") return () => value;
  if (node.op === "columns") return (_, __, columns) => columns;
  if (node.op === "column") return (_, __, ___, column) => column;
  if (isReduction(node)) return reduction(node);
  const op = opOf(node);
  if (op) {
    const { evaluate } = ops[op];
    return (known) => evaluate(known[a]!, known[b]!, known[c]!);
  }
  return (_, values, __, column) => {
    const given = values[name]!;
    return typeof given === "number" ? given : given[column]!;
  };
}

function reduction({ op, args }: Node): Step {
  const evaluate = compiled(args);
  return (_, values, columns) => {
    const all = Array.from({ length: columns }, (_, column) => evaluate(values, columns, column)[0]!);
    if (op === "reduce-sum") return all.reduce((sum, each) => sum + each, 0);
    return op === "reduce-max" ? Math.max(...all) : Math.min(...all);
  };
}
