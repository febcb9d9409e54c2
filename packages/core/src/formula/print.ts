/** Graph → text people read: the formula language itself, or TeX. */
import { type Node, opOf, topological } from "./graph.js";
import type { OpName } from "./ops.js";
import { isTieShare } from "./simplify.js";

export interface Notation {
  number(value: number): string;
  name(name: string): string;
  /** Wraps an operand that binds less tightly than its surroundings. */
  parentheses(inner: string): string;
  call(name: string, args: readonly string[]): string;
  fraction?(over: string, under: string): string;
  /** A choice between two values. */
  cases?(condition: string, then: string, otherwise: string): string;
  power(base: string, exponent: string): string;
  readonly times: string;
  readonly comparisons: Readonly<Record<string, string>>;
  pick(of: string, index: string): string;
}

const COMPARISON = 1;
const SUM = 2;
const PRODUCT = 3;
const NEGATION = 4;
const POWER = 5;
const ATOM = 6;

const asciiComparisons = { lt: "<", le: "<=", gt: ">", ge: ">=", eq: "==", ne: "!=" };

export const plainText: Notation = {
  number: (value) => String(value),
  name: (name) => name,
  parentheses: (inner) => `(${inner})`,
  call: (name, args) => `${name}(${args.join(", ")})`,
  power: (base, exponent) => `${base}^${exponent}`,
  times: "*",
  comparisons: asciiComparisons,
  pick: (of, index) => `${of}[${index}]`,
};

const GREEK = new Set([
  "alpha",
  "beta",
  "gamma",
  "delta",
  "epsilon",
  "eps",
  "lambda",
  "mu",
  "rho",
  "tau",
  "pi",
  "theta",
]);

function texName(name: string): string {
  const match = /^([A-Za-z]+?)(\d+)$/.exec(name);
  if (match) return `${texName(match[1]!)}_{${match[2]}}`;
  if (GREEK.has(name)) return name === "eps" ? "\\varepsilon" : `\\${name}`;
  return name.length === 1 ? name : `\\mathrm{${name}}`;
}

export const tex: Notation = {
  number: (value) => String(value).replace(/e([-+]?\d+)/, " \\cdot 10^{$1}"),
  name: texName,
  parentheses: (inner) => `\\left(${inner}\\right)`,
  call: (name, args) => {
    if (name === "sqrt") return `\\sqrt{${args[0]}}`;
    if (name === "abs") return `\\left|${args[0]}\\right|`;
    if (name === "floor") return `\\left\\lfloor ${args[0]} \\right\\rfloor`;
    const known = ["exp", "log", "sin", "cos", "tanh", "min", "max"].includes(name);
    const head = name === "sum" ? "\\sum" : known ? `\\${name}` : `\\operatorname{${name}}`;
    return `${head}\\left(${args.join(", ")}\\right)`;
  },
  fraction: (over, under) => `\\frac{${over}}{${under}}`,
  cases: (condition, then, otherwise) =>
    `\\begin{cases} ${then} & ${condition} \\\\ ${otherwise} & \\text{else} \\end{cases}`,
  power: (base, exponent) => `{${base}}^{${exponent}}`,
  times: " \\, ",
  comparisons: { lt: "<", le: "\\le", gt: ">", ge: "\\ge", eq: "=", ne: "\\ne" },
  pick: (of, index) => `{${of}}_{${index}}`,
};

const reductionNames: Readonly<Record<string, string>> = {
  "reduce-sum": "sum",
  "reduce-max": "max",
  "reduce-min": "min",
};

/**
 * @param known nodes that have a name already and are printed by it.
 * @param root printed in full even when it has a name.
 */
export function print(root: Node, known: ReadonlyMap<Node, string>, notation: Notation = plainText): string {
  const visit = (node: Node, tightness: number): string => {
    const name = node === root ? undefined : known.get(node);
    const [text, own] = name !== undefined ? ([notation.name(name), ATOM] as const) : render(node);
    return own < tightness ? notation.parentheses(text) : text;
  };
  const binary = (symbol: string, node: Node, own: number): readonly [string, number] => [
    `${visit(node.args[0]!, own)} ${symbol} ${visit(node.args[1]!, own + 1)}`,
    own,
  ];

  const comparison = (sides: readonly [Node, Node], symbol: string): string =>
    `${visit(sides[0], SUM)} ${symbol} ${visit(sides[1], SUM)}`;

  const render = (node: Node): readonly [string, number] => {
    const [a, b] = node.args as [Node, Node];
    const step = tieShare(node);
    if (step) return [comparison(step, notation.comparisons.lt!), COMPARISON];
    switch (node.op) {
      case "constant":
        if (node.value === Math.PI) return [notation.name("pi"), ATOM];
        return [notation.number(node.value), node.value < 0 ? NEGATION : ATOM];
      case "input":
      case "uniform":
        return [notation.name(node.name), ATOM];
      case "column":
      case "columns":
        return [notation.name(node.op), ATOM];
      case "pick":
        return [notation.pick(visit(a, ATOM), visit(b, COMPARISON)), ATOM];
      case "add":
        return binary("+", node, SUM);
      case "sub": {
        const complement = a.op === "constant" && a.value === 1 ? tieShare(b) : undefined;
        if (complement)
          return [
            `${visit(complement[0], SUM)} ${notation.comparisons.ge} ${visit(complement[1], SUM)}`,
            COMPARISON,
          ];
        const negative = b.op === "constant" && b.value === 1 ? tieShare(a) : undefined;
        if (negative)
          return [`-${notation.parentheses(comparison(negative, notation.comparisons.ge!))}`, NEGATION];
        return binary("-", node, SUM);
      }
      case "mul":
        if (a === b) return [notation.power(visit(a, ATOM), notation.number(2)), POWER];
        return [`${visit(a, PRODUCT)}${notation.times}${visit(b, PRODUCT)}`, PRODUCT];
      case "div":
        if (notation.fraction) return [notation.fraction(visit(a, 0), visit(b, 0)), ATOM];
        return [`${visit(a, PRODUCT)}/${visit(b, PRODUCT + 1)}`, PRODUCT];
      case "neg":
        return [`-${visit(a, NEGATION)}`, NEGATION];
      case "pow":
        return [notation.power(visit(a, ATOM), visit(b, ATOM)), POWER];
      case "where":
        if (notation.cases) return [notation.cases(visit(a, 0), visit(b, 0), visit(node.args[2]!, 0)), ATOM];
        break;
      case "stop":
        return render(a);
    }
    const symbol = notation.comparisons[node.op];
    if (symbol) return [comparison([a, b], symbol), COMPARISON];
    const name = reductionNames[node.op] ?? (opOf(node) as OpName);
    return [
      notation.call(
        name,
        node.args.map((arg) => visit(arg, 0)),
      ),
      ATOM,
    ];
  };
  return visit(root, 0);
}

/** The derivative of min(a, b) is printed as the comparison that it is but for ties. */
function tieShare(node: Node): readonly [Node, Node] | undefined {
  if (!isTieShare(node)) return undefined;
  const [a, b] = node.args[0]!.args[1]!.args as [Node, Node];
  return [a, b];
}

export interface Line {
  readonly name: string;
  readonly text: string;
}

/**
 * Several expressions as lines, with what they share given a name (s1, s2, …) first, unless it has one.
 * @param outputs what to print, by name.
 */
export function printLines(
  outputs: ReadonlyMap<string, Node>,
  known: ReadonlyMap<Node, string>,
  notation: Notation = plainText,
): Line[] {
  const uses = new Map<Node, number>();
  const order = topological([...outputs.values()]);
  for (const node of order)
    if (!known.has(node)) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  const names = new Map(known);
  const lines: Line[] = [];
  for (const node of order) {
    const isLeaf = node.args.length === 0 || node.op === "pick";
    const isTrivial =
      isLeaf || node.op === "neg" || ["lt", "le", "gt", "ge", "eq", "ne", "stop"].includes(node.op);
    if ((uses.get(node) ?? 0) < 2 || isTrivial || names.has(node) || tieShare(node)) continue;
    const name = `s${lines.length + 1}`;
    lines.push({ name, text: print(node, names, notation) });
    names.set(node, name);
  }
  for (const [name, node] of outputs)
    lines.push({
      name,
      text:
        names.has(node) && !isOwn(node, known, name)
          ? notation.name(names.get(node)!)
          : print(node, names, notation),
    });
  return lines;
}

const isOwn = (node: Node, known: ReadonlyMap<Node, string>, name: string): boolean =>
  known.get(node) === name;
