/** Features: what the frozen beginning of a network makes of a data set, computed once. */
import { type Dataset, type Tensor, usageError } from "@downhill/core";
import { type ArrayDataset, arrayDataset } from "@downhill/core/training";
import { sizeOf } from "../graph/constant.js";
import type { Node, ValueInfo } from "../graph/graph.js";
import type { NetworkDefinition } from "./definition.js";
import { cutAt, liveNodes } from "./surgery.js";

export interface FeatureOptions {
  /** Samples per run. Default 64. */
  readonly batchSize?: number;
}

interface Split {
  /** Ends in the features; nothing of it is trained. */
  readonly backbone: NetworkDefinition;
  /** Begins with the features. */
  readonly head: NetworkDefinition;
}

/** All values that depend on some of these. */
function dependent(nodes: readonly Node[], from: Iterable<string>, except = ""): Set<string> {
  const values = new Set(from);
  for (const node of nodes) {
    if (!node.inputs.some((input) => values.has(input))) continue;
    for (const output of node.outputs) if (output !== "" && output !== except) values.add(output);
  }
  return values;
}

/**
 * Finds the last value before everything that is trained, through which all that is fed must pass.
 * @throws DownhillError `usage` when there is none
 */
export function splitAtFrozen(definition: NetworkDefinition): Split {
  const { graph, parameters, buffers } = definition;
  if (parameters.length === 0)
    throw usageError("all tensors of this model are frozen: use cut(at) to compute features");
  const trained = [...parameters, ...buffers].map(({ name }) => name);
  const moving = dependent(graph.nodes, trained);
  const after = graph.nodes.filter((node) => node.outputs.some((output) => moving.has(output)));
  const inputs = graph.inputs.map(({ name }) => name);
  const fed = dependent(graph.nodes, inputs);
  const needed = new Set(
    after.flatMap((node) => node.inputs).filter((name) => fed.has(name) && !moving.has(name)),
  );
  const candidates = graph.nodes
    .filter((node) => !after.includes(node))
    .flatMap((node) => node.outputs)
    .filter((name) => fed.has(name) && definition.types.get(name) !== "int64")
    .reverse();
  const isGate = (name: string): boolean => {
    const around = dependent(graph.nodes, inputs, name);
    return ![...needed].some((value) => value !== name && around.has(value));
  };
  const at = candidates.find(isGate);
  if (at === undefined || inputs.some((name) => needed.has(name))) {
    throw usageError(
      "nothing at the beginning of this model is frozen as a whole, so there are no features to keep; freeze its first layers",
    );
  }
  return {
    backbone: cutAt({ ...definition, parameters: [], buffers: [] }, at),
    head: headAfter(definition, at),
  };
}

function headAfter(definition: NetworkDefinition, at: string): NetworkDefinition {
  const { graph, shapes, source: _, ...rest } = definition;
  const input: ValueInfo = { name: at, type: "float32", shape: shapes.get(at) };
  const later = graph.nodes.filter((node) => !node.outputs.includes(at));
  const nodes = liveNodes(
    later,
    graph.outputs.map(({ name }) => name),
  );
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = new Map([...graph.initializers].filter(([name]) => used.has(name)));
  const frozen = definition.frozen.filter(({ name }) => used.has(name));
  return { ...rest, shapes, frozen, graph: { ...graph, nodes, initializers, inputs: [input] } };
}

interface Runnable {
  readonly definition: NetworkDefinition;
  forward(inputs: Tensor): Promise<Tensor>;
}

/** Runs a network over a data set, in order. Its samples are taken as they are, without augmentation. */
export async function featuresOf(
  model: Runnable,
  dataset: Dataset,
  { batchSize = 64 }: FeatureOptions,
): Promise<ArrayDataset> {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw usageError(`batchSize: expected a whole number of at least 1, got ${batchSize}`);
  let features: Float32Array | undefined;
  let shape: readonly number[] = [];
  let targets: Float32Array | Int32Array | undefined;
  let targetShape: readonly number[] = [];
  let weights: Float32Array | undefined;
  for (let start = 0; start < dataset.length; start += batchSize) {
    const count = Math.min(batchSize, dataset.length - start);
    const batch = await dataset.batch(Uint32Array.from({ length: count }, (_, i) => start + i));
    const target = batch.targets;
    targetShape = target.dims.slice(1);
    const isFloat = target.data instanceof Float32Array;
    targets ??= new (isFloat ? Float32Array : Int32Array)(dataset.length * sizeOf(targetShape));
    for (let i = 0; i < target.data.length; i++)
      targets[start * sizeOf(targetShape) + i] = Number(target.data[i]);
    if (batch.weights) (weights ??= new Float32Array(dataset.length).fill(1)).set(batch.weights, start);
    const output = await model.forward(batch.inputs);
    shape = output.dims.slice(1);
    features ??= new Float32Array(dataset.length * sizeOf(shape));
    features.set(output.data as Float32Array, start * sizeOf(shape));
  }
  if (!features || !targets) throw usageError("the data set has no samples");
  return arrayDataset({
    inputs: { data: features, dims: [dataset.length, ...shape] },
    targets: { data: targets, dims: [dataset.length, ...targetShape] },
    ...(weights ? { weights } : {}),
  });
}
