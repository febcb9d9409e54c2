/**
 * What Downhill asks of an engine that runs ONNX graphs. onnxruntime-node implements it in `node-runtime.ts`; another
 * engine with typed-array tensors (onnxruntime-web) is one more file of that size.
 */
import type { TensorData } from "@downhill/core";
import type { Provider } from "./provider.js";

/** A tensor as the engine takes it. The data is not copied: `run` reads and writes it in place. */
export interface EngineTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}

export type EngineData = TensorData | Float64Array;

export interface SessionOptions {
  /** Threads inside of one operator. Default: the engine's choice, which is the number of cores. */
  readonly threads?: number;
  /** Where operators run: `"cpu"`, or `"webgpu"` for a GPU. Default `"cpu"`. */
  readonly provider?: Provider;
  /** False: nodes are run as they stand, which makes opening faster. Default true. */
  readonly optimize?: boolean;
}

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Runs once. A tensor in `fetches` receives its output in place; null asks for a new one. */
  run(
    feeds: Readonly<Record<string, EngineTensor>>,
    fetches: Readonly<Record<string, EngineTensor | null>>,
  ): Promise<Readonly<Record<string, EngineTensor>>>;
  release(): Promise<void>;
}

export interface Runtime {
  readonly name: string;
  /** Wraps an array; BigInt64Array is int64, Uint8Array is bool or uint8 as `type` says. */
  tensor(type: EngineType, data: EngineData, dims: readonly number[]): EngineTensor;
  /** Whether the engine may have operators on images in blocks of channels (graph/blocks.ts). Default false. */
  readonly blocks?: boolean;
  /** Compiles the bytes of an ONNX file. */
  open(model: Uint8Array, options: SessionOptions): Promise<Session>;
}

export type EngineType = "float32" | "float64" | "int32" | "int64" | "uint8" | "bool";
