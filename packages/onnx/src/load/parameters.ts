/** Which tensors of a foreign graph are trained, which are statistics, and which are neither. */
import type { Role } from "@downhill/core";
import { type Constant, floatsOf, sizeOf } from "../graph/constant.js";
import type { Node } from "../graph/graph.js";
import type { TrainableTensor } from "../model/definition.js";

/** Inputs that are weights wherever they stand, and what they are. */
const places: Readonly<Record<string, Readonly<Record<number, Role>>>> = {
  Conv: { 1: "weight", 2: "bias" },
  ConvTranspose: { 1: "weight", 2: "bias" },
  Gemm: { 0: "weight", 1: "weight", 2: "bias" },
  MatMul: { 0: "weight", 1: "weight" },
  Einsum: { 0: "weight", 1: "weight", 2: "weight" },
  Gather: { 0: "weight" },
  PRelu: { 1: "weight" },
  BatchNormalization: { 1: "norm", 2: "norm" },
  LayerNormalization: { 1: "norm", 2: "norm" },
  InstanceNormalization: { 1: "norm", 2: "norm" },
  GroupNormalization: { 1: "norm", 2: "norm" },
};

const arithmetic = new Set(["Add", "Sub", "Mul", "Div", "Concat", "Sum"]);

/** What a tensor passes through without becoming something else. */
const transparent = new Set([
  ...[
    "Identity",
    "Reshape",
    "Flatten",
    "Transpose",
    "Squeeze",
    "Unsqueeze",
    "Cast",
    "Expand",
    "Slice",
    "Split",
  ],
]);

/** Numbers of an attention mask: 0 and something that is as good as minus infinity. */
function isMask(constant: Constant): boolean {
  const values = floatsOf(constant);
  return values.some((value) => value <= -1e4) && values.every((value) => value === 0 || value <= -1e4);
}

const all = (constant: Constant, expected: number): boolean =>
  floatsOf(constant).every((value) => value === expected);

interface Use {
  readonly node: Node;
  readonly index: number;
}

/** How values are used, looking through nodes that only move numbers. */
class Uses {
  readonly #byName = new Map<string, Use[]>();

  constructor(nodes: readonly Node[]) {
    for (const node of nodes)
      node.inputs.forEach((name, index) => {
        const list = this.#byName.get(name);
        if (list) list.push({ node, index });
        else this.#byName.set(name, [{ node, index }]);
      });
  }

  of(name: string, depth = 0): Use[] {
    return (this.#byName.get(name) ?? []).flatMap((use) =>
      transparent.has(use.node.op) && use.index === 0 && depth < 8
        ? use.node.outputs.flatMap((output) => this.of(output, depth + 1))
        : [use],
    );
  }
}

/** Values that are computed from what is fed with no weight in between: pixels that are only rescaled. */
function unlearned(nodes: readonly Node[], inputs: readonly string[]): Set<string> {
  const values = new Set(inputs);
  const passing = new Set([...arithmetic, ...transparent, "Pad", "Resize"]);
  for (const node of nodes) {
    if (!passing.has(node.op) || !node.inputs.some((input) => values.has(input))) continue;
    for (const output of node.outputs) values.add(output);
  }
  return values;
}

/** Rank 1 of a norm's or a product's additions is a bias; anything else that is added or multiplied is a weight. */
const arithmeticRole = (op: string, dims: readonly number[]): Role =>
  op === "Add" && dims.filter((size) => size !== 1).length <= 1 ? "bias" : "weight";

/** Scales of ones and shifts of zeros that an exporter made up for a normalization that has none. */
function isFiller(
  name: string,
  constant: Constant,
  { node, index }: Use,
  literal: ReadonlySet<string>,
): boolean {
  if (node.op !== "InstanceNormalization") return false;
  const unnamed = literal.has(name) || name.startsWith("onnx::") || /^\d+$/.test(name);
  return unnamed && all(constant, index === 1 ? 1 : 0);
}

/**
 * The tensors that training may change: float32, used as weights, biases, scales or tables on the way from the
 * input. Single numbers in arithmetic (the 6 of a clipped relu, the root of a head's size), masks, and what only
 * rescales the input are left alone.
 *
 * @param literal names that come from Constant nodes
 */
export function trainableTensors(
  nodes: readonly Node[],
  constants: ReadonlyMap<string, Constant>,
  inputs: readonly string[],
  literal: ReadonlySet<string>,
): TrainableTensor[] {
  const uses = new Uses(nodes);
  const raw = unlearned(nodes, inputs);
  const found: TrainableTensor[] = [];
  for (const [name, constant] of constants) {
    if (constant.type !== "float32" || sizeOf(constant.dims) === 0) continue;
    const roles = uses.of(name).flatMap((use): Role[] => {
      const { node, index } = use;
      if (node.domain !== "" || isFiller(name, constant, use, literal)) return [];
      const place = places[node.op]?.[index];
      if (place) return [place];
      const plain = node.inputs.every((input) => constants.has(input) || raw.has(input));
      const learned = arithmetic.has(node.op) && sizeOf(constant.dims) > 1 && !plain && !isMask(constant);
      return learned ? [arithmeticRole(node.op, constant.dims)] : [];
    });
    if (roles.length > 0) found.push({ name, shape: constant.dims, role: roles[0]! });
  }
  return found;
}

/** Running mean and variance of a batch normalization, if they are tensors of the file. */
export const statisticsOf = (node: Node): readonly string[] =>
  node.op === "BatchNormalization" && node.domain === "" ? node.inputs.slice(3, 5) : [];
