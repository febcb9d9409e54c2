/** A trained network as the bytes of a plain ONNX file. */
import { type Constant, float32Constant } from "../graph/constant.js";
import { modelOf, writeModel } from "../graph/file.js";
import { type Graph, intOf, type ModelFile, type Node } from "../graph/graph.js";
import { changedGraph } from "../graph/subgraphs.js";
import { branchPath } from "../load/branches.js";
import { inTypeOf } from "../load/halves.js";
import { fixedTensors, type NetworkDefinition } from "./definition.js";
import { withoutDropout } from "./plan.js";

/** From this version on, initializers need not be listed among the inputs. */
const INITIALIZERS_ALONE = 4;

/** A file that was exported while training would go on using each batch's statistics, and dropping numbers. */
function asAtInference(node: Node): Node {
  if (node.domain !== "") return node;
  if (node.op === "BatchNormalization" && intOf(node, "training_mode", 0) === 1) {
    const { training_mode: _, ...attributes } = node.attributes;
    return { ...node, outputs: node.outputs.slice(0, 1), attributes };
  }
  return node.op === "Dropout" && node.inputs[2] ? { ...node, inputs: node.inputs.slice(0, 2) } : node;
}

/** A graph with other numbers in some of its tensors, wherever it holds them: initializers, Constant nodes, branches. */
function withTensors(graph: Graph, tensors: ReadonlyMap<string, Constant>, path = ""): Graph {
  const initializers = new Map(
    [...graph.initializers].map(([name, constant]) => {
      const values = tensors.get(path + name);
      return [name, values ? inTypeOf(constant, values) : constant];
    }),
  );
  const nodes = graph.nodes.map((node): Node => {
    const values = node.op === "Constant" ? tensors.get(path + node.outputs[0]!) : undefined;
    if (values) {
      const { value: old } = node.attributes;
      const value = old?.kind === "tensor" ? inTypeOf(old.value, values) : values;
      return { ...node, attributes: { value: { kind: "tensor", value } } };
    }
    return asAtInference(node.op === "If" ? withBranches(node, tensors, path) : node);
  });
  return { ...graph, nodes, initializers };
}

function withBranches(node: Node, tensors: ReadonlyMap<string, Constant>, path: string): Node {
  const attributes = Object.entries(node.attributes).map(([branch, attribute]) => {
    const inner = path + branchPath(node, branch);
    const concerns = [...tensors.keys()].some((name) => name.startsWith(inner));
    return [
      branch,
      concerns ? changedGraph(attribute, (graph) => withTensors(graph, tensors, inner)) : attribute,
    ];
  });
  return { ...node, attributes: Object.fromEntries(attributes) };
}

function changedFile(file: ModelFile, tensors: ReadonlyMap<string, Constant>): ModelFile {
  const irVersion = Math.max(file.irVersion, INITIALIZERS_ALONE);
  return { ...file, irVersion, graph: withTensors(file.graph, tensors) };
}

/** Parameters, buffers and frozen tensors become initializers with the values that `valuesOf` gives. */
export function savedBytes(
  definition: NetworkDefinition,
  valuesOf: (name: string) => Float32Array,
): Uint8Array {
  const { graph, source } = definition;
  const tensors = new Map(
    [...definition.parameters, ...definition.buffers, ...fixedTensors(definition)].map(({ name, shape }) => [
      name,
      float32Constant(valuesOf(name), shape),
    ]),
  );
  if (source) return writeModel(changedFile(source, tensors));
  const nodes = withoutDropout(graph);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = new Map([...graph.initializers].filter(([name]) => used.has(name)));
  return writeModel(modelOf({ ...graph, nodes, initializers: new Map([...initializers, ...tensors]) }));
}
