/**
 * The forward graph for training on channels in blocks (graph/blocks.ts): convolutions and what stands between them.
 * A node that is not known here is run on values in ONNX's own order.
 */
import {
  BLOCKED_DOMAIN,
  type Blocks,
  blockedFilter,
  type ImageShape,
  isElementwise,
  isImage,
  window,
} from "../graph/blocks.js";
import type { GraphBuilder } from "../graph/builder.js";
import type { Constant } from "../graph/constant.js";
import { floatOf, int, intOf, ints, intsOf, type Node, type Shape } from "../graph/graph.js";
import { windowPads } from "../graph/shapes.js";
import type { Lowered, StatisticsSite } from "./training-graph.js";

export interface BlockedLowering {
  readonly blocks: Blocks;
  readonly builder: GraphBuilder;
  readonly nodes: readonly Node[];
  readonly shapes: Map<string, Shape>;
  readonly constants: ReadonlyMap<string, Constant>;
  readonly statistics: StatisticsSite[];
  /** Whether a batch normalization with these running statistics uses the batch's. */
  readonly isMoving: (runningMean: string) => boolean;
  /** The network's output, which stays in ONNX's order. */
  readonly output: string;
  /** Images that exist only as the four phases of a following pool. */
  readonly phases: Map<string, readonly string[]>;
}

const shapeOf = (l: BlockedLowering, name: string): Shape | undefined =>
  l.shapes.get(name) ?? l.constants.get(name)?.dims;

/** What `make` adds to the graph. */
function lowered(l: BlockedLowering, logical: Node, make: () => Node | undefined): Lowered {
  const start = l.builder.nodes.length;
  const last = make();
  return { run: [...l.builder.nodes.slice(start), ...(last ? [last] : [])], logical };
}

/** The node in blocks, undefined where it must be run in ONNX's order. */
export function inBlocks(node: Node, l: BlockedLowering): Lowered | undefined {
  const [input, output] = [node.inputs[0]!, node.outputs[0]!];
  const shape = l.shapes.get(output);
  if (node.domain !== "" || output === l.output || !isImage(shape)) return undefined;
  if (node.op === "GlobalAveragePool") return l.blocks.has(input) ? average(node, l) : undefined;
  if (!l.blocks.fits(shape)) return undefined;
  if (node.op === "Conv") return convolution(node, l, shape);
  if (node.op === "MaxPool") return pool(node, l, shape);
  if (!node.inputs.some((name) => l.blocks.has(name))) return undefined;
  if (node.op === "BatchNormalization") return normalization(node, l, shape);
  if (!isElementwise(node, (name) => shapeOf(l, name))) return undefined;
  return lowered(l, node, () => {
    const inputs = node.inputs.map((name) => {
      const own = shapeOf(l, name);
      return l.blocks.fits(own) ? l.blocks.blocked(name, own) : name;
    });
    l.blocks.add(output, shape);
    return { ...node, inputs };
  });
}

function convolution(node: Node, l: BlockedLowering, shape: ImageShape): Lowered | undefined {
  const { blocks, builder } = l;
  const [x, w, bias] = node.inputs as [string, string, string | undefined];
  const image = shapeOf(l, x);
  const weight = shapeOf(l, w);
  if (!isImage(image) || !weight?.every((size) => typeof size === "number")) return undefined;
  const channels = image[1];
  if (intOf(node, "group", 1) !== 1 || !(blocks.fits(image) || channels < blocks.size)) return undefined;
  const [output] = node.outputs as [string];
  const kernel = weight.slice(2) as number[];
  const strides = intsOf(node, "strides") ?? [1, 1];
  const dilations = intsOf(node, "dilations") ?? [1, 1];
  const pads = windowPads(node, image.slice(2) as number[], kernel);
  const how = { kernel, strides, dilations, pads };
  return lowered(l, node, () => {
    const rest = [blockedFilter(builder, w, weight as number[], blocks.size), ...(bias ? [bias] : [])];
    const inputs = [blocks.fits(image) ? blocks.blocked(x, image) : blocks.plain(x), ...rest];
    blocks.add(output, shape);
    const phases = phaseWindows(how, image, shape);
    if (!phases || !isPooled(l, output))
      return { ...node, domain: BLOCKED_DOMAIN, inputs, attributes: window(how) };
    l.phases.set(
      output,
      phases.map((attributes) => phase(l, blocks.op("Conv", inputs, attributes), shape)),
    );
    return undefined;
  });
}

/** One of the four images that hold every second number of every second row. */
function phase(
  { blocks, shapes }: BlockedLowering,
  name: string,
  [batch, channels, height, width]: ImageShape,
) {
  const half = [batch, channels, height / 2, width / 2] as const;
  shapes.set(name, half);
  return blocks.add(name, half);
}

const isHalving = (node: Node): boolean => {
  const are = (name: string, value: number, absent: number) =>
    (intsOf(node, name) ?? [absent]).every((size) => size === value);
  const plainPads = are("pads", 0, 0) && !node.attributes.auto_pad;
  return are("kernel_shape", 2, 0) && are("strides", 2, 1) && are("dilations", 1, 1) && plainPads;
};

const isEven = ([, , height, width]: ImageShape): boolean => height % 2 === 0 && width % 2 === 0;

/** Whether only a pool with windows of 2x2 sees an image. */
function isPooled({ nodes, output }: BlockedLowering, name: string): boolean {
  const users = nodes.filter(({ inputs }) => inputs.includes(name));
  const [user] = users;
  if (name === output || users.length !== 1 || user?.op !== "MaxPool") return false;
  return user.outputs.length === 1 && user.outputs[0] !== output && isHalving(user);
}

/** A convolution's result by its four phases costs no more than at once: twice the stride, another place to begin. */
function phaseWindows(
  how: {
    kernel: readonly number[];
    strides: readonly number[];
    dilations: readonly number[];
    pads: number[];
  },
  image: ImageShape,
  shape: ImageShape,
) {
  if (!isEven(shape)) return undefined;
  const { kernel, dilations } = how;
  const strides = how.strides.map((stride) => 2 * stride);
  const windows = [0, 1, 2, 3].map((which) => {
    const ends = [Math.floor(which / 2), which % 2].map((odd, i) => {
      const count = (shape[i + 2] as number) / 2;
      const size = image[i + 2] as number;
      const before = how.pads[i]! - odd * how.strides[i]!;
      const span = (kernel[i]! - 1) * dilations[i]! + 1;
      const behind = Math.max(0, (count - 1) * strides[i]! + span - size - before);
      const fits = before >= 0 && Math.floor((size + before + behind - span) / strides[i]!) + 1 === count;
      return fits ? [before, behind] : undefined;
    });
    const [rows, columns] = ends;
    return rows && columns
      ? window({ kernel, strides, dilations, pads: [rows[0]!, columns[0]!, rows[1]!, columns[1]!] })
      : undefined;
  });
  const known = windows.filter((attributes) => attributes !== undefined);
  return known.length === 4 ? known : undefined;
}

/**
 * Further outputs of the logical node tell where each maximum stood: whether in the upper row, and in each row whether
 * on the left. The first of the largest numbers counts, as in PyTorch.
 */
function pool(node: Node, l: BlockedLowering, shape: ImageShape): Lowered | undefined {
  const { blocks, builder, shapes } = l;
  const [x] = node.inputs as [string];
  const [output] = node.outputs as [string];
  const image = shapeOf(l, x);
  if (node.outputs.length > 1 || !blocks.has(x) || !isHalving(node) || !isImage(image) || !isEven(image))
    return undefined;
  const logical = { ...node, outputs: [output, ""] };
  return lowered(l, logical, () => {
    const phases = l.phases.get(x) ?? takeApart(l, x, image);
    const add = (op: string, inputs: readonly string[], part: string) => {
      const name = builder.op(op, inputs, {}, `${node.name}.${part}`);
      shapes.set(name, shape);
      return blocks.add(name, shape);
    };
    const pairs = [phases.slice(0, 2), phases.slice(2)];
    const rows = pairs.map((pair) => add("Max", pair, "row"));
    const isLeft = pairs.map((pair) => add("GreaterOrEqual", pair, "is_left"));
    logical.outputs.push(add("GreaterOrEqual", rows, "is_upper"), ...isLeft);
    blocks.add(output, shape);
    return { ...node, op: "Max", inputs: rows, attributes: {} };
  });
}

function takeApart(l: BlockedLowering, x: string, shape: ImageShape): readonly string[] {
  const { blocks, builder } = l;
  const [, channels, height, width] = shape;
  const count = channels / blocks.size;
  const split = builder.integers([-1, count, height / 2, 2, width / 2, 2, blocks.size]);
  const apart = builder.op("Transpose", [builder.op("Reshape", [x, split])], {
    perm: ints([3, 5, 0, 1, 2, 4, 6]),
  });
  const four = builder.op("Reshape", [apart, builder.integers([4, -1, channels, height / 2, width / 2])]);
  const parts = builder.multi("Split", [four], 4, { axis: int(0), num_outputs: int(4) }, `${x}.phases`);
  const flat = builder.integers([-1, channels, height / 2, width / 2]);
  return parts.map((part) => phase(l, builder.op("Reshape", [part, flat]), shape));
}

/** A mean over the image has one number per channel, for which both orders are the same. */
function average(node: Node, l: BlockedLowering): Lowered {
  return lowered(l, node, () => ({ ...node, domain: BLOCKED_DOMAIN }));
}

/** The logical node has the batch's mean and variance and the centred image as further outputs, as far as they exist. */
function normalization(node: Node, l: BlockedLowering, shape: ImageShape): Lowered | undefined {
  const { blocks, builder, shapes } = l;
  const [x, scale, bias, runningMean, runningVariance] = node.inputs as [
    string,
    string,
    string,
    string,
    string,
  ];
  const [output] = node.outputs as [string];
  if (!blocks.has(x) || !l.isMoving(runningMean)) return undefined;
  const name = (part: string) => `${node.name}.${part}`;
  const channels = shape[1];
  const overBatch = (image: string, part: string) => {
    const mean = builder.op(
      "ReduceMean",
      [blocks.means(image), builder.integers([0])],
      { keepdims: int(0) },
      name(part),
    );
    shapes.set(mean, [channels]);
    return mean;
  };
  const logical = { ...node, outputs: [output] };
  return lowered(l, logical, () => {
    const mean = overBatch(x, "mean");
    const ones = builder.floats(new Array<number>(channels).fill(1));
    const centred = blocks.affine(x, ones, builder.op("Neg", [mean]));
    shapes.set(centred, shape);
    const square = blocks.add(builder.op("Mul", [centred, centred], {}, name("square")), shape);
    const variance = overBatch(square, "variance");
    const epsilon = builder.scalar(floatOf(node, "epsilon", 1e-5));
    const deviation = builder.op("Sqrt", [builder.op("Add", [variance, epsilon])]);
    const slope = builder.op("Div", [scale, deviation]);
    const filter = builder.op("Reshape", [slope, builder.integers([channels, 1, 1, 1])]);
    shapes.set(filter, [channels, 1, 1, 1]);
    const momentum = 1 - floatOf(node, "momentum", 0.9);
    l.statistics.push({ mean, variance, runningMean, runningVariance, momentum, input: x });
    logical.outputs.push(mean, variance, centred);
    blocks.add(output, shape);
    const attributes = window({ kernel: [1, 1], group: channels });
    return { ...node, op: "Conv", domain: BLOCKED_DOMAIN, inputs: [centred, filter, bias], attributes };
  });
}
