/**
 * The few operations on float32 lanes from which exp, log and their kin are built (functions.ts), so that each of them
 * is written once and every backend computes the same polynomial. `V` is a backend's handle of a vector value.
 */
export interface Lanes<V> {
  constant(value: number): V;
  /** A lane whose bits are this 32-bit integer. */
  bits(value: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  neg(a: V): V;
  abs(a: V): V;
  sqrt(a: V): V;
  floor(a: V): V;
  /** Rounds to the nearest integer, ties to even. */
  nearest(a: V): V;
  /**
   * The nearest integer of a number between −2²¹ and 2²¹, as a number, and with a bias added as an integer, in whose
   * higher 22 bits something else may lie.
   */
  rounded(a: V, bias: number): { readonly number: V; readonly integer: V };
  /** The same number, kept apart from what follows: no compiler may rearrange sums across it. */
  opaque(a: V): V;
  /** b < a ? b : a; so a NaN in `a` stays. */
  smaller(a: V, b: V): V;
  /** a < b ? b : a; so a NaN in `a` stays. */
  larger(a: V, b: V): V;
  /** Comparisons give masks: all bits set, or none. */
  lt(a: V, b: V): V;
  le(a: V, b: V): V;
  eq(a: V, b: V): V;
  ne(a: V, b: V): V;
  select(mask: V, a: V, b: V): V;
  and(a: V, b: V): V;
  or(a: V, b: V): V;
  /** Bits of a where those of b are not set. */
  andNot(a: V, b: V): V;
  /** Integer operations on the bits of the lanes. */
  addBits(a: V, b: V): V;
  subBits(a: V, b: V): V;
  shiftLeft(a: V, by: number): V;
  /** Keeps the sign. */
  shiftRight(a: V, by: number): V;
  toInteger(a: V): V;
  fromInteger(a: V): V;
}
