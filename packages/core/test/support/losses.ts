/** The catalogue's losses, and inputs made from what each declares about its own. */
import { readdirSync, readFileSync } from "node:fs";
import type { InputDeclaration, OptionValues } from "../../src/definition.js";
import { lossDocumentation } from "../../src/documentation.js";
import type { CommonLossOptions, EvaluateOptions, LossFactory, LossResult } from "../../src/interfaces.js";
import { backendNamed, type TestedBackend } from "./backends.js";

export interface Entry {
  readonly file: string;
  /** The name that the file exports. */
  readonly name: string;
  readonly source: string;
  readonly factory: LossFactory;
}

const folder = new URL("../../src/losses/", import.meta.url);
const files = readdirSync(folder).filter(
  (file) => file.endsWith(".ts") && !["index.ts", "documentation.ts"].includes(file),
);

export const entries: readonly Entry[] = await Promise.all(
  files.sort().map(async (file) => {
    const exported = (await import(new URL(file, folder).href)) as Record<string, LossFactory>;
    const [name, factory] = Object.entries(exported).find(([key]) => key !== "documentation")!;
    return { file, name, source: readFileSync(new URL(file, folder), "utf8"), factory };
  }),
);

/** One case of recorded/losses.json. */
export interface Recorded {
  readonly id: string;
  readonly options: OptionValues;
  readonly reduction: "mean" | "weighted-mean" | "sum" | "none";
  readonly ignoreIndex?: number;
  readonly classWeights?: readonly number[];
  readonly weights?: readonly number[];
  readonly inputs: Readonly<Record<string, readonly (number | readonly number[])[]>>;
  readonly value: number;
  readonly losses?: readonly number[];
  readonly gradients: Readonly<Record<string, readonly (number | readonly number[])[]>>;
  readonly from: string;
}

export const recorded = JSON.parse(readFileSync(new URL("../recorded/losses.json", import.meta.url), "utf8"))
  .cases as Recorded[];

/** The options of an entry that the recordings cover; the defaults are among them. */
export function recordedOptions(id: string): OptionValues[] {
  const all = recorded.filter((each) => each.id === id).map(({ options }) => JSON.stringify(options));
  return [...new Set(["{}", ...all])].map((text) => JSON.parse(text) as OptionValues);
}

/** Inputs of an entry except class weights, which are an option. */
export function inputsOf(entry: Entry): (InputDeclaration & { readonly name: string })[] {
  const declared = entry.factory.definition.inputs ?? { p: "prediction", y: "target" };
  return Object.entries(declared)
    .map(([name, input]) => (typeof input === "string" ? { name, kind: input } : { ...input, name }))
    .filter(({ kind }) => kind !== "class weight");
}

/** The declared range; a prediction that an option turns from a logarithm into a rate cannot be negative. */
export const rangeOf = (
  input: InputDeclaration,
  options: OptionValues,
): readonly [number, number] | undefined =>
  input.kind === "prediction" && options.logInput === false ? [0, Number.POSITIVE_INFINITY] : input.range;

export type Inputs = Record<string, number[]>;

/** True when the loss works on rows: it then needs rows and columns. */
export function worksOnRows(entry: Entry): boolean {
  const [first] = lossDocumentation.get(entry.factory.definition.id)!.examples;
  return Object.values(first!.inputs).some((values) => Array.isArray(values[0]));
}

/** Small reproducible generator: numbers from 0 to 1. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Random inputs on a grid of 1/1024, exact in float32, inside the declared ranges. */
export function sample(
  entry: Entry,
  rows: number,
  columns: number,
  seed: number,
  options: OptionValues = {},
): Inputs {
  const random = generator(seed);
  const number = (input: InputDeclaration) => {
    if (input.values) return input.values[Math.floor(random() * input.values.length)]!;
    const range = rangeOf(input, options);
    const low = range ? range[0] : -4;
    const high = range ? Math.min(range[1], low + 4) : 4;
    const inside = input.kind === "prediction" && range ? (high - low) / 64 : 0;
    return Math.round((low + inside + random() * (high - low - 2 * inside)) * 1024) / 1024;
  };
  const inputs: Inputs = {};
  for (const input of inputsOf(entry)) {
    const perRow = input.kind === "class" || input.kind === "row target";
    inputs[input.name] = Array.from({ length: perRow ? rows : rows * columns }, () =>
      input.kind === "class" ? Math.floor(random() * columns) : number(input),
    );
  }
  if (inputs.self) inputs.self = inputs.target!.map((target) => (target + 1) % columns);
  return inputs;
}

export const EXTREME_COLUMNS = 3;

/** Each prediction at each of its extremes with each target; for pairs of rows equal and zero rows. */
export function* extremes(entry: Entry, options: OptionValues): Generator<Inputs> {
  const inputs = inputsOf(entry);
  // The exponential of a log-rate of 1e4 is infinite in any float: that one overflow is the right answer.
  const high = entry.factory.definition.id === "poisson" ? 80 : 1e4;
  const predictions = inputs.filter(({ kind }) => kind === "prediction");
  const pools = predictions.map((input) => {
    const range = rangeOf(input, options);
    if (range) return [range[0], Math.min(range[1], high), 2 ** -149, 1 - 2 ** -24];
    return [high, -1e4, 0, -0, 1, -1, 100, -100, 20, -20, 0.5, 2, 1e-30].map((value) =>
      Math.min(value, high),
    );
  });
  const targets = inputs.filter(({ kind }) => kind === "target" || kind === "row target");
  const targetPools = targets.map(
    ({ values, range }) => values ?? (range ? [range[0], Math.min(range[1], 9)] : [0, 1, -1]),
  );
  const size = worksOnRows(entry) ? EXTREME_COLUMNS : 1;
  for (const first of pools[0]!) {
    for (const second of predictions.length > 1 ? pools[1]! : [first]) {
      for (const target of targetPools[0] ?? [0]) {
        const result: Inputs = {};
        for (const { name, kind } of inputs) {
          const value = name === predictions[0]!.name ? first : second;
          if (kind === "prediction") result[name] = Array(size).fill(value);
          else if (kind === "target") result[name] = Array(size).fill(target);
          else if (kind === "row target") result[name] = [target];
          else result[name] = [name === "self" ? 1 : 0];
        }
        yield result;
        // The same with a single column that stands out.
        if (worksOnRows(entry)) {
          const mixed = {
            ...result,
            [predictions[0]!.name]: [first, ...pools[0]!.slice(0, EXTREME_COLUMNS - 1)],
          };
          yield mixed;
          yield { ...mixed, [predictions[0]!.name]: [...mixed[predictions[0]!.name]!].reverse() };
        }
      }
    }
  }
}

export interface Call {
  readonly options?: OptionValues & CommonLossOptions;
  readonly backend: TestedBackend;
  readonly columns?: number;
  readonly evaluate?: EvaluateOptions;
}

/** Evaluates an entry on named inputs. */
export function evaluate(
  entry: Entry,
  inputs: Readonly<Record<string, readonly number[]>>,
  call: Call,
): LossResult {
  const loss = entry.factory({ ...call.options, backend: backendNamed(call.backend) });
  const columns = worksOnRows(entry) && call.columns ? { columns: call.columns } : {};
  return loss.evaluate(...inputsOf(entry).map(({ name }) => inputs[name]!), { ...columns, ...call.evaluate });
}

/**
 * The largest difference, relative to the expected number, or to the typical size of all of them where that is larger.
 * Means divide by the count, so what is negligible beside 1 in a sum is negligible beside 1/count in a mean.
 */
export function worstDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let squares = 0;
  for (let i = 0; i < expected.length; i++) squares += expected[i]! ** 2;
  const typical = Math.max(0.05 / expected.length, Math.sqrt(squares / Math.max(1, expected.length)));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!) / Math.max(Math.abs(expected[i]!), typical);
    // A NaN on either side must not compare as small.
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return worst;
}
