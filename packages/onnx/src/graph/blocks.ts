/**
 * Images whose channels lie in blocks: [batch, channels/block, height, width, block] in memory, under the shape
 * [batch, channels, height, width]. ONNX Runtime's fastest convolutions work on such images; its optimizer only uses
 * them for constant weights, so training graphs name them directly. They exist on some CPUs only, see session/blocks.ts.
 * A saved model never has them.
 */
import type { GraphBuilder } from "./builder.js";
import { type Attributes, int, ints, type Shape } from "./graph.js";

export const BLOCKED_DOMAIN = "com.microsoft.nchwc";

/** An image with numbers for everything but the batch. */
export type ImageShape = readonly [batch: number | string, channels: number, height: number, width: number];

export function isImage(shape: Shape | undefined): shape is ImageShape {
  return shape?.length === 4 && shape.slice(1).every((size) => typeof size === "number" && size > 0);
}

/** A gradient of which each number went to one of the four phases of an image. */
export interface Shares {
  readonly total: string;
  /** Upper left, upper right, lower left, lower right. */
  readonly phases: readonly string[];
}

/** Knows which values of a graph lie in blocks and converts between the two orders, each value at most once. */
export class Blocks {
  /** Channels in a block. */
  readonly size: number;
  readonly #emit: GraphBuilder;
  readonly #shapes: Map<string, ImageShape>;
  readonly #plain = new Map<string, string>();
  readonly #blocked = new Map<string, string>();
  /** What values were put together from: who can do with the parts need not wait for the whole. */
  readonly shares = new Map<string, Shares>();
  readonly #sizes: ReadonlyMap<string, number>;
  /** Whether somebody was told what a symbol stands for, so that the graph is for that size alone. */
  isSized = false;

  /**
   * @param values what lies in blocks already
   * @param sizes what symbols stand for, where the graph may be for these sizes alone
   */
  constructor(
    emit: GraphBuilder,
    size: number,
    values: ReadonlyMap<string, ImageShape> = new Map(),
    sizes: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#emit = emit;
    this.size = size;
    this.#shapes = new Map(values);
    this.#sizes = sizes;
  }

  /** The number of samples, if it is known and makes whole blocks. */
  wholeBatch([batch]: ImageShape): number | undefined {
    const count = typeof batch === "number" ? batch : this.#sizes.get(batch);
    return count !== undefined && count % this.size === 0 ? count : undefined;
  }

  get values(): ReadonlyMap<string, ImageShape> {
    return this.#shapes;
  }

  has(name: string): boolean {
    return this.#shapes.has(name);
  }

  /** Whether an image has whole blocks of channels. */
  fits(shape: Shape | undefined): shape is ImageShape {
    return isImage(shape) && shape[1] % this.size === 0;
  }

  /** Notes that a value lies in blocks. */
  add(name: string, shape: ImageShape): string {
    this.#shapes.set(name, shape);
    return name;
  }

  /** The value as ONNX has it: what lies in blocks is reordered. */
  plain(name: string): string {
    const shape = this.#shapes.get(name);
    if (!shape) return name;
    let plain = this.#plain.get(name);
    if (plain === undefined) {
      plain = this.op("ReorderOutput", [name], { channels: int(shape[1]), channels_last: int(0) });
      this.#plain.set(name, plain);
    }
    return plain;
  }

  /** The value in blocks. */
  blocked(name: string, shape: ImageShape): string {
    if (this.has(name)) return name;
    let blocked = this.#blocked.get(name);
    if (blocked === undefined) {
      blocked = this.add(this.op("ReorderInput", [name], { channels_last: int(0) }), shape);
      this.#blocked.set(name, blocked);
      this.#plain.set(blocked, name);
    }
    return blocked;
  }

  /** One of the engine's operators on blocks. */
  op(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.#emit.multi(op, inputs, 1, attributes, op, BLOCKED_DOMAIN)[0]!;
  }

  /** The mean over height and width, which is small enough to be in any order: [batch, channels]. */
  means(name: string): string {
    const [, channels] = this.#shapes.get(name)!;
    return this.#emit.op("Reshape", [
      this.op("GlobalAveragePool", [name]),
      this.#emit.integers([-1, channels]),
    ]);
  }

  /** `scale * image + shift + added` for each channel, in one pass. No shift is an empty name. */
  affine(image: string, scale: string, shift: string, added?: string): string {
    const shape = this.#shapes.get(image)!;
    const filter = this.#emit.op("Reshape", [scale, this.#emit.integers([shape[1], 1, 1, 1])]);
    const rest = added === undefined ? [shift] : [shift, added];
    const inputs = [image, filter, ...(rest.join("") === "" ? [] : rest)];
    return this.add(this.op("Conv", inputs, window({ kernel: [1, 1], group: shape[1] })), shape);
  }
}

interface Window {
  readonly kernel: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  /** Before each axis, then behind each. */
  readonly pads?: readonly number[];
  readonly group?: number;
}

/** Attributes of a convolution, which the operators on blocks want in full. */
export const window = ({
  kernel,
  strides = [1, 1],
  dilations = [1, 1],
  pads = [0, 0, 0, 0],
  group = 1,
}: Window): Attributes => ({
  kernel_shape: ints(kernel),
  strides: ints(strides),
  dilations: ints(dilations),
  pads: ints(pads),
  group: int(group),
});

/** A filter [filters, channels, ...kernel] as the convolution on blocks reads it; fewer channels than a block are not split. */
export function blockedFilter(
  emit: GraphBuilder,
  weight: string,
  [filters, channels, ...kernel]: readonly number[],
  block: number,
): string {
  const rows = [filters! / block, block];
  const whole = channels! % block === 0;
  const split = whole ? [...rows, channels! / block, block, ...kernel] : [...rows, channels!, ...kernel];
  const perm = whole ? [0, 2, 4, 5, 3, 1] : [0, 2, 3, 4, 1];
  const moved = emit.op("Transpose", [emit.op("Reshape", [weight, emit.integers(split)])], {
    perm: ints(perm),
  });
  return emit.op("Reshape", [moved, emit.integers([filters!, channels!, ...kernel])]);
}

/** Functions of single numbers, which do not care about the order. */
const elementwise = new Set([
  ...[
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Neg",
    "Abs",
    "Exp",
    "Identity",
    "Relu",
    "LeakyRelu",
    "Elu",
    "Selu",
    "Celu",
  ],
  ...["Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softsign", "Mish", "Gelu", "Clip"],
]);

/** Whether a node computes each number of an image from the numbers in the same place, and from scalars. */
export function isElementwise(
  { op, inputs, outputs }: { op: string; inputs: readonly string[]; outputs: readonly string[] },
  shapeOf: (name: string) => Shape | undefined,
): boolean {
  if (!elementwise.has(op) || outputs.length !== 1) return false;
  const shape = shapeOf(outputs[0]!);
  return inputs.every((name) => {
    if (name === "") return true;
    const own = shapeOf(name);
    if (own === undefined) return false;
    return own.every((size) => size === 1) || (isImage(own) && own.join() === shape?.join());
  });
}
