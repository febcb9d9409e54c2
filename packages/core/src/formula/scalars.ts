/** Formulas of plain numbers, such as schedules: compiled once, evaluated in float64 by the reference interpreter. */
import { check } from "./check.js";
import { createBuild, type Node } from "./graph.js";
import { parse, type Source } from "./parse.js";
import { evaluateRow } from "./reference.js";

export interface ScalarProgram {
  /** What the formula assigns, by name. */
  readonly outputs: ReadonlyMap<string, Node>;
  readonly vectors: readonly string[];
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
  return { outputs: check(build, source, parse(source), scope), vectors };
}

/** Runs the program. Vectors of different lengths cannot meet in one formula; empty vectors sum to 0. */
export function evaluateScalars(
  program: ScalarProgram,
  values: Readonly<Record<string, number | readonly number[]>>,
): Record<string, number> {
  const uniforms: Record<string, number> = {};
  const inputs: Record<string, readonly number[]> = {};
  let columns = 1;
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "number") uniforms[name] = value;
    else {
      inputs[name] = value;
      columns = value.length;
    }
  }
  const names = [...program.outputs.keys()];
  const results = evaluateRow([...program.outputs.values()], { columns, inputs, uniforms });
  return Object.fromEntries(names.map((name, i) => [name, results[i] as number]));
}
