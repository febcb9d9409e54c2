/** What a model wants to be fed, without making it trainable. */
import type { ValueInfo } from "../graph/graph.js";
import { fileOf } from "./load-onnx.js";

/**
 * Names, types and shapes of a model's inputs, as its file declares them; sizes that it leaves open are names.
 *
 * @throws DownhillError `data` for what is no ONNX model
 * @example
 * const [input] = await onnxInputs("mobilenet.onnx"); // { name: "input", type: "float32", shape: ["N", 3, 224, 224] }
 */
export async function onnxInputs(source: string | Uint8Array): Promise<readonly ValueInfo[]> {
  const { graph } = await fileOf(source);
  return graph.inputs.filter(({ name }) => !graph.initializers.has(name));
}
