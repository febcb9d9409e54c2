/** The backends by name, and how often anything was compiled: a second step must not compile again. */
import type { Program } from "../formula/fuse.js";
import type { BackendName } from "../interfaces.js";
import { js } from "./js.js";
import type { Backend, Kernel } from "./kernel.js";
import { reference } from "./reference.js";
import { wasm } from "./wasm.js";

const backends: Readonly<Record<BackendName, Backend>> = { js, wasm, reference };

let compilations = 0;

/** Kernels compiled since the program began. */
export const compilationCount = (): number => compilations;

export function compile(program: Program, backend: BackendName): Kernel {
  compilations++;
  return backends[backend].compile(program);
}
