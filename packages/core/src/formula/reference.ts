/**
 * The float64 interpreter: what a graph means. Slow, plain, and the oracle of every kernel test.
 */
import { type Node, opOf } from "./graph.js";
import { ops } from "./ops.js";

/** What the leaves of a graph are worth for one row. */
export interface RowValues {
  readonly columns: number;
  /** By input name: per element and per column an array of `columns` numbers, per row one number. */
  readonly inputs: Readonly<Record<string, number | ArrayLike<number>>>;
  readonly uniforms: Readonly<Record<string, number>>;
  /** Values of whole expressions, already known. */
  readonly given?: ReadonlyMap<Node, number>;
}

/** The value of each node for one row: a number, or one number per column. */
export function evaluateRow(roots: readonly Node[], row: RowValues): (number | Float64Array)[] {
  const values = new Map<Node, number | Float64Array>();
  const at = (node: Node, i: number): number => {
    const value = values.get(node)!;
    return typeof value === "number" ? value : value[i]!;
  };
  const visit = (node: Node): void => {
    if (values.has(node)) return;
    if (!row.given?.has(node)) node.args.forEach(visit);
    values.set(node, evaluateNode(node, row, at));
  };
  roots.forEach(visit);
  return roots.map((root) => values.get(root)!);
}

function evaluateNode(
  node: Node,
  row: RowValues,
  at: (node: Node, i: number) => number,
): number | Float64Array {
  const given = row.given?.get(node);
  if (given !== undefined) return given;
  switch (node.op) {
    case "constant":
      return node.value;
    case "uniform":
      return known(row.uniforms, node.name);
    case "columns":
      return row.columns;
    case "column":
      return Float64Array.from({ length: row.columns }, (_, i) => i);
    case "input": {
      const value = known(row.inputs, node.name);
      return typeof value === "number" ? value : Float64Array.from(value);
    }
    case "pick":
      return at(node.args[0]!, at(node.args[1]!, 0));
  }
  const [a, b, c] = node.args as [Node, Node?, Node?];
  const op = opOf(node);
  if (!op) return reduce(node.op, row.columns, (i) => at(a, i));
  const { evaluate } = ops[op];
  const one = (i: number) => evaluate(at(a, i), b ? at(b, i) : 0, c ? at(c, i) : 0);
  return node.level === "uniform" || node.level === "row"
    ? one(0)
    : Float64Array.from({ length: row.columns }, (_, i) => one(i));
}

function reduce(op: string, columns: number, at: (i: number) => number): number {
  if (op === "reduce-sum") {
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += at(i);
    return sum;
  }
  let extreme = at(0);
  for (let i = 1; i < columns; i++)
    extreme = op === "reduce-max" ? Math.max(extreme, at(i)) : Math.min(extreme, at(i));
  return extreme;
}

function known<T>(values: Readonly<Record<string, T>>, name: string): T {
  const value = values[name];
  if (value === undefined) throw new Error(`missing value: ${name}; given: ${Object.keys(values).join(" ")}`);
  return value;
}
