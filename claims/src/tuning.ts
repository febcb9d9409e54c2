/** The same search for every side of a comparison: equally many rates, equally many seeds, never the test set. */
import type { ClaimContext, Measured } from "./claim.js";
import { measured, type Tuned, tune } from "./measure.js";

/** A part of an experiment reports its own 0 to 1 as a part of the whole. */
export const portion = (context: ClaimContext, from: number, to: number): ClaimContext => ({
  ...context,
  progress: (fraction) => context.progress(from + (to - from) * fraction),
});

/** Seeds of the search are none of those that are reported. */
const FIRST_TUNING_SEED = 1000;

/**
 * For every side the rate with the lowest mean score over two seeds.
 * @param rates one grid for all sides, or one for each; all equally long
 */
export async function tuneAll<Name extends string>(
  context: ClaimContext,
  names: readonly Name[],
  rates: readonly number[] | Readonly<Record<Name, readonly number[]>>,
  score: (name: Name, rate: number, seed: number) => Promise<number>,
): Promise<Readonly<Record<Name, Tuned>>> {
  const full = context.scale === "full";
  const seeds = full ? [FIRST_TUNING_SEED, FIRST_TUNING_SEED + 1] : [FIRST_TUNING_SEED];
  const tuned: Partial<Record<Name, Tuned>> = {};
  for (const [side, name] of names.entries()) {
    const all: readonly number[] = Array.isArray(rates)
      ? rates
      : (rates as Record<Name, readonly number[]>)[name];
    const middle = all[Math.floor(all.length / 2)]!;
    let done = 0;
    const tried = full ? all : [middle];
    tuned[name] = await tune(tried, async (rate) => {
      let sum = 0;
      for (const seed of seeds) sum += await score(name, rate, seed);
      context.progress((side + ++done / tried.length) / names.length);
      return sum / seeds.length;
    });
  }
  return tuned as Record<Name, Tuned>;
}

export interface Contest<Name extends string, Run> {
  readonly names: readonly Name[];
  readonly rates: readonly number[] | Readonly<Record<Name, readonly number[]>>;
  /** Paired: all sides share them. */
  readonly seeds: number;
  /** Lower is better; read from a run of the search, so it may use the validation set only. */
  readonly score: (run: Run) => number;
  readonly run: (name: Name, rate: number, seed: number) => Promise<Run>;
}

export interface Contestant<Run> extends Tuned {
  readonly runs: readonly Run[];
  /** One number of every run, by seed. */
  measure(of: (run: Run) => number): Measured;
}

/** Tunes every side, then runs all of them on the same seeds at their own best rates. */
export async function contest<Name extends string, Run>(
  context: ClaimContext,
  { names, rates, seeds, score, run }: Contest<Name, Run>,
): Promise<Readonly<Record<Name, Contestant<Run>>>> {
  const search = Array.isArray(rates)
    ? rates.length
    : (rates as Record<Name, readonly number[]>)[names[0]!].length;
  const share = (2 * search) / (2 * search + seeds);
  const tuned = await tuneAll(portion(context, 0, share), names, rates, async (name, rate, seed) =>
    score(await run(name, rate, seed)),
  );
  const results: Partial<Record<Name, Contestant<Run>>> = {};
  const reported = portion(context, share, 1);
  const count = context.scale === "full" ? seeds : 2;
  for (const [side, name] of names.entries()) {
    const runs: Run[] = [];
    for (let seed = 0; seed < count; seed++) {
      runs.push(await run(name, tuned[name].rate, seed));
      reported.progress((side + (seed + 1) / count) / names.length);
    }
    results[name] = { ...tuned[name], runs, measure: (of) => measured(runs.map(of)) };
  }
  return results as Record<Name, Contestant<Run>>;
}
