/** The fast backend: a program becomes a WebAssembly module with SIMD instructions. Needs no eval. */
import type { Program } from "../formula/fuse.js";
import type { Level } from "../formula/graph.js";
import type { Backend, Call, Kernel } from "./kernel.js";
import type { Memory } from "./memory.js";
import type { Team } from "./team.js";
import { assembleColumns } from "./wasm/columns.js";
import { assembleRows } from "./wasm/rows.js";

type Assemble = (program: Program, shared: boolean) => Uint8Array<ArrayBuffer>;
type Run = (rows: number, columns: number, ...rest: number[]) => number;

/** Rows up to this length are computed four at a time, side by side. */
const SHORT_ROW = 32;
/** Elements below which dividing the work costs more than it saves. */
const WORTH_DIVIDING = 16384;

export const wasm: Backend = {
  name: "wasm",
  compile(program: Program): Kernel {
    const along = kernelOf(program, assembleColumns);
    const sideBySide = kernelOf(program, assembleRows);
    return (memory, call) => {
      const isShort = program.rows && call.columns <= SHORT_ROW && call.rows >= 4;
      return (isShort ? sideBySide : along)(memory, call);
    };
  },
};

/** Compiled when first called, once; bound to each memory once. */
function kernelOf(program: Program, assemble: Assemble): Kernel {
  const levels: readonly Level[] = [
    ...program.inputs.map(({ level }) => level),
    ...[...program.elementOutputs, ...program.rowOutputs].map(({ per }) => per),
  ];
  const modules = new Map<boolean, Uint8Array<ArrayBuffer>>();
  const instances = new WeakMap<Memory, Run>();
  const numbers = new WeakMap<Team, number>();

  const bytes = (shared: boolean): Uint8Array<ArrayBuffer> => {
    let module = modules.get(shared);
    if (!module) modules.set(shared, (module = assemble(program, shared)));
    return module;
  };
  const instance = (memory: Memory): Run => {
    let run = instances.get(memory);
    if (!run) {
      const module = new WebAssembly.Module(bytes(memory.team !== undefined));
      run = new WebAssembly.Instance(module, { m: { m: memory.wasm } }).exports.run as Run;
      instances.set(memory, run);
    }
    return run;
  };
  const numberIn = (team: Team, memory: Memory): number => {
    let number = numbers.get(team);
    if (number === undefined) numbers.set(team, (number = team.register(bytes(true), memory)));
    return number;
  };

  return (memory, call) => {
    const { team } = memory;
    const divided =
      team && call.rows * call.columns >= WORTH_DIVIDING
        ? divide(program.rows, levels, call, team.size)
        : [call];
    const number = divided.length > 1 ? numberIn(team!, memory) : -1;
    return memory.scratch(() => {
      const calls = divided.map((part) => {
        const length = program.scratch * (part.columns + 8) * 4;
        const scratch = length > 0 ? memory.allocateScratch(length).byteOffset : 0;
        return [part.rows, part.columns, ...part.addresses, scratch, ...Array.from(part.uniforms)] as const;
      });
      return calls.length > 1 ? team!.run(number, calls) : instance(memory)(...calls[0]!);
    });
  };
}

/** Equal shares of the rows, or of the one row where there are no rows; one share where that cannot be. */
function divide(hasRows: boolean, levels: readonly Level[], call: Call, shares: number): Call[] {
  const whole = hasRows ? call.rows : call.columns;
  // A cache line holds 16 numbers: two threads should not write into one.
  const share = Math.ceil(whole / shares / 16) * 16;
  if (share * (shares - 1) >= whole) return [call];
  return Array.from({ length: shares }, (_, i) => {
    const start = i * share;
    const size = Math.min(share, whole - start);
    const step = (level: Level): number => {
      if (!hasRows) return level === "element" ? 1 : 0;
      return { element: call.columns, row: 1, column: 0, uniform: 0 }[level];
    };
    return {
      ...call,
      ...(hasRows ? { rows: size } : { columns: size }),
      addresses: call.addresses.map((address, j) => address + 4 * start * step(levels[j]!)),
    };
  });
}
