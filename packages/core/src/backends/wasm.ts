/** The fast backend: a program becomes a WebAssembly module with SIMD instructions. Needs no eval. */
import { usageError } from "../errors.js";
import type { Program } from "../formula/fuse.js";
import type { Backend, Kernel } from "./kernel.js";
import type { Memory } from "./memory.js";
import { assembleColumns } from "./wasm/columns.js";

type Run = (...numbers: number[]) => number;

export const wasm: Backend = {
  name: "wasm",
  compile(program: Program): Kernel {
    const module = new WebAssembly.Module(assembleColumns(program));
    const instances = new WeakMap<Memory, Run>();
    return (memory, { rows, columns, addresses, uniforms }) => {
      let run = instances.get(memory);
      if (!run) {
        run = new WebAssembly.Instance(module, { m: { m: memory.wasm } }).exports.run as Run;
        instances.set(memory, run);
      }
      if (uniforms.length !== program.uniforms.length) throw usageError("internal: wrong number of uniforms");
      return run(rows, columns, ...addresses, ...Array.from(uniforms));
    };
  },
};
