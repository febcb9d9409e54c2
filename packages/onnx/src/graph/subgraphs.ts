/** Graphs inside of nodes: the branches of If, the bodies of Loop and Scan. */
import { decode } from "../proto/read.js";
import { encode } from "../proto/write.js";
import { graphOf, graphProto } from "./file.js";
import type { Attribute, Graph, Node } from "./graph.js";

/** The graph that an attribute holds. */
export function graphIn(attribute: Attribute | undefined): Graph | undefined {
  if (attribute?.kind !== "raw") return undefined;
  const { g } = decode("AttributeProto", attribute.value);
  return g && graphOf(g);
}

/** The attribute with another graph in it; what holds none stays as it is. */
export function changedGraph(attribute: Attribute, change: (graph: Graph) => Graph): Attribute {
  const graph = graphIn(attribute);
  if (!graph || attribute.kind !== "raw") return attribute;
  const proto = decode("AttributeProto", attribute.value);
  return { kind: "raw", value: encode("AttributeProto", { ...proto, g: graphProto(change(graph)) }) };
}

/** Names that a graph makes itself. */
export const ownNames = ({ initializers, inputs, nodes }: Graph): Set<string> =>
  new Set([
    ...initializers.keys(),
    ...inputs.map(({ name }) => name),
    ...nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== "")),
  ]);

/** What a node reads: its inputs, and what graphs inside of it take from around them. */
export function namesRead(node: Node): string[] {
  const captured = Object.values(node.attributes).flatMap((attribute) => {
    const graph = graphIn(attribute);
    if (!graph) return [];
    const own = ownNames(graph);
    const read = [...graph.nodes.flatMap(namesRead), ...graph.outputs.map(({ name }) => name)];
    return read.filter((name) => !own.has(name));
  });
  return [...node.inputs, ...captured];
}

/** A graph whose names, its own and those from around it, are other ones. */
export function renamedGraph(graph: Graph, rename: (name: string) => string): Graph {
  const of = (name: string): string => (name === "" ? "" : rename(name));
  return {
    ...graph,
    initializers: new Map([...graph.initializers].map(([name, constant]) => [of(name), constant])),
    inputs: graph.inputs.map((info) => ({ ...info, name: of(info.name) })),
    outputs: graph.outputs.map((info) => ({ ...info, name: of(info.name) })),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(of),
      outputs: node.outputs.map(of),
      attributes: Object.fromEntries(
        Object.entries(node.attributes).map(([name, attribute]) => [
          name,
          // A graph within it keeps the names that it makes itself.
          changedGraph(attribute, (inner) => {
            const own = ownNames(inner);
            return renamedGraph(inner, (each) => (own.has(each) ? each : rename(each)));
          }),
        ]),
      ),
    })),
  };
}
