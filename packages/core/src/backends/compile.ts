/** Programs → kernels, and how often that happened: a second step must not compile again. */
import type { Program } from "../formula/fuse.js";
import { type BackendName, backends } from "./index.js";
import type { Kernel } from "./kernel.js";

let compilations = 0;

/** Kernels compiled since the program began. */
export const compilationCount = (): number => compilations;

export function compile(program: Program, backend: BackendName): Kernel {
  compilations++;
  return backends[backend].compile(program);
}
