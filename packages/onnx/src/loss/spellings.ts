/** What the primitives of formulas are in ONNX. Comparisons are 1 or 0, as in every backend. */
import type { OpName } from "@downhill/core/graph";
import type { GraphBuilder } from "../graph/builder.js";
import { int } from "../graph/graph.js";

type Spelling = (emit: GraphBuilder, a: string, b: string, c: string) => string;

const FLOAT = 1;
const BOOL = 9;

const plain =
  (op: string): Spelling =>
  (emit, a) =>
    emit.op(op, [a]);
const pair =
  (op: string): Spelling =>
  (emit, a, b) =>
    emit.op(op, [a, b]);

const number = (emit: GraphBuilder, truth: string): string => emit.op("Cast", [truth], { to: int(FLOAT) });
const compare =
  (op: string): Spelling =>
  (emit, a, b) =>
    number(emit, emit.op(op, [a, b]));
const equals = (emit: GraphBuilder, a: string, value: number): string =>
  emit.op("Equal", [a, emit.scalar(value)]);

/** Total over the primitives: a new one must be added here. */
export const spellings: Readonly<Record<OpName, Spelling>> = {
  add: pair("Add"),
  sub: pair("Sub"),
  mul: pair("Mul"),
  div: pair("Div"),
  neg: plain("Neg"),
  pow: pair("Pow"),
  abs: plain("Abs"),
  sign: plain("Sign"),
  floor: plain("Floor"),
  sqrt: plain("Sqrt"),
  exp: plain("Exp"),
  log: plain("Log"),
  // Kahan: the error of 1 + a cancels in log(u)/(u - 1), where u is what was really computed.
  log1p(emit, a) {
    const u = emit.op("Add", [a, emit.scalar(1)]);
    const log = emit.op("Log", [u]);
    const share = emit.op("Div", [a, emit.op("Sub", [u, emit.scalar(1)])]);
    const same = emit.op("Or", [equals(emit, u, 1), equals(emit, a, Infinity)]);
    return emit.op("Where", [same, a, emit.op("Mul", [log, share])]);
  },
  expm1(emit, a) {
    const u = emit.op("Exp", [a]);
    const less = emit.op("Sub", [u, emit.scalar(1)]);
    const scaled = emit.op("Mul", [less, emit.op("Div", [a, emit.op("Log", [u])])]);
    const ends = emit.op("Or", [equals(emit, less, -1), equals(emit, u, Infinity)]);
    return emit.op("Where", [equals(emit, u, 1), a, emit.op("Where", [ends, less, scaled])]);
  },
  // The engine's own is off by 2e-9 at -20, where the value is as small as that.
  sigmoid: (emit, a) => {
    const power = emit.op("Exp", [emit.op("Neg", [a])]);
    return emit.op("Div", [emit.scalar(1), emit.op("Add", [power, emit.scalar(1)])]);
  },
  tanh: plain("Tanh"),
  softplus: plain("Softplus"),
  sin: plain("Sin"),
  cos: plain("Cos"),
  min: pair("Min"),
  max: pair("Max"),
  lt: compare("Less"),
  le: compare("LessOrEqual"),
  gt: compare("Greater"),
  ge: compare("GreaterOrEqual"),
  eq: compare("Equal"),
  ne: (emit, a, b) => number(emit, emit.op("Not", [emit.op("Equal", [a, b])])),
  where: (emit, condition, a, b) => emit.op("Where", [emit.op("Cast", [condition], { to: int(BOOL) }), a, b]),
  xlogy: (emit, a, b) =>
    emit.op("Where", [equals(emit, a, 0), emit.scalar(0), emit.op("Mul", [a, emit.op("Log", [b])])]),
  stop: (_, a) => a,
};
