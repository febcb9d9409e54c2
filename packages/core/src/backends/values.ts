/** Nodes → code over `Lanes`: the value of each node has one handle, computed once where it is first needed. */
import { isNotPositive, isUnit } from "../formula/expand.js";
import { type Node, opOf } from "../formula/graph.js";
import { expNotPositive, fractionalPower, log1pUnit } from "./functions.js";
import type { Lanes } from "./lanes.js";
import { spellings } from "./spellings.js";

/** Kept as the masks that they are spelled as; they become 1 or 0 only where a number is asked for. */
const comparisons: ReadonlySet<string> = new Set(["lt", "le", "gt", "ge", "eq", "ne"]);

const isConstant = (node: Node, value: number): boolean => node.op === "constant" && node.value === value;

export class Values<V> {
  readonly #lanes: Lanes<V>;
  readonly #locals = new Map<Node, V>();
  readonly #masks = new Map<Node, V>();

  constructor(lanes: Lanes<V>, outer?: Values<V>) {
    this.#lanes = lanes;
    if (outer) {
      for (const [node, local] of outer.#locals) this.#locals.set(node, local);
      for (const [node, local] of outer.#masks) this.#masks.set(node, local);
    }
  }

  bind(node: Node, local: V): void {
    this.#locals.set(node, local);
  }

  has(node: Node): boolean {
    return this.#locals.has(node) || this.#masks.has(node);
  }

  /** The local that holds the node's value; its arguments must have been computed. */
  get(node: Node): V {
    let local = this.#locals.get(node);
    if (local !== undefined) return local;
    const mask = this.#masks.get(node);
    if (node.op === "constant") local = this.#lanes.constant(node.value);
    else if (mask !== undefined) local = this.#lanes.and(mask, this.#lanes.constant(1));
    else throw new Error(`internal error: ${node.op} ${node.name} is used before it is computed`);
    // Constants are not remembered: they cost nothing, and a local would stay alive through the whole loop.
    if (node.op !== "constant") this.#locals.set(node, local);
    return local;
  }

  /** Computes an operator node from its arguments. */
  compute(node: Node): void {
    if (this.has(node)) return;
    const l = this.#lanes;
    const op = opOf(node)!;
    const [a, b, c] = node.args as [Node, Node, Node];
    if (comparisons.has(op)) this.#masks.set(node, spellings[op](l, this.get(a), this.get(b), this.get(b)));
    else if (op === "where") this.#locals.set(node, this.#where(a, b, c));
    else if (op === "neg" && a.op === "abs") {
      const magnitude = a.args[0]!;
      this.#locals.set(node, l.or(this.get(magnitude), l.bits(0x80000000)));
    } else if (op === "exp" && isNotPositive(a)) this.#locals.set(node, expNotPositive(l, this.get(a)));
    else if (op === "log1p" && isUnit(a)) this.#locals.set(node, log1pUnit(l, this.get(a)));
    else if (op === "mul" && a.op === "constant" && this.#masks.has(b))
      this.#locals.set(node, l.and(this.#masks.get(b)!, this.get(a)));
    else if (op === "pow" && b.op === "constant" && !Number.isInteger(b.value))
      this.#locals.set(node, fractionalPower(l, this.get(a), this.get(b)));
    else if (op === "min" || op === "max") this.#locals.set(node, this.#extreme(op, a, b));
    else this.#locals.set(node, spellings[op](l, this.get(a), this.get(b ?? a), this.get(c ?? a)));
  }

  #where(condition: Node, a: Node, b: Node): V {
    const l = this.#lanes;
    const mask = this.#masks.get(condition) ?? l.ne(this.get(condition), l.constant(0));
    if (isConstant(b, 0)) return l.and(mask, this.get(a));
    // The larger of the two wherever both may be chosen, and a NaN in `a` stays.
    if (isConstant(b, 1) && isUnit(a)) return l.larger(this.get(a), l.andNot(this.get(b), mask));
    return l.select(mask, this.get(a), this.get(b));
  }

  /** With a number that cannot be NaN on one side, one instruction keeps the other side's NaN. */
  #extreme(op: "min" | "max", a: Node, b: Node): V {
    const l = this.#lanes;
    const pick = op === "min" ? l.smaller : l.larger;
    if (b.level === "uniform") return pick(this.get(a), this.get(b));
    if (a.level === "uniform") return pick(this.get(b), this.get(a));
    return spellings[op](l, this.get(a), this.get(b), this.get(b));
  }
}
