/** The engine of Node: onnxruntime-node, loaded when it is first needed. */
import { DownhillError } from "@downhill/core";
import type * as ort from "onnxruntime-node";
import { type Provider, providerOption, withProvider } from "./provider.js";
import type { EngineTensor, Runtime, Session, SessionOptions } from "./session.js";

let loading: Promise<Runtime> | undefined;

/**
 * The engine on onnxruntime-node.
 * @throws DownhillError `environment` when the package is missing or its native library does not load.
 */
export function nodeRuntime(): Promise<Runtime> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Runtime> {
  let engine: typeof ort;
  try {
    engine = await import("onnxruntime-node");
  } catch (cause) {
    throw new DownhillError(
      "environment",
      `onnxruntime-node cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}\n` +
        "  install it with: npm install onnxruntime-node@1.30.0 --onnxruntime-node-install=skip",
      { cause },
    );
  }
  return {
    name: "onnxruntime-node",
    blocks: true,
    tensor: (type, data, dims) => new engine.Tensor(type as "float32", data as Float32Array, dims),
    open: (model, options) =>
      withProvider(options.provider ?? "cpu", "cpu", (provider) => open(engine, model, options, provider)),
  };
}

/**
 * Threads wait for the next operator by spinning for a moment, since waking one takes as long as a small operator. Longer,
 * or beyond the end of a run, they would take the cores away from kernels, other sessions and other programs.
 */
const WAITING = { intra_op: { allow_spinning: "1", spin_duration_us: "50" }, force_spinning_stop: "1" };

async function open(
  engine: typeof ort,
  model: Uint8Array,
  options: SessionOptions,
  provider: Provider,
): Promise<Session> {
  const session = await engine.InferenceSession.create(model, {
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    executionProviders: [providerOption(provider, model)],
    graphOptimizationLevel: options.optimize === false ? "disabled" : "all",
    // Errors are thrown; the engine need not print them as well.
    logSeverityLevel: 4,
    extra: { session: WAITING },
  });
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds, fetches) =>
      session.run(
        feeds as Record<string, ort.Tensor>,
        fetches as Record<string, ort.Tensor | null>,
      ) as Promise<Record<string, EngineTensor>>,
    release: () => session.release(),
  };
}
