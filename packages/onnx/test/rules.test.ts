import { describe, expect, it } from "vitest";
import { type OperatorName, operatorNames } from "../src/backward/rules.js";
import { booleanConstant, type Constant, floatConstant, integerConstant } from "../src/graph/constant.js";
import { float, int, ints, text } from "../src/graph/graph.js";
import { type Case, largestError } from "./differences.js";

const constant = (value: Constant) => ({ constant: value });
const integers = (...values: number[]) => constant(integerConstant(values));
const scalar = (value: number) => constant(floatConstant("float32", [value], []));
const scales = (...values: number[]) => constant(floatConstant("float32", values, [values.length]));
/** An optional input that is not given. */
const none = { missing: true } as const;
const positive = (...shape: number[]) => ({ shape, from: 0.5, to: 2 });
/** Numbers far from each other, so that no step of the differences changes which one is largest. */
const apart = (...shape: number[]) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Array.from({ length }, (_, i) => ((i * 37) % 101) / 10 - 5.03) };
};

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
const reductions = (input: Case["inputs"][number]): Case[] => [
  { inputs: [input, integers(1)], attributes: { keepdims: int(0) } },
  { inputs: [input, integers(0, -1)], attributes: { keepdims: int(1) } },
  { inputs: [input] },
  { inputs: [input], attributes: { noop_with_empty_axes: int(1) } },
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
  ReduceSum: reductions([2, 3, 4]),
  ReduceMean: reductions([2, 3, 4]),
  ReduceMax: reductions(apart(2, 3, 4)),
  ReduceMin: reductions(apart(2, 3, 4)),
  ReduceL1: reductions(apart(2, 3, 4)).slice(0, 3),
  ReduceL2: reductions([2, 3, 4]).slice(0, 3),
  ReduceSumSquare: reductions([2, 3, 4]).slice(0, 3),
  ReduceLogSumExp: reductions([2, 3, 4]).slice(0, 3),
  CumSum: [
    { inputs: [[3, 4], constant(integerConstant([1], []))] },
    {
      inputs: [[3, 4], constant(integerConstant([-2], []))],
      attributes: { exclusive: int(1), reverse: int(1) },
    },
  ],
  Reshape: [{ inputs: [[2, 6], integers(3, -1)] }],
  Flatten: [{ inputs: [[2, 3, 4]], attributes: { axis: int(2) } }],
  Squeeze: [{ inputs: [[2, 1, 3, 1], integers(1)] }, { inputs: [[2, 1, 3, 1]] }],
  Unsqueeze: [{ inputs: [[2, 3], integers(0, -1)] }],
  Transpose: [{ inputs: [[2, 3, 4]] }, { inputs: [[2, 3, 4]], attributes: { perm: ints([1, 2, 0]) } }],
  Concat: [
    {
      inputs: [
        [2, 3],
        [2, 1],
        [2, 2],
      ],
      attributes: { axis: int(-1) },
    },
  ],
  Split: [
    { inputs: [[2, 6], integers(1, 3, 2)], outputs: 3, attributes: { axis: int(1) } },
    { inputs: [[7, 2]], outputs: 3, attributes: { num_outputs: int(3) } },
  ],
  Slice: [
    { inputs: [[5, 6], integers(1), integers(4)] },
    { inputs: [[5, 6], integers(-3, 0), integers(2 ** 53, 5), integers(1, 0), integers(1, 2)] },
    { inputs: [[5, 7], integers(-1), integers(-(2 ** 53)), integers(1), integers(-2)] },
    { inputs: [[5, 6], integers(3), integers(1)] },
  ],
  Pad: [
    { inputs: [[2, 3], integers(1, 0, 2, 1), scalar(0.5)] },
    { inputs: [[4, 5], integers(-1, 2, 0, -2)] },
    { inputs: [[4, 5], integers(1, 2), scalar(0), integers(-1)] },
    { inputs: [[1, 2, 4, 5], integers(0, 0, 1, 2, 0, 0, 3, 4)], attributes: { mode: text("reflect") } },
    { inputs: [[4, 5], integers(2, 0, 0, 3)], attributes: { mode: text("reflect") } },
    { inputs: [[4, 5], integers(2, 1, 0, 3)], attributes: { mode: text("edge") } },
    { inputs: [[4, 5], integers(2, 1, 0, 3)], attributes: { mode: text("wrap") } },
  ],
  Gather: [
    { inputs: [[5, 3], integers(1, 4, 1, -1)] },
    {
      inputs: [[2, 5, 3], constant(integerConstant([0, 3, 3, 1, 2, 4], [3, 2]))],
      attributes: { axis: int(1) },
    },
    { inputs: [[2, 5], constant(integerConstant([3], []))], attributes: { axis: int(-1) } },
    { inputs: [[4, 2, 3], integers(0, 2)], attributes: { axis: int(-1) } },
  ],
  GatherElements: [
    {
      inputs: [[3, 4], constant(integerConstant([0, 2, -1, 2, 1, 1], [3, 2]))],
      attributes: { axis: int(1) },
    },
    { inputs: [[3, 2], constant(integerConstant([0, 2, 2, 2], [2, 2]))] },
  ],
  GatherND: [
    { inputs: [[3, 4, 2], constant(integerConstant([0, 1, 2, 3, 0, 1], [3, 2]))] },
    { inputs: [[2, 4, 3], constant(integerConstant([3, 1], [2, 1]))], attributes: { batch_dims: int(1) } },
  ],
  Tile: [{ inputs: [[2, 3], integers(2, 3)] }, { inputs: [[2, 1, 3], integers(1, 4, 1)] }],
  Resize: [
    ...["nearest", "linear"].flatMap((mode) =>
      ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"].map((transformation) => ({
        inputs: [[1, 2, 3, 4], constant(floatConstant("float32", [], [0])), scales(1, 1, 2, 1.5)],
        attributes: { mode: text(mode), coordinate_transformation_mode: text(transformation) },
      })),
    ),
    {
      inputs: [[1, 2, 6, 4], constant(floatConstant("float32", [], [0])), scales(1, 1, 0.5, 2)],
      attributes: { mode: text("nearest"), nearest_mode: text("floor") },
    },
    {
      inputs: [[1, 2, 5, 4], none, none, integers(1, 2, 3, 7)],
      attributes: { mode: text("linear") },
    },
    {
      inputs: [[1, 2, 5, 4], none, none, integers(1, 2, 8, 7)],
      attributes: { mode: text("cubic"), cubic_coeff_a: float(-0.75) },
    },
    { inputs: [[2, 3, 5], none, scales(1, 1, 2)], attributes: { mode: text("nearest") } },
    { inputs: [[1, 2, 3, 2, 4], none, scales(1, 1, 2, 3, 1)], attributes: { mode: text("nearest") } },
    { inputs: [[1, 2, 3, 4], none, scales(2, 2)], attributes: { mode: text("nearest"), axes: ints([2, 3]) } },
  ],
  DepthToSpace: [
    { inputs: [[2, 8, 2, 3]], attributes: { blocksize: int(2) } },
    { inputs: [[2, 8, 2, 3]], attributes: { blocksize: int(2), mode: text("CRD") } },
  ],
  SpaceToDepth: [{ inputs: [[2, 3, 4, 6]], attributes: { blocksize: int(2) } }],
  Trilu: [
    { inputs: [[2, 3, 4]] },
    { inputs: [[3, 3], constant(integerConstant([1], []))], attributes: { upper: int(0) } },
  ],
  Expand: [{ inputs: [[3, 1], integers(2, 3, 4)] }, { inputs: [[2, 3], integers(1, 3)] }],
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
