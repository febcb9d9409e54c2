/** Models that others made, ready to be trained. */
import { DownhillError, dataError } from "@downhill/core";
import { GraphBuilder } from "../graph/builder.js";
import { floatsOf } from "../graph/constant.js";
import { readModel } from "../graph/file.js";
import type { Graph, ModelFile, Node } from "../graph/graph.js";
import { byRole, type NetworkDefinition, type TrainableTensor } from "../model/definition.js";
import { defaultRuntime, type ModelOptions, OnnxModel } from "../model/model.js";
import { liveNodes, withTrainable } from "../model/surgery.js";
import type { Runtime } from "../session/session.js";
import { withoutBranches } from "./branches.js";
import { checkModel, listed, sorted } from "./check.js";
import { spelledOut } from "./contributed.js";
import { type Filling, filled } from "./fill.js";
import { widened } from "./halves.js";
import { normalize } from "./normalize.js";
import { outputOf } from "./output.js";
import { statisticsOf, trainableTensors } from "./parameters.js";
import { matcher, matching, type NamePattern } from "./patterns.js";
import { isRecurrent, RECURRENT_HINT, unrolled } from "./recurrent.js";
import { withoutSequences } from "./sequences.js";
import { settled } from "./settle.js";
import type { Trace } from "./trace.js";
import { traced } from "./trace-attempts.js";

export interface LoadOptions extends ModelOptions {
  /**
   * Shape of one sample without the batch: `[3, 224, 224]`, or by input name where there are several. Needed where
   * the file leaves height or width open. Default: what the file says.
   */
  readonly input?: readonly number[] | Readonly<Record<string, readonly number[]>>;
  /** The value to train on: the loss sees it. Default: the file's first float output. All outputs are saved. */
  readonly output?: string;
  /**
   * True: train on what goes into a final softmax or sigmoid, as cross-entropy wants it; `"auto"`: where there is one.
   * Default false.
   */
  readonly logits?: boolean | "auto";
  /** Only tensors of these names are trained. Default: all weights that are found. */
  readonly trainable?: NamePattern;
  /** Tensors of these names are not trained. See `OnnxModel.freeze`. */
  readonly freeze?: NamePattern;
  /** `"frozen"`: batch normalizations keep their running statistics also while training. Default `"training"`. */
  readonly batchNorm?: "training" | "frozen";
  /**
   * Inputs that are made rather than fed: `{ token_type_ids: 0, attention_mask: { not: 0 } }` is 0 everywhere, and 1
   * where the tokens that are fed are not 0. A setting, such as `{ sr: 16000 }`, decides the branches that ask for it.
   */
  readonly fill?: Readonly<Record<string, Filling>>;
}

/**
 * Reads an ONNX model (operator sets 9 to 21) and makes it trainable. Weights are found by how they are used; the
 * shapes of all values by running the model on made-up samples. The model is saved as it was, with other numbers; half
 * precision is trained in float32.
 *
 * @param source the path of a file, or its bytes. Tensors in further files are only read beside a path.
 * @throws DownhillError `data` for what is no ONNX model or cannot be trained: all nodes without a gradient are
 *   listed at once. `usage` for options that do not fit the model.
 * @example
 * const model = await loadOnnx("mobilenet.onnx", { input: [3, 224, 224] });
 * const tuned = model.replaceHead([dense(5)]).freeze("features.*");
 * await fit(tuned, photos, { loss: crossEntropy(), optimizer: adamw({ lr: 1e-3 }), epochs: 5, batchSize: 32 });
 * await tuned.save("flowers.onnx");
 */
export async function loadOnnx(source: string | Uint8Array, options: LoadOptions = {}): Promise<OnnxModel> {
  const file = await fileOf(source);
  checkModel(file);
  const { runtime = await defaultRuntime(), threads, provider } = options;
  const { definition, values } = await definitionOf(file, options, runtime);
  const session = {
    ...(threads === undefined ? {} : { threads }),
    ...(provider === undefined ? {} : { provider }),
  };
  const model = new OnnxModel(definition, runtime, session);
  for (const { name } of [...definition.parameters, ...definition.buffers])
    model.valuesOf(name).set(values(name));
  if (definition.parameters.length > 0) planned(model);
  return model;
}

/** What cannot be trained is refused while the model is loaded. */
function planned(model: OnnxModel): void {
  try {
    model.plan();
  } catch (error) {
    if (!(error instanceof DownhillError) || !model.definition.graph.nodes.some(isRecurrent)) throw error;
    throw new DownhillError(error.code, `${error.message}\n  ${RECURRENT_HINT}`, { cause: error });
  }
}

export async function fileOf(source: string | Uint8Array): Promise<ModelFile> {
  if (typeof source !== "string") return readModel(source);
  const { readWhole } = await import("../model/node-files.js");
  const { externalDataOf } = await import("./node-external.js");
  const bytes = await readWhole(source);
  return readModel(bytes, externalDataOf(source));
}

interface Prepared {
  readonly definition: NetworkDefinition;
  readonly values: (name: string) => Float32Array;
}

async function definitionOf(file: ModelFile, options: LoadOptions, runtime: Runtime): Promise<Prepared> {
  const graph = widened(file.graph);
  const names = graph.nodes.flatMap((node) => [node.name, ...node.inputs, ...node.outputs]);
  const emit = new GraphBuilder([
    ...names,
    ...graph.initializers.keys(),
    ...graph.inputs.map(({ name }) => name),
  ]);
  const literal = new Set(graph.nodes.flatMap((node) => (node.op === "Constant" ? node.outputs : [])));
  const constants = new Map(graph.initializers);
  const opset = file.opsets.get("") ?? 0;
  const plain = normalize(sorted(graph), opset, emit, constants);
  const nodes = withoutSequences(
    plain.flatMap((node) => spelledOut(node, emit)),
    emit,
    constants,
  );
  const open = filled({ ...graph, nodes, initializers: constants }, options.fill ?? {}, emit);
  const output = outputOf(graph.outputs, nodes, options);
  const leadingTo = (all: readonly Node[], outputs: readonly string[]): Graph => {
    const live = liveNodes(all, outputs);
    const used = new Set(live.flatMap((node) => node.inputs));
    const known = [...constants, ...emit.initializers].filter(([name]) => used.has(name));
    const inputs = open.inputs.filter(({ name }) => used.has(name));
    return { name: graph.name, nodes: live, initializers: new Map(known), inputs, outputs: [] };
  };
  const straight = await withoutBranches(open, output, constants, {
    normalize: (branch) => {
      for (const { op, outputs } of branch) if (op === "Constant") literal.add(outputs[0]!);
      return normalize(branch, opset, emit, constants).flatMap((node) => spelledOut(node, emit));
    },
    evaluate: async (all, names) => {
      const { trace } = await traced(leadingTo(all, names), names[0]!, options.input, runtime, file.opsets);
      return trace.constants;
    },
  });
  const working = leadingTo(straight, [output]);
  if (working.inputs.length === 0) throw dataError(`output ${output} does not depend on any input`);
  const trace = (whole: Graph) => traced(whole, output, options.input, runtime, file.opsets);
  const first = await trace(working);
  if (!working.nodes.some(isRecurrent))
    return assemble({ ...working, inputs: first.inputs }, output, first.trace, literal, emit, options, file);
  const steps = leadingTo(unrolled(working.nodes, first.trace.shapes, emit), [output]);
  const second = await trace(steps);
  return assemble({ ...steps, inputs: second.inputs }, output, second.trace, literal, emit, options, file);
}

function assemble(
  graph: Graph,
  output: string,
  trace: Trace,
  literal: ReadonlySet<string>,
  emit: GraphBuilder,
  options: LoadOptions,
  file: ModelFile,
): Prepared {
  const type = trace.types.get(output) ?? "float32";
  if (type !== "float32") throw dataError(`output ${output} is ${type}; only float32 can be trained on`);
  const all = new Map([...graph.initializers, ...trace.constants]);
  const varying = graph.nodes.filter(
    (node) => !node.outputs.every((name) => name === "" || trace.constants.has(name)),
  );
  const nodes = liveNodes(settled(varying, trace.types, all), [output]);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = new Map([...all].filter(([name]) => used.has(name)));
  const statistics = new Set(nodes.flatMap(statisticsOf));
  const found = trainableTensors(nodes, initializers, graph.inputs, literal).filter(
    ({ name }) => !statistics.has(name) && graph.initializers.has(name),
  );
  // Numbers that reading made, such as the bounds of a Clip, have no place in the file.
  const ofFile = new Map([...initializers].filter(([name]) => !emit.initializers.has(name)));
  const chosen = chosenTensors(found, ofFile, statistics, options);
  const all32 = byRole(chosen.tensors);
  const whole: NetworkDefinition = {
    graph: {
      ...graph,
      nodes,
      initializers,
      outputs: [{ name: output, type, shape: trace.shapes.get(output) }],
    },
    shapes: trace.shapes,
    types: trace.types,
    parameters: [],
    frozen: all32,
    buffers: [],
    batchNorm: options.batchNorm ?? "training",
    source: file,
  };
  const values = (name: string): Float32Array => floatsOf(initializers.get(name)!);
  return { definition: withTrainable(whole, values, (name) => chosen.trained.has(name)), values };
}

/** The tensors that can be trained, and the names of those that are. */
function chosenTensors(
  found: readonly TrainableTensor[],
  initializers: Graph["initializers"],
  statistics: ReadonlySet<string>,
  { trainable, freeze }: LoadOptions,
): { tensors: readonly TrainableTensor[]; trained: ReadonlySet<string> } {
  const floats = [...initializers].flatMap(([name, { type }]) => (type === "float32" ? [name] : []));
  if (found.length === 0 && trainable === undefined) {
    throw dataError(
      `the model has no parameters to train; its float32 tensors: ${listed(floats) || "none"}. Choose some by name with trainable`,
    );
  }
  let tensors = found;
  let trained = new Set(found.map(({ name }) => name));
  if (trainable !== undefined) {
    trained = matching(
      trainable,
      floats.filter((name) => !statistics.has(name)),
    );
    const more = [...trained].filter((name) => !found.some((tensor) => tensor.name === name));
    tensors = [
      ...found,
      ...more.map((name): TrainableTensor => ({ name, shape: initializers.get(name)!.dims, role: "weight" })),
    ];
  }
  if (freeze !== undefined) {
    matching(freeze, [...trained]);
    const isFrozen = matcher(freeze);
    trained = new Set([...trained].filter((name) => !isFrozen(name)));
  }
  return { tensors, trained };
}
