/** What a backend makes of a program, and how a kernel is called. */
import type { Program } from "../formula/fuse.js";
import type { Memory } from "./memory.js";

export interface Call {
  readonly rows: number;
  readonly columns: number;
  /** Byte offsets in the memory: the program's inputs, its outputs per element, its outputs per row. */
  readonly addresses: readonly number[];
  /** Values of the program's uniforms. */
  readonly uniforms: ArrayLike<number>;
}

/** A compiled program. Returns the program's total (0 when it has none). */
export type Kernel = (memory: Memory, call: Call) => number;

export interface Backend {
  readonly name: string;
  compile(program: Program): Kernel;
}

/** The order of addresses in a `Call`. */
export function addressNames(program: Program): string[] {
  return [
    ...program.inputs.map((input) => input.name),
    ...program.elementOutputs.map((output) => output.name),
    ...program.rowOutputs.map((output) => output.name),
  ];
}
