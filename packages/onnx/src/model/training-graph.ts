/**
 * The forward graph for training. Operators that behave differently while training are spelled with inference
 * operators here, because the inference build of ONNX Runtime has no others:
 * - Dropout becomes a product with a mask that is fed;
 * - BatchNormalization gets mean and variance of the batch;
 * - MaxPool and LayerNormalization also yield what their gradients need.
 */
import { Blocks, type ImageShape } from "../graph/blocks.js";
import { GraphBuilder } from "../graph/builder.js";
import { type Constant, numbersOf } from "../graph/constant.js";
import type { FloatType } from "../graph/element-types.js";
import { floatOf, int, type Node, type Shape } from "../graph/graph.js";

import { type BlockedLowering, inBlocks } from "./blocked-forward.js";

/** A mask to be filled before each step. */
export interface DropoutSite {
  readonly mask: string;
  readonly shape: Shape;
  readonly probability: number;
}

/** A batch normalization whose running statistics are to be updated after each step. */
export interface StatisticsSite {
  readonly mean: string;
  readonly variance: string;
  readonly runningMean: string;
  readonly runningVariance: string;
  /** Weight of the batch in the running statistics. */
  readonly momentum: number;
  /** The normalized value, whose size tells how many numbers went into each mean. */
  readonly input: string;
}

export interface TrainingGraph {
  /** What is run. */
  readonly run: readonly Node[];
  /** What is differentiated: the same values, the lowered operators still whole. */
  readonly logical: readonly Node[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly dropouts: readonly DropoutSite[];
  readonly statistics: readonly StatisticsSite[];
  /** Values whose channels lie in blocks. */
  readonly blocked?: { readonly size: number; readonly values: ReadonlyMap<string, ImageShape> };
}

interface Lowering {
  readonly builder: GraphBuilder;
  readonly shapes: Map<string, Shape>;
  readonly constants: ReadonlyMap<string, Constant>;
  readonly dropouts: DropoutSite[];
  readonly statistics: StatisticsSite[];
  readonly moving: ReadonlySet<string> | undefined;
}

export interface Lowered {
  readonly run: readonly Node[];
  readonly logical: Node;
}

const whole = (node: Node): Lowered => ({ run: [node], logical: node });

const lowerings: Readonly<Record<string, (node: Node, lowering: Lowering) => Lowered>> = {
  Dropout(node, { builder, shapes, constants, dropouts }) {
    const ratio = constants.get(node.inputs[1] ?? "");
    const probability = ratio ? numbersOf(ratio)[0]! : 0.5;
    const input = node.inputs[0]!;
    const mask = builder.unique(`${node.name}.mask`);
    const shape = shapes.get(input)!;
    shapes.set(mask, shape);
    dropouts.push({ mask, shape, probability });
    return whole({
      ...node,
      op: "Mul",
      inputs: [input, mask],
      outputs: node.outputs.slice(0, 1),
      attributes: {},
    });
  },
  BatchNormalization(node, { builder, shapes, statistics, moving }) {
    if (moving && !moving.has(node.inputs[3]!)) return whole(node);
    const [x, scale, bias, runningMean, runningVariance] = node.inputs as [
      string,
      string,
      string,
      string,
      string,
    ];
    const shape = shapes.get(x)!;
    const axes = builder.integers(shape.flatMap((_, axis) => (axis === 1 ? [] : [axis])));
    const start = builder.nodes.length;
    const name = (part: string) => `${node.name}.${part}`;
    const wide = builder.op("ReduceMean", [x, axes], { keepdims: int(1) }, name("mean"));
    const centred = builder.op("Sub", [x, wide], {}, name("centred"));
    const square = builder.op("Mul", [centred, centred], {}, name("square"));
    const variance = builder.op("ReduceMean", [square, axes], { keepdims: int(0) }, name("variance"));
    const mean = builder.op("Reshape", [wide, builder.integers([-1])], {}, name("flat_mean"));
    const run = builder.nodes.slice(start);
    for (const value of [mean, variance]) shapes.set(value, [shape[1]!]);
    const momentum = 1 - floatOf(node, "momentum", 0.9);
    statistics.push({ mean, variance, runningMean, runningVariance, momentum, input: x });
    const outputs = [node.outputs[0]!];
    return {
      run: [...run, { ...node, inputs: [x, scale, bias, mean, variance], outputs }],
      logical: { ...node, outputs: [...outputs, mean, variance] },
    };
  },
  LayerNormalization(node, { builder, shapes }) {
    const shape = shapes.get(node.inputs[0]!)!;
    const axis = node.attributes.axis?.kind === "int" ? node.attributes.axis.value : -1;
    const first = axis < 0 ? axis + shape.length : axis;
    const statistics = shape.map((size, i) => (i < first ? size : 1));
    const outputs = [
      node.outputs[0]!,
      builder.unique(`${node.name}.mean`),
      builder.unique(`${node.name}.inverse`),
    ];
    for (const output of outputs.slice(1)) shapes.set(output, statistics);
    return whole({ ...node, outputs });
  },
  MaxPool(node, { builder, shapes }) {
    const output = node.outputs[0]!;
    const indices = node.outputs[1] || builder.unique(`${node.name}.indices`);
    shapes.set(indices, shapes.get(output)!);
    return whole({ ...node, outputs: [output, indices] });
  },
};

/**
 * `maxPool(relu(x))` as `relu(maxPool(x))`: the same value and the same gradient, since both keep the order of numbers
 * and a window without a positive number has gradient 0 either way; but relu then sees a fraction of the numbers.
 */
export function reluAfterMaxPool(nodes: readonly Node[], shapes: Map<string, Shape>, output: string): Node[] {
  const uses = new Map<string, number>();
  for (const node of nodes) for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  const result = [...nodes];
  for (let i = 0; i < result.length; i++) {
    const relu = result[i]!;
    if (relu.op !== "Relu" || relu.domain !== "") continue;
    const [middle] = relu.outputs as [string];
    const at = result.findIndex(({ op, inputs }) => op === "MaxPool" && inputs[0] === middle);
    const pool = result[at];
    if (!pool || middle === output || uses.get(middle) !== 1 || pool.outputs.length > 1) continue;
    // The value between the two keeps its name and takes the pooled shape.
    const pooled = shapes.get(pool.outputs[0]!);
    if (pooled) shapes.set(middle, pooled);
    result[i] = { ...pool, inputs: relu.inputs, outputs: relu.outputs };
    result[at] = { ...relu, inputs: relu.outputs, outputs: pool.outputs };
  }
  return result;
}

export interface TrainingGraphOptions {
  readonly floatType?: FloatType;
  /** Running statistics that are to be updated; batch normalizations with others stay as they are. Default: all. */
  readonly moving?: ReadonlySet<string>;
  /** Channels in a block, where the engine can work on images in blocks. */
  readonly block?: number | undefined;
}

/** Spells a forward graph for training. */
export function trainingGraph(
  nodes: readonly Node[],
  constants: ReadonlyMap<string, Constant>,
  known: ReadonlyMap<string, Shape>,
  output: string,
  { floatType = "float32", moving, block }: TrainingGraphOptions = {},
): TrainingGraph {
  const taken = [
    ...known.keys(),
    ...constants.keys(),
    ...nodes.flatMap((node) => [node.name, ...node.outputs]),
  ];
  const builder = new GraphBuilder(taken, floatType);
  const shapes = new Map(known);
  const lowering: Lowering = { builder, shapes, constants, dropouts: [], statistics: [], moving };
  const ordered = reluAfterMaxPool(nodes, shapes, output);
  const blocks = block === undefined ? undefined : new Blocks(builder, block);
  const blocked = blocks && blockedLowering(lowering, blocks, ordered, output);
  const run: Node[] = [];
  const logical: Node[] = [];
  const spelled = (node: Node): Lowered => {
    const now = blocked && inBlocks(node, blocked);
    if (now) return now;
    const lowered = (node.domain === "" && lowerings[node.op]?.(node, lowering)) || whole(node);
    if (!blocked) return lowered;
    const [only] = lowered.run;
    const mask = lowered.run.length === 1 && only !== node ? inBlocks(only!, blocked) : undefined;
    return mask ?? { run: inPlainOrder(lowered.run, blocked), logical: lowered.logical };
  };
  for (const node of ordered) {
    const lowered = spelled(node);
    run.push(...lowered.run);
    logical.push(lowered.logical);
  }
  const { dropouts, statistics } = lowering;
  return {
    run,
    logical,
    constants: new Map([...constants, ...builder.initializers]),
    shapes,
    dropouts,
    statistics,
    ...(blocks && blocks.values.size > 0 ? { blocked: { size: blocks.size, values: blocks.values } } : {}),
  };
}

const blockedLowering = (
  { builder, shapes, constants, statistics, moving }: Lowering,
  blocks: Blocks,
  nodes: readonly Node[],
  output: string,
): BlockedLowering => ({
  ...{ blocks, builder, nodes, shapes, constants, statistics, output },
  isMoving: (runningMean) => moving?.has(runningMean) ?? true,
  phases: new Map(),
});

/** Nodes that know nothing of blocks, with their inputs reordered for them. */
function inPlainOrder(nodes: readonly Node[], { blocks, builder }: BlockedLowering): Node[] {
  const start = builder.nodes.length;
  const readers = nodes.map((node) => ({ ...node, inputs: node.inputs.map((name) => blocks.plain(name)) }));
  return [...builder.nodes.slice(start), ...readers];
}
