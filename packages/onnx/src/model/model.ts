/** A trainable network: core's `Model` on an engine that runs ONNX graphs. */
import {
  Arena,
  type ArrayDataset,
  type Block,
  type Dataset,
  DownhillError,
  dataError,
  type ForwardMode,
  type Model,
  type Tensor,
  unknownName,
  usageError,
} from "@downhill/core";
import { floatsOf } from "../graph/constant.js";
import { product, show } from "../graph/dimensions.js";
import type { ValueInfo } from "../graph/graph.js";
import type { Layer } from "../layers/layer.js";
import { matching, type NamePattern } from "../load/patterns.js";
import { fillDropoutMask } from "../random.js";
import { nodeRuntime } from "../session/node-runtime.js";
import type { EngineTensor, Runtime, Session, SessionOptions } from "../session/session.js";
import { allocate, MemoryTensors, Recent } from "./buffers.js";
import type { NetworkDefinition } from "./definition.js";
import { savedBytes } from "./export.js";
import { type FeatureOptions, featuresOf, splitAtFrozen } from "./features.js";
import { convert, type Inputs, matchShape, tensorsOf } from "./inputs.js";
import { inferenceBytes, planTraining, type TrainingPlan } from "./plan.js";
import { updateStatistics } from "./statistics.js";
import { type SummaryRow, summaryText } from "./summary.js";
import { continueWith, cutAt, lastFeatures, withTrainable } from "./surgery.js";
import { loadWeights, weightBytes } from "./weights.js";

export interface ModelOptions extends SessionOptions {
  /** The engine. Default: onnxruntime-node. */
  readonly runtime?: Runtime;
}

export interface HeadOptions {
  /** The value, or the node, after which the new layers stand. Default: what goes into the last layer with a weight. */
  readonly at?: string;
  /** The same seed gives the same first weights. Default 0. */
  readonly seed?: number;
}

export interface Extracted {
  /** What the frozen part makes of each sample, with the targets of the data set. */
  readonly features: ArrayDataset;
  /** The part that is trained, on the same parameters. */
  readonly head: OnnxModel;
}

type Tensors = Record<string, EngineTensor>;

/** Arrays for one batch size. */
interface Step {
  readonly sizes: ReadonlyMap<string, number>;
  readonly masks: Tensors;
  /** Saved values and statistics; null where the engine allocates. */
  readonly fetches: Readonly<Record<string, EngineTensor | null>>;
}

interface Training {
  readonly plan: TrainingPlan;
  readonly forward: Session;
  readonly backward: Session;
  readonly gradients: MemoryTensors;
}

/** What a training forward leaves for backward. */
interface Pending {
  readonly values: Tensors;
  readonly input: () => Tensors;
  readonly outputDims: readonly number[];
}

export class OnnxModel implements Model {
  readonly arena: Arena;
  readonly buffers: ReadonlyMap<string, Float32Array>;
  readonly definition: NetworkDefinition;
  readonly #runtime: Runtime;
  readonly #options: SessionOptions;
  readonly #rows: readonly SummaryRow[];
  readonly #parameters: MemoryTensors;
  readonly #bufferTensors: Tensors;
  readonly #steps = new Recent<Step>(3);
  #plan: TrainingPlan | undefined;
  #training: Promise<Training> | undefined;
  #inference: Promise<Session> | undefined;
  #output: Block | undefined;
  #pending: Pending | undefined;
  #disposed = false;

  /**
   * Use `sequential(...).build(...)` or `loadOnnx(...)`; this constructor leaves all parameters zero.
   * @param shared a model whose parameters and buffers this one uses as its own
   */
  constructor(
    definition: NetworkDefinition,
    runtime: Runtime,
    options: SessionOptions,
    rows: readonly SummaryRow[] = [],
    shared?: OnnxModel,
  ) {
    this.definition = definition;
    this.#runtime = runtime;
    this.#options = options;
    this.#rows = rows;
    this.arena = shared?.arena ?? new Arena(definition.parameters);
    const { memory, valueBlock, segments } = this.arena;
    this.#parameters = new MemoryTensors(
      runtime,
      memory,
      segments.map(({ name, offset, length, shape }) => ({
        name,
        block: valueBlock.slice(offset, length),
        dims: shape,
      })),
    );
    this.buffers =
      shared?.buffers ??
      new Map(
        definition.buffers.map(({ name, shape }) => [
          name,
          new Float32Array(shape.reduce((a, b) => a * b, 1)),
        ]),
      );
    this.#bufferTensors = Object.fromEntries(
      definition.buffers.map(({ name, shape }) => [
        name,
        runtime.tensor("float32", this.buffers.get(name)!, shape),
      ]),
    );
  }

  /** The graphs of a training step. @throws DownhillError `data` that lists all nodes without a gradient. */
  plan(): TrainingPlan {
    if (this.definition.parameters.length === 0)
      throw usageError("all tensors of this model are frozen: there is nothing to train");
    this.#plan ??= planTraining(this.definition);
    return this.#plan;
  }

  /** Compiles the graphs for training ahead of the first step, so that what cannot be trained is refused early. */
  async prepare(): Promise<void> {
    await this.#prepareTraining();
  }

  /**
   * Runs the network on a batch: the input's first axis is the sample. A network with several inputs takes a tensor for
   * each by name. The result lies in the arena's memory and is
   * valid until the next call.
   * @throws DownhillError `data` for an input of the wrong shape or with values out of range (tokens).
   */
  async forward(inputs: Inputs, mode: ForwardMode = {}): Promise<Tensor> {
    if (this.#disposed) throw usageError("this model was disposed");
    const given = tensorsOf(this.definition.graph.inputs, inputs);
    const sizes = new Map<string, number>();
    for (const [info, tensor] of given) matchShape(info, tensor, sizes);
    const followed = given.map(([info, tensor]) => [info.name, this.#followed(info, tensor)] as const);
    const input = (): Tensors => Object.fromEntries(followed.map(([name, tensor]) => [name, tensor()]));
    this.#pending = undefined;
    return mode.training ? this.#forwardTraining(input, sizes, mode.seed ?? 0) : this.#infer(input, sizes);
  }

  async #infer(input: () => Tensors, sizes: ReadonlyMap<string, number>): Promise<Tensor> {
    this.#inference ??= this.#runtime.open(inferenceBytes(this.definition), this.#options);
    const session = await this.#inference;
    const output = this.#outputTensor(sizes);
    const feeds = pick(session.inputNames, this.#parameters.get(), this.#bufferTensors, input());
    const name = this.definition.graph.outputs[0]!.name;
    const results = await run(session, feeds, { [name]: output });
    return asTensor(output ?? results[name]!);
  }

  async #forwardTraining(
    input: () => Tensors,
    sizes: ReadonlyMap<string, number>,
    seed: number,
  ): Promise<Tensor> {
    const { plan, forward } = await this.#prepareTraining();
    const { graph } = this.definition;
    const name = graph.outputs[0]!.name;
    const step = this.#steps.get([...sizes.values()].join(), () => this.#step(plan, sizes));
    plan.training.dropouts.forEach(({ mask, probability }, site) => {
      fillDropoutMask(step.masks[mask]!.data as Float32Array, probability, seed, site);
    });
    const output = this.#outputTensor(sizes);
    const { masks } = step;
    const feeds = pick(forward.inputNames, this.#parameters.get(), this.#bufferTensors, masks, input());
    const results = await run(forward, feeds, { ...step.fetches, [name]: output });
    const values: Tensors = { ...step.masks };
    for (const key of Object.keys(step.fetches)) values[key] = step.fetches[key] ?? results[key]!;
    const result = output ?? results[name]!;
    if (plan.saved.includes(name)) values[name] = copied(this.#runtime, result);
    updateStatistics(plan.training.statistics, values, this.buffers, (value) => {
      const shape = plan.training.shapes.get(value)!;
      return Number(product(shape.map((size) => (typeof size === "string" ? (sizes.get(size) ?? 1) : size))));
    });
    this.#pending = { values, input, outputDims: result.dims };
    return asTensor(result);
  }

  /**
   * Overwrites `arena.gradients` with ∂L/∂parameters, given ∂L/∂output of the last training forward.
   * @throws DownhillError `usage` without a training forward before it, `data` for another shape than the output's.
   */
  async backward(outputGradient: Tensor): Promise<void> {
    const pending = this.#pending;
    if (!pending) throw usageError("backward needs a forward with { training: true } before it");
    const { plan, backward, gradients } = await this.#prepareTraining();
    const { data, dims } = outputGradient;
    if (!(data instanceof Float32Array) || show(dims) !== show(pending.outputDims)) {
      throw dataError(
        `output gradient: expected float32 of shape ${show(pending.outputDims)}, got ${show(dims)}`,
      );
    }
    const feeds = pick(backward.inputNames, this.#parameters.get(), this.#bufferTensors, pending.values, {
      ...pending.input(),
      [plan.backward.outputGradient]: this.#runtime.tensor("float32", data, dims),
    });
    for (const { name } of this.arena.segments) {
      if (!plan.backward.gradients.has(name)) this.arena.gradientsOf(name).fill(0);
    }
    await run(backward, feeds, gradients.get());
  }

  /**
   * The numbers of a tensor: in place if it is trained or a running statistic, a copy if it is frozen.
   * @throws DownhillError `usage` for unknown names
   */
  valuesOf(name: string): Float32Array {
    const { parameters, buffers, frozen, graph } = this.definition;
    const buffer = this.buffers.get(name);
    if (buffer) return buffer;
    if (parameters.some((tensor) => tensor.name === name)) return this.arena.valuesOf(name);
    const constant = graph.initializers.get(name);
    if (constant) return floatsOf(constant);
    throw unknownName(
      "tensor",
      name,
      [...parameters, ...frozen, ...buffers].map((tensor) => tensor.name),
    );
  }

  /**
   * The model as a plain ONNX file: weights inside, batch size open, dropout left out. A model that was loaded keeps its
   * names, operator set, metadata and all nodes.
   * With a path the file is written completely or not at all.
   */
  async save(path?: string): Promise<Uint8Array> {
    const bytes = savedBytes(this.definition, (name) => this.valuesOf(name));
    if (path !== undefined) await (await import("./node-files.js")).writeWhole(path, bytes);
    return bytes;
  }

  /**
   * Parameters and buffers as a safetensors file, tensors named as in the ONNX file.
   * With a path the file is written completely or not at all.
   */
  async saveWeights(path?: string): Promise<Uint8Array> {
    const bytes = weightBytes(this);
    if (path !== undefined) await (await import("./node-files.js")).writeWhole(path, bytes);
    return bytes;
  }

  /**
   * Reads what `saveWeights` wrote, from a path or from bytes.
   * @throws DownhillError `data` when the file is no safetensors file or of another network; nothing is changed then.
   */
  async loadWeights(source: string | Uint8Array): Promise<void> {
    const bytes =
      typeof source === "string" ? await (await import("./node-files.js")).readWhole(source) : source;
    loadWeights(this, bytes);
  }

  /**
   * The part of the network that leads to `at`, as a model of its own: a backbone.
   * @param at a value of the graph, or the name of a node
   * @throws DownhillError `usage` when there is no such value
   * @example const backbone = model.cut("/avgpool/GlobalAveragePool_output_0");
   */
  cut(at: string): OnnxModel {
    return this.#derived(cutAt(this.definition, at));
  }

  /**
   * The network with other layers in place of its last one. The rest keeps its weights and is a copy: this model stays
   * as it is. Names of the new tensors begin with `head.`.
   * @throws DownhillError `usage` when there is no such value, or that names the layer whose input does not fit
   * @example const classifier = model.replaceHead([dense(5)], { seed: 1 }).freeze(/^(?!head)/);
   */
  replaceHead(layers: readonly Layer[], options: HeadOptions = {}): OnnxModel {
    const { seed = 0 } = options;
    const output = this.definition.graph.outputs[0]!.name;
    const base = cutAt(this.definition, options.at ?? lastFeatures(this.definition));
    const { definition, parameters, buffers } = continueWith(base, layers, output);
    const model = this.#derived(definition);
    for (const { name, initializer } of parameters) initializer(model.arena.valuesOf(name), seed, name);
    for (const { name, fill } of buffers) model.buffers.get(name)!.fill(fill);
    return model;
  }

  /**
   * The same network with the tensors of these names held fixed: their gradients are not even computed, and they are
   * no longer in the arena. A batch normalization whose scale and shift are frozen keeps its statistics as well.
   * @param pattern a name with `*` for anything, a regular expression, a function, or several
   * @throws DownhillError `usage`, with the names there are, when none fits
   * @example model.freeze(["features.*", /norm/])
   */
  freeze(pattern: NamePattern): OnnxModel {
    const chosen = matching(pattern, this.#trainable());
    const trained = new Set(this.definition.parameters.map(({ name }) => name));
    return this.#refrozen((name) => trained.has(name) && !chosen.has(name));
  }

  /** The same network with the tensors of these names trained, besides those that are. See `freeze`. */
  unfreeze(pattern: NamePattern): OnnxModel {
    const chosen = matching(pattern, this.#trainable());
    const trained = new Set(this.definition.parameters.map(({ name }) => name));
    return this.#refrozen((name) => trained.has(name) || chosen.has(name));
  }

  /**
   * Runs the frozen part of the network over a data set once. What comes back is a data set of the results in memory,
   * and the rest of the network as a model that shares this model's parameters: training it trains this model, at the
   * cost of the last layers alone.
   * @throws DownhillError `usage` when nothing at the beginning is frozen
   * @example
   * const { features, head } = await model.freeze(/^(?!head)/).extractFeatures(train);
   * await fit(head, features, { loss: crossEntropy(), optimizer: adamw(), epochs: 20, batchSize: 64 });
   */
  async extractFeatures(dataset: Dataset, options: FeatureOptions = {}): Promise<Extracted> {
    const { backbone, head } = splitAtFrozen(this.definition);
    const model = this.#derived(backbone);
    try {
      const features = await featuresOf(model, dataset, options);
      return { features, head: new OnnxModel(head, this.#runtime, this.#options, [], this) };
    } finally {
      await model.dispose();
    }
  }

  #trainable(): string[] {
    return [...this.definition.parameters, ...this.definition.frozen].map(({ name }) => name);
  }

  #refrozen(isTrainable: (name: string) => boolean): OnnxModel {
    const definition = withTrainable(this.definition, (name) => this.valuesOf(name), isTrainable);
    return this.#derived(definition);
  }

  /** A model of its own memory with the values that this one has. */
  #derived(definition: NetworkDefinition): OnnxModel {
    const model = new OnnxModel(definition, this.#runtime, this.#options);
    const own = new Set([
      ...this.#trainable(),
      ...this.buffers.keys(),
      ...this.definition.graph.initializers.keys(),
    ]);
    for (const { name } of [...definition.parameters, ...definition.buffers])
      if (own.has(name)) model.valuesOf(name).set(this.valuesOf(name));
    return model;
  }

  /** A table of layers, output shapes and numbers of parameters. */
  summary(): string {
    return summaryText(this.#rows, this.arena.parameterCount);
  }

  /** Frees the native sessions. The parameters can still be read. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const training = await this.#training?.catch(() => undefined);
    const inference = await this.#inference?.catch(() => undefined);
    this.#training = this.#inference = this.#pending = undefined;
    await Promise.all(
      [training?.forward, training?.backward, inference].map((session) => session?.release()),
    );
  }

  #prepareTraining(): Promise<Training> {
    this.#training ??= (async () => {
      const plan = this.plan();
      const forward = await this.#runtime.open(plan.forwardBytes, this.#options);
      const backward = await this.#runtime.open(plan.backwardBytes, this.#options);
      const { memory, gradientBlock } = this.arena;
      const ranges = [...plan.backward.gradients].map(([name, gradient]) => {
        const { offset, length, shape } = this.arena.segment(name);
        return { name: gradient, block: gradientBlock.slice(offset, length), dims: shape };
      });
      return { plan, forward, backward, gradients: new MemoryTensors(this.#runtime, memory, ranges) };
    })();
    return this.#training;
  }

  #step({ training, saved, types }: TrainingPlan, sizes: ReadonlyMap<string, number>): Step {
    const make = (name: string) =>
      allocate(this.#runtime, types.get(name) ?? "float32", training.shapes.get(name), sizes);
    const statistics = training.statistics.flatMap(({ mean, variance }) => [mean, variance]);
    const output = this.definition.graph.outputs[0]!.name;
    const fetched = [...new Set([...saved, ...statistics])].filter((name) => name !== output);
    const masks = training.dropouts.map(({ mask }) => {
      const tensor = make(mask);
      if (!tensor) throw dataError(`dropout ${mask}: the size of its input is not known`);
      return [mask, tensor] as const;
    });
    return {
      sizes,
      masks: Object.fromEntries(masks),
      fetches: Object.fromEntries(fetched.map((name) => [name, make(name)])),
    };
  }

  /** Where the output goes: a range of the arena's memory, so that the loss finds it in place. */
  #outputTensor(sizes: ReadonlyMap<string, number>): EngineTensor | null {
    const { name } = this.definition.graph.outputs[0]!;
    const shape = this.definition.shapes.get(name);
    const dims = shape?.map((size) => (typeof size === "string" ? (sizes.get(size) ?? Number.NaN) : size));
    const length = dims?.reduce((a, b) => a * b, 1) ?? Number.NaN;
    if (!dims || Number.isNaN(length)) return null;
    if (!this.#output || this.#output.length < length) this.#output = this.arena.memory.allocate(length);
    return this.#runtime.tensor("float32", this.#output.array.subarray(0, length), dims);
  }

  /** The input as engine tensor; found again if it lies in the arena's memory and that grows before backward. */
  #followed(info: ValueInfo, inputs: Tensor): () => EngineTensor {
    const { type, data } = convert(info, inputs.data);
    const { memory } = this.arena;
    const tensor = this.#runtime.tensor(type, data, inputs.dims);
    if (data.buffer !== memory.buffer || !(data instanceof Float32Array)) return () => tensor;
    const { byteOffset, length } = data;
    return () =>
      data.buffer === memory.buffer
        ? tensor
        : this.#runtime.tensor(type, new Float32Array(memory.buffer, byteOffset, length), inputs.dims);
  }
}

const asTensor = ({ data, dims }: EngineTensor): Tensor => ({ data: data as Float32Array, dims });

/** The output is overwritten by the next forward and may be moved by a growing memory; what backward needs is kept. */
const copied = (runtime: Runtime, { data, dims }: EngineTensor): EngineTensor =>
  runtime.tensor("float32", (data as Float32Array).slice(), dims);

/** The named tensors, each from the first source that has it. */
function pick(names: readonly string[], ...sources: readonly Readonly<Tensors>[]): Tensors {
  const result: Tensors = {};
  for (const name of names) {
    const source = sources.find((candidate) => name in candidate);
    if (source) result[name] = source[name]!;
  }
  return result;
}

async function run(session: Session, feeds: Tensors, fetches: Readonly<Record<string, EngineTensor | null>>) {
  try {
    return await session.run(feeds, fetches);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DownhillError("data", `the network could not be run: ${reason}`, { cause });
  }
}

/** The default engine. */
export const defaultRuntime = nodeRuntime;
