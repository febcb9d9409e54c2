/** From the runs of an experiment to numbers with their spread, and to a verdict. */
import { type Difference, pairedDifference, studentQuantile, summarize } from "@downhill/race";
import type { ClaimContext, Measured, Verdict } from "./claim.js";

/** Mean of one number per seed, with the 95 % interval of that mean. A run that failed (not finite) makes the mean so too. */
export function measured(values: readonly number[]): Measured {
  const { count, mean, deviation } = summarize(values);
  const spread = (studentQuantile(0.975, Math.max(1, count - 1)) * deviation) / Math.sqrt(count);
  return { mean, interval: count > 1 && Number.isFinite(spread) ? spread : 0, values: [...values] };
}

/** The mean difference a - b over seeds that both sides share. `tie` when its 95 % interval holds zero. */
export const difference = (a: Measured, b: Measured): Difference => pairedDifference(a.values, b.values);

/** True when a is below b by more than chance: the whole 95 % interval of a - b is negative. */
export const below = (a: Measured, b: Measured): boolean => difference(a, b).high < 0;

/**
 * Runs an experiment once per seed and measures each number it returns.
 * @param seeds how many at full scale; at fast scale two.
 */
export async function overSeeds<Name extends string>(
  context: ClaimContext,
  seeds: number,
  run: (seed: number) => Readonly<Record<Name, number>> | Promise<Readonly<Record<Name, number>>>,
): Promise<Readonly<Record<Name, Measured>>> {
  const count = context.scale === "full" ? seeds : 2;
  const runs: Readonly<Record<Name, number>>[] = [];
  for (let seed = 0; seed < count; seed++) {
    runs.push(await run(seed));
    context.progress((seed + 1) / count);
  }
  const names = Object.keys(runs[0]!) as Name[];
  return Object.fromEntries(names.map((name) => [name, measured(runs.map((one) => one[name]))])) as Record<
    Name,
    Measured
  >;
}

export interface Tuned {
  readonly rate: number;
  readonly score: number;
  /** True when the best rate is the smallest or the largest of those tried: the grid may be too narrow. */
  readonly atEdge: boolean;
}

/** The rate with the lowest score. A score that is not finite never wins, unless all are so. */
export async function tune(
  rates: readonly number[],
  score: (rate: number) => number | Promise<number>,
): Promise<Tuned> {
  let best: Tuned = { rate: rates[0]!, score: Number.POSITIVE_INFINITY, atEdge: true };
  for (const [index, rate] of rates.entries()) {
    const value = await score(rate);
    if (value < best.score) best = { rate, score: value, atEdge: index === 0 || index === rates.length - 1 };
  }
  return best;
}

/** `broad`: the claim as the lecture words it. `narrow`: the form with a qualification. */
export const verdictOf = (broad: boolean, narrow: boolean): Verdict =>
  broad ? "holds" : narrow ? "qualified" : "does-not-hold";

/** Logarithmically spaced numbers, both ends included. */
export const logSpaced = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => low * (high / low) ** (k / (count - 1)));

/** 0.0206 ± 0.0013: the interval with two digits, the mean as far as that; a bare number with three digits. Intervals below a ten-thousandth are not shown. */
export function show(value: number | Measured): string {
  if (typeof value === "number") return shortNumber(value);
  const { mean, interval } = value;
  if (!(interval > 0) || !Number.isFinite(mean)) return shortNumber(mean);
  if (interval < 1e-4 * Math.abs(mean)) return shortNumber(mean, 4);
  const decimals = 1 - Math.floor(Math.log10(interval));
  const large = Math.max(Math.abs(mean), interval) >= 1e6;
  if (large || decimals > 6) return `${shortNumber(mean)}\u00a0±\u00a0${shortNumber(interval, 2)}`;
  const places = Math.max(0, decimals);
  return `${minus(mean.toFixed(places))}\u00a0±\u00a0${interval.toFixed(places)}`;
}

function shortNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return minus(String(value));
  if (size >= 1e6 || size < 1e-4) return power(value, digits);
  return minus(String(Number(value.toPrecision(size >= 1000 ? 4 : digits))));
}

/** 3.2e-7 as 3.2·10⁻⁷. */
function power(value: number, digits: number): string {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const raised = [...exponent!.replace("+", "")]
    .map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)])
    .join("");
  const factor = minus(String(Number(mantissa)));
  return factor === "1" ? `10${raised}` : `${factor}·10${raised}`;
}

const minus = (text: string): string => text.replace(/^-/, "−");
