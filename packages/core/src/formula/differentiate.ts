/**
 * Reverse-mode differentiation: from a node to its derivatives, themselves nodes.
 *
 * Levels do the bookkeeping: when a value per row is used by elements, the contributions of the row's elements are
 * summed; the derivative of a sum over a row is the same number for each of its elements.
 */
import { instantiate } from "./check.js";
import { type Build, type Level, type Node, opOf, topological } from "./graph.js";
import { ops } from "./ops.js";
import { isAlways } from "./simplify.js";

/**
 * @param output what to differentiate.
 * @param seed ∂total/∂output, at the output's level or below.
 * @param inputs the input nodes of which derivatives are wanted.
 * @returns ∂total/∂input for each of `inputs`, in order.
 */
export function differentiate(build: Build, output: Node, seed: Node, inputs: readonly Node[]): Node[] {
  const zero = build.constant(0);
  const adjoints = new Map<Node, Node>([[output, seed]]);
  /** The condition under which a node matters at all, when it stands in branches of `where` only. */
  const masks = new Map<Node, Node | null>();

  /** `from` is the level at which `to` was used: there is one `amount` for each use. */
  const contribute = (to: Node, amount: Node, mask: Node | null, from: Level): void => {
    if (to.level === "uniform" || amount === zero) return;
    const before = adjoints.get(to);
    const summed = to.level === "row" && isPerElement(from) ? sumOverRow(build, amount) : amount;
    adjoints.set(to, before ? build.add(before, summed) : summed);
    const known = masks.get(to);
    const usable = mask && reaches(mask.level, to.level) ? mask : null;
    masks.set(to, known === undefined ? usable : either(build, known, usable));
  };

  const order = topological([output]);
  const risky = new Set<Node>();
  for (const node of order)
    if (RISKY.has(node.op) || node.args.some((arg) => risky.has(arg))) risky.add(node);

  /** Keeps 0·∞ out of a branch that is not taken. */
  const guard = (mask: Node | null, node: Node, amount: Node): Node =>
    mask && risky.has(node) ? build.where(mask, amount, zero) : amount;

  for (const node of order.reverse()) {
    const d = adjoints.get(node);
    if (!d || node.args.length === 0) continue;
    const mask = masks.get(node) ?? null;
    const op = opOf(node);
    if (node.op === "where") {
      const [condition, a, b] = node.args as [Node, Node, Node];
      const not = build.eq(condition, zero);
      contribute(
        a,
        build.where(condition, d, zero),
        mask ? build.mul(mask, condition) : condition,
        node.level,
      );
      contribute(b, build.where(condition, zero, d), mask ? build.mul(mask, not) : not, node.level);
    } else if (op) {
      const [a, b] = node.args;
      // By argument: both factors of a square are the same node.
      const amounts = new Map<Node, Node>();
      ops[op].derivative.forEach((text, i) => {
        const arg = node.args[i]!;
        if (arg.level === "uniform") return;
        const amount = instantiate(build, text, { a, b, d, y: node });
        const before = amounts.get(arg);
        amounts.set(arg, before ? build.add(before, amount) : amount);
      });
      for (const [arg, amount] of amounts) contribute(arg, guard(mask, node, amount), mask, node.level);
    } else if (node.op === "reduce-sum") {
      contribute(node.args[0]!, d, mask, "element");
    } else if (node.op === "reduce-max" || node.op === "reduce-min") {
      // Ties share evenly.
      const arg = node.args[0]!;
      const isExtreme = build.eq(arg, node);
      contribute(arg, build.mul(isExtreme, build.div(d, build.sum(isExtreme))), mask, "element");
    } else if (node.op === "pick") {
      const [input, target] = node.args as [Node, Node];
      contribute(input, build.where(build.eq(build.column(), target), d, zero), null, "row");
    }
  }
  return inputs.map((input) => adjoints.get(input) ?? zero);
}

const isPerElement = (level: Level): boolean => level === "element" || level === "column";

/** Where derivatives, or the values that they multiply, may be infinite on finite input. */
const RISKY: ReadonlySet<string> = new Set(["div", "log", "log1p", "sqrt", "pow", "xlogy", "exp", "expm1"]);

/** The condition of a value that matters under one condition or under another; null when it always does. */
function either(build: Build, a: Node | null, b: Node | null): Node | null {
  if (!a || !b || isAlways(a, b)) return null;
  return a === b ? a : build.max(a, b);
}

/** Sums a derivative over the columns, also when it is the same for each. */
function sumOverRow(build: Build, amount: Node): Node {
  return isPerElement(amount.level) ? build.sum(amount) : build.mul(amount, build.columns());
}

/** A mask of this level may be applied to values of that level without changing it. */
const reaches = (mask: Level, level: Level): boolean =>
  mask === "uniform" || mask === level || level === "element";
