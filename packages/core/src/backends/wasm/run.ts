/** Modules at work: bound to each memory once, their calls divided among threads where there are any. */
import type { Level } from "../../formula/graph.js";
import type { Call, Kernel, Layout } from "../kernel.js";
import type { Memory } from "../memory.js";
import type { Team } from "../team.js";

type Run = (...numbers: readonly number[]) => number;
/** The module of a kernel, for a memory that threads share or for one of its own. */
export type ModuleBytes = (shared: boolean) => Uint8Array<ArrayBuffer>;

/** Rows up to this length are computed four at a time, side by side. */
const SHORT_ROW = 32;
/** Elements below which dividing the work costs more than it saves. */
const WORTH_DIVIDING = 16384;

/** Elements from which on small parts cost nothing next to them. */
const MANY = 2 ** 22;
/** Where threads may divide an array: blocks of float32 sums end there too, so that threads change no sum. */
const GRAIN = 1024;
/** Rows of which two threads' results lie in different cache lines. */
const GRAIN_OF_ROWS = 16;

/** The kernel for short rows where a call has them, else the other. */
export const byRowLength =
  (along: Kernel, sideBySide: Kernel): Kernel =>
  (memory, ...calls) => {
    const [{ rows, columns }] = calls as [Call];
    return (columns <= SHORT_ROW && rows >= 4 ? sideBySide : along)(memory, ...calls);
  };

/** Made when first called, once; bound to each memory once. */
export function kernelOf(program: Layout, make: ModuleBytes): Kernel {
  const levels: readonly Level[] = [
    ...program.inputs.map(({ level }) => level),
    ...[...program.elementOutputs, ...program.rowOutputs].map(({ per }) => per),
  ];
  const modules = new Map<boolean, Uint8Array<ArrayBuffer>>();
  const instances = new WeakMap<Memory, Run>();
  const numbers = new WeakMap<Team, number>();

  const bytes = (shared: boolean): Uint8Array<ArrayBuffer> => {
    let module = modules.get(shared);
    if (!module) modules.set(shared, (module = make(shared)));
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
    const elements = calls.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
    const team = elements < WORTH_DIVIDING ? undefined : memory.team;
    const most = elements / ((team?.size ?? 1) * (elements < MANY ? 2 : 8));
    const parts = team ? calls.flatMap((call) => divide(program.rows, levels, call, most)) : calls;
    const number = team && parts.length > 1 ? numberIn(team, memory) : -1;
    return memory.scratch(() => {
      // Calls on one thread come one after the other, and so share it.
      const longest = parts.reduce((most, { columns }) => Math.max(most, columns), 0);
      const stride = Math.ceil((program.scratch * (longest + 8)) / 4) * 64;
      const scratch = stride > 0 ? memory.allocateScratch((stride / 4) * (team?.size ?? 1)).byteOffset : 0;
      const prepared = parts.map(({ rows, columns, addresses, uniforms }) => {
        return [rows, columns, ...addresses, scratch, ...Array.from(uniforms)];
      });
      if (number >= 0) return team!.run(number, { calls: prepared, scratch: 2 + levels.length, stride });
      const run = instance(memory);
      return prepared.reduce((total, numbers) => total + run(...numbers), 0);
    });
  };
}

/** Calls of about that many elements, so that every thread finds work until all is done. */
function divide(hasRows: boolean, levels: readonly Level[], call: Call, most: number): readonly Call[] {
  const whole = hasRows ? call.rows : call.columns;
  const grain = hasRows ? GRAIN_OF_ROWS : GRAIN;
  const count = Math.ceil((call.rows * call.columns) / most);
  const size = Math.ceil(whole / count / grain) * grain;
  if (!(size < whole)) return [call];
  return Array.from({ length: Math.ceil(whole / size) }, (_, i) =>
    part(hasRows, levels, call, i * size, Math.min(size, whole - i * size)),
  );
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
