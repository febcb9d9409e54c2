/** A trained network as the bytes of a plain ONNX file. */
import { float32Constant } from "../graph/constant.js";
import { modelOf, writeModel } from "../graph/file.js";
import type { NetworkDefinition } from "./definition.js";
import { withoutDropout } from "./plan.js";

/** Parameters and buffers become initializers with the values that `valuesOf` gives. */
export function savedBytes(
  definition: NetworkDefinition,
  valuesOf: (name: string) => Float32Array,
): Uint8Array {
  const { graph } = definition;
  const nodes = withoutDropout(graph);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = new Map([...graph.initializers].filter(([name]) => used.has(name)));
  for (const { name, shape } of [...definition.parameters, ...definition.buffers]) {
    initializers.set(name, float32Constant(valuesOf(name), shape));
  }
  return writeModel(modelOf({ ...graph, nodes, initializers }));
}
