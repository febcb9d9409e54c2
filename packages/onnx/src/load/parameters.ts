/** Which tensors of a foreign graph are trained, which are statistics, and which are neither. */
import type { Role } from "@downhill/core";
import { isConstant, ruleOf } from "../backward/rules.js";
import { type Constant, floatsOf, sizeOf } from "../graph/constant.js";
import type { ElementType } from "../graph/element-types.js";
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
  ...Object.fromEntries(
    ["RNN", "GRU", "LSTM"].map((op) => [op, { 1: "weight", 2: "weight", 3: "bias" }] as const),
  ),
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
    "Tile",
    "Slice",
    "Split",
  ],
]);

/** Numbers of an attention mask: 0 and something that is as good as minus infinity, which a softmax makes 0. */
function isMask(constant: Constant): boolean {
  const values = floatsOf(constant);
  const lowest = values.reduce((least, value) => Math.min(least, value), 0);
  return lowest <= -100 && values.every((value) => value === 0 || value === lowest || value <= -1e4);
}

const all = (constant: Constant, expected: number): boolean =>
  floatsOf(constant).every((value) => value === expected);

interface Use {
  readonly node: Node;
  readonly index: number;
}

const isDifferentiable = ({ op, domain }: Node): boolean =>
  ruleOf(op, domain) !== undefined && !isConstant(op, domain);

/** How values are used, looking through nodes that only move numbers, or that compute with weights alone. */
class Uses {
  readonly #byName = new Map<string, Use[]>();
  readonly #pure: ReadonlySet<string>;

  constructor(nodes: readonly Node[], pure: ReadonlySet<string>) {
    this.#pure = pure;
    for (const node of nodes)
      node.inputs.forEach((name, index) => {
        const list = this.#byName.get(name);
        if (list) list.push({ node, index });
        else this.#byName.set(name, [{ node, index }]);
      });
  }

  direct(name: string): readonly Use[] {
    return this.#byName.get(name) ?? [];
  }

  /** @param named whether to look through computations as well: numbers without a name in them are no weights */
  of(name: string, named: boolean, seen = new Set<string>()): Use[] {
    return this.direct(name).flatMap((use) => {
      const { node, index } = use;
      const isComputed = named && this.#pure.has(node.outputs[0] ?? "") && isDifferentiable(node);
      const passes = (transparent.has(node.op) && index === 0) || isComputed;
      if (!passes) return [use];
      const fresh = node.outputs.filter((output) => output !== "" && !seen.has(output));
      for (const output of fresh) seen.add(output);
      return fresh.flatMap((output) => this.of(output, named, seen));
    });
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

/** Where a tensor is what a layer applies, also to something that is not learned. */
const applies = (op: string, index: number): boolean =>
  places[op]?.[index] !== undefined && (index > 0 || op === "Gather");

interface Origins {
  /** Computed from tensors of the file alone, or picked from those: a kernel from its length and direction. */
  readonly pure: ReadonlySet<string>;
  /**
   * Following from shapes, positions and masks, with no weight in between: angles of rotary positions, frequencies of
   * sinusoids. What is multiplied with them is no weight.
   */
  readonly structural: ReadonlySet<string>;
}

function originsOf(
  nodes: readonly Node[],
  constants: ReadonlyMap<string, Constant>,
  integers: readonly string[],
): Origins {
  const pure = new Set<string>();
  const structural = new Set(integers);
  const isOfFile = (name: string): boolean => name === "" || pure.has(name) || constants.has(name);
  const isWeight = (name: string): boolean => {
    const constant = constants.get(name);
    return pure.has(name) || (constant?.type === "float32" && sizeOf(constant.dims) > 1);
  };
  for (const { op, inputs, outputs } of nodes) {
    const [first = "", ...rest] = inputs;
    const follows = (names: readonly string[]) =>
      names.every((name) => isOfFile(name) || structural.has(name));
    const isMoved = transparent.has(op) && isWeight(first) && follows(rest);
    const learns = inputs.some((name, index) => applies(op, index) && isWeight(name));
    if (op.startsWith("Random")) continue;
    const set =
      inputs.every(isOfFile) || isMoved
        ? pure
        : op === "Shape" || (follows(inputs) && !learns)
          ? structural
          : undefined;
    if (set) for (const output of outputs) set.add(output);
  }
  return { pure, structural };
}

/** Rank 1 of a norm's or a product's additions is a bias; anything else that is added or multiplied is a weight. */
const arithmeticRole = (op: string, dims: readonly number[]): Role =>
  op === "Add" && dims.filter((size) => size !== 1).length <= 1 ? "bias" : "weight";

/** Whether a name was made up by an exporter: what it has a name for is what its author made a tensor of. */
const isUnnamed = (name: string, literal: ReadonlySet<string>): boolean =>
  literal.has(name) || /^onnx::|^(val_)?\d+$|Constant(_\d+)?_output_0$/.test(name);

const normalizing = new Set(["InstanceNormalization", "GroupNormalization", "LayerNormalization"]);

/** Scales of ones and shifts of zeros that an exporter made up for a normalization that has none. */
function isFiller(
  name: string,
  constant: Constant,
  { node, index }: Use,
  literal: ReadonlySet<string>,
): boolean {
  if (!normalizing.has(node.op)) return false;
  return isUnnamed(name, literal) && all(constant, index === 1 ? 1 : 0);
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
  inputs: readonly { readonly name: string; readonly type: ElementType | undefined }[],
  literal: ReadonlySet<string>,
): TrainableTensor[] {
  const names = (isFloat: boolean) =>
    inputs.flatMap(({ name, type }) => (((type ?? "float32") === "float32") === isFloat ? [name] : []));
  const raw = unlearned(nodes, names(true));
  const { pure, structural: fixed } = originsOf(nodes, constants, names(false));
  const uses = new Uses(nodes, pure);
  const isGiven = (name: string): boolean =>
    name === "" || constants.has(name) || pure.has(name) || fixed.has(name);

  const roleAt = (name: string, constant: Constant, use: Use): Role | undefined => {
    const { node, index } = use;
    if (node.domain !== "" || isFiller(name, constant, use, literal)) return undefined;
    const others = node.inputs.filter((_, other) => other !== index);
    const besideFixed = others.some((other) => fixed.has(other)) && others.every(isGiven);
    const place = places[node.op]?.[index];
    if (place) return besideFixed && !applies(node.op, index) ? undefined : place;
    const plain = node.inputs.every((input) => isGiven(input) || raw.has(input));
    const learned = arithmetic.has(node.op) && sizeOf(constant.dims) > 1 && !plain && !isMask(constant);
    return learned ? arithmeticRole(node.op, constant.dims) : undefined;
  };

  const found: TrainableTensor[] = [];
  for (const [name, constant] of constants) {
    if (constant.type !== "float32" || constant.dims.length === 0 || sizeOf(constant.dims) === 0) continue;
    const roles = uses
      .of(name, !isUnnamed(name, literal))
      .flatMap((use) => roleAt(name, constant, use) ?? []);
    if (roles.length === 0) continue;
    // Weights alone may compute a weight: what a tensor is is told by its own use, not by the last.
    const own = uses.direct(name).flatMap(({ node, index }) => {
      const isBias = arithmetic.has(node.op) && pure.has(node.outputs[0] ?? "");
      return places[node.op]?.[index] ?? (isBias ? arithmeticRole(node.op, constant.dims) : []);
    });
    found.push({ name, shape: constant.dims, role: own[0] ?? roles[0]! });
  }
  return found;
}

/** Running mean and variance of a batch normalization, if they are tensors of the file. */
export const statisticsOf = (node: Node): readonly string[] =>
  node.op === "BatchNormalization" && node.domain === "" ? node.inputs.slice(3, 5) : [];
