/** Tensors chosen by name. */
import { usageError } from "@downhill/core";

/** A name in which `*` stands for anything, a regular expression, a function, or several of these. */
export type NamePattern =
  | string
  | RegExp
  | ((name: string) => boolean)
  | readonly (string | RegExp | ((name: string) => boolean))[];

const escaped = (part: string): string => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

function test(pattern: string | RegExp | ((name: string) => boolean)): (name: string) => boolean {
  if (typeof pattern === "function") return pattern;
  const expression =
    typeof pattern === "string"
      ? new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`)
      : new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  return (name) => expression.test(name);
}

/** A function that says whether a name fits. */
export function matcher(pattern: NamePattern): (name: string) => boolean {
  const tests = (Array.isArray(pattern) ? pattern : [pattern]).map(test);
  return (name) => tests.some((fits) => fits(name));
}

/**
 * The names that fit.
 * @throws DownhillError `usage`, with the names there are, when none does
 */
export function matching(pattern: NamePattern, names: readonly string[]): Set<string> {
  const found = new Set(names.filter(matcher(pattern)));
  if (found.size === 0) {
    const text = typeof pattern === "function" ? "the function" : String(pattern);
    throw usageError(`no tensor is named ${text}; names here: ${names.join(" ")}`);
  }
  return found;
}
