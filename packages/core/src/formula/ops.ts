/**
 * One row per primitive: its meaning in float64 and its derivative, written in the language of formulas.
 *
 * Everything that knows primitives is a total table over `OpName`: add a row here and the compiler names every
 * table that lacks it (js and wasm spellings). Corners have fixed derivatives, see docs/formulas.md.
 */
interface Op {
  readonly arity: 1 | 2 | 3;
  readonly evaluate: (a: number, b: number, c: number) => number;
  /** ∂L/∂a, ∂L/∂b, …, given the arguments, the value y and d = ∂L/∂y. Empty where there is none. */
  readonly derivative: readonly string[];
  /** Worth keeping rather than computing again. */
  readonly costly?: true;
}

const truth = (value: boolean) => (value ? 1 : 0);
/** The sign that JavaScript gives, but +0 for zero of either sign. */
const sign = (a: number) => (a > 0 ? 1 : a < 0 ? -1 : a === 0 ? 0 : Number.NaN);

/** 1 where a < b, ½ where they are equal, else 0: the part of the derivative of min(a, b) that goes to a. */
const SHARE = "(0.5*(a < b) + 0.5*(a <= b))";
const OTHER_SHARE = "(0.5*(b < a) + 0.5*(b <= a))";

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

/** Columns: arguments, meaning, derivative. */
const op = (arity: Op["arity"], evaluate: Op["evaluate"], ...derivative: string[]): Op => ({
  arity,
  evaluate,
  derivative,
});
const costly = (...row: Parameters<typeof op>): Op => ({ ...op(...row), costly: true });

export const ops: Readonly<Record<OpName, Op>> = {
  add: op(2, (a, b) => a + b, "d", "d"),
  sub: op(2, (a, b) => a - b, "d", "-d"),
  mul: op(2, (a, b) => a * b, "d*b", "d*a"),
  div: costly(2, (a, b) => a / b, "d/b", "-(d*y/b)"),
  neg: op(1, (a) => -a, "-d"),
  // The slope is infinite at a = 0 for 0 < b < 1, and so is log(a): 0 is the convention. For b = 0 it is 0.
  pow: costly(
    2,
    (a, b) => a ** b,
    "d*where((a == 0)*((b >= 0)*(b < 1)), 0, b*a^(b - 1))",
    "d*where(a > 0, y*log(a), 0)",
  ),
  abs: op(1, Math.abs, "d*sign(a)"),
  sign: op(1, sign),
  floor: op(1, Math.floor),
  // At 0 the slope is infinite; 0 is the convention that keeps distances of equal points harmless.
  sqrt: costly(1, Math.sqrt, "d*where(y > 0, 0.5/y, 0)"),
  exp: costly(1, Math.exp, "d*y"),
  log: costly(1, Math.log, "d/a"),
  log1p: costly(1, Math.log1p, "d/(a + 1)"),
  expm1: costly(1, Math.expm1, "d*exp(a)"),
  sigmoid: costly(
    1,
    (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
    "d*(y*(1 - y))",
  ),
  tanh: costly(1, Math.tanh, "d*(1 - y*y)"),
  softplus: costly(1, (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), "d*sigmoid(a)"),
  sin: costly(1, Math.sin, "d*cos(a)"),
  cos: costly(1, Math.cos, "-(d*sin(a))"),
  min: op(2, (a, b) => Math.min(a, b), `d*${SHARE}`, `d*(1 - ${SHARE})`),
  max: op(2, (a, b) => Math.max(a, b), `d*${OTHER_SHARE}`, `d*(1 - ${OTHER_SHARE})`),
  lt: op(2, (a, b) => truth(a < b)),
  le: op(2, (a, b) => truth(a <= b)),
  gt: op(2, (a, b) => truth(a > b)),
  ge: op(2, (a, b) => truth(a >= b)),
  eq: op(2, (a, b) => truth(a === b)),
  ne: op(2, (a, b) => truth(a !== b)),
  // Its derivative also says under which condition a branch matters at all: differentiate.ts has it.
  where: op(3, (c, a, b) => (c !== 0 ? a : b)),
  xlogy: costly(
    2,
    (a, b) => (a === 0 ? 0 : a * Math.log(b)),
    "d*where(a == 0, 0, log(b))",
    "d*where(a == 0, 0, a/b)",
  ),
  stop: op(1, (a) => a),
};
