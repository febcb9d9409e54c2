/** One function of functions.ts as a kernel of its own, or a formula as users run it: y = f(x) over an array. */
import { compile } from "../../src/backends/compile.js";
import type { Backend } from "../../src/backends/kernel.js";
import type { Lanes } from "../../src/backends/lanes.js";
import { Memory } from "../../src/backends/memory.js";
import { F64, FunctionBuilder, I32, V128 } from "../../src/backends/wasm/assembler.js";
import { opaqueZero, wasmLanes } from "../../src/backends/wasm/lanes.js";
import * as op from "../../src/backends/wasm/op.js";
import * as simd from "../../src/backends/wasm/simd.js";
import { wasm } from "../../src/backends/wasm.js";
import { check, createBuild, fuse, parse } from "../../src/formula/index.js";

/** Numbers per call; a multiple of 4. */
export const CHUNK = 1 << 16;

export type LaneFunction = <V>(l: Lanes<V>, x: V, y: V) => V;
/** f over the first `count` numbers; the result is a view that the next call overwrites. */
export type Evaluate = (count: number) => Float32Array;

export class Bench {
  readonly #backend: Backend;
  readonly #memory = new Memory();
  /** Inputs: first and, for functions of two arguments, second. */
  readonly x = this.#memory.allocate(CHUNK);
  readonly y = this.#memory.allocate(CHUNK);

  constructor(backend: Backend = wasm) {
    this.#backend = backend;
  }

  direct(f: LaneFunction): Evaluate {
    const out = this.#memory.allocate(CHUNK);
    const module = new WebAssembly.Module(assemble(f));
    const { run } = new WebAssembly.Instance(module, { m: { m: this.#memory.wasm } }).exports;
    return (count) => {
      (run as (...numbers: number[]) => number)(
        count >>> 2,
        this.x.byteOffset,
        this.y.byteOffset,
        out.byteOffset,
      );
      return out.array;
    };
  }

  formula(text: string): Evaluate {
    const build = createBuild();
    const source = { text: `L = ${text}`, file: "accuracy" };
    const scope = new Map([["p", build.input("p", "element")]]);
    const node = check(build, source, parse(source), scope).get("L")!;
    const kernel = compile(
      fuse(build, { rows: false, outputs: [{ name: "L", node, per: "element" }] }),
      this.#backend,
    );
    const out = this.#memory.allocate(CHUNK);
    return (columns) => {
      const addresses = [this.x.byteOffset, out.byteOffset];
      kernel(this.#memory, { rows: 1, columns, addresses, uniforms: [] });
      return out.array;
    };
  }
}

/** (vectors, x, y, out) → 0. */
function assemble(apply: LaneFunction): Uint8Array<ArrayBuffer> {
  const f = new FunctionBuilder([I32, I32, I32, I32]);
  const l = wasmLanes(f, opaqueZero(f));
  const [offset, end] = [f.local(I32), f.local(I32)];
  const at = (pointer: number) => {
    f.get(pointer);
    f.get(offset);
    f.plain(op.i32Add);
  };
  const load = (pointer: number) => {
    const local = f.local(V128);
    at(pointer);
    f.memory(simd.load);
    f.set(local);
    return local;
  };
  f.get(0);
  f.integer(4);
  f.plain(op.i32Shl);
  f.set(end);
  f.while(
    () => {
      f.get(offset);
      f.get(end);
      f.plain(op.i32LtU);
    },
    () => {
      const result = apply(l, load(1), load(2));
      at(3);
      f.get(result);
      f.memory(simd.store);
      f.get(offset);
      f.integer(16);
      f.plain(op.i32Add);
      f.set(offset);
    },
  );
  f.get(l.constant(0));
  f.lane(simd.f64x2ExtractLane, 0);
  return f.finish(F64, false);
}
