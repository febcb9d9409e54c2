/** The engine of browsers: onnxruntime-web, on WebAssembly or on WebGPU. */
import { DownhillError } from "@downhill/core";
import * as ort from "onnxruntime-web/wasm";
import { type Provider, providerOption, withProvider } from "./provider.js";
import type { EngineData, EngineTensor, EngineType, Runtime, Session } from "./session.js";

export interface WebRuntimeOptions {
  /**
   * Where the engine's files lie: the folder, ending in `/`, that holds `ort-wasm-simd-threaded.wasm` and `.mjs` of the
   * installed onnxruntime-web; for models with `provider: "webgpu"` also `ort-wasm-simd-threaded.asyncify.wasm` and
   * `.mjs`. Default: where the bundler puts them. Serve them yourself; no other server is asked.
   */
  readonly wasmPaths?: string;
  /** More than one needs a page that is cross-origin isolated. Default 1. */
  readonly threads?: number;
}

/**
 * The engine on onnxruntime-web, for pages and Web Workers; give it to `build` or `loadOnnx` as `runtime`. Training
 * keeps a page busy, so train in a worker. The options of the first call count, for the engine starts once.
 * @throws DownhillError `environment` when more threads are asked for than the page may have.
 * @example
 * const runtime = webRuntime({ wasmPaths: "/ort/" });
 * const model = await sequential([flatten(), dense(10)]).build({ input: [1, 28, 28], runtime });
 */
export function webRuntime(options: WebRuntimeOptions = {}): Runtime {
  const { wasmPaths, threads = 1 } = options;
  if (threads > 1 && !(globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated)
    throw new DownhillError(
      "environment",
      "threads need a page that is cross-origin isolated: serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    );
  const configured = ({ env }: Engine): void => {
    env.wasm.numThreads = threads;
    if (wasmPaths !== undefined) env.wasm.wasmPaths = wasmPaths;
  };
  configured(ort);
  let gpu: Promise<Engine> | undefined;
  /** The build for GPUs is another one; it is fetched when a model asks for it. */
  const engineFor = (provider: Provider): Promise<Engine> | Engine => {
    if (provider === "wasm") return ort;
    gpu ??= import("onnxruntime-web/webgpu").then((engine) => {
      configured(engine);
      return engine;
    });
    return gpu;
  };
  return {
    name: "onnxruntime-web",
    tensor,
    open: async (model, { provider = "wasm" }) =>
      withProvider(provider === "cpu" ? "wasm" : provider, "wasm", async (chosen) =>
        open(await engineFor(chosen), model, chosen),
      ),
  };
}

type Engine = Pick<typeof ort, "InferenceSession" | "env">;

const tensor = (type: EngineType, data: EngineData, dims: readonly number[]): EngineTensor =>
  new ort.Tensor(type as "float32", data as Float32Array, dims);

async function open(engine: Engine, model: Uint8Array, provider: Provider): Promise<Session> {
  const session = await engine.InferenceSession.create(model, {
    executionProviders: [providerOption(provider, model)],
    graphOptimizationLevel: "all",
    // Errors are thrown; the engine need not print them as well.
    logSeverityLevel: 4,
  }).catch((cause: unknown) => {
    throw new DownhillError(
      "environment",
      `onnxruntime-web cannot open the network: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  });
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: async (feeds, fetches) => {
      // This engine ignores arrays given for its outputs, so they are filled here.
      const results = await session.run(feeds as Record<string, ort.Tensor>, Object.keys(fetches));
      const entries = Object.entries(fetches).map(([name, given]) => {
        const result = results[name]!;
        if (given) (given.data as Float32Array).set(result.data as Float32Array);
        return [name, given ?? (result as EngineTensor)] as const;
      });
      return Object.fromEntries(entries);
    },
    release: () => session.release(),
  };
}
