import { describe, expect, it } from "vitest";
import { type OperatorName, operatorNames } from "../src/backward/rules.js";
import { booleanConstant, floatConstant } from "../src/graph/constant.js";
import { float, int, ints, text } from "../src/graph/graph.js";
import { apart, constant, positive, scalar } from "./case-inputs.js";
import { type Case, largestError } from "./differences.js";
import { movingCases } from "./moving-cases.js";

/** Running mean and variance of three channels. */
const running = [
  constant(floatConstant("float32", [0.1, 0, -0.2], [3])),
  constant(floatConstant("float32", [1, 0.5, 2], [3])),
];

const broadcasting: Case[] = [
  {
    inputs: [
      [2, 3],
      [2, 3],
    ],
  },
  {
    inputs: [
      [2, 3, 4],
      [3, 1],
    ],
  },
  { inputs: [[3], [2, 3]] },
  { inputs: [[], [2, 3]] },
  {
    inputs: [
      [2, 1, 4],
      [3, 1],
    ],
  },
];
const pool = (kernel: number[], strides: number[], pads: number[], more = {}) => ({
  kernel_shape: ints(kernel),
  strides: ints(strides),
  pads: ints(pads),
  ...more,
});

/** At least one graph for each operator that has a gradient. */
const cases: Record<OperatorName, Case[]> = {
  Add: broadcasting,
  Sub: broadcasting,
  Mul: broadcasting,
  Div: [{ inputs: [[2, 3], positive(3)] }, { inputs: [[1], positive(2, 3)] }],
  Pow: [
    { inputs: [positive(2, 3), [3]] },
    { inputs: [[2, 3], scalar(2)] },
    { inputs: [[2, 3], scalar(3)] },
    { inputs: [scalar(2), [2, 3]] },
  ],
  Min: [
    { inputs: [apart(2, 3), scalar(0)] },
    { inputs: [[2, 3]] },
    { inputs: [apart(4), scalar(1), scalar(-1)] },
  ],
  Max: [{ inputs: [apart(2, 3), scalar(0)] }, { inputs: [apart(3, 2), { shape: [2], values: [0, 0.1] }] }],
  Clip: [{ inputs: [apart(3, 4), scalar(-1), scalar(2)] }, { inputs: [apart(3, 4), scalar(0.5)] }],
  Where: [
    { inputs: [constant(booleanConstant([true, false, true], [3])), [2, 3], [3]] },
    { inputs: [constant(booleanConstant([true, false], [2, 1])), [1, 3], []] },
  ],
  Sum: [{ inputs: [[2, 3], [3], [2, 1]] }],
  Mean: [{ inputs: [[2, 3], [3], []] }],
  Reciprocal: [{ inputs: [positive(2, 3)] }],
  Sin: [{ inputs: [[2, 3]] }],
  Cos: [{ inputs: [[2, 3]] }],
  PRelu: [
    { inputs: [apart(2, 3, 4), [3, 1]] },
    { inputs: [apart(3, 5), [1]] },
    { inputs: [apart(2, 3), [2, 3]] },
  ],
  Selu: [
    { inputs: [apart(3, 5)] },
    { inputs: [apart(3, 5)], attributes: { alpha: float(0.7), gamma: float(2) } },
  ],
  Celu: [{ inputs: [apart(3, 5)], attributes: { alpha: float(2) } }],
  ThresholdedRelu: [{ inputs: [apart(3, 5)], attributes: { alpha: float(0.5) } }],
  HardSigmoid: [
    { inputs: [apart(3, 5)] },
    { inputs: [apart(3, 5)], attributes: { alpha: float(1 / 6), beta: float(0.5) } },
  ],
  HardSwish: [{ inputs: [apart(3, 6)] }],
  Softsign: [{ inputs: [[2, 3]] }],
  Mish: [{ inputs: [[2, 3]] }],
  Neg: [{ inputs: [[2, 3]] }],
  Abs: [{ inputs: [apart(2, 3)] }],
  Sqrt: [{ inputs: [positive(2, 3)] }],
  Exp: [{ inputs: [[2, 3]] }],
  Log: [{ inputs: [positive(2, 3)] }],
  Erf: [{ inputs: [[2, 3]] }],
  Relu: [{ inputs: [apart(3, 5)] }],
  LeakyRelu: [{ inputs: [apart(3, 5)], attributes: { alpha: float(0.2) } }, { inputs: [apart(3, 5)] }],
  Elu: [{ inputs: [apart(3, 5)], attributes: { alpha: float(0.7) } }],
  Sigmoid: [{ inputs: [[2, 3]] }],
  Tanh: [{ inputs: [[2, 3]] }],
  Gelu: [{ inputs: [[3, 5]] }, { inputs: [[3, 5]], attributes: { approximate: text("tanh") } }],
  Softplus: [{ inputs: [[2, 3]] }],
  Softmax: [{ inputs: [[2, 5]] }, { inputs: [[2, 5, 3]], attributes: { axis: int(1) } }],
  LogSoftmax: [{ inputs: [[2, 5]] }, { inputs: [[2, 5, 3]], attributes: { axis: int(0) } }],
  MatMul: [
    {
      inputs: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      inputs: [
        [5, 2, 3],
        [3, 4],
      ],
    },
    {
      inputs: [
        [2, 3],
        [5, 3, 4],
      ],
    },
    {
      inputs: [
        [2, 1, 2, 3],
        [5, 3, 4],
      ],
    },
    { inputs: [[3], [3, 4]] },
    { inputs: [[2, 3], [3]] },
    { inputs: [[3], [3]] },
    { inputs: [[5, 2, 3], [3]] },
    { inputs: [[3], [5, 3, 4]] },
  ],
  Gemm: [
    { inputs: [[2, 3], [3, 4], [4]] },
    {
      inputs: [
        [2, 3],
        [4, 3],
        [2, 1],
      ],
      attributes: { transB: int(1) },
    },
    { inputs: [[3, 2], [3, 4], []], attributes: { transA: int(1), alpha: float(0.5), beta: float(2) } },
    {
      inputs: [
        [3, 2],
        [4, 3],
      ],
      attributes: { transA: int(1), transB: int(1), alpha: float(-2) },
    },
  ],
  Conv: [
    { inputs: [[2, 3, 5, 6], [4, 3, 3, 3], [4]] },
    {
      inputs: [
        [2, 1, 6, 5],
        [3, 1, 3, 2],
      ],
      attributes: { pads: ints([1, 0, 2, 1]) },
    },
    {
      inputs: [
        [2, 3, 7, 6],
        [4, 3, 3, 3],
      ],
      attributes: { pads: ints([1, 1, 1, 1]), strides: ints([2, 2]) },
    },
    {
      inputs: [
        [2, 1, 8, 7],
        [4, 1, 3, 3],
      ],
      attributes: { strides: ints([3, 2]) },
    },
    {
      inputs: [
        [2, 4, 8, 8],
        [6, 2, 3, 2],
      ],
      attributes: { group: int(2), dilations: ints([2, 3]) },
    },
    {
      inputs: [
        [2, 4, 9, 9],
        [6, 2, 3, 2],
      ],
      attributes: { group: int(2), dilations: ints([2, 3]), strides: ints([2, 2]) },
    },
    { inputs: [[2, 4, 6, 6], [4, 1, 3, 3], [4]], attributes: { group: int(4), pads: ints([1, 1, 1, 1]) } },
    {
      inputs: [
        [2, 4, 6, 6],
        [2, 2, 3, 3],
      ],
      attributes: { group: int(2), pads: ints([1, 1, 1, 1]) },
    },
    {
      inputs: [
        [3, 5, 4, 4],
        [2, 5, 1, 1],
      ],
    },
    {
      inputs: [
        [3, 5, 4, 4],
        [2, 5, 1, 1],
      ],
      attributes: { strides: ints([2, 2]) },
    },
    {
      inputs: [
        [2, 3, 6, 6],
        [2, 3, 3, 3],
      ],
      attributes: { auto_pad: text("SAME_UPPER"), strides: ints([2, 2]) },
    },
    { inputs: [[2, 3, 9], [4, 3, 3], [4]], attributes: { strides: ints([2]), pads: ints([1, 0]) } },
    {
      inputs: [
        [2, 2, 4, 5, 4],
        [3, 2, 2, 3, 2],
      ],
      attributes: { strides: ints([1, 2, 1]), pads: ints([0, 1, 0, 0, 1, 0]) },
    },
  ],
  ConvTranspose: [
    { inputs: [[2, 3, 4, 5], [3, 2, 3, 3], [2]] },
    {
      inputs: [[2, 3, 4, 5], [3, 2, 2, 2], [2]],
      attributes: { strides: ints([2, 2]) },
    },
    {
      inputs: [[2, 3, 4, 5], [3, 2, 3, 3], [2]],
      attributes: { strides: ints([2, 2]), pads: ints([1, 1, 1, 1]), output_padding: ints([1, 1]) },
    },
    {
      inputs: [[1, 4, 4, 3], [4, 2, 3, 2], [4]],
      attributes: { group: int(2), dilations: ints([2, 1]), strides: ints([1, 3]), pads: ints([0, 1, 2, 0]) },
    },
    {
      inputs: [
        [1, 2, 4, 3],
        [2, 1, 3, 3],
      ],
      attributes: { strides: ints([2, 2]), auto_pad: text("SAME_UPPER") },
    },
    {
      inputs: [
        [1, 2, 4, 3],
        [2, 1, 3, 3],
      ],
      attributes: { strides: ints([2, 2]), auto_pad: text("SAME_LOWER") },
    },
    {
      inputs: [
        [1, 2, 4, 3],
        [2, 1, 3, 3],
      ],
      attributes: { strides: ints([2, 2]), output_shape: ints([8, 6]) },
    },
    { inputs: [[2, 3, 5], [3, 2, 4], [2]], attributes: { strides: ints([2]), pads: ints([1, 1]) } },
  ],
  Einsum: [
    {
      inputs: [
        [2, 3],
        [3, 4],
      ],
      attributes: { equation: text("ij,jk->ik") },
    },
    {
      inputs: [
        [2, 3, 4],
        [2, 5, 4],
      ],
      attributes: { equation: text("bij, bkj -> bik") },
    },
    { inputs: [[2, 3, 4], [4]], attributes: { equation: text("bij,j->b") } },
    { inputs: [[2, 3]], attributes: { equation: text("ij->ji") } },
    { inputs: [[2, 3], [4]], attributes: { equation: text("ij,k->k") } },
    {
      inputs: [
        [2, 3],
        [3, 4],
        [4, 2],
      ],
      attributes: { equation: text("ij,jk,kl->il") },
    },
    {
      inputs: [
        [2, 5, 3, 4],
        [2, 5, 4, 6],
      ],
      attributes: { equation: text("...ij,...jk->...ik") },
      shape: [2, 5, 3, 6],
    },
  ],
  GlobalMaxPool: [{ inputs: [apart(2, 3, 4, 5)] }, { inputs: [apart(2, 3, 7)] }],
  MaxPool: [
    {
      inputs: [apart(1, 2, 7, 7)],
      attributes: pool([2, 2], [2, 2], [0, 0, 0, 0], { dilations: ints([2, 2]) }),
    },
    { inputs: [apart(1, 2, 6, 5)], attributes: pool([3, 3], [2, 2], [0, 0, 0, 0], { ceil_mode: int(1) }) },
    {
      inputs: [apart(1, 2, 6, 5)],
      attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]), auto_pad: text("SAME_UPPER") },
    },
    { inputs: [apart(1, 2, 4, 6)], attributes: pool([2, 2], [2, 2], [0, 0, 0, 0]) },
    { inputs: [apart(2, 1, 5, 5)], attributes: pool([2, 2], [2, 2], [0, 0, 0, 0]) },
    { inputs: [apart(1, 2, 5, 5)], attributes: pool([3, 3], [2, 2], [1, 1, 1, 1]) },
    { inputs: [apart(1, 2, 5, 5)], attributes: pool([2, 2], [3, 3], [0, 1, 0, 0]) },
    { inputs: [apart(1, 1, 5, 5)], attributes: pool([2, 2], [2, 2], [0, 0, 0, 0], { ceil_mode: int(1) }) },
    { inputs: [apart(2, 2, 9)], attributes: pool([3], [2], [1, 1]) },
  ],
  AveragePool: [
    { inputs: [[2, 2, 4, 6]], attributes: pool([2, 2], [2, 2], [0, 0, 0, 0]) },
    { inputs: [[2, 3, 5, 5]], attributes: pool([3, 3], [2, 2], [1, 1, 1, 1]) },
    { inputs: [[2, 3, 6, 5]], attributes: pool([3, 2], [2, 2], [1, 0, 1, 1], { count_include_pad: int(1) }) },
    { inputs: [[1, 2, 6, 6]], attributes: pool([2, 2], [3, 3], [0, 0, 0, 0]) },
    { inputs: [[1, 2, 5, 5]], attributes: pool([2, 2], [2, 2], [0, 0, 0, 0], { ceil_mode: int(1) }) },
  ],
  GlobalAveragePool: [{ inputs: [[2, 3, 4, 5]] }],
  BatchNormalization: [
    { inputs: [[4, 3, 2, 2], positive(3), [3], ...running] },
    { inputs: [[6, 3], positive(3), [3], ...running], attributes: { epsilon: float(0.1) } },
    { inputs: [[4, 3, 2, 2], positive(3), [3], ...running], training: false },
  ],
  InstanceNormalization: [
    { inputs: [[2, 3, 4, 2], positive(3), [3]] },
    { inputs: [[2, 3, 5], [3], [3]], attributes: { epsilon: float(0.1) } },
  ],
  GroupNormalization: [
    { inputs: [[2, 4, 3, 2], positive(4), [4]], attributes: { num_groups: int(2) } },
    { inputs: [[2, 4, 3], [4], [4]], attributes: { num_groups: int(1), epsilon: float(0.1) } },
  ],
  LayerNormalization: [
    { inputs: [[2, 3, 5], [5], [5]] },
    {
      inputs: [
        [2, 3, 5],
        [3, 5],
        [3, 5],
      ],
      attributes: { axis: int(1) },
    },
    { inputs: [[4, 6], [6]], attributes: { epsilon: float(0.1) } },
  ],
  ...movingCases,
  Identity: [{ inputs: [[2, 3]] }],
  Cast: [{ inputs: [[2, 3]], attributes: { to: int(1) } }],
  // While training it is a product with a mask: model.test.ts.
  Dropout: [{ inputs: [[2, 3], scalar(0.5)], training: false }],
};

describe.each(operatorNames)("%s", (op) => {
  const examples: readonly Case[] = cases[op];
  it.each(examples.map((example, i) => [i, example] as const))(
    "gradient %i is the slope of the function",
    async (_, example) => {
      // Dropout's mask is fed while training; in a file it is the identity, which is what differences see.
      if (op === "Dropout") return;
      const { error, detail } = await largestError(op, example);
      expect(error, detail).toBeLessThan(example.tolerance ?? 3e-3);
    },
  );
});
