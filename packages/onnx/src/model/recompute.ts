/**
 * Values that backward computes again instead of reading them: what passes between the two graphs is copied by the
 * engine's bindings, and a copy costs more than a sum or a relu.
 */
import { BLOCKED_DOMAIN } from "../graph/blocks.js";
import { intOf, intsOf, type Node, type Shape } from "../graph/graph.js";

const cheap = new Set(["Add", "Sub", "Mul", "Neg", "Relu", "LeakyRelu", "Identity"]);

/** Also a scale and a shift for each channel, which in blocks is a convolution. */
function isCheap(node: Node): boolean {
  if (node.outputs.length !== 1) return false;
  if (node.domain === "") return cheap.has(node.op);
  const single = intsOf(node, "kernel_shape")?.every((size) => size === 1);
  return (
    node.domain === BLOCKED_DOMAIN && node.op === "Conv" && single === true && intOf(node, "group", 1) > 1
  );
}

/** Up to so many numbers are not worth a thought. */
const SMALL = 4096;
const isSmall = (shape: Shape | undefined): boolean =>
  shape?.every((size) => typeof size === "number") === true &&
  shape.reduce<number>((a, b) => a * Number(b), 1) <= SMALL;

export interface Recomputed {
  /** Nodes of the forward graph that backward runs too, in order. */
  readonly nodes: readonly Node[];
  readonly saved: readonly string[];
}

/**
 * @param run the forward graph
 * @param saved values that backward reads
 */
export function recompute(
  run: readonly Node[],
  saved: readonly string[],
  shapes: ReadonlyMap<string, Shape>,
): Recomputed {
  const producers = new Map(run.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const kept = new Set(saved);
  const again = new Set<Node>();
  const isThere = (name: string): boolean =>
    name === "" || kept.has(name) || !producers.has(name) || again.has(producers.get(name)!);
  /** The nodes that make a value of what is there, undefined where something costly is among them. */
  const steps = (name: string): Node[] | undefined => {
    if (isThere(name) || isSmall(shapes.get(name))) return [];
    const node = producers.get(name)!;
    return isCheap(node) ? stepsTo(node) : undefined;
  };
  const stepsTo = (node: Node): Node[] | undefined => {
    const before = node.inputs.map(steps);
    return before.every((nodes) => nodes !== undefined) ? [...before.flat(), node] : undefined;
  };
  for (const node of run) {
    const [name] = node.outputs as [string];
    if (!kept.has(name) || isSmall(shapes.get(name)) || !isCheap(node)) continue;
    const nodes = stepsTo(node);
    if (!nodes) continue;
    kept.delete(name);
    for (const step of nodes) again.add(step);
  }
  const nodes = run.filter((node) => again.has(node));
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  for (const name of nodes.flatMap(({ inputs }) => inputs))
    if (name !== "" && producers.has(name) && !made.has(name)) kept.add(name);
  return { nodes, saved: [...kept] };
}
