/** Output shapes of operators that repeat, pick or rearrange numbers. */

import { positive } from "./dimensions.js";
import type { Dimension } from "./graph.js";
import { intOf, intsOf, textOf } from "./graph.js";
import { type ShapeContext, type ShapeRow, Unknown } from "./shape-row.js";

const times = (size: Dimension, factor: number): Dimension => {
  if (factor === 1) return size;
  if (typeof size !== "number") throw new Unknown();
  return size * factor;
};

/** Sizes after blocks of `step` in height and width moved into or out of the channels. */
const blocks =
  (direction: 1 | -1): ShapeRow =>
  ({ node, input }) => {
    const block = intOf(node, "blocksize", 1) ** direction;
    const [batch, channels, height, width] = input(0);
    return [batch!, times(channels!, block ** -2), times(height!, block), times(width!, block)];
  };

const resize: ShapeRow = (context) => {
  const { node, input, has, numbers } = context;
  const shape = [...input(0)];
  const axes =
    intsOf(node, "axes")?.map((axis) => positive(axis, shape.length)) ?? shape.map((_, axis) => axis);
  if (textOf(node, "keep_aspect_ratio_policy", "stretch") !== "stretch") throw new Unknown();
  if (has(3)) numbers(3).forEach((size, i) => (shape[axes[i]!] = size));
  else
    numbers(2).forEach((scale, i) => {
      const axis = axes[i]!;
      const size = times(shape[axis]!, scale);
      shape[axis] = typeof size === "number" ? Math.floor(size) : size;
    });
  return shape;
};

const gatherND: ShapeRow = ({ node, input }) => {
  const depth = input(1).at(-1);
  if (typeof depth !== "number") throw new Unknown();
  return [...input(1).slice(0, -1), ...input(0).slice(intOf(node, "batch_dims", 0) + depth)];
};

/** Only the plain form with one letter per axis; for `...` the engine is asked. */
const einsum: ShapeRow = ({ node, input }: ShapeContext) => {
  const [left = "", right] = textOf(node, "equation", "").replaceAll(" ", "").split("->");
  if (left.includes(".") || right === undefined) throw new Unknown();
  const sizes = new Map<string, Dimension>();
  left.split(",").forEach((letters, i) => {
    [...letters].forEach((letter, axis) => sizes.set(letter, input(i)[axis]!));
  });
  return [...right].map((letter) => sizes.get(letter)!);
};

export const rearrangedShapes: Readonly<Record<string, ShapeRow>> = {
  Tile: ({ input, numbers }) => {
    const repeats = numbers(1);
    return input(0).map((size, axis) => times(size, repeats[axis]!));
  },
  GatherElements: ({ input }) => input(1),
  GatherND: gatherND,
  DepthToSpace: blocks(1),
  SpaceToDepth: blocks(-1),
  Resize: resize,
  Einsum: einsum,
};
