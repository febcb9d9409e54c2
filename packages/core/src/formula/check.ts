/** Syntax tree → graph: every name is resolved, every call is checked, sugar is replaced by primitives. */
import { namesHere } from "../errors.js";
import type { Build, Node } from "./graph.js";
import { type OpName, ops } from "./ops.js";
import { type Assignment, type Expression, formulaError, parse, type Source, type Span } from "./parse.js";

/** Names that a formula sees before its first line. */
export type Scope = ReadonlyMap<string, Node>;

/** Primitives written as operators: not functions that a formula may call. */
const hidden = "add sub mul div neg pow lt le gt ge eq ne".split(" ");

/** Functions of one argument that turn a row into a number: nodes of their own, or what they stand for. */
const reductions: Readonly<Record<string, string | ((build: Build, a: Node) => Node)>> = {
  sum: (f, a) => f.sum(a),
  max: (f, a) => f.maximum(a),
  min: (f, a) => f.minimum(a),
  mean: "sum(a)/columns",
  norm: "sqrt(sum(a*a))",
  // The maximum only guards against overflow; it has no part in the derivative.
  logsumexp: "stop(max(a)) + log(sum(exp(a - stop(max(a)))))",
};

/**
 * Evaluates the assignments symbolically.
 * @param quiet names that an error does not list.
 * @returns every name assigned, with its last meaning.
 * @throws DownhillError `usage` for unknown names and functions, and for wrong numbers of arguments.
 */
export function check(
  build: Build,
  source: Source,
  assignments: readonly Assignment[],
  scope: Scope,
  quiet: ReadonlySet<string> = new Set(),
): Map<string, Node> {
  const names = new Map(scope);
  const assigned = new Map<string, Node>();

  const visit = (expression: Expression): Node => {
    switch (expression.kind) {
      case "number":
        return build.constant(expression.value);
      case "name":
        return resolve(expression.name, expression.span);
      case "index":
        return index(expression);
      case "call":
        return call(expression.name, expression.args, expression.span);
    }
  };

  const resolve = (name: string, span: Span): Node => {
    const node = names.get(name);
    if (node) return node;
    if (name === "pi") return build.constant(Math.PI);
    if (name === "column") return build.column();
    if (name === "columns") return build.columns();
    throw formulaError(
      source,
      span,
      `unknown name: ${name}`,
      listing(
        name,
        [...names.keys()].filter((each) => !quiet.has(each)),
      ),
    );
  };

  const index = (expression: Expression & { kind: "index" }): Node => {
    const target = visit(expression.index);
    if (target.op !== "input" || target.level !== "row") {
      throw formulaError(
        source,
        expression.span,
        "invalid index",
        "only an input of kind class may stand in [ ]",
      );
    }
    return distribute(visit(expression.of), target);
  };

  /** Pushes the index down to the inputs: (a - b)[t] is a[t] - b[t]. */
  const distribute = (node: Node, target: Node): Node => {
    if (node.level === "row" || node.level === "uniform") return node;
    if (node.op === "input") return build.pick(node, target);
    if (node.op === "column") return target;
    return build.make(
      node.op,
      node.args.map((arg) => distribute(arg, target)),
    );
  };

  const call = (name: string, argumentList: readonly Expression[], span: Span): Node => {
    const args = argumentList.map(visit);
    const reduction = Object.hasOwn(reductions, name) ? reductions[name] : undefined;
    if (reduction && args.length === 1) {
      const [a] = args as [Node];
      return typeof reduction === "string" ? instantiate(build, reduction, { a }) : reduction(build, a);
    }
    if (!Object.hasOwn(ops, name)) {
      const known = new Set([...Object.keys(ops), ...Object.keys(reductions)]);
      for (const operator of hidden) known.delete(operator);
      throw formulaError(source, span, `unknown function: ${name}`, listing(name, [...known]));
    }
    const { arity } = ops[name as OpName];
    if (args.length !== arity) {
      const expected = reduction ? `1 or ${arity}` : `${arity}`;
      throw formulaError(
        source,
        span,
        `wrong number of arguments: ${name} got ${args.length}`,
        `expected ${expected}`,
      );
    }
    return build[name as OpName](...args);
  };

  for (const { name, value } of assignments) {
    const node = visit(value);
    names.set(name, node);
    assigned.set(name, node);
  }
  return assigned;
}

const parsed = new Map<string, readonly Assignment[]>();

/** What an expression of the compiler's own means for these nodes: derivatives and definitions are formulas, too. */
export function instantiate(
  build: Build,
  expression: string,
  names: Readonly<Record<string, Node | undefined>>,
): Node {
  const source = { text: `it = ${expression}`, file: "ops.ts" };
  let assignments = parsed.get(expression);
  if (!assignments) parsed.set(expression, (assignments = parse(source)));
  const scope = new Map<string, Node>();
  for (const [name, node] of Object.entries(names)) if (node) scope.set(name, node);
  return check(build, source, assignments, scope).get("it")!;
}

const listing = (name: string, candidates: readonly string[]): string =>
  namesHere(
    name,
    [...candidates].sort((a, b) => (a < b ? -1 : 1)),
  );

/** True when some value is per row: the formula then needs to know where rows begin and end. */
export function usesRows(nodes: Iterable<Node>): boolean {
  const seen = new Set<Node>();
  const visit = (node: Node): boolean => {
    if (seen.has(node)) return false;
    seen.add(node);
    if (node.level === "row" || node.level === "column" || node.op === "columns" || node.op === "pick")
      return true;
    return node.args.some(visit);
  };
  return [...nodes].some(visit);
}
