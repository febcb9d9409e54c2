/** What a backend makes of a program, and how a kernel is called. */
import type { Program } from "../formula/fuse.js";
import type { Level } from "../formula/graph.js";
import type { Memory } from "./memory.js";

/** What the callers of a kernel know of its program. */
export interface Layout {
  /** False: all elements are alike and there is one long row. */
  readonly rows: boolean;
  readonly inputs: readonly { readonly name: string; readonly level: Level }[];
  readonly elementOutputs: readonly Output[];
  readonly rowOutputs: readonly Output[];
  /** Number of scratch rows. */
  readonly scratch: number;
}

interface Output {
  readonly name: string;
  readonly per: "element" | "row";
}

export interface Call {
  readonly rows: number;
  readonly columns: number;
  /** Byte offsets in the memory: the program's inputs, its outputs per element, its outputs per row. */
  readonly addresses: readonly number[];
  /** Values of the program's uniforms. */
  readonly uniforms: ArrayLike<number>;
}

/**
 * A compiled program. It runs one or more calls, which must not overlap: in a memory with threads they work side by side.
 * Returns the sum of the program's totals (0 when it has none).
 */
export type Kernel = (memory: Memory, ...calls: readonly Call[]) => number;

export interface Backend {
  readonly name: string;
  /** True where kernels heed `guard`. */
  readonly guards?: boolean;
  /**
   * @param guard name of an input per element: where a number of it is not finite, a call ends before anything that
   * depends on it is stored, and the kernel returns NaN. What was stored before that stays.
   */
  compile(program: Program, guard?: string): Kernel;
}

/** A kernel of a backend without threads. */
export const oneByOne =
  (run: (memory: Memory, call: Call) => number): Kernel =>
  (memory, ...calls) =>
    calls.reduce((total, call) => total + run(memory, call), 0);

/** The order of addresses in a `Call`. */
export function addressNames(program: Layout): string[] {
  return [
    ...program.inputs.map((input) => input.name),
    ...program.elementOutputs.map((output) => output.name),
    ...program.rowOutputs.map((output) => output.name),
  ];
}
