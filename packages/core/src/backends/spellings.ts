/** How each primitive of a formula is spelled in `Lanes`. Total over the primitives: a new one must be added here. */
import type { OpName } from "../formula/ops.js";
import * as functions from "./functions.js";
import type { Lanes } from "./lanes.js";

type Spelling = <V>(l: Lanes<V>, a: V, b: V, c: V) => V;

/** Any NaN among the two comes out, so that no kernel hides one. */
const carryNaN = <V>(l: Lanes<V>, b: V, result: V): V => l.select(l.eq(b, b), result, b);

export const spellings: Readonly<Record<OpName, Spelling>> = {
  add: (l, a, b) => l.add(a, b),
  sub: (l, a, b) => l.sub(a, b),
  mul: (l, a, b) => l.mul(a, b),
  div: (l, a, b) => l.div(a, b),
  neg: (l, a) => l.neg(a),
  abs: (l, a) => l.abs(a),
  sqrt: (l, a) => l.sqrt(a),
  floor: (l, a) => l.floor(a),
  sign: (l, a) => l.and(l.or(l.constant(1), l.and(a, l.bits(0x80000000))), l.ne(a, l.constant(0))),
  min: (l, a, b) => carryNaN(l, b, l.smaller(a, b)),
  max: (l, a, b) => carryNaN(l, b, l.larger(a, b)),
  // Comparisons give masks: all bits set, or none.
  lt: (l, a, b) => l.lt(a, b),
  le: (l, a, b) => l.le(a, b),
  gt: (l, a, b) => l.lt(b, a),
  ge: (l, a, b) => l.le(b, a),
  eq: (l, a, b) => l.eq(a, b),
  ne: (l, a, b) => l.ne(a, b),
  where: (l, c, a, b) => l.select(l.ne(c, l.constant(0)), a, b),
  xlogy: (l, a, b) => l.and(l.mul(a, functions.log(l, b)), l.ne(a, l.constant(0))),
  stop: (_, a) => a,
  exp: functions.exp,
  log: functions.log,
  log1p: functions.log1p,
  expm1: functions.expm1,
  sigmoid: functions.sigmoid,
  tanh: functions.tanh,
  softplus: functions.softplus,
  pow: functions.pow,
  sin: functions.sin,
  cos: functions.cos,
};
