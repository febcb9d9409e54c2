import type { Scope } from "./layer.js";

/** One number for both axes, or [vertical, horizontal]. */
export type Pair = number | readonly [number, number];

/** @throws DownhillError `usage` unless both are whole numbers of at least `least`. */
export function pair(scope: Scope, option: string, value: Pair, least = 1): readonly [number, number] {
  const both = typeof value === "number" ? ([value, value] as const) : value;
  for (const size of both) scope.expectInteger(option, size, least);
  return both;
}
