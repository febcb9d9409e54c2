/**
 * The graph of a formula. Nodes are immutable and unique: building the same expression twice gives the same node,
 * so common subexpressions are shared from the start, and local simplification happens while building.
 */
import { type OpName, ops } from "./ops.js";
import { simplifyNode } from "./simplify.js";

/**
 * How often a value changes inside a kernel: never, with each row, with each column, with each element.
 * A formula without rows knows `uniform` and `element` only.
 */
export type Level = "uniform" | "row" | "column" | "element";

export type ReductionName = "reduce-sum" | "reduce-max" | "reduce-min";
/** `pick` is `x[target]`, of an input only; `columns` is the length of the row. */
export type LeafName = "constant" | "input" | "uniform" | "column" | "columns" | "pick";

export interface Node {
  readonly id: number;
  readonly op: OpName | ReductionName | LeafName;
  readonly args: readonly Node[];
  readonly level: Level;
  /** Of a constant. */
  readonly value: number;
  /** Of an input, uniform or pick: its name. */
  readonly name: string;
}

export const isReduction = (node: Node): boolean => node.op.startsWith("reduce-");
/** The operator of a node that is computed from others element by element; undefined for leaves and reductions. */
export const opOf = (node: Node): OpName | undefined =>
  Object.hasOwn(ops, node.op) ? (node.op as OpName) : undefined;

export function join(levels: readonly Level[]): Level {
  const varied = new Set(levels.filter((level) => level !== "uniform"));
  if (varied.size === 0) return "uniform";
  return varied.size === 1 ? [...varied][0]! : "element";
}

type Constructors = { readonly [K in OpName]: (...args: Node[]) => Node };

/** Makes nodes: `build.add(a, b)`, `build.constant(2)`, `build.sum(x)`. */
export type Build = Constructors & {
  constant(value: number): Node;
  input(name: string, level: Level): Node;
  uniform(name: string): Node;
  column(): Node;
  columns(): Node;
  pick(input: Node, index: Node): Node;
  sum(a: Node): Node;
  maximum(a: Node): Node;
  minimum(a: Node): Node;
  /** The node for an operator and its arguments, simplified. */
  make(op: Node["op"], args: readonly Node[]): Node;
};

export function createBuild(): Build {
  const nodes = new Map<string, Node>();

  const intern = (op: Node["op"], args: readonly Node[], level: Level, value = 0, name = ""): Node => {
    // -0 and 0 are different constants: String() would merge them.
    const key = `${op}|${args.map((arg) => arg.id).join(",")}|${Object.is(value, -0) ? "-0" : value}|${name}|${level}`;
    let node = nodes.get(key);
    if (!node) {
      node = { id: nodes.size, op, args, level, value, name };
      nodes.set(key, node);
    }
    return node;
  };

  const reduce = (op: ReductionName, a: Node) => intern(op, [a], "row");

  const make = (op: Node["op"], args: readonly Node[]): Node => {
    if (op.startsWith("reduce-")) return reduce(op as ReductionName, args[0]!);
    return simplifyNode(build, op as OpName, args) ?? intern(op, args, join(args.map((arg) => arg.level)));
  };

  const constructors = Object.fromEntries(
    (Object.keys(ops) as OpName[]).map((op) => [op, (...args: Node[]) => make(op, args)]),
  ) as Constructors;

  const build: Build = {
    ...constructors,
    constant: (value) => intern("constant", [], "uniform", value),
    input: (name, level) => intern("input", [], level, 0, name),
    uniform: (name) => intern("uniform", [], "uniform", 0, name),
    column: () => intern("column", [], "column"),
    columns: () => intern("columns", [], "uniform"),
    pick: (input, index) => intern("pick", [input, index], "row", 0, input.name),
    sum: (a) => (a.op === "constant" && a.value === 0 ? a : reduce("reduce-sum", a)),
    maximum: (a) => reduce("reduce-max", a),
    minimum: (a) => reduce("reduce-min", a),
    make,
  };
  return build;
}

/** All nodes that the roots need, arguments before users. */
export function topological(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const arg of node.args) visit(arg);
    order.push(node);
  };
  for (const root of roots) visit(root);
  return order;
}
