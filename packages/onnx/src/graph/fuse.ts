/** Convolutions on blocks that take the sum and the relu behind them along: one pass over the image less for each. */
import { BLOCKED_DOMAIN } from "./blocks.js";
import { type Node, text } from "./graph.js";

const isConvolution = (node: Node | undefined): node is Node =>
  node?.op === "Conv" && node.domain === BLOCKED_DOMAIN && !node.attributes.activation;

/**
 * @param kept values that are read from outside, which must stay
 * @param isBlocked whether a value is an image in blocks
 */
export function fuseConvolutions(
  nodes: readonly Node[],
  kept: ReadonlySet<string>,
  isBlocked: (name: string) => boolean,
): Node[] {
  const uses = new Map<string, number>();
  for (const { inputs } of nodes) for (const name of inputs) uses.set(name, (uses.get(name) ?? 0) + 1);
  const producers = new Map<string, Node>();
  const taken = new Set<Node>();
  const result: Node[] = [];
  /** The convolution that made a value, where nobody else wants the value. */
  const maker = (name: string): Node | undefined => {
    const node = producers.get(name);
    return isConvolution(node) && uses.get(name) === 1 && !kept.has(name) ? node : undefined;
  };
  const fused = (node: Node): Node => {
    const [a, b] = node.inputs as [string, string];
    if (node.op === "Relu" && node.domain === "") {
      const made = maker(a);
      if (!made) return node;
      taken.add(made);
      return { ...made, outputs: node.outputs, attributes: { ...made.attributes, activation: text("Relu") } };
    }
    if (node.op !== "Add" || node.domain !== "" || a === b) return node;
    for (const [own, other] of [
      [b, a],
      [a, b],
    ] as const) {
      const made = maker(own);
      if (!made || made.inputs.length > 3 || !isBlocked(other)) continue;
      taken.add(made);
      const [image, filter, bias = ""] = made.inputs as [string, string, string?];
      return { ...made, inputs: [image, filter, bias, other], outputs: node.outputs };
    }
    return node;
  };
  for (const node of nodes) {
    const next = fused(node);
    for (const name of next.outputs) producers.set(name, next);
    result.push(next);
  }
  return result.filter((node) => !taken.has(node));
}
