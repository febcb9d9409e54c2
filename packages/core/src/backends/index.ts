// Written by `npm run gen` from the files of this folder that export a Backend.
import { js } from "./js.js";
import type { Backend } from "./kernel.js";
import { reference } from "./reference.js";
import { wasm } from "./wasm.js";

export type { Backend };
export { js, reference, wasm };
export type BackendName = "js" | "reference" | "wasm";

/** By name, for programs that run on each of them. */
export const backends: Readonly<Record<BackendName, Backend>> = { js, reference, wasm };
