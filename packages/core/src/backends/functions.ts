/**
 * exp, log and their kin as float32 polynomials over `Lanes`, without fused multiply-add.
 *
 * The logarithm follows fdlibm; range reductions, tanh, sine and cosine follow Cephes (Moshier, single precision). Minimax
 * coefficients of exp and log were found with Remez' algorithm. Worst errors over all float32 inputs stand in
 * docs/accuracy.md. NaN stays NaN; infinities give the limits.
 */
import type { Lanes } from "./lanes.js";

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;
const LOG2_E = Math.LOG2E;
const INFINITY_BITS = 0x7f800000;
const SIGN_BIT = 0x80000000;

/** (e^r − 1 − r)/r² for |r| ≤ ln 2 / 2, to 2^-28 of e^r. Coefficients from the highest power down, as everywhere here. */
const EXP = [1.38145699e-3, 8.36873099e-3, 4.1668389407e-2, 1.66665205155e-1, 4.999999344e-1];
/** (2·atanh(s) − 2s)/s³ over z = s² ≤ 1/9, to 2^-27 of the logarithm. */
const LOG = [2.8024458971e-1, 2.79991410478e-1, 4.00216990613e-1, 6.66664131327e-1];
const TANH = [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1];
/** Parts of 8, 11, 11 and 24 bits. */
const HALF_PI = [1.5703125, 4.837512969970703e-4, 7.549533620476723e-8, 2.5633440682570896e-12];
const SINE = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1];
const COSINE = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2];

/**
 * Estrin's scheme: halves are evaluated independently, which takes a few more products than Horner's but a third of the
 * time, because the processor need not wait for each step. Coefficients from the highest power down.
 */
function polynomial<V>(l: Lanes<V>, coefficients: readonly number[], x: V): V {
  let terms = coefficients.map((coefficient) => l.constant(coefficient)).reverse();
  for (let power = x; terms.length > 1; power = l.mul(power, power)) {
    const pairs: V[] = [];
    for (let i = 0; i < terms.length; i += 2) {
      const high = terms[i + 1];
      pairs.push(high === undefined ? terms[i]! : l.add(terms[i]!, l.mul(high, power)));
    }
    terms = pairs;
  }
  return terms[0]!;
}

/**
 * x = n·ln 2 + r with |r| ≤ ln 2 / 2. The low 9 bits of `bits`, shifted right by none or one, are those of n + bias: shifted
 * left by 23 they are the exponent field of a power of two.
 */
function reduce<V>(l: Lanes<V>, x: V, bias: number): { bits: V; r: V } {
  const { number: n, integer: bits } = l.rounded(l.mul(x, l.constant(LOG2_E)), bias);
  const r = l.sub(l.opaque(l.sub(x, l.mul(n, l.constant(LN2_HIGH)))), l.mul(n, l.constant(LN2_LOW)));
  return { bits, r };
}

/** r + r²·q(r) ≈ e^r − 1. */
const expm1Reduced = <V>(l: Lanes<V>, r: V): V => l.add(r, l.mul(l.mul(r, r), polynomial(l, EXP, r)));

/** e^x with x between −104 and 89. */
export function exp<V>(l: Lanes<V>, x: V): V {
  const { bits, r } = reduce(l, l.larger(l.smaller(x, l.constant(89)), l.constant(-104)), 254);
  const y = l.add(expm1Reduced(l, r), l.constant(1));
  // y·2^n in two steps, so that overflow gives infinity and small results are denormal.
  const half = l.shiftRight(bits, 1);
  return l.mul(l.mul(y, l.shiftLeft(half, 23)), l.shiftLeft(l.subBits(bits, half), 23));
}

/** exp of numbers that are not positive, with 0 for results below 8.2e-39: for sums that contain a 1. */
export function expNotPositive<V>(l: Lanes<V>, x: V): V {
  // At −88, n is −127, whose exponent field is that of 0.
  const { bits, r } = reduce(l, l.larger(x, l.constant(-88)), 127);
  return l.mul(l.add(expm1Reduced(l, r), l.constant(1)), l.shiftLeft(bits, 23));
}

export function expm1<V>(l: Lanes<V>, x: V): V {
  // 2^n·(e^r − 1) + (2^n − 1), with one factor of 2 apart so that n = 128 does not overflow early.
  const { bits, r } = reduce(l, l.larger(l.smaller(x, l.constant(89)), l.constant(-30)), 126);
  const power = l.shiftLeft(bits, 23);
  const sum = l.add(l.mul(power, expm1Reduced(l, r)), l.sub(power, l.constant(0.5)));
  const result = l.mul(sum, l.constant(2));
  // Around 0 the result is x itself: half of a denormal would not be exact, and -0 stays -0.
  return l.select(l.lt(l.abs(x), l.constant(1e-8)), x, result);
}

/** log(1 + f) as f less this number: with s = f/(2 + f) it is 2·atanh(s). For f between −0.3 and 1. */
function logRest<V>(l: Lanes<V>, f: V): V {
  const s = l.div(f, l.add(f, l.constant(2)));
  const z = l.mul(s, s);
  return l.mul(s, l.sub(f, l.mul(z, polynomial(l, LOG, z))));
}

/** log((1 + f)·2^e) where √½ ≤ 1 + f < √2. */
function logParts<V>(l: Lanes<V>, f: V, e: V): V {
  const low = l.sub(logRest(l, f), l.mul(e, l.constant(LN2_LOW)));
  return l.add(l.sub(f, low), l.mul(e, l.constant(LN2_HIGH)));
}

/** Positive normal x = m·2^e with √½ ≤ m < √2. */
function split<V>(l: Lanes<V>, x: V): { m: V; e: V } {
  // Adding the distance from √½ to 1 lets the exponent field round the way we want.
  const shifted = l.addBits(x, l.bits(0x3f800000 - 0x3f3504f3));
  const e = l.fromInteger(l.subBits(l.shiftRight(shifted, 23), l.bits(127)));
  const m = l.addBits(l.and(shifted, l.bits(0x007fffff)), l.bits(0x3f3504f3));
  return { m, e };
}

export function log<V>(l: Lanes<V>, x: V): V {
  const tiny = l.lt(x, l.constant(1.1754943508222875e-38));
  const scaled = l.select(tiny, l.mul(x, l.constant(8388608)), x);
  const { m, e } = split(l, scaled);
  const exponent = l.sub(e, l.and(tiny, l.constant(23)));
  const y = logParts(l, l.sub(m, l.constant(1)), exponent);
  return logEdges(l, x, y);
}

/** log(0) = −∞, log of a negative number is NaN, log(∞) = ∞. */
function logEdges<V>(l: Lanes<V>, x: V, y: V): V {
  const zero = l.constant(0);
  const infinity = l.bits(INFINITY_BITS);
  const positive = l.select(l.lt(x, infinity), y, x);
  const negative = l.select(l.eq(x, zero), l.constant(Number.NEGATIVE_INFINITY), l.bits(0x7fc00000));
  return l.select(l.le(x, zero), negative, positive);
}

/** 2^n for integers −126 ≤ n ≤ 127, held as integer bits. */
const powerOfTwo = <V>(l: Lanes<V>, n: V): V => l.shiftLeft(l.addBits(n, l.bits(127)), 23);

export function log1p<V>(l: Lanes<V>, x: V): V {
  const one = l.constant(1);
  const u = l.opaque(l.add(x, one));
  // What rounding took from 1 + x, added back relative to 2^e.
  const lost = l.select(l.lt(x, one), l.sub(x, l.sub(u, one)), l.sub(one, l.sub(u, x)));
  const { m, e } = split(l, u);
  // Beyond 1e38 nothing is lost that matters, and 2^-e would leave the range of powerOfTwo.
  const unit = l.and(powerOfTwo(l, l.subBits(l.bits(0), l.toInteger(e))), l.lt(u, l.constant(1e38)));
  const y = logParts(l, l.add(l.sub(m, one), l.mul(lost, unit)), e);
  const small = l.lt(l.abs(x), l.constant(1e-4));
  // x − x²/2 + x³/3: exact enough where 1 + x loses the digits of x.
  const half = l.mul(x, l.constant(0.5));
  const series = l.sub(x, l.mul(x, l.sub(half, l.mul(l.mul(x, x), l.constant(1 / 3)))));
  return l.select(small, series, logEdges(l, u, y));
}

/** log1p of numbers in [0, 1]. */
export const log1pUnit = <V>(l: Lanes<V>, x: V): V => l.sub(x, logRest(l, x));

export function sigmoid<V>(l: Lanes<V>, x: V): V {
  const one = l.constant(1);
  const e = exp(l, l.neg(l.abs(x)));
  return l.div(l.select(l.lt(x, l.constant(0)), e, one), l.add(one, e));
}

export function tanh<V>(l: Lanes<V>, x: V): V {
  const a = l.abs(x);
  const one = l.constant(1);
  const two = l.constant(2);
  const z = l.mul(x, x);
  const near = l.add(l.mul(l.mul(polynomial(l, TANH, z), z), x), x);
  // (1 − e)/(1 + e) with e = exp(−2|x|) cannot overflow.
  const e = expNotPositive(l, l.neg(l.mul(a, two)));
  const far = l.sub(one, l.div(l.mul(two, e), l.add(one, e)));
  // The sign of x is right for both, and -0 stays -0.
  return l.or(l.select(l.lt(a, l.constant(0.625)), near, far), l.and(x, l.bits(SIGN_BIT)));
}

export function softplus<V>(l: Lanes<V>, x: V): V {
  const e = exp(l, l.neg(l.abs(x)));
  return l.add(l.larger(x, l.constant(0)), log1p(l, e));
}

/** a^b for exponents that are not integers: NaN for negative a. The relative error grows with |b·log a|. */
export const fractionalPower = <V>(l: Lanes<V>, a: V, b: V): V => exp(l, l.mul(b, log(l, a)));

/** a^b = ±exp(b·log|a|), with a^0 = 1; NaN for negative a unless b is an integer. */
export function pow<V>(l: Lanes<V>, a: V, b: V): V {
  const zero = l.constant(0);
  const magnitude = fractionalPower(l, l.abs(a), b);
  const half = l.mul(b, l.constant(0.5));
  const isInteger = l.eq(b, l.floor(b));
  const isOdd = l.and(isInteger, l.ne(half, l.floor(half)));
  const signed = l.or(magnitude, l.and(isOdd, l.and(a, l.bits(SIGN_BIT))));
  const result = l.or(signed, l.andNot(l.lt(a, zero), isInteger));
  return l.select(l.eq(b, zero), l.constant(1), result);
}

/**
 * Both octant polynomials. π/2 is subtracted in parts so short that their products with q ≤ 2^13 are exact, so |x| may
 * reach 8192; beyond, results lose digits, but stay within [−1, 1].
 */
function sineAndCosine<V>(l: Lanes<V>, x: V): { quadrant: V; sine: V; cosine: V } {
  const q = l.nearest(l.mul(x, l.constant(2 / Math.PI)));
  const rest = HALF_PI.reduce((sum, part) => l.opaque(l.sub(sum, l.mul(q, l.constant(part)))), x);
  const r = l.larger(l.smaller(rest, l.constant(0.8)), l.constant(-0.8));
  const z = l.mul(r, r);
  const sine = l.add(l.mul(l.mul(polynomial(l, SINE, z), z), r), r);
  const cosine = l.add(
    l.mul(l.mul(polynomial(l, COSINE, z), z), z),
    l.sub(l.constant(1), l.mul(z, l.constant(0.5))),
  );
  return { quadrant: l.toInteger(q), sine, cosine };
}

function byQuadrant<V>(l: Lanes<V>, quadrant: V, even: V, odd: V): V {
  const isOdd = l.eq(l.fromInteger(l.and(quadrant, l.bits(1))), l.constant(1));
  const sign = l.shiftLeft(l.and(quadrant, l.bits(2)), 30);
  const value = l.select(isOdd, odd, even);
  // The sign bit is flipped by subtracting from it: values are never NaN patterns here.
  return l.select(l.eq(l.fromInteger(sign), l.constant(0)), value, l.neg(value));
}

export function sin<V>(l: Lanes<V>, x: V): V {
  const { quadrant, sine, cosine } = sineAndCosine(l, x);
  return byQuadrant(l, quadrant, sine, cosine);
}

export function cos<V>(l: Lanes<V>, x: V): V {
  const { quadrant, sine, cosine } = sineAndCosine(l, x);
  return byQuadrant(l, l.addBits(quadrant, l.bits(1)), sine, cosine);
}
