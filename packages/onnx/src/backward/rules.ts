/**
 * The gradient of every operator that can be trained through: one row each. A new operator is a name here, a rule in
 * its family's file, and a row in the table of tests.
 */
import { activationRules } from "./activation.js";
import { convolutionRules } from "./convolution.js";
import { einsumRules } from "./einsum.js";
import { elementwiseRules } from "./elementwise.js";
import { matmulRules } from "./matmul.js";
import { normalizationRules } from "./normalization.js";
import { poolingRules } from "./pooling.js";
import { rearrangeRules } from "./rearrange.js";
import { reduceRules } from "./reduce.js";
import { none, type Rule } from "./rule.js";
import { scatterRules } from "./scatter.js";
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
    "Reciprocal",
    "Exp",
    "Log",
    "Erf",
    "Sin",
    "Cos",
  ],
  ...["Sum", "Mean", "Min", "Max", "Clip", "Where"],
  ...["Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Sigmoid", "HardSigmoid"],
  ...["HardSwish", "Tanh", "Softsign", "Softplus", "Mish", "Gelu", "Softmax", "LogSoftmax"],
  ...["MatMul", "Gemm", "Einsum", "Conv", "ConvTranspose"],
  ...["MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"],
  ...["BatchNormalization", "InstanceNormalization", "GroupNormalization", "LayerNormalization"],
  ...["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare"],
  ...["ReduceLogSumExp", "CumSum"],
  ...["Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Concat", "Split", "Slice", "Pad", "Gather"],
  ...["GatherElements", "GatherND", "Expand", "Tile", "Resize", "DepthToSpace", "SpaceToDepth", "Trilu"],
  ...["ScatterElements", "ScatterND"],
  ...["Identity", "Cast", "Dropout"],
] as const;
export type OperatorName = (typeof operatorNames)[number];

/** Operators whose output is piecewise constant or not a float: nothing flows back, and that is no error. */
const constantOperators: readonly string[] = [
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
  ...["IsNaN", "IsInf", "ArgMax", "ArgMin", "Sign", "Floor", "Ceil", "Round", "Constant", "ConstantOfShape"],
  ...["Range", "NonZero", "OneHot", "EyeLike", "RandomNormalLike", "RandomUniformLike"],
];

export const rules = {
  ...elementwiseRules,
  ...activationRules,
  ...reduceRules,
  ...matmulRules,
  ...einsumRules,
  ...convolutionRules,
  ...poolingRules,
  ...normalizationRules,
  ...shapeRules,
  ...rearrangeRules,
  ...scatterRules,
} satisfies Record<OperatorName, Rule>;

/** True for operators through which nothing flows back. */
export const isConstant = (op: string, domain: string): boolean =>
  domain === "" && constantOperators.includes(op);

/** The rule of an operator, undefined where there is none. */
export function ruleOf(op: string, domain: string): Rule | undefined {
  if (domain !== "") return undefined;
  if (Object.hasOwn(rules, op)) return rules[op as OperatorName];
  return isConstant(op, domain) ? none : undefined;
}
