/** Puts a graph together, node by node. Names are made unique; equal small constants are stored once. */
import type { Constant } from "./constant.js";
import { booleanConstant, floatConstant, integerConstant } from "./constant.js";
import type { FloatType } from "./element-types.js";
import type { Attributes, Graph, Node, ValueInfo } from "./graph.js";

const LARGEST_SHARED_CONSTANT = 256;

export class GraphBuilder {
  readonly nodes: Node[] = [];
  readonly initializers = new Map<string, Constant>();
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];
  readonly #names: Set<string>;
  readonly #shared = new Map<string, string>();
  /** The type of float constants. */
  readonly floatType: FloatType;

  /** `taken`: names that must not be used, for graphs that refer to values of another graph. */
  constructor(taken: Iterable<string> = [], floatType: FloatType = "float32") {
    this.#names = new Set(taken);
    this.floatType = floatType;
  }

  /** The name itself if it is free, else with a number after it. */
  unique(name: string): string {
    let candidate = name;
    for (let i = 2; this.#names.has(candidate); i++) candidate = `${name}_${i}`;
    this.#names.add(candidate);
    return candidate;
  }

  input(info: ValueInfo): string {
    this.#names.add(info.name);
    this.inputs.push(info);
    return info.name;
  }

  /** Adds a node with one output and returns the output's name. */
  op(op: string, inputs: readonly string[], attributes: Attributes = {}, name: string = op): string {
    return this.multi(op, inputs, 1, attributes, name)[0]!;
  }

  /** Adds a node with several outputs. */
  multi(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    name: string = op,
    domain = "",
  ): string[] {
    const unique = this.unique(name);
    const values = [
      unique,
      ...Array.from({ length: outputs - 1 }, (_, i) => this.unique(`${unique}.${i + 1}`)),
    ];
    this.nodes.push({ op, domain, name: unique, inputs, outputs: values, attributes });
    return values;
  }

  /** A node of ONNX Runtime's own set, for graphs that are only run and never saved. */
  contributed(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.multi(op, inputs, 1, attributes, op, "com.microsoft")[0]!;
  }

  initializer(name: string, constant: Constant): string {
    const unique = this.unique(name);
    this.initializers.set(unique, constant);
    return unique;
  }

  constant(constant: Constant, name = "constant"): string {
    if (constant.bytes.length > LARGEST_SHARED_CONSTANT) return this.initializer(name, constant);
    const key = `${constant.type} ${constant.dims.join()} ${constant.bytes.join()}`;
    let known = this.#shared.get(key);
    if (known === undefined) this.#shared.set(key, (known = this.initializer(name, constant)));
    return known;
  }

  /** A float scalar. */
  scalar(value: number): string {
    return this.constant(floatConstant(this.floatType, [value], []), `float.${value}`);
  }

  floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.constant(floatConstant(this.floatType, values, dims), "floats");
  }

  integers(values: readonly number[]): string {
    return this.constant(integerConstant(values), `integers.${values.join("x")}`);
  }

  integer(value: number): string {
    return this.constant(integerConstant([value], []), `integer.${value}`);
  }

  boolean(value: boolean): string {
    return this.constant(booleanConstant([value], []), `boolean.${value}`);
  }

  graph(name: string): Graph {
    return {
      name,
      nodes: this.nodes,
      initializers: this.initializers,
      inputs: this.inputs,
      outputs: this.outputs,
    };
  }
}
