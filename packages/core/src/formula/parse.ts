/** Text → syntax tree, with the place of every name so that errors can point at it. */
import { DownhillError } from "../errors.js";

export interface Span {
  /** From 0. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      readonly span: Span;
    }
  | { readonly kind: "index"; readonly of: Expression; readonly index: Expression; readonly span: Span };

export interface Assignment {
  readonly name: string;
  readonly span: Span;
  readonly value: Expression;
}

/** A formula's text and what to call it in errors: `adam.ts`. */
export interface Source {
  readonly text: string;
  readonly file: string;
}

const operators: Readonly<Record<string, { readonly power: number; readonly op: string }>> = {
  "<": { power: 1, op: "lt" },
  "<=": { power: 1, op: "le" },
  ">": { power: 1, op: "gt" },
  ">=": { power: 1, op: "ge" },
  "==": { power: 1, op: "eq" },
  "!=": { power: 1, op: "ne" },
  "+": { power: 2, op: "add" },
  "-": { power: 2, op: "sub" },
  "*": { power: 3, op: "mul" },
  "/": { power: 3, op: "div" },
  "^": { power: 5, op: "pow" },
};
const NEGATION = 4;
const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|([A-Za-z_]\w*)|(<=|>=|==|!=|[-+*/^<>=()[\],])|(\S))/y;

interface Token {
  readonly kind: "number" | "name" | "symbol" | "end";
  readonly text: string;
  readonly span: Span;
}

/** @throws DownhillError `usage` that shows the line and points at the place. */
export function parse(source: Source): Assignment[] {
  const assignments: Assignment[] = [];
  source.text.split("\n").forEach((text, line) => {
    const tokens = tokenize(source, text, line);
    if (tokens.length > 1) assignments.push(parseLine(source, tokens));
  });
  if (assignments.length === 0)
    throw formulaError(
      source,
      { line: 0, start: 0, end: 1 },
      "empty formula",
      'expected a line such as "L = (p - y)^2"',
    );
  return assignments;
}

function tokenize(source: Source, text: string, line: number): Token[] {
  const tokens: Token[] = [];
  const code = text.replace(/#.*/, "").trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < code.length) {
    const match = TOKEN.exec(code)!;
    const [, number, name, symbol, unknown] = match;
    const word = number ?? name ?? symbol ?? unknown!;
    const span = { line, start: TOKEN.lastIndex - word.length, end: TOKEN.lastIndex };
    if (unknown)
      throw formulaError(
        source,
        span,
        `unexpected character: ${unknown}`,
        "allowed: names, numbers, + - * / ^ < <= > >= == != ( ) [ ] , =",
      );
    tokens.push({ kind: number ? "number" : name ? "name" : "symbol", text: word, span });
  }
  tokens.push({ kind: "end", text: "end of line", span: { line, start: code.length, end: code.length + 1 } });
  return tokens;
}

function parseLine(source: Source, tokens: readonly Token[]): Assignment {
  let position = 0;
  const peek = () => tokens[position]!;
  const fail = (token: Token, expected: string) =>
    formulaError(source, token.span, `unexpected ${token.text}`, `expected ${expected}`);
  const expect = (text: string): Token => {
    const token = tokens[position++]!;
    if (token.text !== text) throw fail(token, text);
    return token;
  };

  const primary = (): Expression => {
    const token = tokens[position++]!;
    if (token.kind === "number") return { kind: "number", value: Number(token.text), span: token.span };
    if (token.kind === "name") {
      if (peek().text !== "(") return { kind: "name", name: token.text, span: token.span };
      expect("(");
      const args = [expression(0)];
      while (peek().text === ",") {
        position++;
        args.push(expression(0));
      }
      expect(")");
      return { kind: "call", name: token.text, args, span: token.span };
    }
    if (token.text === "(") {
      const inside = expression(0);
      expect(")");
      return inside;
    }
    if (token.text === "-")
      return { kind: "call", name: "neg", args: [expression(NEGATION)], span: token.span };
    throw fail(token, "a number, a name or (");
  };

  const postfix = (): Expression => {
    let value = primary();
    while (peek().text === "[") {
      const open = expect("[");
      const index = expression(0);
      expect("]");
      value = { kind: "index", of: value, index, span: open.span };
    }
    return value;
  };

  const expression = (minimum: number): Expression => {
    let left = postfix();
    for (;;) {
      const token = peek();
      const operator = token.kind === "symbol" ? operators[token.text] : undefined;
      if (!operator || operator.power < minimum) return left;
      position++;
      // ^ groups to the right, the others to the left.
      const right = expression(operator.op === "pow" ? operator.power : operator.power + 1);
      left = { kind: "call", name: operator.op, args: [left, right], span: token.span };
    }
  };

  const target = tokens[position++]!;
  if (target.kind !== "name") throw fail(target, "a name to assign to");
  expect("=");
  const value = expression(0);
  if (peek().kind !== "end") throw fail(peek(), "an operator or the end of the line");
  return { name: target.text, span: target.span, value };
}

/** The error form of all formula errors: what, where, the line with a caret, the fix. */
export function formulaError(source: Source, span: Span, what: string, fix: string): DownhillError {
  const lines = source.text.split("\n");
  const text = lines[span.line] ?? "";
  const indent = text.length - text.trimStart().length;
  const firstLine = lines.findIndex((line) => line.trim() !== "");
  const caret = " ".repeat(Math.max(0, span.start - indent)) + "^".repeat(Math.max(1, span.end - span.start));
  return new DownhillError(
    "usage",
    `${what}\n  ${source.file}, formula line ${span.line - Math.max(0, firstLine) + 1}\n    ${text.trim()}\n    ${caret}\n  ${fix}`,
  );
}
