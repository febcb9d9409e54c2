/** Formulas with one mistake each: what a slip of the pen would make of the text. */
import { type Assignment, type Expression, parse } from "../../src/formula/parse.js";

export interface Mutant {
  /** What was changed, and where: unique within a formula. */
  readonly label: string;
  readonly text: string;
}

type Change = readonly [what: string, changed: Expression];

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
function* changes(expression: Expression): Generator<Change> {
  if (expression.kind === "number") {
    const { value } = expression;
    const numbers = [
      value === 0 ? 0.01 : value * 1.01,
      ...(Number.isInteger(value) ? [value + 1, value - 1] : []),
    ];
    for (const number of numbers)
      yield [`${value} becomes ${number}`, { ...expression, kind: "number", value: number }];
  }
  if (expression.kind !== "call") return;
  const { name, args } = expression;
  const [a, b, c] = args as [Expression, Expression, Expression];
  const here = write(expression);
  const called = (other: string, ...changed: Expression[]): Expression => ({
    ...expression,
    name: other,
    args: changed,
  });

  const other = args.length === 2 ? opposite[name] : undefined;
  if (other) yield [`${here}: ${name} becomes ${other}`, called(other, a, b)];
  if (["min", "max"].includes(name) && args.length === 1)
    yield [`${here}: ${opposite[name]}`, called(opposite[name]!, a)];
  if (["sub", "div", "pow"].includes(name)) yield [`${here}: operands swapped`, called(name, b, a)];
  if (["add", "sub", "mul", "div", "pow", "min", "max"].includes(name) && args.length === 2) {
    yield [`${here}: only the first operand`, a];
    yield [`${here}: only the second operand`, b];
  }
  if (name === "neg") yield [`${here}: sign dropped`, a];
  if (name === "where") {
    yield [`${here}: branches swapped`, called(name, a, c, b)];
    yield [`${here}: always the first branch`, b];
    yield [`${here}: always the second branch`, c];
  }
  if (["sqrt", "abs", "exp", "log", "log1p", "expm1", "stop", "floor"].includes(name))
    yield [`${here}: ${name} dropped`, a];

  for (const [i, arg] of args.entries())
    for (const [what, changed] of changes(arg))
      yield [what, { ...expression, args: args.map((old, j) => (j === i ? changed : old)) }];
}

/** Every formula that is one slip away from this one; not all of them mean something. */
export function mutantsOf(formula: string): Mutant[] {
  const lines = parse({ text: formula, file: "formula" });
  const text = (all: readonly Assignment[]) =>
    all.map(({ name, value }) => `${name} = ${write(value)}`).join("\n");
  const original = text(lines);
  const mutants = new Map<string, string>();
  const add = (label: string, changed: readonly Assignment[]) => {
    const result = text(changed);
    if (result !== original && ![...mutants.values()].includes(result))
      mutants.set(unique(mutants, label), result);
  };
  lines.forEach((line, i) => {
    const put = (value: Expression) => lines.map((old, j) => (j === i ? { ...old, value } : old));
    for (const [what, value] of changes(line.value)) add(`${line.name}: ${what}`, put(value));
    add(`${line.name}: negated`, put({ kind: "call", name: "neg", args: [line.value], span: line.span }));
    if (lines.length > 1) add(`${line.name}: line ${i + 1} dropped`, lines.toSpliced(i, 1));
    const next = lines[i + 1];
    if (next) add(`${line.name}: line ${i + 1} after line ${i + 2}`, lines.toSpliced(i, 2, next, line));
  });
  return Array.from(mutants, ([label, result]) => ({ label, text: result }));
}

function unique(taken: ReadonlyMap<string, unknown>, label: string): string {
  let result = label;
  for (let i = 2; taken.has(result); i++) result = `${label} (${i})`;
  return result;
}
