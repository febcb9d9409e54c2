/** Gradients of operators that repeat, pick or rearrange numbers by a pattern. */
import { dataError } from "@downhill/core";
import { positive } from "../graph/dimensions.js";
import { int, intOf, ints, text, textOf } from "../graph/graph.js";
import { type Rule, type RuleContext, unary } from "./rule.js";

const add = { reduction: text("add") };

/** Zeros, shaped like an input. */
export const zeros = (c: RuleContext, index: number): string =>
  c.op("Expand", [c.emit.scalar(0), c.op("Shape", [c.input(index)])]);

/**
 * For any operator that only moves numbers, whatever its other inputs are: it is applied to the places of the numbers,
 * and the gradient is added up at the places that come out.
 */
export function scattered(c: RuleContext, gradient: string): string {
  const { emit, node } = c;
  const shape = c.op("Shape", [c.input(0)]);
  const places = c.op("Range", [emit.integer(0), c.op("Size", [c.input(0)]), emit.integer(1)]);
  const others = node.inputs.slice(1).map((name, i) => (name === "" ? "" : c.input(i + 1)));
  const moved = c.op(node.op, [c.op("Reshape", [places, shape]), ...others], node.attributes);
  const flat = (value: string) => c.op("Reshape", [value, emit.integers([-1])]);
  const sums = c.op("ScatterElements", [flat(zeros(c, 0)), flat(moved), flat(gradient)], add);
  return c.op("Reshape", [sums, shape]);
}

/** A piece along one axis; a negative step turns it around. */
function piece(c: RuleContext, value: string, axis: number, start: number, end: number, step = 1): string {
  const { emit } = c;
  const bounds = step < 0 ? [end - 1, start - 1] : [start, end];
  const last = bounds[1]! < 0 ? -(2 ** 31) : bounds[1]!;
  return c.op("Slice", [
    value,
    ...[[bounds[0]!], [last], [axis], [step]].map((numbers) => emit.integers(numbers)),
  ]);
}

function padded(c: RuleContext, value: string, axis: number, before: number, behind: number): string {
  const rank = c.shape(0).length;
  const pads = new Array<number>(2 * rank).fill(0);
  pads[axis] = before;
  pads[rank + axis] = behind;
  return c.op("Pad", [value, c.emit.integers(pads), c.emit.scalar(0)]);
}

/** Where the margin before an axis of `size` numbers was copied from: its numbers from `from` on, maybe turned around. */
const margins: Readonly<
  Record<
    string,
    (c: RuleContext, part: string, axis: number, size: number, width: number, isFront: boolean) => string
  >
> = {
  reflect: (c, part, axis, size, width, isFront) => {
    const turned = piece(c, part, axis, 0, width, -1);
    return isFront
      ? padded(c, turned, axis, 1, size - 1 - width)
      : padded(c, turned, axis, size - 1 - width, 1);
  },
  edge: (c, part, axis, size, _, isFront) => {
    const sum = c.op("ReduceSum", [part, c.emit.integers([axis])], { keepdims: int(1) });
    return isFront ? padded(c, sum, axis, 0, size - 1) : padded(c, sum, axis, size - 1, 0);
  },
  wrap: (c, part, axis, size, width, isFront) =>
    isFront ? padded(c, part, axis, size - width, 0) : padded(c, part, axis, 0, size - width),
};

/** Padding with numbers of the image itself: what came from the margin goes back to where it was copied from. */
export function mirroredPad(c: RuleContext, gradient: string): string {
  const mode = textOf(c.node, "mode", "constant");
  const margin = margins[mode];
  if (!margin) throw dataError(`${c.describe()}: no gradient for mode ${mode}`);
  const rank = c.shape(0).length;
  const pads = c.numbers(1);
  const axes = c.has(3)
    ? c.numbers(3).map((axis) => positive(axis, rank))
    : Array.from({ length: rank }, (_, axis) => axis);
  let value = gradient;
  axes.forEach((axis, i) => {
    const [before, behind] = [pads[i]!, pads[axes.length + i]!];
    if (before === 0 && behind === 0) return;
    const size = c.size(0, axis);
    if (before < 0 || behind < 0 || Math.max(before, behind) > size)
      throw dataError(`${c.describe()}: no gradient for pads ${before} and ${behind} with mode ${mode}`);
    const parts = [piece(c, value, axis, before, before + size)];
    if (before > 0) parts.push(margin(c, piece(c, value, axis, 0, before), axis, size, before, true));
    if (behind > 0) {
      const part = piece(c, value, axis, before + size, before + size + behind);
      parts.push(margin(c, part, axis, size, behind, false));
    }
    value = c.op("Sum", parts);
  });
  return value;
}

// Each axis of n numbers repeated r times is one of r and one of n; the sum runs over the first of them.
const tile: Rule = unary((c, gradient) => {
  if (!c.isConstant(1)) return scattered(c, gradient);
  const shape = c.shape(0);
  const repeats = c.numbers(1);
  if (shape.filter((size) => typeof size !== "number").length > 1) return scattered(c, gradient);
  const wide = shape.flatMap((size, axis) => [repeats[axis]!, typeof size === "number" ? size : -1]);
  const sums = c.op(
    "ReduceSum",
    [c.op("Reshape", [gradient, c.emit.integers(wide)]), c.emit.integers(shape.map((_, axis) => 2 * axis))],
    { keepdims: int(0) },
  );
  return sums;
});

const gatherElements: Rule = unary((c, gradient) => {
  const axis = intOf(c.node, "axis", 0);
  return c.op("ScatterElements", [zeros(c, 0), c.input(1), gradient], { ...add, axis: int(axis) });
});

const gatherND: Rule = unary((c, gradient) => {
  if (intOf(c.node, "batch_dims", 0) !== 0) return scattered(c, gradient);
  return c.op("ScatterND", [zeros(c, 0), c.input(1), gradient], add);
});

const depthToSpace: Rule = unary((c, gradient) => {
  const block = intOf(c.node, "blocksize", 1);
  if (textOf(c.node, "mode", "DCR") === "DCR")
    return c.op("SpaceToDepth", [gradient], { blocksize: int(block) });
  const channels = c.size(0, 1) / (block * block);
  const apart = [-1, channels, c.size(0, 2), block, c.size(0, 3), block];
  const split = c.op("Reshape", [gradient, c.emit.integers(apart)]);
  return c.reshapeLike(c.op("Transpose", [split], { perm: ints([0, 1, 3, 5, 2, 4]) }), 0);
});

// The sum runs the other way around.
const cumSum: Rule = unary((c, gradient) =>
  c.op("CumSum", [gradient, c.input(1)], {
    exclusive: int(intOf(c.node, "exclusive", 0)),
    reverse: int(1 - intOf(c.node, "reverse", 0)),
  }),
);

/**
 * Resizing is a product with a matrix along each axis. The engine itself makes it: the identity matrix, resized. It is
 * constant, so that is done once when the graph is compiled, and every mode is as in the forward pass.
 */
const resize: Rule = unary((c, gradient) => {
  const { emit, node } = c;
  const mode = textOf(node, "coordinate_transformation_mode", "half_pixel");
  if (mode === "tf_crop_and_resize" || textOf(node, "keep_aspect_ratio_policy", "stretch") !== "stretch")
    throw dataError(`${c.describe()}: no gradient for ${mode} or a kept aspect ratio`);
  const [from, to] = [c.shape(0), c.outputShape()];
  const rank = from.length;
  const listed = node.attributes.axes?.kind === "ints" ? node.attributes.axes.value : undefined;
  const axes = listed?.map((axis) => positive(axis, rank)) ?? from.map((_, axis) => axis);
  const scales = c.has(2) && c.isConstant(2) ? c.numbers(2) : undefined;
  const { axes: _, keep_aspect_ratio_policy: __, ...attributes } = node.attributes;
  let value = gradient;
  axes.forEach((axis, i) => {
    if (from[axis] === to[axis] && (scales?.[i] ?? 1) === 1) return;
    const [inputs, outputs] = [c.size(0, axis), to[axis] as number];
    const eye = Array.from({ length: inputs * inputs }, (_, k) => (k % (inputs + 1) === 0 ? 1 : 0));
    const identity = emit.floats(eye, [1, 1, inputs, inputs]);
    const how = scales ? [emit.floats([1, 1, 1, scales[i]!])] : ["", emit.integers([1, 1, inputs, outputs])];
    const matrix = c.op("Reshape", [
      c.op("Resize", [identity, "", ...how], attributes),
      emit.integers([inputs, outputs]),
    ]);
    if (axis === rank - 2) value = c.op("MatMul", [matrix, value]);
    else {
      const last = from
        .map((_, k) => k)
        .with(axis, rank - 1)
        .with(rank - 1, axis);
      const perm = { perm: ints(last) };
      const turned = c.op("Transpose", [matrix], { perm: ints([1, 0]) });
      if (axis === rank - 1) value = c.op("MatMul", [value, turned]);
      else value = c.op("Transpose", [c.op("MatMul", [c.op("Transpose", [value], perm), turned])], perm);
    }
  });
  return value;
});

export const rearrangeRules = {
  Tile: tile,
  GatherElements: gatherElements,
  GatherND: gatherND,
  DepthToSpace: depthToSpace,
  SpaceToDepth: unary((c, gradient) =>
    c.op("DepthToSpace", [gradient], { blocksize: int(intOf(c.node, "blocksize", 1)) }),
  ),
  CumSum: cumSum,
  Trilu: unary((c, gradient) =>
    c.op("Trilu", c.has(1) ? [gradient, c.input(1)] : [gradient], c.node.attributes),
  ),
  Resize: resize,
} satisfies Record<string, Rule>;
