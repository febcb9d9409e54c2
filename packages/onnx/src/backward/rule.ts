/** What a gradient rule sees, and small tools that the rules share. */
import { dataError } from "@downhill/core";
import type { Blocks } from "../graph/blocks.js";
import type { GraphBuilder } from "../graph/builder.js";
import { type Constant, numbersOf } from "../graph/constant.js";
import { repeatedAxes, show, symbolic } from "../graph/dimensions.js";
import { type Attributes, int, type Node, type Shape } from "../graph/graph.js";

/** Gradients of a node's inputs, in order. Undefined where there is none or where nobody wants it. */
export type Gradients = readonly (string | undefined)[];

/**
 * One vector-Jacobian product: given ∂L/∂output, adds nodes that compute ∂L/∂input for the inputs that `wants` names.
 * Values of the forward graph may be used by name; those that are get saved.
 */
export type Rule = (context: RuleContext) => Gradients;

/** What a rule may ask about the forward graph. */
export interface ForwardFacts {
  /** True when the graph chooses between branches, so that gradients of exactly 0 mean "not taken". */
  readonly branches: boolean;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly constants: ReadonlyMap<string, Constant>;
}

/** Which order of numbers a rule sees where images lie in blocks of channels. */
export interface Order {
  readonly blocks: Blocks;
  readonly blocked: boolean;
}

export class RuleContext {
  readonly node: Node;
  /** Where the rule adds its nodes. */
  readonly emit: GraphBuilder;
  readonly #facts: ForwardFacts;
  readonly #gradients: readonly (string | undefined)[];
  readonly #wanted: ReadonlySet<string>;
  /** Spells a forward value; a value that is only reshaped is spelled as a reshape of what was there before. */
  readonly #spell: (name: string) => string;
  readonly #order: Order | undefined;

  constructor(
    node: Node,
    emit: GraphBuilder,
    facts: ForwardFacts,
    gradients: readonly (string | undefined)[],
    wanted: ReadonlySet<string>,
    spell: (name: string) => string,
    order?: Order,
  ) {
    this.node = node;
    this.emit = emit;
    this.#facts = facts;
    this.#gradients = gradients;
    this.#wanted = wanted;
    this.#spell = spell;
    this.#order = order;
  }

  /** The same in ONNX's order. */
  get plain(): RuleContext {
    const order = this.#order && { ...this.#order, blocked: false };
    return new RuleContext(
      this.node,
      this.emit,
      this.#facts,
      this.#gradients,
      this.#wanted,
      this.#spell,
      order,
    );
  }

  /** The blocks of a rule for blocks. */
  get blocks(): Blocks {
    if (!this.#order) throw dataError(`${this.describe()}: no values lie in blocks`);
    return this.#order.blocks;
  }

  /** ∂L/∂output of the first output. */
  get gradient(): string {
    const gradient = this.#gradients[0];
    if (gradient === undefined) throw dataError(`${this.describe()}: only a secondary output has a gradient`);
    return this.#ordered(gradient, this.node.outputs[0]!);
  }

  /** ∂L/∂output of any output, undefined where nothing flows back. */
  gradientOf(output: number): string | undefined {
    const gradient = this.#gradients[output];
    return gradient === undefined ? undefined : this.#ordered(gradient, this.node.outputs[output]!);
  }

  /** A value in the order that the rule sees; its shape is that of a forward value. */
  #ordered(value: string, like: string): string {
    if (!this.#order) return value;
    const { blocks, blocked } = this.#order;
    if (!blocked) return blocks.plain(value);
    const shape = this.#facts.shapes.get(like);
    return blocks.fits(shape) ? blocks.blocked(value, shape) : value;
  }

  #forward(name: string): string {
    if (this.#order?.blocked && this.#order.blocks.has(name)) return name;
    return this.#ordered(this.#spell(name), name);
  }

  wants(index: number): boolean {
    return this.#wanted.has(this.node.inputs[index] ?? "");
  }

  has(index: number): boolean {
    return Boolean(this.node.inputs[index]);
  }

  /** The name of a forward value. */
  input(index: number): string {
    return this.#forward(this.node.inputs[index]!);
  }

  output(index = 0): string {
    return this.#forward(this.node.outputs[index]!);
  }

  shape(index: number): Shape {
    return this.#shapeOf(this.node.inputs[index]!);
  }

  outputShape(index = 0): Shape {
    return this.#shapeOf(this.node.outputs[index]!);
  }

  #shapeOf(name: string): Shape {
    const shape = this.#facts.shapes.get(name) ?? this.#facts.constants.get(name)?.dims;
    if (!shape) throw dataError(`${this.describe()}: the shape of ${name} is not known`);
    return shape;
  }

  isConstant(index: number): boolean {
    return this.#facts.constants.has(this.node.inputs[index] ?? "");
  }

  /** Values of an input that must be a constant. */
  numbers(index: number): number[] {
    const name = this.node.inputs[index]!;
    const constant = this.#facts.constants.get(name);
    if (!constant)
      throw dataError(`${this.describe()}: ${name} must be a constant for the gradient to be known`);
    return numbersOf(constant);
  }

  /** The size of an axis of an input, which must be a number. */
  size(index: number, axis: number): number {
    const shape = this.shape(index);
    const size = shape.at(axis);
    if (typeof size !== "number")
      throw dataError(`${this.describe()}: axis ${axis} of ${show(shape)} must be fixed`);
    return size;
  }

  describe(): string {
    return `${this.node.op}${this.node.name ? ` (${this.node.name})` : ""}`;
  }

  op(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.emit.op(op, inputs, attributes, `grad/${this.node.name || this.node.op}/${op}`);
  }

  /**
   * `value`, but 0 where `gradient` is 0. A branch that `Where` did not take may hold infinities and NaN, and 0 times
   * those is NaN. Graphs without branches are spared the cost.
   */
  guard(gradient: string, value: string): string {
    if (!this.#facts.branches) return value;
    const zero = this.emit.scalar(0);
    return this.op("Where", [this.op("Equal", [gradient, zero]), zero, value]);
  }

  /** Gives `value` the shape of input `index`. */
  reshapeLike(value: string, index: number): string {
    return this.op("Reshape", [value, this.shapeValue(index)]);
  }

  /** The shape of input `index` as an int64 vector; with one symbol in it, -1 stands there. */
  shapeValue(index: number): string {
    const shape = this.shape(index);
    if (symbolic(shape) > 1 || shape.includes(0)) return this.op("Shape", [this.input(index)]);
    return this.emit.integers(shape.map((size) => (typeof size === "number" ? size : -1)));
  }

  /** Undoes broadcasting: sums `value`, which has the shape of the output, to the shape of input `index`. */
  sumToInput(value: string, index: number, from: Shape = this.outputShape()): string {
    const to = this.shape(index);
    const axes = repeatedAxes(to, from);
    if (axes.length === 0) return value;
    const leading = axes.filter((axis) => axis < from.length - to.length);
    if (from.length === 2 && to.length === 1 && axes.length === 1) return this.#columnSums(value);
    if (leading.length === axes.length || leading.length === 0) {
      const keepdims = int(leading.length === 0 ? 1 : 0);
      return this.op("ReduceSum", [value, this.emit.integers(axes)], { keepdims });
    }
    return this.reshapeLike(
      this.op("ReduceSum", [value, this.emit.integers(axes)], { keepdims: int(1) }),
      index,
    );
  }

  /** A product with ones is many times faster than ReduceSum over the first axis of a matrix. */
  #columnSums(matrix: string): string {
    const rows = this.op("Shape", [matrix], { start: int(0), end: int(1) });
    return this.op("MatMul", [this.op("Expand", [this.emit.scalar(1), rows]), matrix]);
  }

  /** For each input that is wanted, what `make` gives for it. */
  each(make: (index: number) => string | undefined): Gradients {
    return this.node.inputs.map((_, index) => (this.wants(index) ? make(index) : undefined));
  }
}

/** A rule for a function of one input: `make` returns the input's gradient. */
export const unary =
  (make: (context: RuleContext, gradient: string) => string | undefined): Rule =>
  (context) =>
    context.each((index) => (index === 0 ? make(context, context.gradient) : undefined));

/** Nothing flows back. */
export const none: Rule = () => [];
