/** JSON with the place of a mistake: Node's own parser does not always say where. */
import { usageError } from "@downhill/core";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these inside strings.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

/** @throws DownhillError `usage` with file, line and column, counted from 1. */
export function parseJson(text: string, file: string): Json {
  const source = text.replace(/^\uFEFF/, "");
  let at = 0;

  const fail = (message: string, place = at): never => {
    const before = source.slice(0, place).split("\n");
    const line = source.split("\n")[before.length - 1] ?? "";
    const column = before.at(-1)!.length + 1;
    const shown = line.length > 120 ? "" : `\n    ${line}\n    ${" ".repeat(column - 1)}^`;
    throw usageError(`${file}:${before.length}:${column}: ${message}${shown}`);
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const take = (character: string): boolean => {
    match(SPACE);
    if (source[at] !== character) return false;
    at++;
    return true;
  };
  const describe = () => (at < source.length ? JSON.stringify(source[at]) : "the end of the file");

  const members = (close: string, member: () => void): void => {
    if (take(close)) return;
    do {
      match(SPACE);
      if (source[at] === close) fail(`a comma before ${close}; remove it`);
      member();
    } while (take(","));
    if (!take(close)) fail(`expected , or ${close}, got ${describe()}`);
  };
  const value = (depth: number): Json => {
    if (depth > 100) fail("nested more than 100 deep");
    match(SPACE);
    if (take("{")) {
      const object: { [key: string]: Json } = Object.create(null);
      members("}", () => {
        const place = at;
        const name = match(STRING);
        if (name === undefined) return fail(`expected a name in double quotes, got ${describe()}`);
        const key = JSON.parse(name) as string;
        if (key in object) fail(`${name} is given twice`, place);
        if (!take(":")) fail(`expected : after ${name}, got ${describe()}`);
        object[key] = value(depth + 1);
      });
      return object;
    }
    if (take("[")) {
      const list: Json[] = [];
      members("]", () => list.push(value(depth + 1)));
      return list;
    }
    const literal = match(STRING) ?? match(NUMBER) ?? match(WORD);
    return literal === undefined
      ? fail(`expected a value, got ${describe()}`)
      : (JSON.parse(literal) as Json);
  };

  const result = value(0);
  match(SPACE);
  if (at < source.length) fail(`expected the end of the file, got ${describe()}`);
  return result;
}

/** JSON text in which NaN and infinities survive, as strings: plain JSON turns them into null. */
export const stringify = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, item) => {
      if (typeof item === "number" && !Number.isFinite(item)) return String(item);
      return ArrayBuffer.isView(item) ? Array.from(item as Float64Array) : item;
    },
    indent,
  );

/** The number that `stringify` wrote. */
export const readNumber = (value: number | string): number => Number(value);
