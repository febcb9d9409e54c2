/**
 * Reverse-mode differentiation: from a node to its derivatives, themselves nodes.
 *
 * Levels do the bookkeeping: when a value per row is used by elements, the contributions of the row's elements are
 * summed; the derivative of a sum over a row is the same number for each of its elements.
 */
import { type Build, type Level, type Node, opOf, topological } from "./graph.js";
import { ops } from "./ops.js";

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

  const contribute = (to: Node, amount: Node, mask: Node | null): void => {
    if (to.level === "uniform" || amount === zero) return;
    const before = adjoints.get(to);
    const summed = fit(build, amount, to.level);
    adjoints.set(to, before ? build.add(before, summed) : summed);
    const known = masks.get(to);
    const usable = mask && reaches(mask.level, to.level) ? mask : null;
    masks.set(
      to,
      known === undefined
        ? usable
        : known && usable && known !== usable
          ? build.max(known, usable)
          : known && usable,
    );
  };

  const guard = (mask: Node | null, amount: Node): Node => (mask ? build.where(mask, amount, zero) : amount);

  for (const node of topological([output]).reverse()) {
    const d = adjoints.get(node);
    if (!d || node.args.length === 0) continue;
    const mask = masks.get(node) ?? null;
    const op = opOf(node);
    if (node.op === "where") {
      const [condition, a, b] = node.args as [Node, Node, Node];
      const not = build.eq(condition, zero);
      contribute(a, build.where(condition, d, zero), mask ? build.mul(mask, condition) : condition);
      contribute(b, build.where(condition, zero, d), mask ? build.mul(mask, not) : not);
    } else if (op) {
      ops[op].derivative(build, node.args, d, node).forEach((amount, i) => {
        const arg = node.args[i]!;
        if (amount && arg.level !== "uniform") contribute(arg, guard(mask, amount), mask);
      });
    } else if (node.op === "reduce-sum") {
      contribute(node.args[0]!, d, mask);
    } else if (node.op === "reduce-max" || node.op === "reduce-min") {
      // Ties share evenly.
      const arg = node.args[0]!;
      const isExtreme = build.eq(arg, node);
      contribute(arg, build.mul(isExtreme, build.div(d, build.sum(isExtreme))), mask);
    } else if (node.op === "pick") {
      const [input, target] = node.args as [Node, Node];
      contribute(input, build.where(build.eq(build.column(), target), d, zero), null);
    }
  }
  return inputs.map((input) => adjoints.get(input) ?? zero);
}

/** Sums a derivative over the axis that the value it belongs to does not have. */
function fit(build: Build, amount: Node, level: Level): Node {
  const perElement = amount.level === "element" || amount.level === "column";
  return level === "row" && perElement ? build.sum(amount) : amount;
}

/** A mask of this level may be applied to values of that level without changing it. */
const reaches = (mask: Level, level: Level): boolean =>
  mask === "uniform" || mask === level || level === "element";
