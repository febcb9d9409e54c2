/**
 * One row per primitive: its meaning in float64, its derivative, and a range in which random tests may sample.
 *
 * Everything that knows primitives is a total table over `OpName`: add a row here and the compiler names every
 * table that lacks it (js and wasm spellings). Corners have fixed derivatives, see docs/formulas.md.
 */
import type { Build, Node } from "./graph.js";

interface Op {
  readonly arity: 1 | 2 | 3;
  readonly evaluate: (a: number, b: number, c: number) => number;
  /** ∂L/∂arguments, given the node and d = ∂L/∂node; null where there is none. */
  readonly derivative: (build: Build, args: readonly Node[], d: Node, node: Node) => readonly (Node | null)[];
  /** Arguments for random tests. */
  readonly sample: readonly [number, number];
  /** Worth keeping rather than computing again. */
  readonly costly?: true;
}

const none = () => [null, null, null];
const truth = (value: boolean) => (value ? 1 : 0);
/** The sign that JavaScript gives, but +0 for zero of either sign. */
const sign = (a: number) => (a > 0 ? 1 : a < 0 ? -1 : a === 0 ? 0 : Number.NaN);

export type OpName =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "neg"
  | "pow"
  | "abs"
  | "sign"
  | "floor"
  | "sqrt"
  | "exp"
  | "log"
  | "log1p"
  | "expm1"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "sin"
  | "cos"
  | "min"
  | "max"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "eq"
  | "ne"
  | "where"
  | "xlogy"
  | "stop";

export const ops: Readonly<Record<OpName, Op>> = {
  add: { arity: 2, evaluate: (a, b) => a + b, derivative: (_, __, d) => [d, d], sample: [-3, 3] },
  sub: { arity: 2, evaluate: (a, b) => a - b, derivative: (f, _, d) => [d, f.neg(d)], sample: [-3, 3] },
  mul: {
    arity: 2,
    evaluate: (a, b) => a * b,
    derivative: (f, [a, b], d) =>
      a === b ? [f.mul(f.constant(2), f.mul(d, a!)), null] : [f.mul(d, b!), f.mul(d, a!)],
    sample: [-3, 3],
  },
  div: {
    arity: 2,
    evaluate: (a, b) => a / b,
    derivative: (f, [, b], d, y) => [f.div(d, b!), f.neg(f.div(f.mul(d, y), b!))],
    sample: [0.5, 3],
    costly: true,
  },
  neg: { arity: 1, evaluate: (a) => -a, derivative: (f, _, d) => [f.neg(d)], sample: [-3, 3] },
  pow: {
    arity: 2,
    evaluate: (a, b) => a ** b,
    derivative: (f, [a, b], d, y) => [
      f.mul(d, powerSlope(f, a!, b!)),
      // ∂(a^b)/∂b = a^b log(a), and 0 where a is 0.
      b!.level === "uniform"
        ? null
        : f.mul(d, f.where(f.gt(a!, f.constant(0)), f.mul(y, f.log(a!)), f.constant(0))),
    ],
    sample: [0.2, 3],
    costly: true,
  },
  abs: {
    arity: 1,
    evaluate: (a) => Math.abs(a),
    derivative: (f, [a], d) => [f.mul(d, f.sign(a!))],
    sample: [-3, 3],
  },
  sign: { arity: 1, evaluate: sign, derivative: none, sample: [-3, 3] },
  floor: { arity: 1, evaluate: (a) => Math.floor(a), derivative: none, sample: [-3, 3] },
  sqrt: {
    arity: 1,
    evaluate: (a) => Math.sqrt(a),
    // At 0 the slope is infinite; 0 is the convention that keeps distances of equal points harmless.
    derivative: (f, _, d, y) => {
      const zero = f.constant(0);
      const slope = f.div(f.constant(0.5), y);
      return [f.mul(d, f.where(f.gt(y, zero), slope, zero))];
    },
    sample: [0.1, 4],
    costly: true,
  },
  exp: {
    arity: 1,
    evaluate: (a) => Math.exp(a),
    derivative: (f, _, d, y) => [f.mul(d, y)],
    sample: [-4, 4],
    costly: true,
  },
  log: {
    arity: 1,
    evaluate: (a) => Math.log(a),
    derivative: (f, [a], d) => [f.div(d, a!)],
    sample: [0.1, 5],
    costly: true,
  },
  log1p: {
    arity: 1,
    evaluate: (a) => Math.log1p(a),
    derivative: (f, [a], d) => [f.div(d, f.add(a!, f.constant(1)))],
    sample: [-0.8, 4],
    costly: true,
  },
  expm1: {
    arity: 1,
    evaluate: (a) => Math.expm1(a),
    derivative: (f, [a], d) => [f.mul(d, f.exp(a!))],
    sample: [-4, 3],
    costly: true,
  },
  sigmoid: {
    arity: 1,
    evaluate: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
    derivative: (f, _, d, y) => [f.mul(d, f.mul(y, f.sub(f.constant(1), y)))],
    sample: [-5, 5],
    costly: true,
  },
  tanh: {
    arity: 1,
    evaluate: (a) => Math.tanh(a),
    derivative: (f, _, d, y) => [f.mul(d, f.sub(f.constant(1), f.mul(y, y)))],
    sample: [-3, 3],
    costly: true,
  },
  softplus: {
    arity: 1,
    evaluate: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
    derivative: (f, [a], d) => [f.mul(d, f.sigmoid(a!))],
    sample: [-5, 5],
    costly: true,
  },
  sin: {
    arity: 1,
    evaluate: (a) => Math.sin(a),
    derivative: (f, [a], d) => [f.mul(d, f.cos(a!))],
    sample: [-6, 6],
    costly: true,
  },
  cos: {
    arity: 1,
    evaluate: (a) => Math.cos(a),
    derivative: (f, [a], d) => [f.neg(f.mul(d, f.sin(a!)))],
    sample: [-6, 6],
    costly: true,
  },
  min: {
    arity: 2,
    evaluate: (a, b) => Math.min(a, b),
    derivative: (f, [a, b], d) => {
      const share = tieShare(f, a!, b!);
      return [f.mul(d, share), f.mul(d, f.sub(f.constant(1), share))];
    },
    sample: [-3, 3],
  },
  max: {
    arity: 2,
    evaluate: (a, b) => Math.max(a, b),
    derivative: (f, [a, b], d) => {
      const share = tieShare(f, b!, a!);
      return [f.mul(d, share), f.mul(d, f.sub(f.constant(1), share))];
    },
    sample: [-3, 3],
  },
  lt: { arity: 2, evaluate: (a, b) => truth(a < b), derivative: none, sample: [-3, 3] },
  le: { arity: 2, evaluate: (a, b) => truth(a <= b), derivative: none, sample: [-3, 3] },
  gt: { arity: 2, evaluate: (a, b) => truth(a > b), derivative: none, sample: [-3, 3] },
  ge: { arity: 2, evaluate: (a, b) => truth(a >= b), derivative: none, sample: [-3, 3] },
  eq: { arity: 2, evaluate: (a, b) => truth(a === b), derivative: none, sample: [-3, 3] },
  ne: { arity: 2, evaluate: (a, b) => truth(a !== b), derivative: none, sample: [-3, 3] },
  where: {
    arity: 3,
    evaluate: (c, a, b) => (c !== 0 ? a : b),
    derivative: (f, [c], d) => [null, f.where(c!, d, f.constant(0)), f.where(c!, f.constant(0), d)],
    sample: [-3, 3],
  },
  xlogy: {
    arity: 2,
    evaluate: (a, b) => (a === 0 ? 0 : a * Math.log(b)),
    derivative: (f, [a, b], d) => {
      const zero = f.constant(0);
      const isZero = f.eq(a!, zero);
      return [f.mul(d, f.where(isZero, zero, f.log(b!))), f.mul(d, f.where(isZero, zero, f.div(a!, b!)))];
    },
    sample: [0.2, 3],
    costly: true,
  },
  stop: { arity: 1, evaluate: (a) => a, derivative: none, sample: [-3, 3] },
};

/** 1 where a < b, ½ where they are equal, else 0: the part of the derivative of min(a, b) that goes to a. */
function tieShare(f: Build, a: Node, b: Node): Node {
  const half = f.constant(0.5);
  return f.add(f.mul(half, f.lt(a, b)), f.mul(half, f.le(a, b)));
}

/** b·a^(b−1), and 0 at a = 0 for 0 < b < 1, where the slope is infinite. */
function powerSlope(f: Build, a: Node, b: Node): Node {
  const slope = f.mul(b, f.pow(a, f.sub(b, f.constant(1))));
  if (b.op === "constant" && (b.value >= 1 || b.value <= 0)) return slope;
  const zero = f.constant(0);
  return f.where(f.eq(a, zero), f.where(f.ge(b, f.constant(1)), slope, zero), slope);
}
