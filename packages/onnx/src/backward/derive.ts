/**
 * Reverse-mode differentiation of an ONNX graph. Walks the nodes from the last to the first; each node's rule turns
 * the gradients of its outputs into gradients of its inputs, as further ONNX nodes.
 */
import { dataError } from "@downhill/core";
import { Blocks, type ImageShape } from "../graph/blocks.js";
import { GraphBuilder } from "../graph/builder.js";
import type { Constant } from "../graph/constant.js";
import { symbolic } from "../graph/dimensions.js";
import type { ElementType, FloatType } from "../graph/element-types.js";
import { fuseConvolutions } from "../graph/fuse.js";
import type { Graph, Node, Shape } from "../graph/graph.js";
import { Unknown } from "../graph/shape-row.js";
import { blockedRuleOf } from "./blocked.js";
import { type Gradients, type Rule, RuleContext } from "./rule.js";
import { isConstant, ruleOf } from "./rules.js";

export interface Derivation {
  /** Nodes in order, as the rules see them. */
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** The value whose gradient is given. */
  readonly output: string;
  /** Values whose gradients are asked for. */
  readonly wanted: readonly string[];
  readonly floatType?: FloatType;
  /** Types of values, where known: nothing flows back through what is not a float. */
  readonly types?: ReadonlyMap<string, ElementType>;
  /** Forward values that lie in blocks of `size` channels. */
  readonly blocked?: { readonly size: number; readonly values: ReadonlyMap<string, ImageShape> };
  /** What symbols stand for, if the graph may be for these sizes alone. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Further names that the graph must not use, because it will be part of another one. */
  readonly taken?: Iterable<string>;
}

export interface Backward {
  /** Inputs: the output's gradient, then the forward values it needs. Outputs: the gradients, named by `gradients`. */
  readonly graph: Graph;
  readonly outputGradient: string;
  /** Forward values (parameters and inputs among them) that must be fed. */
  readonly needed: readonly string[];
  /** Wanted value -> name of its gradient. Values that the output does not depend on are missing. */
  readonly gradients: ReadonlyMap<string, string>;
  /** True when the graph is for the given sizes alone. */
  readonly isSized: boolean;
}

const reshaping = new Set(["Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity"]);

const branching = new Set(["Where", "Min", "Max", "Clip"]);

/** Operators whose values or slopes can be infinite on finite input. */
const singular = new Set(["Log", "Pow", "Exp", "Sqrt", "Reciprocal", "ReduceL2", "ReduceLogSumExp"]);

/** Whether a branch that is not taken may hold infinities, which must not be multiplied by its gradient of 0. */
function needsGuards({ nodes, constants }: Derivation): boolean {
  const isSingular = ({ op, inputs }: Node) =>
    singular.has(op) || (op === "Div" && !constants.has(inputs[1] ?? ""));
  return nodes.some(({ op }) => branching.has(op)) && nodes.some(isSingular);
}

/**
 * Derives the backward graph.
 * @throws DownhillError `data` that lists every node on a gradient's path that has no rule.
 */
export function derive(what: Derivation): Backward {
  const dependent = dependents(what);
  refuseUnsupported(what, dependent);

  const producers = new Map(
    what.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  const forwardNames = new Set([
    ...producers.keys(),
    ...what.constants.keys(),
    ...what.wanted,
    ...what.shapes.keys(),
    ...(what.taken ?? []),
  ]);
  const emit = new GraphBuilder(forwardNames, what.floatType);
  const outputGradient = emit.unique("output_gradient");
  const facts = { ...what, branches: needsGuards(what) };
  const blocks = what.blocked && new Blocks(emit, what.blocked.size, what.blocked.values, what.sizes);
  const plain = (name: string): string => blocks?.plain(name) ?? name;
  const spell = speller(what, producers, emit, plain);

  const contributions = new Map<string, string[]>([[what.output, [outputGradient]]]);
  const shapeOf = (name: string) => what.shapes.get(name) ?? what.constants.get(name)?.dims;
  const gradientOf = (name: string): string | undefined => {
    const parts = contributions.get(name);
    if (!parts) return undefined;
    if (parts.length > 1) {
      const shape = what.shapes.get(name);
      const image = parts.some((part) => blocks?.has(part)) && blocks?.fits(shape) ? shape : undefined;
      const ordered = parts.map((part) => (image ? blocks!.blocked(part, image) : plain(part)));
      const sum = emit.op(parts.length === 2 ? "Add" : "Sum", ordered, {}, `grad/${name}`);
      parts.splice(0, parts.length, image ? blocks!.add(sum, image) : sum);
    }
    return parts[0];
  };

  for (const node of [...what.nodes].reverse()) {
    if (!node.inputs.some((input) => dependent.has(input))) continue;
    const gradients = node.outputs.map(gradientOf);
    if (gradients.every((gradient) => gradient === undefined)) continue;
    const blocked = blocks?.has(node.outputs[0]!) || blocks?.has(node.inputs[0]!);
    const blockedRule = blocked ? blockedRuleOf(node, blocks!, shapeOf) : undefined;
    const rule = blockedRule ?? ruleOf(node.op, node.domain)!;
    const order = blocks && { blocks, blocked: blockedRule !== undefined };
    const results = applied(rule, new RuleContext(node, emit, facts, gradients, dependent, spell, order));
    results.forEach((gradient, index) => {
      const input = node.inputs[index]!;
      if (gradient === undefined || !dependent.has(input)) return;
      const parts = contributions.get(input);
      if (parts) parts.push(gradient);
      else contributions.set(input, [gradient]);
    });
  }
  return finish(
    what,
    emit,
    outputGradient,
    (name) => {
      const gradient = gradientOf(name);
      return gradient === undefined ? undefined : plain(gradient);
    },
    blocks,
  );
}

function applied(rule: Rule, context: RuleContext): Gradients {
  try {
    return rule(context);
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    throw dataError(
      `${context.describe()}: its gradient needs fixed sizes, such as height and width; give the shape of one sample as input: [...]`,
    );
  }
}

/** All floats that depend on the wanted ones smoothly: not by a shape, an index or a comparison. */
function dependents({ nodes, wanted, types }: Derivation): Set<string> {
  const dependent = new Set(wanted);
  const isFloat = (name: string): boolean => {
    const type = types?.get(name);
    return type === undefined || type === "float32" || type === "float64";
  };
  for (const node of nodes) {
    if (isConstant(node.op, node.domain) || !node.inputs.some((input) => dependent.has(input))) continue;
    for (const output of node.outputs) if (isFloat(output)) dependent.add(output);
  }
  dependent.delete("");
  return dependent;
}

function refuseUnsupported({ nodes, output }: Derivation, dependent: ReadonlySet<string>): void {
  const reached = new Set([output]);
  const missing: string[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => reached.has(name))) continue;
    if (!node.inputs.some((name) => dependent.has(name))) continue;
    if (!ruleOf(node.op, node.domain)) {
      const operator = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
      missing.unshift(`  ${operator}  ${node.name || `-> ${node.outputs[0]}`}`);
    }
    for (const input of node.inputs) reached.add(input);
  }
  if (missing.length > 0) {
    throw dataError(
      `cannot train through ${missing.length} of the model's nodes; no gradient is known for\n${missing.join("\n")}`,
    );
  }
}

/** A value that was only reshaped is not saved twice: the backward graph reshapes the saved one, which costs nothing. */
function speller(
  what: Derivation,
  producers: ReadonlyMap<string, Node>,
  emit: GraphBuilder,
  plain: (name: string) => string,
) {
  const spelled = new Map<string, string>();
  return (name: string): string => {
    const known = spelled.get(name);
    if (known !== undefined) return known;
    let source = name;
    for (let node = producers.get(source); node && reshaping.has(node.op); node = producers.get(source))
      source = node.inputs[0]!;
    const shape = what.shapes.get(name);
    const result =
      source !== name && shape && symbolic(shape) <= 1 && !shape.includes(0)
        ? emit.op("Reshape", [
            plain(source),
            emit.integers(shape.map((size) => (typeof size === "number" ? size : -1))),
          ])
        : name;
    spelled.set(name, result);
    return result;
  };
}

function finish(
  what: Derivation,
  emit: GraphBuilder,
  outputGradient: string,
  gradientOf: (name: string) => string | undefined,
  blocks: Blocks | undefined,
): Backward {
  const type = what.floatType ?? "float32";
  const gradients = new Map<string, string>();
  for (const name of what.wanted) {
    const gradient = gradientOf(name);
    if (gradient === undefined) continue;
    // A value may be the gradient of two tensors, or the output's gradient itself: outputs need names of their own.
    const output = emit.op("Identity", [gradient], {}, `gradient/${name}`);
    gradients.set(name, output);
    emit.outputs.push({ name: output, type, shape: what.shapes.get(name) });
  }
  const outputs = new Set(gradients.values());
  const needed = liveNodes(emit.nodes, outputs);
  const live = blocks ? fuseConvolutions(needed, outputs, (name) => blocks.has(name)) : needed;
  const made = new Set(live.flatMap((node) => node.outputs));
  const used = new Set(live.flatMap((node) => node.inputs).filter((name) => name !== "" && !made.has(name)));
  const initializers = new Map<string, Constant>();
  const fed: string[] = [];
  for (const name of used) {
    const constant = emit.initializers.get(name) ?? what.constants.get(name);
    if (constant) initializers.set(name, constant);
    else if (name !== outputGradient) fed.push(name);
  }
  const graph: Graph = { ...emit.graph("backward"), nodes: live, initializers };
  return { graph, outputGradient, needed: fed, gradients, isSized: blocks?.isSized ?? false };
}

function liveNodes(nodes: readonly Node[], outputs: ReadonlySet<string>): Node[] {
  const needed = new Set(outputs);
  const live: Node[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    for (const input of node.inputs) needed.add(input);
    live.unshift(node);
  }
  return live;
}
