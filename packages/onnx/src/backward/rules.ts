/**
 * The gradient of every operator that can be trained through: one row each. A new operator is a name here, a rule in
 * its family's file, and a row in the table of tests.
 */
import { convolutionRules } from "./convolution.js";
import { elementwiseRules } from "./elementwise.js";
import { matmulRules } from "./matmul.js";
import { normalizationRules } from "./normalization.js";
import { poolingRules } from "./pooling.js";
import { reduceRules } from "./reduce.js";
import { none, type Rule } from "./rule.js";
import { shapeRules } from "./shape.js";

/** Operators with a gradient. */
export const operatorNames = [
  ...[
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Neg",
    "Abs",
    "Pow",
    "Sqrt",
    "Exp",
    "Log",
    "Erf",
    "Min",
    "Max",
    "Clip",
    "Where",
  ],
  ...["Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "Gelu", "Softplus", "Softmax", "LogSoftmax"],
  ...["MatMul", "Gemm", "Conv", "MaxPool", "AveragePool", "GlobalAveragePool"],
  ...["BatchNormalization", "LayerNormalization", "ReduceSum", "ReduceMean", "ReduceMax"],
  ...[
    "Reshape",
    "Flatten",
    "Squeeze",
    "Unsqueeze",
    "Transpose",
    "Concat",
    "Split",
    "Slice",
    "Pad",
    "Gather",
    "Expand",
  ],
  ...["Identity", "Cast", "Dropout"],
] as const;
export type OperatorName = (typeof operatorNames)[number];

/** Operators whose output is piecewise constant or not a float: nothing flows back, and that is no error. */
const constantOperators = [
  ...[
    "Shape",
    "Size",
    "Equal",
    "Greater",
    "GreaterOrEqual",
    "Less",
    "LessOrEqual",
    "Not",
    "And",
    "Or",
    "Xor",
  ],
  ...[
    "ArgMax",
    "ArgMin",
    "Sign",
    "Floor",
    "Ceil",
    "Round",
    "ConstantOfShape",
    "Constant",
    "Range",
    "NonZero",
    "OneHot",
  ],
] as const;

export const rules = {
  ...elementwiseRules,
  ...reduceRules,
  ...matmulRules,
  ...convolutionRules,
  ...poolingRules,
  ...normalizationRules,
  ...shapeRules,
} satisfies Record<OperatorName, Rule>;

/** True for operators through which nothing flows back. */
export const isConstant = (op: string, domain: string): boolean =>
  domain === "" && (constantOperators as readonly string[]).includes(op);

/** The rule of an operator, undefined where there is none. */
export function ruleOf(op: string, domain: string): Rule | undefined {
  if (domain !== "") return undefined;
  if (Object.hasOwn(rules, op)) return rules[op as OperatorName];
  return isConstant(op, domain) ? none : undefined;
}
