/** Gradients of activation functions beyond the common ones, and of further functions of single numbers. */
import { floatOf } from "../graph/graph.js";
import { type Rule, type RuleContext, unary } from "./rule.js";

const positive = (c: RuleContext): string => c.op("Greater", [c.input(0), c.emit.scalar(0)]);

/** `gradient * slope`, where nothing comes through without a gradient. */
const times = (slope: (c: RuleContext) => string): Rule =>
  unary((c, gradient) => c.guard(gradient, c.op("Mul", [gradient, slope(c)])));

/** `slope` times the gradient where the condition holds, else 0. */
const within = (c: RuleContext, gradient: string, condition: string, slope: string): string =>
  c.op("Where", [condition, c.op("Mul", [gradient, slope]), c.emit.scalar(0)]);

// Where x <= 0: y = slope * x.
const prelu: Rule = (c) =>
  c.each((index) => {
    const g = c.gradient;
    if (index === 0) return c.op("Where", [positive(c), g, c.op("Mul", [g, c.input(1)])]);
    return c.sumToInput(c.op("Where", [positive(c), c.emit.scalar(0), c.op("Mul", [g, c.input(0)])]), 1);
  });

// gamma alpha (e^x - 1) has the slope value + gamma alpha.
const selu: Rule = unary((c, gradient) => {
  const alpha = floatOf(c.node, "alpha", 1.6732632423543772);
  const gamma = floatOf(c.node, "gamma", 1.0507009873554805);
  const below = c.op("Add", [c.output(), c.emit.scalar(alpha * gamma)]);
  return c.op("Mul", [gradient, c.op("Where", [positive(c), c.emit.scalar(gamma), below])]);
});

// alpha (e^(x/alpha) - 1) has the slope value/alpha + 1.
const celu: Rule = unary((c, gradient) => {
  const one = c.emit.scalar(1);
  const below = c.op("Add", [c.op("Div", [c.output(), c.emit.scalar(floatOf(c.node, "alpha", 1))]), one]);
  return c.op("Mul", [gradient, c.op("Where", [positive(c), one, below])]);
});

const hardSigmoid: Rule = unary((c, gradient) => {
  const above = c.op("Greater", [c.output(), c.emit.scalar(0)]);
  const inside = c.op("And", [above, c.op("Less", [c.output(), c.emit.scalar(1)])]);
  return within(c, gradient, inside, c.emit.scalar(floatOf(c.node, "alpha", 0.2)));
});

// x clip(x/6 + 1/2, 0, 1)
const hardSwish: Rule = unary((c, gradient) => {
  const { emit } = c;
  const x = c.input(0);
  const ramp = c.op("Add", [c.op("Div", [x, emit.scalar(3)]), emit.scalar(0.5)]);
  const slope = c.op("Where", [c.op("Less", [x, emit.scalar(3)]), ramp, emit.scalar(1)]);
  return within(c, gradient, c.op("Greater", [x, emit.scalar(-3)]), slope);
});

// x tanh(softplus(x)), with t = tanh(softplus(x)): t + x sigmoid(x) (1 - t^2)
const mish = times((c) => {
  const x = c.input(0);
  const t = c.op("Tanh", [c.op("Softplus", [x])]);
  const rest = c.op("Sub", [c.emit.scalar(1), c.op("Mul", [t, t])]);
  return c.op("Add", [t, c.op("Mul", [c.op("Mul", [x, c.op("Sigmoid", [x])]), rest])]);
});

export const activationRules = {
  PRelu: prelu,
  Selu: selu,
  Celu: celu,
  HardSigmoid: hardSigmoid,
  HardSwish: hardSwish,
  Mish: mish,
  ThresholdedRelu: unary((c, gradient) => {
    const above = c.op("Greater", [c.input(0), c.emit.scalar(floatOf(c.node, "alpha", 1))]);
    return c.op("Where", [above, gradient, c.emit.scalar(0)]);
  }),
  // x / (1 + |x|)
  Softsign: times((c) => {
    const one = c.op("Add", [c.op("Abs", [c.input(0)]), c.emit.scalar(1)]);
    return c.op("Reciprocal", [c.op("Mul", [one, one])]);
  }),
  Reciprocal: times((c) => c.op("Neg", [c.op("Mul", [c.output(), c.output()])])),
  Sin: times((c) => c.op("Cos", [c.input(0)])),
  Cos: times((c) => c.op("Neg", [c.op("Sin", [c.input(0)])])),
  Sum: (c: RuleContext) => c.each((index) => c.sumToInput(c.gradient, index)),
  Mean: (c: RuleContext) => {
    const share = c.op("Mul", [c.gradient, c.emit.scalar(1 / c.node.inputs.length)]);
    return c.each((index) => c.sumToInput(share, index));
  },
} satisfies Record<string, Rule>;
