/** The fast backend: a program becomes a WebAssembly module with SIMD instructions. Needs no eval. */
import type { Program } from "../formula/fuse.js";
import type { Backend, Kernel } from "./kernel.js";
import type { Memory } from "./memory.js";
import { assembleColumns } from "./wasm/columns.js";
import { assembleRows } from "./wasm/rows.js";

type Run = (...numbers: number[]) => number;

/** Rows up to this length are computed four at a time, side by side. */
const SHORT_ROW = 32;

export const wasm: Backend = {
  name: "wasm",
  compile(program: Program): Kernel {
    const along = kernelOf(() => assembleColumns(program));
    const sideBySide = kernelOf(() => assembleRows(program));
    return (memory, call) => {
      const isShort = program.rows && call.columns <= SHORT_ROW && call.rows >= 4;
      return (isShort ? sideBySide : along)(memory, call);
    };
  },
};

/** Compiled when first called, once; bound to each memory once. */
function kernelOf(assemble: () => Uint8Array<ArrayBuffer>): Kernel {
  const instances = new WeakMap<Memory, Run>();
  let module: WebAssembly.Module | undefined;
  return (memory, { rows, columns, addresses, uniforms }) => {
    let run = instances.get(memory);
    if (!run) {
      module ??= new WebAssembly.Module(assemble());
      run = new WebAssembly.Instance(module, { m: { m: memory.wasm } }).exports.run as Run;
      instances.set(memory, run);
    }
    return run(rows, columns, ...addresses, ...Array.from(uniforms));
  };
}
