/** A network that can be trained, saved, and made into other networks. */
import type { Dataset } from "@downhill/core";
import type { ArrayDataset } from "@downhill/core/training";
import { float32Constant } from "../graph/constant.js";
import type { Layer } from "../layers/layer.js";
import { matching, type NamePattern } from "../load/patterns.js";
import { nodeRuntime } from "../session/node-runtime.js";
import type { Runtime, SessionOptions } from "../session/session.js";
import { fixedTensors, type NetworkDefinition } from "./definition.js";
import { savedBytes } from "./export.js";
import { type FeatureOptions, featuresOf, splitAtFrozen } from "./features.js";
import { NetworkRunner } from "./network-runner.js";
import { nodeRows, type SummaryRow, summaryText } from "./summary.js";
import { continueWith, cutAt, lastFeatures, withTrainable } from "./surgery.js";
import { type LoadWeightsOptions, matchWeights, weightBytes } from "./weights.js";

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

export class OnnxModel extends NetworkRunner {
  readonly #rows: readonly SummaryRow[];

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
    super(definition, runtime, options, shared);
    this.#rows = rows;
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
   * Reads what `saveWeights` wrote, from a path or from bytes, or what PyTorch wrote for the network that the ONNX file
   * was exported from: names are PyTorch's, also where its exporter changed them.
   * @throws DownhillError `data` when the file is no safetensors file or of another network; nothing is changed then.
   */
  async loadWeights(source: string | Uint8Array, options: LoadWeightsOptions = {}): Promise<void> {
    const bytes =
      typeof source === "string" ? await (await import("./node-files.js")).readWhole(source) : source;
    const found = matchWeights(this.definition, bytes, options);
    const { graph } = this.definition;
    const changed = fixedTensors(this.definition).filter(({ name }) => found.has(name));
    for (const [name, values] of found)
      if (!changed.some((tensor) => tensor.name === name)) this.valuesOf(name).set(values);
    if (changed.length === 0) return;
    // Frozen tensors are part of the compiled graphs.
    const constants = changed.map(
      ({ name, shape }) => [name, float32Constant(found.get(name)!, shape)] as const,
    );
    const initializers = new Map([...graph.initializers, ...constants]);
    this.definition = { ...this.definition, graph: { ...graph, initializers } };
    await this.close();
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
      return { features, head: new OnnxModel(head, this.runtime, this.options, [], this) };
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
    const model = new OnnxModel(definition, this.runtime, this.options);
    const own = new Set([
      ...this.#trainable(),
      ...this.buffers.keys(),
      ...this.definition.graph.initializers.keys(),
    ]);
    for (const { name } of [...definition.parameters, ...definition.buffers])
      if (own.has(name)) model.valuesOf(name).set(this.valuesOf(name));
    return model;
  }

  /** A table of layers (of nodes with weights, where the model was loaded), output shapes and numbers of parameters. */
  summary(): string {
    const rows = this.#rows.length > 0 ? this.#rows : nodeRows(this.definition);
    return summaryText(
      rows,
      rows.reduce((sum, { parameters }) => sum + parameters, 0),
    );
  }
}

/** The default engine. */
export const defaultRuntime = nodeRuntime;
