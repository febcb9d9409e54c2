/** Gradients of reductions and of what normalizes along an axis. */
import { positive } from "../graph/dimensions.js";
import { int, intOf, intsOf } from "../graph/graph.js";
import { type Rule, type RuleContext, unary } from "./rule.js";

/** The axes that a reduction runs over, counted from the front. */
function axesOf(c: RuleContext): number[] {
  const rank = c.shape(0).length;
  const given = c.has(1) ? c.numbers(1) : intsOf(c.node, "axes");
  if (given?.length) return given.map((axis) => positive(axis, rank));
  return intOf(c.node, "noop_with_empty_axes", 0) === 1 ? [] : c.shape(0).map((_, axis) => axis);
}

/** A reduced value with its axes put back as axes of size 1. */
function kept(c: RuleContext, value: string, axes: readonly number[]): string {
  if (axes.length === 0 || intOf(c.node, "keepdims", 1) === 1) return value;
  return c.op("Unsqueeze", [value, c.emit.integers(axes)]);
}

/** Repeats a value, whose reduced axes have size 1, to the shape of the input. */
function spread(c: RuleContext, value: string, axes: readonly number[]): string {
  const shape = c.shape(0);
  // Expand leaves an axis as it is where 1 is asked for; so the size of the batch need not be known.
  const known = axes.every((axis) => typeof shape[axis] === "number");
  const target = known
    ? c.emit.integers(shape.map((size) => (typeof size === "number" ? size : 1)))
    : c.op("Shape", [c.input(0)]);
  return c.op("Expand", [value, target]);
}

const reduceMean: Rule = unary((c, gradient) => {
  const axes = axesOf(c);
  const sizes = axes.map((axis) => c.shape(0)[axis]!);
  const wide = spread(c, kept(c, gradient, axes), axes);
  if (sizes.every((size) => typeof size === "number")) {
    return c.op("Mul", [wide, c.emit.scalar(1 / sizes.reduce((a, b) => a * b, 1))]);
  }
  const lengths = c.op("Gather", [c.op("Shape", [c.input(0)]), c.emit.integers(axes)]);
  const count = c.op("ReduceProd", [lengths], { keepdims: int(0) });
  return c.op("Div", [wide, c.op("Cast", [count], { to: int(c.emit.floatType === "float32" ? 1 : 11) })]);
});

// Ties split the gradient evenly, as PyTorch's amax does.
const reduceMax: Rule = unary((c, gradient) => {
  const axes = axesOf(c);
  if (axes.length === 0) return gradient;
  const equal = c.op("Equal", [c.input(0), kept(c, c.output(), axes)]);
  const ones = c.op("Where", [equal, c.emit.scalar(1), c.emit.scalar(0)]);
  const count = c.op("ReduceSum", [ones, c.emit.integers(axes)], { keepdims: int(1) });
  return c.op("Mul", [ones, c.op("Div", [kept(c, gradient, axes), count])]);
});

const axisOf = (c: RuleContext): string => c.emit.integers([intOf(c.node, "axis", -1)]);

const sumAlong = (c: RuleContext, value: string): string =>
  c.op("ReduceSum", [value, axisOf(c)], { keepdims: int(1) });

export const reduceRules = {
  ReduceSum: unary((c, gradient) => spread(c, kept(c, gradient, axesOf(c)), axesOf(c))),
  ReduceMean: reduceMean,
  ReduceMax: reduceMax,
  ReduceMin: reduceMax,
  ReduceSumSquare: unary((c, gradient) => {
    const twice = c.op("Mul", [c.input(0), c.emit.scalar(2)]);
    return c.op("Mul", [kept(c, gradient, axesOf(c)), twice]);
  }),
  ReduceL1: unary((c, gradient) => c.op("Mul", [kept(c, gradient, axesOf(c)), c.op("Sign", [c.input(0)])])),
  // x / norm, and 0 where all are 0.
  ReduceL2: unary((c, gradient) => {
    const norm = kept(c, c.output(), axesOf(c));
    const isZero = c.op("Equal", [norm, c.emit.scalar(0)]);
    const safe = c.op("Where", [isZero, c.emit.scalar(1), norm]);
    return c.op("Mul", [c.op("Div", [kept(c, gradient, axesOf(c)), safe]), c.input(0)]);
  }),
  ReduceLogSumExp: unary((c, gradient) => {
    const share = c.op("Exp", [c.op("Sub", [c.input(0), kept(c, c.output(), axesOf(c))])]);
    return c.op("Mul", [kept(c, gradient, axesOf(c)), share]);
  }),
  // s * (g - sum(g * s))
  Softmax: unary((c, gradient) => {
    const weighted = c.op("Mul", [gradient, c.output()]);
    return c.op("Sub", [weighted, c.op("Mul", [c.output(), sumAlong(c, weighted)])]);
  }),
  // g - exp(l) * sum(g)
  LogSoftmax: unary((c, gradient) =>
    c.op("Sub", [gradient, c.op("Mul", [c.op("Exp", [c.output()]), sumAlong(c, gradient)])]),
  ),
} satisfies Record<string, Rule>;
