/** Where the engine runs its operators: the processor, or what else it was built for. */
import { DownhillError } from "@downhill/core";
import { readModel } from "../graph/file.js";
import { intsOf, type Node } from "../graph/graph.js";

/**
 * `"cpu"`, or a provider that the engine comes with: `"webgpu"` in onnxruntime-node and onnxruntime-web. Operators
 * that a provider lacks are run by the processor.
 */
export type Provider = "cpu" | "webgpu" | (string & {});

/**
 * What ONNX Runtime's WebGPU provider takes although it cannot run it, so that the first step would fail. These nodes
 * are given to the processor.
 */
const gaps: Readonly<Record<string, (node: Node) => boolean>> = {
  // Its kernel does not tell where the maxima stood.
  MaxPool: ({ outputs }) => outputs.length > 1,
  // Its kernel has one or two axes.
  ConvTranspose: (node) => ["kernel_shape", "strides"].some((name) => (intsOf(node, name)?.length ?? 0) > 2),
};

/** The names of nodes that the WebGPU provider must leave to the processor. */
function keptOnProcessor(model: Uint8Array): string[] {
  const { nodes } = readModel(model).graph;
  return nodes.flatMap((node) => (node.domain === "" && gaps[node.op]?.(node) ? [node.name] : []));
}

/** What the engine is asked for: the WebGPU provider wants the names of nodes that it must not take. */
export function providerOption(provider: Provider, model: Uint8Array) {
  const names = provider === "webgpu" ? keptOnProcessor(model) : [];
  return names.length > 0 ? { name: "webgpu" as const, forceCpuNodeNames: names } : provider;
}

/**
 * Opens a session; where that fails, tells whether the provider or the model is at fault by opening it on the processor.
 * @throws DownhillError `environment` when it is the provider
 */
export async function withProvider<Session extends { release(): Promise<void> }>(
  provider: Provider,
  processor: Provider,
  open: (provider: Provider) => Promise<Session>,
): Promise<Session> {
  try {
    return await open(provider);
  } catch (cause) {
    if (provider === processor) throw cause;
    await (await open(processor)).release();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DownhillError(
      "environment",
      `the provider ${JSON.stringify(provider)} is not available here: ${reason.trim()}\n` +
        "  leave provider out to compute on the processor" +
        (provider === "webgpu"
          ? "; WebGPU needs a GPU and its driver (on Linux: Vulkan, libvulkan.so.1)"
          : ""),
      { cause },
    );
  }
}
