/** The catalogue's optimizers, their recordings, and two ways to run them: as users do, and all in float64. */
import { readFileSync } from "node:fs";
import type { OptionValues } from "../../src/definition.js";
import { evaluateRow } from "../../src/formula/index.js";
import type { OptimizerFactory } from "../../src/interfaces.js";
import { optimizerProgram } from "../../src/optimizer-program.js";
import { CLIP_SCALE } from "../../src/optimizer-step.js";
import { backendNamed, type TestedBackend } from "./backends.js";
import { type CatalogueFile, entriesOf } from "./entries.js";

export type Entry = CatalogueFile<OptimizerFactory>;

export const entries: readonly Entry[] = await entriesOf<OptimizerFactory>("optimizers");

/** One case of recorded/optimizers.json. */
export interface Recorded {
  readonly optimizer: string;
  readonly options: OptionValues;
  readonly from: string;
  /** Rate and momentum of each step, where a schedule moved them. */
  readonly lr?: readonly number[];
  readonly momentum?: readonly number[];
  readonly after: readonly (readonly number[])[];
  /** Weights meant for evaluation after the last step. */
  readonly evaluation?: readonly number[];
}

export const recorded = JSON.parse(
  readFileSync(new URL("../recorded/optimizers.json", import.meta.url), "utf8"),
) as { p: number[]; g: number[][]; cases: Recorded[] };

export interface Path {
  readonly options?: OptionValues;
  readonly p: readonly number[];
  readonly g: readonly (readonly number[])[];
  readonly lr?: readonly number[] | undefined;
  readonly momentum?: readonly number[] | undefined;
}

/** Parameters after each step. */
export function run(factory: OptimizerFactory, path: Path, backend: TestedBackend): number[][] {
  const state = factory({ ...path.options, backend: backendNamed(backend) }).init(path.p);
  return path.g.map((gradient, i) => {
    const lr = path.lr?.[i];
    const momentum = path.momentum?.[i];
    state.step(Float32Array.from(gradient), {
      ...(lr !== undefined && { lr }),
      ...(momentum !== undefined && { momentum }),
    });
    return Array.from(state.parameters);
  });
}

/** The same with parameters and states kept in float64, by the interpreter that is the oracle of the kernels. */
export function runInFloat64(factory: OptimizerFactory, path: Path): number[][] {
  const { definition } = factory;
  const options = factory(path.options).options as Record<string, number>;
  const { weightDecay = 0, l1 = 0, l2 = 0, clipValue, clipNorm } = options;
  const surroundings = { weightDecay, l1, l2, clipValue, clipNorm };
  const own = Object.fromEntries(Object.keys(definition.defaults).map((name) => [name, options[name]!]));
  const source = { text: definition.formula, file: definition.id };
  const { program } = optimizerProgram(definition, source, own, surroundings);
  const outputs = [...program.elementOutputs, ...program.rowOutputs];
  const columns = path.p.length;
  const start = (from: unknown): ArrayLike<number> | number => {
    if (typeof from === "object") return start((from as { start: unknown }).start) as number;
    if (from === "p") return [...path.p];
    return typeof from === "string" ? options[from]! : (from as number);
  };
  const values: Record<string, ArrayLike<number> | number> = { p: [...path.p] };
  for (const [name, from] of Object.entries(definition.state)) {
    const first = start(from);
    const perElement = typeof first === "number" && typeof from !== "object";
    values[name] = perElement ? new Array<number>(columns).fill(first) : first;
  }
  return path.g.map((g, i) => {
    const uniforms: Record<string, number> = {
      ...options,
      ...surroundings,
      t: i + 1,
      [CLIP_SCALE]: 1,
    } as never;
    uniforms.lr = path.lr?.[i] ?? options.lr!;
    const momentum = path.momentum?.[i];
    if (momentum !== undefined && definition.momentum) uniforms[definition.momentum] = momentum;
    const results = evaluateRow(
      outputs.map(({ node }) => node),
      { columns, inputs: { ...values, g }, uniforms },
    );
    outputs.forEach(({ name }, k) => {
      values[name] = results[k]!;
    });
    return Array.from(values.p as ArrayLike<number>);
  });
}

/**
 * The largest difference between two paths, relative to how far each parameter has moved, after allowing for the
 * rounding of storing it in float32 once per step (`ulp` = 2^-24; 0 for paths in float64).
 */
export function worstDifference(
  start: readonly number[],
  got: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  ulp: number,
): number {
  let worst = 0;
  start.forEach((first, column) => {
    let length = 0;
    let rounding = 0;
    let previous = first;
    expected.forEach((row, step) => {
      const value = row[column]!;
      length += Math.abs(value - previous);
      rounding += Math.abs(value) * ulp;
      previous = value;
      const difference = Math.abs(got[step]![column]! - value);
      const excess = Math.max(0, difference - rounding) / (length || 1);
      if (!(excess <= worst)) worst = Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess;
    });
  });
  return worst;
}
