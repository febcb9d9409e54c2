/** Rows of the table of gradients. */
import type { OperatorName } from "../src/backward/rules.js";
import { floatConstant, integerConstant } from "../src/graph/constant.js";
import { float, int, ints, text } from "../src/graph/graph.js";
import { apart, constant, integers, none, scalar, scales } from "./case-inputs.js";
import type { Case } from "./differences.js";

type MovingOperator = Extract<
  OperatorName,
  | "ReduceSum"
  | "ReduceMean"
  | "ReduceMax"
  | "ReduceMin"
  | "ReduceL1"
  | "ReduceL2"
  | "ReduceSumSquare"
  | "ReduceLogSumExp"
  | "CumSum"
  | "Reshape"
  | "Flatten"
  | "Squeeze"
  | "Unsqueeze"
  | "Transpose"
  | "Concat"
  | "Split"
  | "Slice"
  | "Pad"
  | "Gather"
  | "GatherElements"
  | "GatherND"
  | "Tile"
  | "Resize"
  | "DepthToSpace"
  | "SpaceToDepth"
  | "Trilu"
  | "ScatterElements"
  | "ScatterND"
  | "Expand"
>;

const reductions = (input: Case["inputs"][number]): Case[] => [
  { inputs: [input, integers(1)], attributes: { keepdims: int(0) } },
  { inputs: [input, integers(0, -1)], attributes: { keepdims: int(1) } },
  { inputs: [input] },
  { inputs: [input], attributes: { noop_with_empty_axes: int(1) } },
];

/** Graphs for operators that sum, move, pick or repeat numbers. */
export const movingCases: Record<MovingOperator, Case[]> = {
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
  ScatterElements: ["none", "add"].map((reduction) => ({
    inputs: [[3, 4], constant(integerConstant([1, 3, 0, 2, -1, 0], [3, 2])), [3, 2]],
    attributes: { axis: int(1), reduction: text(reduction) },
  })),
  ScatterND: ["none", "add"].map((reduction) => ({
    inputs: [[4, 2], constant(integerConstant([2, 0], [2, 1])), [2, 2]],
    attributes: { reduction: text(reduction) },
  })),
  Expand: [{ inputs: [[3, 1], integers(2, 3, 4)] }, { inputs: [[2, 3], integers(1, 3)] }],
};
