/** Gradients of operators that move numbers without changing them. */
import { dataError } from "@downhill/core";
import { positive, show } from "../graph/dimensions.js";
import { int, intOf, ints, intsOf, textOf } from "../graph/graph.js";
import { sliceRanges } from "../graph/shapes.js";
import { mirroredPad, scattered, zeros } from "./rearrange.js";
import { type Rule, type RuleContext, unary } from "./rule.js";

const sameNumbers: Rule = unary((c, gradient) => c.reshapeLike(gradient, 0));

const transpose: Rule = unary((c, gradient) => {
  const perm = intsOf(c.node, "perm") ?? c.shape(0).map((_, i) => c.shape(0).length - 1 - i);
  return c.op("Transpose", [gradient], { perm: ints(perm.map((_, i) => perm.indexOf(i))) });
});

/** Elements from `start` up to `end` along one axis. */
function cut(c: RuleContext, value: string, axis: number, start: number, end: number): string {
  const { emit } = c;
  return c.op("Slice", [value, emit.integers([start]), emit.integers([end]), emit.integers([axis])]);
}

const concat: Rule = (c) => {
  const axis = positive(intOf(c.node, "axis", 0), c.outputShape().length);
  let end = 0;
  return c.node.inputs.map((_, index) => {
    const start = end;
    end += c.size(index, axis);
    return c.wants(index) ? cut(c, c.gradient, axis, start, end) : undefined;
  });
};

const split: Rule = unary((c) => {
  const axis = positive(intOf(c.node, "axis", 0), c.shape(0).length);
  const parts = c.node.outputs.map((_, i) => {
    const gradient = c.gradientOf(i);
    if (gradient !== undefined) return gradient;
    const shape = c.outputShape(i);
    const size = shape[axis]!;
    if (typeof size !== "number")
      throw dataError(`${c.describe()}: axis ${axis} of ${show(shape)} must be fixed`);
    // Nothing flows back through this part: zeros, shaped like a piece of the input.
    return cut(c, zeros(c, 0), axis, 0, size);
  });
  return c.op("Concat", parts, { axis: int(axis) });
});

/** Inserts `between` zeros between neighbours along an axis. */
function dilate(c: RuleContext, value: string, axis: number, between: number, count: number): string {
  const wide = c.op("Unsqueeze", [value, c.emit.integers([axis + 1])]);
  const rank = c.shape(0).length + 1;
  const pads = new Array<number>(2 * rank).fill(0);
  pads[rank + axis + 1] = between;
  const padded = c.op("Pad", [wide, c.emit.integers(pads), c.emit.scalar(0)]);
  const shape = c.op("Shape", [value]);
  const first = c.op("Slice", [shape, c.emit.integers([0]), c.emit.integers([axis])]);
  const last = c.op("Slice", [shape, c.emit.integers([axis + 1]), c.emit.integers([rank])]);
  const target = c.op("Concat", [first, c.emit.integers([count * (between + 1)]), last], { axis: int(0) });
  const flat = c.op("Reshape", [padded, target]);
  return cut(c, flat, axis, 0, (count - 1) * (between + 1) + 1);
}

const slice: Rule = unary((c, gradient) => {
  if (![1, 2, 3, 4].every((i) => !c.has(i) || c.isConstant(i))) return scattered(c, gradient);
  const shape = c.shape(0);
  const optional = (i: number) => (c.has(i) ? c.numbers(i) : undefined);
  const ranges = sliceRanges(shape, c.numbers(1), c.numbers(2), optional(3), optional(4));
  const { emit } = c;
  const pads = new Array<number>(2 * shape.length).fill(0);
  let value = gradient;
  for (const { axis, first, step, count, size } of ranges) {
    if (count === 0) return zeros(c, 0);
    let start = first;
    if (step < 0) {
      value = c.op("Slice", [
        value,
        emit.integers([-1]),
        emit.integers([-(2 ** 31)]),
        emit.integers([axis]),
        emit.integers([-1]),
      ]);
      start = first + (count - 1) * step;
    }
    const stride = Math.abs(step);
    if (stride > 1 && count > 1) value = dilate(c, value, axis, stride - 1, count);
    pads[axis] = start;
    pads[shape.length + axis] = size - start - ((count - 1) * stride + 1);
  }
  return pads.every((pad) => pad === 0) ? value : c.op("Pad", [value, emit.integers(pads), emit.scalar(0)]);
});

const pad: Rule = unary((c, gradient) => {
  if (textOf(c.node, "mode", "constant") !== "constant") return mirroredPad(c, gradient);
  const rank = c.shape(0).length;
  const pads = c.numbers(1);
  const axes = c.has(3)
    ? c.numbers(3).map((axis) => positive(axis, rank))
    : c.shape(0).map((_, axis) => axis);
  // A negative pad cuts numbers off; they get zeros back.
  const opposite = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    opposite[axis] = -pads[i]! || 0;
    opposite[rank + axis] = -pads[axes.length + i]! || 0;
  });
  return c.op("Pad", [gradient, c.emit.integers(opposite), c.emit.scalar(0)]);
});

// Rows that were picked several times get the sum. A single row needs no scattering.
const gather: Rule = unary((c, gradient) => {
  const rank = c.shape(0).length;
  const axis = positive(intOf(c.node, "axis", 0), rank);
  const indexShape = c.shape(1);
  if (indexShape.length === 0 && c.isConstant(1) && typeof c.shape(0)[axis] === "number") {
    const size = c.size(0, axis);
    const row = positive(c.numbers(1)[0]!, size);
    const pads = new Array<number>(2 * rank).fill(0);
    pads[axis] = row;
    pads[rank + axis] = size - row - 1;
    return c.op("Pad", [
      c.op("Unsqueeze", [gradient, c.emit.integers([axis])]),
      c.emit.integers(pads),
      c.emit.scalar(0),
    ]);
  }
  const size = c.op("Gather", [c.op("Shape", [c.input(0)]), c.emit.integer(axis)]);
  const raw = c.op("Cast", [c.input(1)], { to: int(7) });
  const indices = c.op("Where", [c.op("Less", [raw, c.emit.integer(0)]), c.op("Add", [raw, size]), raw]);
  const column = c.op("Reshape", [indices, c.emit.integers([-1, 1])]);
  // The picked axes go to the front and become one, the table's axis is moved to the front and back.
  const picked = indexShape.length;
  const outer = Array.from({ length: axis }, (_, i) => i);
  const middle = Array.from({ length: picked }, (_, i) => axis + i);
  const inner = Array.from({ length: rank - 1 - axis }, (_, i) => axis + picked + i);
  const front =
    axis === 0 ? gradient : c.op("Transpose", [gradient], { perm: ints([...middle, ...outer, ...inner]) });
  const rest = c.shape(0).toSpliced(axis, 1);
  const zeroTable =
    axis === 0
      ? zeros(c, 0)
      : c.op("Transpose", [zeros(c, 0)], {
          perm: ints([axis, ...outer, ...inner.map((i) => i - picked + 1)]),
        });
  const restShape = c.op("Slice", [
    c.op("Shape", [zeroTable]),
    c.emit.integers([1]),
    c.emit.integers([rest.length + 1]),
  ]);
  const rows = c.op("Reshape", [front, c.op("Concat", [c.emit.integers([-1]), restShape], { axis: int(0) })]);
  const table = c.op("ScatterND", [zeroTable, column, rows], { reduction: { kind: "string", value: "add" } });
  if (axis === 0) return table;
  const back = [...outer.map((i) => i + 1), 0, ...inner.map((i) => i - picked + 1)];
  return c.op("Transpose", [table], { perm: ints(back) });
});

export const shapeRules = {
  Reshape: sameNumbers,
  Flatten: sameNumbers,
  Squeeze: sameNumbers,
  Unsqueeze: sameNumbers,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: pad,
  Gather: gather,
  Expand: unary((c, gradient) => c.sumToInput(gradient, 0)),
} satisfies Record<string, Rule>;
