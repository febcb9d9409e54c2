/** The fast backend: a program becomes a WebAssembly module with SIMD instructions. Needs no eval. */
import type { Program } from "../formula/fuse.js";
import type { Level } from "../formula/graph.js";
import type { Backend, Call, Kernel } from "./kernel.js";
import type { Memory } from "./memory.js";
import type { Team } from "./team.js";
import { assembleColumns } from "./wasm/columns.js";
import { assembleRows } from "./wasm/rows.js";
import { assembleUpdates } from "./wasm/updates.js";

type Assemble = (program: Program, shared: boolean) => Uint8Array<ArrayBuffer>;
type Run = (...numbers: readonly number[]) => number;

/** Rows up to this length are computed four at a time, side by side. */
const SHORT_ROW = 32;
/** Elements below which dividing the work costs more than it saves. */
const WORTH_DIVIDING = 16384;

/** Where threads may divide an array: blocks of float32 sums end there too, so that threads change no sum. */
const GRAIN = 1024;
/** Rows of which two threads' results lie in different cache lines. */
const GRAIN_OF_ROWS = 16;

export const wasm: Backend = {
  name: "wasm",
  guards: true,
  compile(program: Program, guard?: string): Kernel {
    if (!program.rows && !program.total)
      return kernelOf(program, (_, shared) => assembleUpdates(program, shared, guard));
    const along = kernelOf(program, assembleColumns);
    const sideBySide = kernelOf(program, assembleRows);
    return (memory, ...calls) => {
      const [{ rows, columns }] = calls as [Call];
      const isShort = program.rows && columns <= SHORT_ROW && rows >= 4;
      return (isShort ? sideBySide : along)(memory, ...calls);
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

  return (memory, ...calls) => {
    const { team } = memory;
    const lists = team ? divide(program.rows, levels, calls, team.size) : [calls];
    const number = lists.length > 1 ? numberIn(team!, memory) : -1;
    return memory.scratch(() => {
      const prepared = lists.map((list) =>
        list.map((call) => {
          const length = program.scratch * (call.columns + 8) * 4;
          const scratch = length > 0 ? memory.allocateScratch(length).byteOffset : 0;
          return [call.rows, call.columns, ...call.addresses, scratch, ...Array.from(call.uniforms)];
        }),
      );
      if (number >= 0) return team!.run(number, prepared);
      const run = instance(memory);
      return prepared[0]!.reduce((total, numbers) => total + run(...numbers), 0);
    });
  };
}

/** A list of calls per thread, of about the same number of elements; one list where dividing is not worth it. */
function divide(
  hasRows: boolean,
  levels: readonly Level[],
  calls: readonly Call[],
  threads: number,
): readonly (readonly Call[])[] {
  const share = calls.reduce((sum, { rows, columns }) => sum + rows * columns, 0) / threads;
  if (share * threads < WORTH_DIVIDING) return [calls];
  const lists = Array.from({ length: threads }, (): Call[] => []);
  let thread = 0;
  let room = share;
  for (const call of calls) {
    const whole = hasRows ? call.rows : call.columns;
    const unit = hasRows ? call.columns : 1;
    const grain = !hasRows ? GRAIN : whole < GRAIN_OF_ROWS ? 1 : GRAIN_OF_ROWS;
    for (let start = 0; start < whole; ) {
      const rest = whole - start;
      const fits = thread === threads - 1 || rest * unit <= room;
      const size = fits ? rest : Math.min(rest, Math.round(room / unit / grain) * grain);
      if (size > 0) lists[thread]!.push(part(hasRows, levels, call, start, size));
      room -= size * unit;
      start += size;
      if (start < whole) {
        thread++;
        room += share;
      }
    }
  }
  return lists;
}

/** So many of a call's rows, or of its elements where there are no rows. */
function part(hasRows: boolean, levels: readonly Level[], call: Call, start: number, size: number): Call {
  const step = (level: Level): number => {
    if (!hasRows) return level === "element" ? 1 : 0;
    return { element: call.columns, row: 1, column: 0, uniform: 0 }[level];
  };
  return {
    ...call,
    ...(hasRows ? { rows: size } : { columns: size }),
    addresses: call.addresses.map((address, j) => address + 4 * start * step(levels[j]!)),
  };
}
