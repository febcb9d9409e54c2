/** Networks made of other networks: cut, continued, with more or less of them frozen. */
import { unknownName, usageError } from "@downhill/core";
import { type Constant, float32Constant } from "../graph/constant.js";
import { OPSET } from "../graph/file.js";
import type { Graph, ModelFile, Node, ValueInfo } from "../graph/graph.js";
import { namesRead } from "../graph/subgraphs.js";
import { type Layer, Network, type ParameterDeclaration, Scope } from "../layers/layer.js";
import { hasHalves } from "../load/halves.js";
import { byRole, type NetworkDefinition } from "./definition.js";
import { withoutDropout } from "./plan.js";

export type Values = (name: string) => Float32Array;

/** The nodes that `outputs` need, in order. */
export function liveNodes(nodes: readonly Node[], outputs: Iterable<string>): Node[] {
  const needed = new Set(outputs);
  const live: Node[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => output !== "" && needed.has(output))) continue;
    for (const input of namesRead(node)) needed.add(input);
    live.push(node);
  }
  return live.reverse();
}

const namesUsed = (nodes: readonly Node[]): Set<string> => new Set(nodes.flatMap(namesRead));

/**
 * The same network with other tensors trained. The statistics of a batch normalization move with its scale and shift:
 * when both are frozen, it computes the same while training as at inference.
 */
export function withTrainable(
  definition: NetworkDefinition,
  valuesOf: Values,
  isTrainable: (name: string) => boolean,
): NetworkDefinition {
  const tensors = [...definition.parameters, ...definition.frozen];
  const parameters = byRole(tensors.filter(({ name }) => isTrainable(name)));
  const frozen = tensors.filter(({ name }) => !isTrainable(name));
  const trained = new Set(parameters.map(({ name }) => name));
  const { graph, shapes } = definition;
  const initializers = new Map(graph.initializers);
  const keep = (name: string, shape: readonly number[]) =>
    initializers.set(name, float32Constant(valuesOf(name).slice(), shape));

  for (const { name } of parameters) initializers.delete(name);
  for (const { name, shape } of frozen) keep(name, shape);
  for (const { name, shape } of definition.buffers) keep(name, shape);
  const buffers = new Map<string, { name: string; shape: readonly number[] }>();
  for (const node of graph.nodes) {
    if (node.op !== "BatchNormalization" || node.domain !== "" || definition.batchNorm === "frozen") continue;
    if (!node.inputs.slice(1, 3).some((input) => trained.has(input))) continue;
    for (const name of node.inputs.slice(3, 5)) {
      const shape = initializers.get(name)?.dims ?? (shapes.get(name) as readonly number[] | undefined);
      if (shape && initializers.has(name)) buffers.set(name, { name, shape });
    }
  }
  for (const name of buffers.keys()) initializers.delete(name);
  return {
    ...definition,
    graph: { ...graph, initializers },
    parameters,
    frozen,
    buffers: [...buffers.values()],
  };
}

/** The value that a name stands for: its own, or the first output of the node of that name. */
function valueNamed({ graph, shapes }: NetworkDefinition, at: string): string {
  const made = graph.nodes.flatMap((node) => node.outputs);
  if (made.includes(at)) return at;
  const node = graph.nodes.find(({ name }) => name === at);
  if (node) return node.outputs[0]!;
  throw unknownName("value or node", at, made.filter((name) => shapes.has(name)).slice(-40));
}

const withoutRest = (graph: Graph, output: ValueInfo): Graph => {
  const nodes = liveNodes(graph.nodes, [output.name]);
  const used = namesUsed(nodes);
  return {
    ...graph,
    nodes,
    initializers: new Map([...graph.initializers].filter(([name]) => used.has(name))),
    outputs: [output],
    valueInfo: [],
  };
};

/** The part of a network that leads to a value. */
export function cutAt(definition: NetworkDefinition, at: string): NetworkDefinition {
  const name = valueNamed(definition, at);
  const type = definition.types.get(name) ?? "float32";
  if (type !== "float32") throw usageError(`cannot cut at ${name}: it is ${type}, not float32`);
  const output: ValueInfo = { name, type, shape: definition.shapes.get(name) };
  const graph = withoutRest(definition.graph, output);
  const used = namesUsed(graph.nodes);
  const isUsed = (tensor: { readonly name: string }) => used.has(tensor.name);
  const { source, ...rest } = definition;
  const ended: ValueInfo = source && hasHalves(source.graph) ? { ...output, type: "float16" } : output;
  const inFile = source?.graph.nodes.some((node) => node.outputs.includes(name));
  return {
    ...rest,
    graph,
    parameters: definition.parameters.filter(isUsed),
    frozen: definition.frozen.filter(isUsed),
    buffers: definition.buffers.filter(isUsed),
    ...(source && inFile ? { source: { ...source, graph: withoutRest(source.graph, ended) } } : {}),
  };
}

/** What goes into the last layer with a weight: where a new head is put by default. */
export function lastFeatures(definition: NetworkDefinition): string {
  const weights = new Set(
    [...definition.parameters, ...definition.frozen].flatMap(({ name, role }) =>
      role === "weight" ? [name] : [],
    ),
  );
  const layer = definition.graph.nodes.findLast(
    ({ op, inputs }) => ["Gemm", "MatMul", "Conv"].includes(op) && weights.has(inputs[1] ?? ""),
  );
  const made = definition.graph.nodes.some(({ outputs }) => outputs.includes(layer?.inputs[0] ?? ""));
  if (!layer || !made)
    throw usageError("the network has no last layer to replace; say where the head begins with at");
  return layer.inputs[0]!;
}

/** Operators of our layers that older operator sets lack or spell otherwise. */
const introduced: Readonly<Record<string, number>> = {
  Gelu: 20,
  ReduceMean: 18,
  Split: 18,
  LayerNormalization: 17,
  ...Object.fromEntries(["Softmax", "LogSoftmax", "Squeeze", "Unsqueeze", "ReduceSum"].map((op) => [op, 13])),
};
const ORDINARY = 11;

/** The file of a network that was continued by nodes of ours. */
function continued(
  source: ModelFile,
  working: Graph,
  added: readonly Node[],
  initializers: ReadonlyMap<string, Constant>,
  outputs: readonly ValueInfo[],
): ModelFile {
  const needed = Math.max(...added.map(({ op }) => introduced[op] ?? ORDINARY));
  // The new nodes are float32: a file in half precision becomes float32 as a whole.
  const keeps = (source.opsets.get("") ?? 0) >= needed && !hasHalves(source.graph);
  const graph = keeps ? source.graph : working;
  const made = new Set(graph.nodes.flatMap((node) => node.outputs));
  return {
    ...source,
    opsets: keeps ? source.opsets : new Map([...source.opsets, ["", OPSET]]),
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...added],
      initializers: new Map([
        ...graph.initializers,
        ...[...initializers].filter(([name]) => !made.has(name)),
      ]),
      outputs,
    },
  };
}

export interface Continued {
  readonly definition: NetworkDefinition;
  /** What the layers added, with their first values. */
  readonly parameters: readonly ParameterDeclaration[];
  readonly buffers: readonly { readonly name: string; readonly fill: number }[];
}

/**
 * A network followed by layers. Their tensors are named below `head`.
 * @throws DownhillError `usage` that names the layer whose input does not fit
 */
export function continueWith(
  base: NetworkDefinition,
  layers: readonly Layer[],
  outputName: string,
): Continued {
  if (layers.length === 0) throw usageError("replaceHead: expected at least one layer");
  const { graph, source } = base;
  const at = graph.outputs[0]!;
  const names = (g: Graph) => [
    ...g.initializers.keys(),
    ...g.inputs.map(({ name }) => name),
    ...g.nodes.flatMap((node) => [node.name, ...node.outputs, ...node.inputs]),
  ];
  const network = new Network([
    ...base.shapes.keys(),
    ...names(graph),
    ...(source ? names(source.graph) : []),
  ]);
  if (!at.shape) throw usageError(`the shape of ${at.name} is not known; cut the network elsewhere`);
  network.shapes.set(at.name, at.shape);
  const free = at.name === outputName ? `${outputName}.head` : outputName;
  const scope = new Scope(network, "head");
  const last = layers.reduce((value, layer) => scope.layer(layer, value), { name: at.name, shape: at.shape });
  const output: Node = {
    op: "Identity",
    domain: "",
    name: `head/${free}`,
    inputs: [last.name],
    outputs: [free],
    attributes: {},
  };
  const { builder, parameters, buffers } = network;
  const added = [...builder.nodes, output];
  const outputs: ValueInfo[] = [{ name: free, type: "float32", shape: last.shape }];
  const whole: Graph = {
    ...graph,
    nodes: [...graph.nodes, ...added],
    initializers: new Map([...graph.initializers, ...builder.initializers]),
    outputs,
  };
  const open = [...base.parameters, ...base.buffers, ...parameters, ...buffers];
  const placeholders = open.map(({ name, shape }): [string, Constant] => [
    name,
    float32Constant(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape),
  ]);
  const inFile = new Map([...builder.initializers, ...placeholders]);
  const saved = withoutDropout({ nodes: added, outputs });
  const definition: NetworkDefinition = {
    ...base,
    graph: whole,
    shapes: new Map([...base.shapes, ...network.shapes, [free, last.shape]]),
    types: new Map([...base.types, [free, "float32"]]),
    parameters: byRole([...base.parameters, ...parameters]),
    buffers: [...base.buffers, ...buffers],
    ...(source ? { source: continued(source, base.graph, saved, inFile, outputs) } : {}),
  };
  return { definition, parameters, buffers };
}
