/** What bundlers for browsers take instead of `session/node-runtime.ts`. */
import { DownhillError } from "@downhill/core";
import type { Runtime } from "../session/session.js";

/** @throws DownhillError `environment`, always: a browser's engine must be given. */
export async function nodeRuntime(): Promise<Runtime> {
  throw new DownhillError(
    "environment",
    'in a browser the engine must be given: build({ …, runtime: webRuntime() }), from "@downhill/onnx/web"',
  );
}
