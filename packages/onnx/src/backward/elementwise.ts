/** Gradients of functions of single numbers. */
import { elementTypes } from "../graph/element-types.js";
import { float, floatOf, int, intOf, textOf } from "../graph/graph.js";
import { type Rule, type RuleContext, unary } from "./rule.js";

const add: Rule = (c) => c.each((index) => c.sumToInput(c.gradient, index));

const sub: Rule = (c) =>
  c.each((index) => c.sumToInput(index === 0 ? c.gradient : c.op("Neg", [c.gradient]), index));

const mul: Rule = (c) =>
  c.each((index) => c.sumToInput(c.guard(c.gradient, c.op("Mul", [c.gradient, c.input(1 - index)])), index));

const div: Rule = (c) =>
  c.each((index) => {
    const quotient = c.op("Div", [c.gradient, c.input(1)]);
    if (index === 0) return c.sumToInput(c.guard(c.gradient, quotient), 0);
    return c.sumToInput(c.guard(c.gradient, c.op("Neg", [c.op("Mul", [quotient, c.output()])])), 1);
  });

/** The ONNX code of the graph's float type. */
const floatCode = (c: RuleContext): number => elementTypes[c.emit.floatType].code;

/** 1 where `condition` holds, else 0, multiplied without letting an infinite factor make NaN of it. */
const only = (c: RuleContext, condition: string, value: string): string =>
  c.op("Where", [condition, value, c.emit.scalar(0)]);

// d(a^b)/da = b a^(b-1), and 0 where a = 0 and b is below 1; d(a^b)/db = a^b log(a), and 0 where a is not positive.
const pow: Rule = (c) =>
  c.each((index) => {
    const zero = c.emit.scalar(0);
    const one = c.emit.scalar(1);
    if (index === 0) {
      const power = c.op("Pow", [c.input(0), c.op("Sub", [c.input(1), one])]);
      const corner = c.op("And", [c.op("Equal", [c.input(0), zero]), c.op("Less", [c.input(1), one])]);
      const slope = c.op("Where", [corner, zero, c.op("Mul", [c.input(1), power])]);
      return c.sumToInput(c.guard(c.gradient, c.op("Mul", [c.gradient, slope])), 0);
    }
    const positive = c.op("Greater", [c.input(0), zero]);
    const slope = c.op("Mul", [c.output(), c.op("Log", [c.op("Where", [positive, c.input(0), one])])]);
    return c.sumToInput(only(c, positive, c.guard(c.gradient, c.op("Mul", [c.gradient, slope]))), 1);
  });

// Ties split the gradient evenly, as maximum and minimum do in PyTorch.
const extremum: Rule = (c) => {
  const equal = c.node.inputs.map((_, index) => c.op("Equal", [c.input(index), c.output()]));
  const zero = c.emit.scalar(0);
  const one = c.emit.scalar(1);
  if (equal.length === 1) return [c.gradient];
  const counts = equal.map((condition) => c.op("Where", [condition, one, zero]));
  const share = c.op("Div", [c.gradient, c.op("Sum", counts)]);
  return c.each((index) => c.sumToInput(only(c, equal[index]!, share), index));
};

// Inside of the bounds, bounds included, the gradient passes, as in PyTorch's clamp.
const clip: Rule = (c) =>
  c.each((index) => {
    if (index > 0) return undefined;
    let gradient = c.gradient;
    if (c.has(1)) gradient = only(c, c.op("GreaterOrEqual", [c.input(0), c.input(1)]), gradient);
    if (c.has(2)) gradient = only(c, c.op("LessOrEqual", [c.input(0), c.input(2)]), gradient);
    return gradient;
  });

// The untaken side gets exactly 0 whatever its values are: `Where` again, never a product with 0.
const where: Rule = (c) => {
  const zero = c.emit.scalar(0);
  return c.each((index) => {
    if (index === 1) return c.sumToInput(c.op("Where", [c.input(0), c.gradient, zero]), 1);
    if (index === 2) return c.sumToInput(c.op("Where", [c.input(0), zero, c.gradient]), 2);
    return undefined;
  });
};

/** `gradient * slope`. */
const times = (slope: (c: RuleContext) => string): Rule =>
  unary((c, gradient) => c.guard(gradient, c.op("Mul", [gradient, slope(c)])));

const positivePart = (c: RuleContext): string => c.op("Greater", [c.output(), c.emit.scalar(0)]);

/** A relu's output is 0 or far above the inverse of this; its product with an output is finite. */
const STEEP = 1e30;

/** 1 where a relu's output is positive, else 0. HardSigmoid is clip(alpha x, 0, 1): one pass instead of two. */
function step(c: RuleContext): string {
  if (c.emit.floatType === "float32")
    return c.op("HardSigmoid", [c.output()], { alpha: float(STEEP), beta: float(0) });
  return c.op("Cast", [positivePart(c)], { to: int(floatCode(c)) });
}

const GAUSS = 1 / Math.sqrt(2 * Math.PI);

// x Φ(x) has the slope Φ(x) + x φ(x).
function geluSlope(c: RuleContext): string {
  const { emit } = c;
  const x = c.input(0);
  const square = c.op("Mul", [x, x]);
  if (textOf(c.node, "approximate", "none") === "none") {
    const erf = c.op("Erf", [c.op("Mul", [x, emit.scalar(Math.SQRT1_2)])]);
    const distribution = c.op("Add", [c.op("Mul", [erf, emit.scalar(0.5)]), emit.scalar(0.5)]);
    const density = c.op("Mul", [
      c.op("Exp", [c.op("Mul", [square, emit.scalar(-0.5)])]),
      emit.scalar(GAUSS),
    ]);
    return c.op("Add", [distribution, c.op("Mul", [x, density])]);
  }
  // u = k (x + 0.044715 x^3), value x (1 + tanh u) / 2.
  const k = Math.sqrt(2 / Math.PI);
  const inner = c.op("Mul", [
    x,
    c.op("Add", [c.op("Mul", [square, emit.scalar(k * 0.044715)]), emit.scalar(k)]),
  ]);
  const t = c.op("Tanh", [inner]);
  const half = c.op("Mul", [c.op("Add", [t, emit.scalar(1)]), emit.scalar(0.5)]);
  const innerSlope = c.op("Add", [c.op("Mul", [square, emit.scalar(3 * k * 0.044715)]), emit.scalar(k)]);
  const tanhSlope = c.op("Sub", [emit.scalar(1), c.op("Mul", [t, t])]);
  const rest = c.op("Mul", [c.op("Mul", [x, emit.scalar(0.5)]), c.op("Mul", [tanhSlope, innerSlope])]);
  return c.op("Add", [half, rest]);
}

export const elementwiseRules = {
  Add: add,
  Sub: sub,
  Mul: mul,
  Div: div,
  Pow: pow,
  Min: extremum,
  Max: extremum,
  Clip: clip,
  Where: where,
  Neg: unary((c, gradient) => c.op("Neg", [gradient])),
  Abs: times((c) => c.op("Sign", [c.input(0)])),
  // 1 / (2 sqrt(x)), and 0 at 0.
  Sqrt: unary((c, gradient) => {
    const safe = c.op("Where", [positivePart(c), c.output(), c.emit.scalar(1)]);
    return only(c, positivePart(c), c.op("Div", [c.op("Mul", [gradient, c.emit.scalar(0.5)]), safe]));
  }),
  Exp: times((c) => c.output()),
  Log: unary((c, gradient) => c.guard(gradient, c.op("Div", [gradient, c.input(0)]))),
  Erf: times((c) =>
    c.op("Mul", [
      c.op("Exp", [c.op("Neg", [c.op("Mul", [c.input(0), c.input(0)])])]),
      c.emit.scalar(2 / Math.sqrt(Math.PI)),
    ]),
  ),
  // The output is saved, not the input: the next layer needs it anyway. A product with 0 and 1 is faster than Where.
  Relu: times(step),
  LeakyRelu: unary((c, gradient) => {
    const positive = c.op("Greater", [c.input(0), c.emit.scalar(0)]);
    const scaled = c.op("Mul", [gradient, c.emit.scalar(floatOf(c.node, "alpha", 0.01))]);
    return c.op("Where", [positive, gradient, scaled]);
  }),
  // alpha (e^x - 1) has the slope value + alpha.
  Elu: unary((c, gradient) => {
    const alpha = c.emit.scalar(floatOf(c.node, "alpha", 1));
    const slope = c.op("Add", [c.output(), alpha]);
    const positive = c.op("Greater", [c.input(0), c.emit.scalar(0)]);
    return c.op("Where", [positive, gradient, c.op("Mul", [gradient, slope])]);
  }),
  // s (1 - s), 1 - t^2
  Sigmoid: times((c) => c.op("Mul", [c.output(), c.op("Sub", [c.emit.scalar(1), c.output()])])),
  Tanh: times((c) => c.op("Sub", [c.emit.scalar(1), c.op("Mul", [c.output(), c.output()])])),
  Softplus: times((c) => c.op("Sigmoid", [c.input(0)])),
  Gelu: times(geluSlope),
  Identity: unary((_, gradient) => gradient),
  // Dropout as it stands in a file is the identity; while training it is a product with a mask.
  Dropout: unary((_, gradient) => gradient),
  // The gradient goes back to the type of the input, which is the graph's float type; through whole numbers none does.
  Cast: unary((c, gradient) => {
    const isFloat = [elementTypes.float32.code, elementTypes.float64.code].some(
      (code) => code === intOf(c.node, "to", 0),
    );
    return isFloat ? c.op("Cast", [gradient], { to: int(floatCode(c)) }) : undefined;
  }),
} satisfies Record<string, Rule>;
