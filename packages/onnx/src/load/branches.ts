/**
 * Branches whose condition does not depend on what is fed: exporters write `If` for every `if` of a model's code, also
 * for one that asks for a rank or a setting. The branch that is taken stands in place of the node.
 */
import { dataError } from "@downhill/core";
import { type Constant, numbersOf } from "../graph/constant.js";
import type { Graph, Node } from "../graph/graph.js";
import { graphIn, ownNames, renamedGraph } from "../graph/subgraphs.js";
import { liveNodes } from "../model/surgery.js";

const controlFlow = new Set(["If", "Loop", "Scan", "SequenceMap"]);
const isControl = ({ op, domain }: Node): boolean => domain === "" && controlFlow.has(op);

/** What tensors of a branch are called outside of it. Saving follows the same path. */
export const branchPath = (node: Node, branch: string): string => `${node.outputs[0]}/${branch}/`;

/** The nodes of a branch, its tensors added to `constants`. */
function taken(node: Node, branch: string, constants: Map<string, Constant>): Node[] {
  const inner = graphIn(node.attributes[branch]);
  if (!inner) throw dataError(`the model is not valid: If ${node.name} has no ${branch}`);
  const path = branchPath(node, branch);
  const own = ownNames(inner);
  const graph = renamedGraph(inner, (name) => (own.has(name) ? path + name : name));
  for (const [name, constant] of graph.initializers) constants.set(name, constant);
  const results = node.outputs.flatMap((output, index): Node[] => {
    if (output === "") return [];
    const inputs = [graph.outputs[index]!.name];
    return [
      { op: "Identity", domain: "", name: `${path}${index}`, inputs, outputs: [output], attributes: {} },
    ];
  });
  return [...graph.nodes.map((each) => ({ ...each, name: path + each.name })), ...results];
}

export interface Folding {
  /** Brings the nodes of a branch into the spelling of the rest. */
  readonly normalize: (nodes: readonly Node[]) => readonly Node[];
  /** The values of those names that are the same whatever is fed. */
  readonly evaluate: (
    nodes: readonly Node[],
    names: readonly string[],
  ) => Promise<ReadonlyMap<string, Constant>>;
}

/**
 * The nodes without branches on the way to `output`.
 * @throws DownhillError `data` that lists all control flow that is left: it depends on what is fed
 */
export async function withoutBranches(
  graph: Pick<Graph, "nodes">,
  output: string,
  constants: Map<string, Constant>,
  { normalize, evaluate }: Folding,
): Promise<readonly Node[]> {
  let { nodes } = graph;
  for (;;) {
    const control = liveNodes(nodes, [output]).filter(isControl);
    if (control.length === 0) return nodes;
    const ready = control.filter(
      ({ op, inputs }) => op === "If" && !liveNodes(nodes, inputs).some(isControl),
    );
    const conditions = ready.map(({ inputs }) => inputs[0]!);
    const open = conditions.filter((name) => !constants.has(name));
    const found = new Map([...constants, ...(open.length > 0 ? await evaluate(nodes, open) : [])]);
    const decided = new Map(
      ready.flatMap((node) => {
        const condition = found.get(node.inputs[0]!);
        return condition ? [[node, numbersOf(condition)[0] ? "then_branch" : "else_branch"] as const] : [];
      }),
    );
    if (decided.size === 0) throw dataError(refusal(control));
    nodes = nodes.flatMap((node) => {
      const branch = decided.get(node);
      return branch ? normalize(taken(node, branch, constants)) : [node];
    });
  }
}

const refusal = (control: readonly Node[]): string =>
  `cannot train through ${control.length} of the model's nodes, which choose or repeat by what is fed:\n` +
  control.map(({ op, name, outputs }) => `  ${op}  ${name || `-> ${outputs[0]}`}`).join("\n") +
  "\n  export the model without them, cut it before them with output, or fix what they depend on with fill";
