/** The graphs of a training step, as ONNX files: forward and backward with what passes between them, or both as one. */
import type { LossGradient } from "@downhill/core/graph";
import { type Backward, derive } from "../backward/derive.js";
import { GraphBuilder } from "../graph/builder.js";
import type { ElementType } from "../graph/element-types.js";
import { modelOf, writeModel } from "../graph/file.js";
import { fuseConvolutions } from "../graph/fuse.js";
import type { Graph, Node, Shape, ValueInfo } from "../graph/graph.js";
import { inferTypes } from "../graph/types.js";
import { type GradientNodes, gradientNodes } from "../loss/gradient.js";
import type { NetworkDefinition } from "./definition.js";
import { recompute } from "./recompute.js";
import { type TrainingGraph, trainingGraph } from "./training-graph.js";

export interface TrainingPlan {
  readonly training: TrainingGraph;
  readonly backward: Backward;
  /** The ONNX files. */
  readonly forwardBytes: Uint8Array;
  readonly backwardBytes: Uint8Array;
  /** A faster backward graph for these sizes alone, undefined where there is none. */
  backwardBytesFor(sizes: ReadonlyMap<string, number>): Uint8Array | undefined;
  /** Forward values that the backward graph reads: outputs of the one, inputs of the other. */
  readonly saved: readonly string[];
  readonly types: ReadonlyMap<string, ElementType>;
  /** Forward, the derivative of a loss on rows of so many columns, and backward in one graph. */
  joint(loss: LossGradient, columns: number, sizes: ReadonlyMap<string, number>): JointPlan;
}

export interface JointPlan {
  /** The ONNX file. Its outputs: the network's, statistics of the batch, and gradients. */
  readonly bytes: Uint8Array;
  readonly loss: GradientNodes;
  /** Parameter -> name of its gradient. */
  readonly gradients: ReadonlyMap<string, string>;
  /** True when the graph is for the given sizes alone. */
  readonly isSized: boolean;
}

/**
 * Derives everything that training needs.
 * @param block channels in a block, where the engine can work on images in blocks
 * @throws DownhillError `data` for nodes without a gradient.
 */
export function planTraining(definition: NetworkDefinition, block?: number): TrainingPlan {
  const { graph } = definition;
  const output = graph.outputs[0]!.name;
  const training = trainingGraph(graph.nodes, graph.initializers, definition.shapes, output, {
    moving: new Set(definition.buffers.map(({ name }) => name)),
    block,
  });
  const { blocked } = training;
  const derived = (sizes?: ReadonlyMap<string, number>, taken: readonly string[] = []) =>
    derive({
      taken,
      nodes: training.logical,
      constants: training.constants,
      shapes: training.shapes,
      output,
      wanted: definition.parameters.map(({ name }) => name),
      types: definition.types,
      ...(blocked ? { blocked } : {}),
      ...(sizes ? { sizes } : {}),
    });
  const backward = derived();

  const types = new Map<string, ElementType>(definition.types);
  for (const { name } of [...definition.parameters, ...definition.buffers]) types.set(name, "float32");
  for (const [name, constant] of training.constants) types.set(name, constant.type);
  for (const { mask } of training.dropouts) types.set(mask, "float32");
  inferTypes(training.run, types);
  types.set(backward.outputGradient, "float32");

  const produced = new Set(training.run.flatMap((node) => node.outputs));
  const read = backward.needed.filter((name) => produced.has(name));
  const { nodes: again, saved } = recompute(training.run, read, training.shapes);
  const info = (name: string, shape: Shape | undefined = training.shapes.get(name)): ValueInfo => ({
    name,
    type: types.get(name) ?? "float32",
    shape,
  });
  const statistics = training.statistics.flatMap(({ mean, variance }) => [mean, variance]);
  const outputs = [...new Set([output, ...saved, ...statistics])];
  const fused = (nodes: readonly Node[], kept: readonly string[]) =>
    blocked ? fuseConvolutions(nodes, new Set(kept), (name) => blocked.values.has(name)) : nodes;
  const forward = runnable(
    "forward",
    fused(training.run, outputs),
    training,
    outputs.map((name) => info(name)),
    info,
  );
  const bytesOf = ({ graph: { nodes, initializers, outputs: gradients } }: Backward): Uint8Array => {
    const constants = new Map([...training.constants, ...initializers]);
    const shapeOf = (name: string) => training.shapes.get(name === backward.outputGradient ? output : name);
    const all = [...fused(again, read), ...nodes];
    return writeModel(
      modelOf(runnable("backward", all, { constants }, gradients, (name) => info(name, shapeOf(name)))),
    );
  };
  const backwardBytesFor = (sizes: ReadonlyMap<string, number>): Uint8Array | undefined => {
    if (!blocked || backward.isSized) return undefined;
    const special = derived(sizes);
    return special.isSized ? bytesOf(special) : undefined;
  };
  const joint = (loss: LossGradient, columns: number, sizes: ReadonlyMap<string, number>): JointPlan => {
    const taken = [...training.constants.keys(), ...training.run.flatMap(namesOf)];
    const own = derived(sizes, taken);
    const emit = new GraphBuilder([
      ...[...taken, ...training.shapes.keys(), ...own.graph.initializers.keys(), own.outputGradient],
      ...own.graph.nodes.flatMap(namesOf),
    ]);
    const between = gradientNodes(emit, loss, output, columns);
    const renamed = (name: string) => (name === between.gradient ? own.outputGradient : name);
    const seam = emit.nodes.map((node) => ({ ...node, outputs: node.outputs.map(renamed) }));
    const outputs = [output, ...statistics].map((name) => info(name));
    const kept = [...outputs, ...own.graph.outputs];
    const nodes = fused(
      [...training.run, ...seam, ...own.graph.nodes],
      kept.map(({ name }) => name),
    );
    const constants = new Map([...training.constants, ...emit.initializers, ...own.graph.initializers]);
    const fed = new Map(between.inputs.map((each) => [each.name, each]));
    const graph = runnable("step", nodes, { constants }, kept, (name) => fed.get(name) ?? info(name));
    return {
      bytes: writeModel(modelOf(graph)),
      loss: between,
      gradients: own.gradients,
      isSized: own.isSized,
    };
  };
  return {
    joint,
    training,
    backward,
    forwardBytes: writeModel(modelOf(forward)),
    backwardBytes: bytesOf(backward),
    backwardBytesFor,
    saved,
    types,
  };
}

const namesOf = ({ name, inputs, outputs }: Node): string[] => [name, ...inputs, ...outputs];

/** A graph whose free names are inputs. */
function runnable(
  name: string,
  nodes: readonly Node[],
  { constants }: Pick<TrainingGraph, "constants">,
  outputs: readonly ValueInfo[],
  info: (name: string) => ValueInfo,
): Graph {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const used = new Set(
    nodes.flatMap((node) => node.inputs).filter((input) => input !== "" && !made.has(input)),
  );
  return {
    name,
    nodes,
    initializers: new Map([...constants].filter(([constant]) => used.has(constant))),
    inputs: [...used].filter((input) => !constants.has(input)).map((input) => info(input)),
    outputs,
  };
}

/** The inference graph with parameters and buffers as inputs. */
export function inferenceBytes(definition: NetworkDefinition): Uint8Array {
  const { graph, shapes, types } = definition;
  const info = (name: string): ValueInfo => ({
    name,
    type: types.get(name) ?? "float32",
    shape: shapes.get(name),
  });
  const nodes = withoutDropout(graph);
  return writeModel(
    modelOf(runnable("inference", nodes, { constants: graph.initializers }, graph.outputs, info)),
  );
}

/** Dropout does nothing at inference: what used its output uses its input. */
export function withoutDropout(graph: Pick<Graph, "nodes" | "outputs">): Node[] {
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const renamed = new Map<string, string>();
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => renamed.get(input) ?? input);
    const [output] = node.outputs as [string];
    if (node.op !== "Dropout" || node.domain !== "") nodes.push({ ...node, inputs });
    else if (outputs.has(output))
      nodes.push({ ...node, op: "Identity", inputs: inputs.slice(0, 1), outputs: [output], attributes: {} });
    else renamed.set(output, inputs[0]!);
  }
  return nodes;
}
