/** What a few repeated runs can say, and what they cannot. */

export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (divisor n-1); NaN for a single number. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

export function summarize(values: readonly number[]): Summary {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** The middle value; of an even number of values the mean of the middle two. Infinite values are allowed. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  const upper = sorted[half]!;
  const lower = sorted.length % 2 === 1 ? upper : sorted[half - 1]!;
  return lower === upper ? upper : (lower + upper) / 2;
}

export interface Difference {
  /** Mean of a - b over the pairs. */
  readonly mean: number;
  /** The interval that covers the true mean with the given confidence, if differences are normal. */
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
  /** True when the interval holds zero, or when one pair is all there is: no difference was shown. */
  readonly tie: boolean;
}

/** Student's paired t-interval. Pairing removes what both runs share: the initial weights and the batches of their seed. */
export function pairedDifference(a: readonly number[], b: readonly number[], confidence = 0.95): Difference {
  const { count, mean, deviation } = summarize(a.map((value, pair) => value - b[pair]!));
  if (count < 2)
    return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, pairs: count, tie: true };
  const margin = (studentQuantile(1 - (1 - confidence) / 2, count - 1) * deviation) / Math.sqrt(count);
  const low = mean - margin;
  const high = mean + margin;
  return { mean, low, high, pairs: count, tie: low <= 0 && high >= 0 };
}

/** The value below which Student's t with this many degrees of freedom falls with the given probability. */
export function studentQuantile(probability: number, freedom: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, freedom);
  let low = 0;
  let high = 1;
  while (studentTail(high, freedom) > 1 - probability) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > 1 - probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T > t) for t ≥ 0. */
const studentTail = (t: number, freedom: number): number =>
  0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

/** Regularized incomplete beta function, by Lentz's continued fraction (Numerical Recipes, section 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const keepAway = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / keepAway(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / keepAway(1 + even * d);
    c = keepAway(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / keepAway(1 + odd * d);
    c = keepAway(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

/** Lanczos's approximation (g = 7, nine coefficients), good to 15 digits for x > 0. */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const series = coefficients.reduce((sum, value, k) => (k === 0 ? value : sum + value / (z + k)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}
