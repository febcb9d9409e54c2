/** Formulas with one mistake each: what a slip of the pen would make of the text. */
import { type Assignment, type Expression, parse } from "../../src/formula/parse.js";

export interface Mutant {
  /** The changed line, or what happened to it. */
  readonly label: string;
  readonly text: string;
}

const infix: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  pow: "^",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  eq: "==",
  ne: "!=",
};
const opposite: Readonly<Record<string, string>> = {
  add: "sub",
  sub: "add",
  mul: "div",
  min: "max",
  max: "min",
  lt: "ge",
  ge: "lt",
  gt: "le",
  le: "gt",
  eq: "ne",
  ne: "eq",
};

const comparisons = new Set("lt le gt ge eq ne".split(" "));
const droppable = new Set("sqrt abs exp log log1p expm1 stop floor sign softplus sigmoid tanh".split(" "));

/** The expression as text, with parentheses around everything. */
export function write(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "name":
      return expression.name;
    case "index":
      return `${write(expression.of)}[${write(expression.index)}]`;
    case "call": {
      const args = expression.args.map(write);
      if (expression.name === "neg") return `(-${args[0]})`;
      const operator = infix[expression.name];
      return operator ? `(${args[0]} ${operator} ${args[1]})` : `${expression.name}(${args.join(", ")})`;
    }
  }
}

/** All expressions that differ from this one in one place. */
function* changes(expression: Expression): Generator<Expression> {
  if (expression.kind === "number") {
    const { value } = expression;
    const others = [
      value === 0 ? 0.01 : value * 1.01,
      ...(Number.isInteger(value) ? [value + 1, value - 1] : []),
    ];
    for (const other of others) yield { ...expression, value: other };
  }
  if (expression.kind !== "call") return;
  const { name, args } = expression;
  const [a, b, c] = args as [Expression, Expression, Expression];
  const opposed = opposite[name];
  if (opposed) yield { ...expression, name: opposed };
  if (["sub", "div", "pow"].includes(name)) yield { ...expression, args: [b, a] };
  if (name === "where") {
    yield { ...expression, args: [a, c, b] };
    yield b;
    yield c;
  }
  // An operand alone: a term or a factor dropped. A function dropped.
  else if (args.length === 2 && !comparisons.has(name)) yield* [a, b];
  else if (name === "neg" || droppable.has(name)) yield a;

  for (const [i, arg] of args.entries())
    for (const changed of changes(arg)) yield { ...expression, args: replaced(args, i, changed) };
}

/** Every formula that is one slip away from this one; not all of them mean something. */
export function mutantsOf(formula: string): Mutant[] {
  const lines = parse({ text: formula, file: "formula" });
  const original = textOf(lines);
  const labels = new Map<string, string>();
  const add = (label: string, changed: readonly Assignment[]) => {
    const text = textOf(changed);
    if (text !== original && !labels.has(text)) labels.set(text, label);
  };
  lines.forEach((line, i) => {
    const put = (value: Expression) =>
      add(lineOf({ ...line, value }), replaced(lines, i, { ...line, value }));
    for (const value of changes(line.value)) put(value);
    put({ kind: "call", name: "neg", args: [line.value], span: line.span });
    if (lines.length > 1) add(`without ${lineOf(line)}`, replaced(lines, i));
    const next = lines[i + 1];
    if (next && !commute(line, next))
      add(`${lineOf(next)} before ${line.name}`, replaced(replaced(lines, i + 1), i, next, line));
  });
  return Array.from(labels, ([text, label]) => ({ label, text }));
}

/** The list with other items in the place of one. */
const replaced = <T>(list: readonly T[], at: number, ...by: readonly T[]): T[] =>
  list.flatMap((item, i) => (i === at ? by : [item]));

const lineOf = ({ name, value }: Assignment): string => `${name} = ${write(value)}`;
const textOf = (lines: readonly Assignment[]): string => lines.map(lineOf).join("\n");

/** Neither line reads what the other assigns. */
function commute(a: Assignment, b: Assignment): boolean {
  return a.name !== b.name && !names(a.value).has(b.name) && !names(b.value).has(a.name);
}

function names(expression: Expression): Set<string> {
  if (expression.kind === "name") return new Set([expression.name]);
  if (expression.kind === "index") return new Set([...names(expression.of), ...names(expression.index)]);
  return new Set(expression.kind === "call" ? expression.args.flatMap((arg) => [...names(arg)]) : []);
}
