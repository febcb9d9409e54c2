/** A trained network as the bytes of a plain ONNX file. */
import { type Constant, float32Constant } from "../graph/constant.js";
import { modelOf, writeModel } from "../graph/file.js";
import { intOf, type ModelFile, type Node } from "../graph/graph.js";
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

/** A file with other numbers in some of its tensors, wherever it holds them: initializers or Constant nodes. */
function withTensors(file: ModelFile, tensors: ReadonlyMap<string, Constant>): ModelFile {
  const { graph } = file;
  const initializers = new Map(
    [...graph.initializers].map(([name, constant]) => [name, tensors.get(name) ?? constant]),
  );
  const nodes = graph.nodes.map((node): Node => {
    const value = node.op === "Constant" ? tensors.get(node.outputs[0]!) : undefined;
    return value ? { ...node, attributes: { value: { kind: "tensor", value } } } : asAtInference(node);
  });
  const irVersion = Math.max(file.irVersion, INITIALIZERS_ALONE);
  return { ...file, irVersion, graph: { ...graph, nodes, initializers } };
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
  if (source) return writeModel(withTensors(source, tensors));
  const nodes = withoutDropout(graph);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = new Map([...graph.initializers].filter(([name]) => used.has(name)));
  return writeModel(modelOf({ ...graph, nodes, initializers: new Map([...initializers, ...tensors]) }));
}
