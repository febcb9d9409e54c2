/** Programs → kernels, and how often that happened: a second step must not compile again. */
import { usageError } from "../errors.js";
import type { Program } from "../formula/fuse.js";
import type { Backend, Kernel } from "./kernel.js";
import { wasm } from "./wasm.js";

let compilations = 0;

/** Kernels compiled since the program began. */
export const compilationCount = (): number => compilations;

export function compile(program: Program, backend: Backend, guard?: string): Kernel {
  compilations++;
  return backend.compile(program, guard);
}

/** The backend that the options of an entry name: WebAssembly unless they bring another one. */
export function backendOf(id: string, given: Backend | undefined): Backend {
  if (given !== undefined && typeof given.compile !== "function")
    throw usageError(
      `invalid backend of ${id}: expected one of those in @downhill/core/backends, such as { backend: js }; got ${given}`,
    );
  return given ?? wasm;
}
