/** A network on an engine that runs ONNX graphs: forward, backward, and where their numbers lie. */
import {
  Arena,
  type Block,
  DownhillError,
  dataError,
  type ForwardMode,
  type Model,
  type PendingLoss,
  type Tensor,
  unknownName,
  usageError,
} from "@downhill/core";
import { hasFormula, lossFeeds } from "@downhill/core/graph";
import { floatsOf } from "../graph/constant.js";
import { product, resolve, show } from "../graph/dimensions.js";
import type { ValueInfo } from "../graph/graph.js";
import { fillDropoutMask } from "../random.js";
import type { EngineTensor, Runtime, Session, SessionOptions } from "../session/session.js";
import { allocate, MemoryTensors, Recent } from "./buffers.js";
import type { NetworkDefinition } from "./definition.js";
import { convert, type Inputs, matchShape, tensorsOf } from "./inputs.js";
import { inferenceBytes, type TrainingPlan } from "./plan.js";
import { updateStatistics } from "./statistics.js";
import { TrainingSessions } from "./training-sessions.js";

type Tensors = Record<string, EngineTensor>;

type Fetches = Readonly<Record<string, EngineTensor | null>>;

/** Arrays for one batch size; null where the engine allocates. */
interface Step {
  readonly masks: Tensors;
  readonly statistics: Fetches;
  /** What backward reads; allocated when first asked for. */
  readonly saved: Fetches;
}

/** What a training forward leaves for backward. */
interface Pending {
  readonly values: Tensors;
  readonly input: () => Tensors;
  readonly outputDims: readonly number[];
  readonly sizes: ReadonlyMap<string, number>;
}

/** Numbers of an output beyond which the loss's fused kernel saves more than one graph for all does. */
const MOST_JOINT = 2 ** 18;

interface Given {
  readonly input: () => Tensors;
  readonly sizes: ReadonlyMap<string, number>;
}

export class NetworkRunner implements Model {
  readonly arena: Arena;
  readonly buffers: ReadonlyMap<string, Float32Array>;
  /** Changes only when weights are loaded into frozen tensors. */
  definition: NetworkDefinition;
  protected readonly runtime: Runtime;
  protected readonly options: SessionOptions;
  readonly #parameters: MemoryTensors;
  readonly #bufferTensors: Tensors;
  readonly #steps = new Recent<Step>(3);
  #training: TrainingSessions | undefined;
  #inference: Promise<Session> | undefined;
  #output: Block | undefined;
  #pending: Pending | undefined;
  #disposed = false;

  /**
   * Leaves all parameters zero.
   * @param shared a model whose parameters and buffers this one uses as its own
   */
  constructor(
    definition: NetworkDefinition,
    runtime: Runtime,
    options: SessionOptions,
    shared?: NetworkRunner,
  ) {
    this.definition = definition;
    this.runtime = runtime;
    this.options = options;
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
    return this.#sessions.derived();
  }

  /** Derives the graphs for training ahead of the first step, so that what cannot be trained is refused early. */
  async prepare(): Promise<void> {
    await this.#sessions.plan();
  }

  /**
   * Runs the network on a batch: the input's first axis is the sample. A network with several inputs takes a tensor for
   * each by name. The result lies in the arena's memory and is valid until the next call.
   * @throws DownhillError `data` for an input of the wrong shape or with values out of range (tokens).
   */
  async forward(inputs: Inputs, mode: ForwardMode = {}): Promise<Tensor> {
    const given = this.#given(inputs);
    return mode.training ? this.#forwardTraining(given, mode.seed ?? 0) : this.#infer(given);
  }

  /** See `Model`. Not on a GPU, where the engine's functions are not exact enough, nor for large outputs. */
  async differentiate(
    inputs: Inputs,
    { loss, given }: PendingLoss,
    { seed = 0 }: Pick<ForwardMode, "seed"> = {},
  ): Promise<Tensor | undefined> {
    const { input, sizes } = this.#given(inputs);
    const dims = this.#outputDims(sizes);
    const elements = dims?.reduce((a, b) => a * b, 1) ?? Number.POSITIVE_INFINITY;
    const isExact = (this.options.provider ?? "cpu") === "cpu";
    if (!dims || elements > MOST_JOINT || !isExact || !hasFormula(loss)) return undefined;
    const values = lossFeeds(loss, given(dims));
    const plan = await this.#sessions.plan();
    const { columns, gradient } = values;
    const joint = await this.#sessions.joint(gradient, columns, sizes);
    const { masks, statistics } = this.#step(plan, sizes, seed);
    const fed = [...joint.plan.loss.feeds(values)].map(
      ([name, { data, dims }]) => [name, this.runtime.tensor("float32", data, dims)] as const,
    );
    const output = this.#outputTensor(sizes);
    const name = this.definition.graph.outputs[0]!.name;
    const feeds = pick(
      joint.session.inputNames,
      this.#parameters.get(),
      this.#bufferTensors,
      masks,
      Object.fromEntries(fed),
      input(),
    );
    this.#clearUnreached(joint.plan.gradients);
    const fetches = { ...joint.gradients.get(), ...statistics, [name]: output };
    const results = await run(joint.session, feeds, fetches);
    this.#updateStatistics(plan, { ...results, ...present(statistics) }, sizes);
    return asTensor(output ?? results[name]!);
  }

  /** Checks a batch of inputs, and forgets the one before. */
  #given(inputs: Inputs): Given {
    if (this.#disposed) throw usageError("this model was disposed");
    const given = tensorsOf(this.definition.graph.inputs, inputs);
    const sizes = new Map<string, number>();
    for (const [info, tensor] of given) matchShape(info, tensor, sizes);
    const followed = given.map(([info, tensor]) => [info.name, this.#followed(info, tensor)] as const);
    this.#pending = undefined;
    return { sizes, input: () => Object.fromEntries(followed.map(([name, tensor]) => [name, tensor()])) };
  }

  async #infer({ input, sizes }: Given): Promise<Tensor> {
    this.#inference ??= this.runtime.open(inferenceBytes(this.definition), this.options);
    const session = await this.#inference;
    const output = this.#outputTensor(sizes);
    const feeds = pick(session.inputNames, this.#parameters.get(), this.#bufferTensors, input());
    const name = this.definition.graph.outputs[0]!.name;
    const results = await run(session, feeds, { [name]: output });
    return asTensor(output ?? results[name]!);
  }

  async #forwardTraining({ input, sizes }: Given, seed: number): Promise<Tensor> {
    const plan = await this.#sessions.plan();
    const forward = await this.#sessions.forward();
    const { name } = this.definition.graph.outputs[0]!;
    const { masks, statistics, saved } = this.#step(plan, sizes, seed);
    const fetches = { ...saved, ...statistics };
    const output = this.#outputTensor(sizes);
    const feeds = pick(forward.inputNames, this.#parameters.get(), this.#bufferTensors, masks, input());
    const results = await run(forward, feeds, { ...fetches, [name]: output });
    const values: Tensors = { ...results, ...present(fetches), ...masks };
    const result = output ?? results[name]!;
    if (plan.saved.includes(name)) values[name] = copied(this.runtime, result);
    this.#updateStatistics(plan, values, sizes);
    this.#pending = { values, input, outputDims: result.dims, sizes };
    return asTensor(result);
  }

  #updateStatistics({ training }: TrainingPlan, values: Tensors, sizes: ReadonlyMap<string, number>): void {
    updateStatistics(training.statistics, values, this.buffers, (value) => {
      const shape = training.shapes.get(value)!;
      return Number(product(shape.map((size) => (typeof size === "string" ? (sizes.get(size) ?? 1) : size))));
    });
  }

  /**
   * Overwrites `arena.gradients` with ∂L/∂parameters, given ∂L/∂output of the last training forward.
   * @throws DownhillError `usage` without a training forward before it, `data` for another shape than the output's.
   */
  async backward(outputGradient: Tensor): Promise<void> {
    const pending = this.#pending;
    if (!pending) throw usageError("backward needs a forward with { training: true } before it");
    const plan = await this.#sessions.plan();
    const { data, dims } = outputGradient;
    if (!(data instanceof Float32Array) || show(dims) !== show(pending.outputDims)) {
      throw dataError(
        `output gradient: expected float32 of shape ${show(pending.outputDims)}, got ${show(dims)}`,
      );
    }
    const { session, gradients } = await this.#sessions.backward(pending.sizes);
    const feeds = pick(session.inputNames, this.#parameters.get(), this.#bufferTensors, pending.values, {
      ...pending.input(),
      [plan.backward.outputGradient]: this.runtime.tensor("float32", data, dims),
    });
    this.#clearUnreached(plan.backward.gradients);
    await run(session, feeds, gradients.get());
  }

  /** The output does not depend on every parameter. */
  #clearUnreached(gradients: ReadonlyMap<string, string>): void {
    for (const { name } of this.arena.segments)
      if (!gradients.has(name)) this.arena.gradientsOf(name).fill(0);
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

  /** Frees the native sessions. The parameters can still be read. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.close();
  }

  /** Frees the sessions; they are compiled anew when they are next needed. */
  protected async close(): Promise<void> {
    const inference = await this.#inference?.catch(() => undefined);
    const training = this.#training;
    this.#training = this.#inference = this.#pending = undefined;
    await Promise.all([training?.close(), inference?.release()]);
  }

  get #sessions(): TrainingSessions {
    this.#training ??= new TrainingSessions(this.definition, this.runtime, this.options, (gradients) =>
      this.#gradientTensors(gradients),
    );
    return this.#training;
  }

  #gradientTensors(gradients: ReadonlyMap<string, string>): MemoryTensors {
    const { memory, gradientBlock } = this.arena;
    const ranges = [...gradients].map(([name, gradient]) => {
      const { offset, length, shape } = this.arena.segment(name);
      return { name: gradient, block: gradientBlock.slice(offset, length), dims: shape };
    });
    return new MemoryTensors(this.runtime, memory, ranges);
  }

  /** The arrays for a batch of these sizes, with dropout's masks drawn anew. */
  #step(plan: TrainingPlan, sizes: ReadonlyMap<string, number>, seed: number): Step {
    const step = this.#steps.get([...sizes.values()].join(), () => this.#arrays(plan, sizes));
    plan.training.dropouts.forEach(({ mask, probability }, site) => {
      fillDropoutMask(step.masks[mask]!.data as Float32Array, probability, seed, site);
    });
    return step;
  }

  #arrays({ training, saved, types }: TrainingPlan, sizes: ReadonlyMap<string, number>): Step {
    const make = (name: string) =>
      allocate(this.runtime, types.get(name) ?? "float32", training.shapes.get(name), sizes);
    const output = this.definition.graph.outputs[0]!.name;
    const all = (names: readonly string[]) =>
      Object.fromEntries(names.filter((name) => name !== output).map((name) => [name, make(name)]));
    const masks = training.dropouts.map(({ mask }) => {
      const tensor = make(mask);
      if (!tensor) throw dataError(`dropout ${mask}: the size of its input is not known`);
      return [mask, tensor] as const;
    });
    let kept: Step["saved"] | undefined;
    return {
      masks: Object.fromEntries(masks),
      statistics: all(training.statistics.flatMap(({ mean, variance }) => [mean, variance])),
      get saved() {
        kept ??= all(saved);
        return kept;
      },
    };
  }

  /** Where the output goes: a range of the arena's memory, so that the loss finds it in place. */
  #outputTensor(sizes: ReadonlyMap<string, number>): EngineTensor | null {
    const dims = this.#outputDims(sizes);
    if (!dims) return null;
    const length = dims.reduce((a, b) => a * b, 1);
    if (!this.#output || this.#output.length < length) this.#output = this.arena.memory.allocate(length);
    return this.runtime.tensor("float32", this.#output.array.subarray(0, length), dims);
  }

  /** Undefined where the network does not tell its output's shape. */
  #outputDims(sizes: ReadonlyMap<string, number>): readonly number[] | undefined {
    const shape = this.definition.shapes.get(this.definition.graph.outputs[0]!.name);
    return shape && resolve(shape, sizes);
  }

  /** The input as engine tensor; found again if it lies in the arena's memory and that grows before backward. */
  #followed(info: ValueInfo, inputs: Tensor): () => EngineTensor {
    const { type, data } = convert(info, inputs.data);
    const { memory } = this.arena;
    const tensor = this.runtime.tensor(type, data, inputs.dims);
    if (data.buffer !== memory.buffer || !(data instanceof Float32Array)) return () => tensor;
    const { byteOffset, length } = data;
    return () =>
      data.buffer === memory.buffer
        ? tensor
        : this.runtime.tensor(type, new Float32Array(memory.buffer, byteOffset, length), inputs.dims);
  }
}

const asTensor = ({ data, dims }: EngineTensor): Tensor => ({ data: data as Float32Array, dims });

/** The output is overwritten by the next forward and may be moved by a growing memory; what backward needs is kept. */
const copied = (runtime: Runtime, { data, dims }: EngineTensor): EngineTensor =>
  runtime.tensor("float32", (data as Float32Array).slice(), dims);

const present = (fetches: Fetches): Tensors =>
  Object.fromEntries(
    Object.entries(fetches).filter((entry): entry is [string, EngineTensor] => entry[1] !== null),
  );

/** The named tensors, each from the first source that has it. */
function pick(names: readonly string[], ...sources: readonly Readonly<Tensors>[]): Tensors {
  const result: Tensors = {};
  for (const name of names) {
    const source = sources.find((candidate) => name in candidate);
    if (source) result[name] = source[name]!;
  }
  return result;
}

async function run(session: Session, feeds: Tensors, fetches: Fetches) {
  try {
    return await session.run(feeds, fetches);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DownhillError("data", `the network could not be run: ${reason}`, { cause });
  }
}
