/** Which value of a graph is trained on. */
import { dataError, unknownName, usageError } from "@downhill/core";
import type { Node, ValueInfo } from "../graph/graph.js";

const activations = new Set(["Softmax", "LogSoftmax", "Sigmoid"]);
const passing = new Set(["Identity", "Reshape", "Flatten", "Squeeze"]);

/** What goes into the activation that `output` ends in; undefined where it ends in none. */
function logitsOf(nodes: readonly Node[], output: string): string | undefined {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let at = output;
  for (let node = makers.get(at); node; node = makers.get(at)) {
    at = node.inputs[0]!;
    if (activations.has(node.op)) {
      // Older operator sets flattened first; that flattening was added when the graph was read.
      const flat = makers.get(at);
      return flat?.op === "Flatten" && at.endsWith(".flat") ? flat.inputs[0]! : at;
    }
    if (!passing.has(node.op)) break;
  }
  return undefined;
}

/**
 * The name of the value to train on.
 * @throws DownhillError `usage` for a name that is not in the graph, `data` when no output is of floats
 */
export function outputOf(
  outputs: readonly ValueInfo[],
  nodes: readonly Node[],
  options: { readonly output?: string; readonly logits?: boolean | "auto" },
): string {
  if (options.output !== undefined) {
    const made = nodes.flatMap((node) => node.outputs);
    if (!made.includes(options.output))
      throw unknownName("output", options.output, [...outputs.map(({ name }) => name), ...made.slice(-20)]);
    return options.output;
  }
  const found = outputs.find(({ type }) => type === undefined || type === "float32");
  if (!found) {
    const types = outputs.map(({ name, type }) => `${name} (${type})`).join(", ");
    throw dataError(`the model has no float32 output to train on: ${types}`);
  }
  if (!options.logits) return found.name;
  const logits = logitsOf(nodes, found.name);
  if (logits === undefined && options.logits !== "auto")
    throw usageError(`logits: output ${found.name} does not come from a softmax or sigmoid`);
  return logits ?? found.name;
}
