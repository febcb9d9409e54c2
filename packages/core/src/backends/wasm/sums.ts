/** Adding up: across vectors, and across lanes in float64. */
import type { FunctionBuilder } from "./assembler.js";
import type { Local, Vectors } from "./lanes.js";
import * as op from "./op.js";
import * as simd from "./simd.js";

const HIGH_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/** Adds the four lanes of a float32 vector to a pair of float64 sums. */
export function widen(f: FunctionBuilder, value: Local, into: Local): void {
  f.get(into);
  f.get(value);
  f.vector(simd.f64x2PromoteLow);
  f.get(value);
  f.get(value);
  f.shuffle(HIGH_HALF);
  f.vector(simd.f64x2PromoteLow);
  f.vector(simd.f64x2Add);
  f.vector(simd.f64x2Add);
  f.set(into);
}

/** Leaves the sum of a pair of float64 sums on the stack. */
export function sumOfPair(f: FunctionBuilder, pair: Local): void {
  f.get(pair);
  f.lane(simd.f64x2ExtractLane, 0);
  f.get(pair);
  f.lane(simd.f64x2ExtractLane, 1);
  f.plain(op.f64Add);
}

/** One vector from a power of two of them, in pairs. */
export function pairwise(values: Vectors, combine: (a: Local, b: Local) => Local): Local {
  const half = values.length / 2;
  if (half < 1) return values[0]!;
  return pairwise(
    values.slice(0, half).map((value, i) => combine(value, values[half + i]!)),
    combine,
  );
}
