/** Formulas of plain numbers, such as schedules. */
import { check } from "./check.js";
import { createBuild, type Node } from "./graph.js";
import { parse, type Source } from "./parse.js";
import { uniformsOf } from "./uniforms.js";

export interface ScalarProgram {
  /** What the formula assigns, by name. */
  readonly outputs: ReadonlyMap<string, Node>;
  /** Their values. Vectors of different lengths cannot meet in one formula; empty vectors sum to 0. */
  readonly evaluate: (values: Readonly<Record<string, number | readonly number[]>>) => Record<string, number>;
}

/**
 * @param names what the formula may use as numbers.
 * @param vectors what it may use inside reductions, as arrays.
 * @throws DownhillError `usage` for mistakes in the text.
 */
export function compileScalars(
  source: Source,
  names: readonly string[],
  vectors: readonly string[] = [],
): ScalarProgram {
  const build = createBuild();
  const scope = new Map<string, Node>();
  for (const name of names) scope.set(name, build.uniform(name));
  for (const name of vectors) scope.set(name, build.input(name, "element"));
  const outputs = check(build, source, parse(source), scope);
  const evaluate = uniformsOf([...outputs.values()]);
  return {
    outputs,
    evaluate: (values) => {
      const vector = Object.values(values).find((value) => typeof value !== "number") as readonly number[];
      const results = evaluate(values, vector?.length ?? 1);
      return Object.fromEntries([...outputs.keys()].map((name, i) => [name, results[i]!]));
    },
  };
}
