/** What a layer is, and the scope in which it adds its nodes, parameters and buffers to a network. */
import { type Role, usageError } from "@downhill/core";
import { GraphBuilder } from "../graph/builder.js";
import { show } from "../graph/dimensions.js";
import type { ElementType } from "../graph/element-types.js";
import type { Attributes, Dimension, Shape } from "../graph/graph.js";
import { inferShapes } from "../graph/shapes.js";
import type { Initializer } from "./initializers.js";

/** A value that flows through the network. */
export interface Value {
  readonly name: string;
  /** The first axis is the batch. */
  readonly shape: Shape;
}

export interface Layer {
  /** Names the layer when it has no name of its own: `conv` becomes `conv1`, `conv2`, ... */
  readonly kind: string;
  readonly name?: string | undefined;
  /** Adds the layer's nodes to the network. */
  apply(scope: Scope, input: Value): Value;
}

/** Options that every layer with parameters takes. */
export interface NamedOptions {
  /** Prefix of the layer's tensors in the file. Default: the kind and a number, such as `conv1`. */
  readonly name?: string;
}

export interface ParameterDeclaration {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role;
  readonly initializer: Initializer;
}

export interface BufferDeclaration {
  readonly name: string;
  readonly shape: readonly number[];
  readonly fill: number;
}

/** A line of the summary. */
export interface LayerRecord {
  readonly name: string;
  readonly kind: string;
  readonly output: Shape;
  readonly parameters: number;
}

/** The network under construction. */
export class Network {
  readonly builder: GraphBuilder;
  readonly shapes = new Map<string, Shape>();
  readonly parameters: ParameterDeclaration[] = [];
  readonly buffers: BufferDeclaration[] = [];
  readonly records: LayerRecord[] = [];
  readonly #counts = new Map<string, number>();

  /** `taken`: names of a graph that the network continues. */
  constructor(taken: Iterable<string> = []) {
    this.builder = new GraphBuilder(taken);
  }

  input(name: string, type: ElementType, shape: Shape): Value {
    this.builder.input({ name, type, shape });
    this.shapes.set(name, shape);
    return { name, shape };
  }

  /** The next name of this kind below `prefix`. */
  next(prefix: string, kind: string): string {
    const count = (this.#counts.get(prefix + kind) ?? 0) + 1;
    this.#counts.set(prefix + kind, count);
    return `${prefix}${kind}${count}`;
  }
}

export class Scope {
  readonly #network: Network;
  /** Full name of the layer, empty for the outermost. */
  readonly name: string;

  constructor(network: Network, name = "") {
    this.#network = network;
    this.name = name;
  }

  /** Applies a layer inside of this one. */
  layer(layer: Layer, input: Value): Value {
    const network = this.#network;
    const prefix = this.name === "" ? "" : `${this.name}.`;
    const name = layer.name === undefined ? network.next(prefix, layer.kind) : `${prefix}${layer.name}`;
    const before = network.parameters.length;
    const output = layer.apply(new Scope(network, name), input);
    if (this.name === "") {
      const own = network.parameters.slice(before);
      const parameters = own.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
      network.records.push({ name, kind: layer.kind, output: output.shape, parameters });
    }
    return output;
  }

  /** Adds a node with one output. @throws DownhillError `usage` when the shapes do not fit. */
  op(op: string, inputs: readonly (Value | string)[], attributes: Attributes = {}): Value {
    const network = this.#network;
    const names = inputs.map((input) => (typeof input === "string" ? input : input.name));
    const name = network.builder.op(op, names, attributes, this.name === "" ? op : `${this.name}/${op}`);
    const problem = inferShapes(network.builder.nodes.at(-1)!, network.shapes, network.builder.initializers);
    if (problem) this.fail(problem);
    const shape = network.shapes.get(name);
    if (!shape) this.fail(`the output shape of ${op} is not known`);
    return { name, shape };
  }

  /** A tensor that is trained. Its name is the layer's name, a dot and `name`. */
  parameter(name: string, shape: readonly number[], initializer: Initializer, role: Role = "weight"): Value {
    const full = this.#unique(name, shape);
    this.#network.parameters.push({ name: full, shape, role, initializer });
    return { name: full, shape };
  }

  /** A tensor that belongs to the model but is not trained. */
  buffer(name: string, shape: readonly number[], fill: number): Value {
    const full = this.#unique(name, shape);
    this.#network.buffers.push({ name: full, shape, fill });
    return { name: full, shape };
  }

  #unique(name: string, shape: Shape): string {
    const full = this.name === "" ? name : `${this.name}.${name}`;
    const unique = this.#network.builder.unique(full);
    if (unique !== full) this.fail(`there is already a tensor named ${full}; give the layer another name`);
    this.#network.shapes.set(full, shape);
    return full;
  }

  integers(values: readonly number[]): string {
    return this.#network.builder.integers(values);
  }

  integer(value: number): string {
    return this.#network.builder.integer(value);
  }

  scalar(value: number): string {
    return this.#network.builder.scalar(value);
  }

  reshape(input: Value, shape: readonly number[]): Value {
    return this.op("Reshape", [input, this.integers(shape)]);
  }

  fail(message: string): never {
    throw usageError(`layer ${this.name || "sequential"}: ${message}`);
  }

  /** @throws DownhillError `usage` unless the input has this rank. `axes` says what they mean. */
  expectRank(input: Value, rank: number, axes: string): void {
    if (input.shape.length !== rank) {
      this.fail(`expected an input of ${rank} axes (${axes}), got ${show(input.shape)}`);
    }
  }

  /** The size of an axis, which must not be a symbol. */
  size(input: Value, axis: number): number {
    const size: Dimension | undefined = input.shape.at(axis);
    if (typeof size !== "number")
      this.fail(`axis ${axis} of its input ${show(input.shape)} must have a fixed size`);
    return size;
  }

  /** @throws DownhillError `usage` unless `value` is a whole number of at least `least`. */
  expectInteger(option: string, value: number, least = 1): void {
    if (!Number.isSafeInteger(value) || value < least) {
      this.fail(`${option} must be a whole number of at least ${least}, got ${value}`);
    }
  }
}
