/**
 * Output shapes from input shapes, one row per operator. What no row can tell (shapes that are computed by the
 * graph itself) stays unknown; `traceShapes` then asks ONNX Runtime.
 */
import { type Constant, numbersOf } from "./constant.js";
import { broadcast, positive, product, quotient, show } from "./dimensions.js";
import { type Dimension, intOf, intsOf, type Node, type Shape, textOf } from "./graph.js";
import { rearrangedShapes } from "./rearranged-shapes.js";
import { Misfit, type ShapeContext, type ShapeRow, Unknown } from "./shape-row.js";

const same: ShapeRow = ({ input }) => input(0);

const elementwise: ShapeRow = ({ node, input }) =>
  node.inputs
    .map((_, i) => input(i))
    .reduce((a, b) => {
      const shape = broadcast(a, b);
      if (!shape) throw new Misfit(`shapes ${show(a)} and ${show(b)} do not fit together`);
      return shape;
    });

const reduce: ShapeRow = ({ node, input, has, numbers }) => {
  const shape = input(0);
  const keep = intOf(node, "keepdims", 1) === 1;
  const given = has(1) ? numbers(1) : intsOf(node, "axes");
  if (!given?.length && intOf(node, "noop_with_empty_axes", 0) === 1) return shape;
  const axes = new Set(
    (given?.length ? given : shape.map((_, i) => i)).map((axis) => positive(axis, shape.length)),
  );
  return shape.flatMap((size, axis) => (axes.has(axis) ? (keep ? [1] : []) : [size]));
};

// A vector counts as a matrix with one row or one column, which the result then lacks.
const matmul: ShapeRow = ({ input }) => {
  const a = input(0);
  const b = input(1);
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  if (left.at(-1) !== right.at(-2)) throw new Misfit(`cannot multiply ${show(a)} by ${show(b)}`);
  const batch = broadcast(left.slice(0, -2), right.slice(0, -2));
  if (!batch) throw new Misfit(`shapes ${show(a)} and ${show(b)} do not fit together`);
  return [...batch, ...(a.length === 1 ? [] : [a.at(-2)!]), ...(b.length === 1 ? [] : [b.at(-1)!])];
};

const gemm: ShapeRow = ({ node, input }) => {
  const [m, k] = intOf(node, "transA", 0) ? [...input(0)].reverse() : input(0);
  const [l, n] = intOf(node, "transB", 0) ? [...input(1)].reverse() : input(1);
  if (k !== l) throw new Misfit(`cannot multiply ${show(input(0))} by ${show(input(1))}`);
  return [m!, n!];
};

/** Pads of a sliding window as [begin..., end...]; auto_pad resolved. */
export function windowPads(node: Node, sizes: readonly number[], kernel: readonly number[]): number[] {
  const rank = kernel.length;
  const strides = intsOf(node, "strides") ?? kernel.map(() => 1);
  const dilations = intsOf(node, "dilations") ?? kernel.map(() => 1);
  const automatic = textOf(node, "auto_pad", "NOTSET");
  if (automatic === "NOTSET") return [...(intsOf(node, "pads") ?? new Array<number>(2 * rank).fill(0))];
  const pads = new Array<number>(2 * rank).fill(0);
  if (automatic === "VALID") return pads;
  for (let i = 0; i < rank; i++) {
    const span = (kernel[i]! - 1) * dilations[i]! + 1;
    const total = Math.max(0, (Math.ceil(sizes[i]! / strides[i]!) - 1) * strides[i]! + span - sizes[i]!);
    const small = Math.floor(total / 2);
    pads[i] = automatic === "SAME_UPPER" ? small : total - small;
    pads[rank + i] = total - pads[i]!;
  }
  return pads;
}

/** Sizes of the axes after batch and channel, all of which must be numbers. */
export function spatial(shape: Shape): number[] {
  return shape.slice(2).map((size) => {
    if (typeof size !== "number") throw new Unknown();
    return size;
  });
}

function windows(node: Node, shape: Shape, kernel: readonly number[]): number[] {
  const sizes = spatial(shape);
  const pads = windowPads(node, sizes, kernel);
  const strides = intsOf(node, "strides") ?? kernel.map(() => 1);
  const dilations = intsOf(node, "dilations") ?? kernel.map(() => 1);
  const round = intOf(node, "ceil_mode", 0) ? Math.ceil : Math.floor;
  return sizes.map((size, i) => {
    const padded = size + pads[i]! + pads[kernel.length + i]!;
    let count = round((padded - (kernel[i]! - 1) * dilations[i]! - 1) / strides[i]!) + 1;
    // A window may not start in the padding behind the end.
    if (round === Math.ceil && (count - 1) * strides[i]! >= size + pads[i]!) count--;
    if (count < 1) throw new Misfit(`a window of ${show(kernel)} does not fit into ${show(sizes)}`);
    return count;
  });
}

const convolution: ShapeRow = ({ node, input }) => {
  const x = input(0);
  const w = input(1);
  const groups = intOf(node, "group", 1);
  if (x.length !== w.length) throw new Misfit(`input ${show(x)} and weight ${show(w)} differ in rank`);
  if (x[1] !== Number(w[1]) * groups)
    throw new Misfit(
      `weight ${show(w)} expects ${Number(w[1]) * groups} channels, input ${show(x)} has ${x[1]}`,
    );
  return [x[0]!, w[0]!, ...windows(node, x, spatial(w))];
};

const convTranspose: ShapeRow = ({ node, input }) => {
  const [x, w] = [input(0), input(1)];
  const [sizes, kernel] = [spatial(x), spatial(w)];
  const rank = kernel.length;
  const strides = intsOf(node, "strides") ?? kernel.map(() => 1);
  const dilations = intsOf(node, "dilations") ?? kernel.map(() => 1);
  const extra = intsOf(node, "output_padding") ?? kernel.map(() => 0);
  const pads = intsOf(node, "pads") ?? new Array<number>(2 * rank).fill(0);
  const same = textOf(node, "auto_pad", "NOTSET").startsWith("SAME");
  const outputs =
    intsOf(node, "output_shape") ??
    sizes.map((size, i) => {
      if (same) return size * strides[i]!;
      const span = (kernel[i]! - 1) * dilations[i]! + 1;
      return strides[i]! * (size - 1) + extra[i]! + span - pads[i]! - pads[rank + i]!;
    });
  return [x[0]!, Number(w[1]) * intOf(node, "group", 1), ...outputs];
};

const pool: ShapeRow = ({ node, input }) => {
  const x = input(0);
  const shape = [x[0]!, x[1]!, ...windows(node, x, intsOf(node, "kernel_shape") ?? [])];
  return node.outputs.map(() => shape);
};

const onePerChannel: ShapeRow = ({ input }) => input(0).map((size, axis) => (axis < 2 ? size : 1));

const reshape: ShapeRow = ({ input, numbers }) => {
  const from = input(0);
  const target: Dimension[] = numbers(1).map((size, axis) => (size === 0 ? (from[axis] ?? 0) : size));
  const total = product(from);
  const open = target.indexOf(-1);
  if (open >= 0) {
    const size = quotient(total, product(target.toSpliced(open, 1)));
    if (size === undefined) throw new Misfit(`${show(from)} cannot be reshaped to ${show(target)}`);
    target[open] = size;
  } else if (product(target) !== total)
    throw new Misfit(`${show(from)} cannot be reshaped to ${show(target)}`);
  return target;
};

const flatten: ShapeRow = ({ node, input }) => {
  const shape = input(0);
  const axis = positive(intOf(node, "axis", 1), shape.length);
  return [product(shape.slice(0, axis)), product(shape.slice(axis))];
};

const squeeze: ShapeRow = ({ input, has, numbers }) => {
  const shape = input(0);
  const axes = has(1) ? numbers(1).map((axis) => positive(axis, shape.length)) : undefined;
  return shape.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1));
};

const unsqueeze: ShapeRow = ({ input, numbers }) => {
  const rest = [...input(0)];
  const axes = numbers(1);
  const rank = rest.length + axes.length;
  const added = new Set(axes.map((axis) => positive(axis, rank)));
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!));
};

const transpose: ShapeRow = ({ node, input }) => {
  const shape = input(0);
  return (intsOf(node, "perm") ?? shape.map((_, i) => shape.length - 1 - i)).map((axis) => shape[axis]!);
};

function sum(sizes: readonly Dimension[]): Dimension {
  let total = 0;
  for (const size of sizes) {
    if (typeof size !== "number") throw new Unknown();
    total += size;
  }
  return total;
}

const concat: ShapeRow = ({ node, input }) => {
  const shapes = node.inputs.map((_, i) => input(i));
  const axis = positive(intOf(node, "axis", 0), shapes[0]!.length);
  return shapes[0]!.with(axis, sum(shapes.map((shape) => shape[axis]!)));
};

const split: ShapeRow = ({ node, input, has, numbers }) => {
  const shape = input(0);
  const axis = positive(intOf(node, "axis", 0), shape.length);
  const size = sum([shape[axis]!]) as number;
  const part = Math.ceil(size / node.outputs.length);
  const parts = has(1) ? numbers(1) : node.outputs.map((_, i) => Math.min(part, size - i * part));
  return parts.map((length) => shape.with(axis, length));
};

/** Start, end and step of a Slice along each axis it names, clamped as the operator says. */
export function sliceRanges(
  shape: Shape,
  starts: number[],
  ends: number[],
  axes?: number[],
  steps?: number[],
) {
  return starts.map((start, i) => {
    const axis = positive(axes?.[i] ?? i, shape.length);
    const size = sum([shape[axis]!]) as number;
    const step = steps?.[i] ?? 1;
    const clamp = (at: number, low: number, high: number) =>
      Math.min(high, Math.max(low, at < 0 ? at + size : at));
    const first = step > 0 ? clamp(start, 0, size) : clamp(start, 0, size - 1);
    const last = step > 0 ? clamp(ends[i]!, 0, size) : clamp(ends[i]!, -1, size - 1);
    return { axis, first, step, count: Math.max(0, Math.ceil((last - first) / step)), size };
  });
}

const slice: ShapeRow = ({ input, has, numbers }) => {
  const shape = input(0);
  const optional = (i: number) => (has(i) ? numbers(i) : undefined);
  const result = [...shape];
  for (const { axis, count } of sliceRanges(shape, numbers(1), numbers(2), optional(3), optional(4)))
    result[axis] = count;
  return result;
};

const pad: ShapeRow = ({ input, has, numbers }) => {
  const shape = [...input(0)];
  const pads = numbers(1);
  const axes = has(3) ? numbers(3).map((axis) => positive(axis, shape.length)) : shape.map((_, i) => i);
  axes.forEach((axis, i) => {
    const more = pads[i]! + pads[axes.length + i]!;
    if (more !== 0) shape[axis] = sum([shape[axis]!, more]);
  });
  return shape;
};

const gather: ShapeRow = ({ node, input }) => {
  const shape = input(0);
  const axis = positive(intOf(node, "axis", 0), shape.length);
  return [...shape.slice(0, axis), ...input(1), ...shape.slice(axis + 1)];
};

const rows: Readonly<Record<string, ShapeRow>> = {
  ...Object.fromEntries(
    ["Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Where", "Sum", "Mean", "Mod", "And", "Or", "Xor"]
      .concat(["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "PRelu"])
      .map((op) => [op, elementwise]),
  ),
  ...Object.fromEntries(
    ["Neg", "Abs", "Sqrt", "Exp", "Log", "Erf", "Clip", "Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "Gelu"]
      .concat([
        "Softplus",
        "Softmax",
        "LogSoftmax",
        "Identity",
        "Cast",
        "Sign",
        "Not",
        "Reciprocal",
        "Floor",
        "Ceil",
      ])
      .concat(["BatchNormalization", "LayerNormalization", "Dropout", "HardSigmoid", "HardSwish", "Softsign"])
      .concat([
        "Selu",
        "Celu",
        "Mish",
        "ThresholdedRelu",
        "Sin",
        "Cos",
        "CumSum",
        "Trilu",
        "ScatterElements",
        "ScatterND",
        "InstanceNormalization",
        "GroupNormalization",
      ])
      .map((op) => [op, same]),
  ),
  ...Object.fromEntries(
    [
      "ReduceSum",
      "ReduceMean",
      "ReduceMax",
      "ReduceMin",
      "ReduceSumSquare",
      "ReduceL2",
      "ReduceProd",
      "ReduceL1",
      "ReduceLogSumExp",
    ].map((op) => [op, reduce]),
  ),
  MatMul: matmul,
  Gemm: gemm,
  Conv: convolution,
  MaxPool: pool,
  AveragePool: pool,
  GlobalAveragePool: onePerChannel,
  GlobalMaxPool: onePerChannel,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: pad,
  Gather: gather,
  Expand: ({ input, numbers }) => broadcast(input(0), numbers(1)) ?? [],
  Shape: ({ input }) => [input(0).length],
  ConvTranspose: convTranspose,
  ...rearrangedShapes,
};

/**
 * Adds the shapes of a node's outputs, where they can be told.
 * @returns what does not fit, or undefined.
 */
export function inferShapes(
  node: Node,
  shapes: Map<string, Shape>,
  constants: ReadonlyMap<string, Constant>,
): string | undefined {
  const row = node.domain === "" ? rows[node.op] : undefined;
  if (!row) return undefined;
  const context: ShapeContext = {
    node,
    has: (index) => Boolean(node.inputs[index]),
    input(index) {
      const name = node.inputs[index] ?? "";
      const shape = shapes.get(name) ?? constants.get(name)?.dims;
      if (!shape) throw new Unknown();
      return shape;
    },
    numbers(index) {
      const constant = constants.get(node.inputs[index] ?? "");
      if (!constant) throw new Unknown();
      return numbersOf(constant);
    },
  };
  try {
    const result = row(context);
    const several = Array.isArray(result[0]) ? (result as Shape[]) : [result as Shape];
    several.forEach((shape, i) => {
      const output = node.outputs[i];
      if (output) shapes.set(output, shape);
    });
    return undefined;
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}
