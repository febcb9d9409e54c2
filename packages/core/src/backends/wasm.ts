/** The fast backend: a program becomes a WebAssembly module with SIMD instructions. Needs no eval. */
import type { Program } from "../formula/fuse.js";
import type { Backend, Kernel } from "./kernel.js";
import { assembleColumns } from "./wasm/columns.js";
import { assembleRows } from "./wasm/rows.js";
import { byRowLength, kernelOf } from "./wasm/run.js";
import { assembleUpdates } from "./wasm/updates.js";

export const wasm: Backend = {
  name: "wasm",
  guards: true,
  compile(program: Program, guard?: string): Kernel {
    if (!program.rows && !program.total)
      return kernelOf(program, (shared) => assembleUpdates(program, shared, guard));
    const along = kernelOf(program, (shared) => assembleColumns(program, shared));
    if (!program.rows) return along;
    return byRowLength(
      along,
      kernelOf(program, (shared) => assembleRows(program, shared)),
    );
  },
};
