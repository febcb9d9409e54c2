/** A function that has the parameters of every kernel: rows, columns, an address per array, scratch, uniforms. */
import type { Output, Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import type { Lanes } from "../lanes.js";
import { F32, FunctionBuilder, I32, V128, type ValueType } from "./assembler.js";
import { type Local, opaqueZero, wasmLanes } from "./lanes.js";
import * as op from "./op.js";
import * as simd from "./simd.js";

export interface Frame {
  readonly f: FunctionBuilder;
  readonly lanes: Lanes<Local>;
  readonly rows: Local;
  readonly columns: Local;
  readonly items: readonly (Node | Output)[];
  /** Where each item begins. */
  readonly pointers: ReadonlyMap<object, Local>;
  readonly scratch: Local;
  /** The program's uniforms, as parameters. */
  readonly uniforms: readonly Local[];
}

export function frameOf(program: Program): Frame {
  const items = [...program.inputs, ...program.elementOutputs, ...program.rowOutputs];
  const scratch = 2 + items.length;
  const parameters: ValueType[] = [
    ...new Array<ValueType>(scratch + 1).fill(I32),
    ...program.uniforms.map((): ValueType => F32),
  ];
  const f = new FunctionBuilder(parameters);
  return {
    f,
    lanes: wasmLanes(f, opaqueZero(f)),
    rows: 0,
    columns: 1,
    items,
    pointers: new Map(items.map((item, i) => [item, 2 + i])),
    scratch,
    uniforms: program.uniforms.map((_, i) => scratch + 1 + i),
  };
}

/** A local that holds the vector that `emit` leaves on the stack. */
export function vector(f: FunctionBuilder, emit: () => void): Local {
  const local = f.local(V128);
  emit();
  f.set(local);
  return local;
}

/** One number in all lanes. */
export const splat = (f: FunctionBuilder, number: Local): Local =>
  vector(f, () => {
    f.get(number);
    f.vector(simd.f32x4Splat);
  });

/** Adds to an integer. */
export function advance(f: FunctionBuilder, local: Local, by: () => void): void {
  f.get(local);
  by();
  f.plain(op.i32Add);
  f.set(local);
}

/** While one integer is below another. */
export function whileBelow(f: FunctionBuilder, local: Local, end: Local, body: () => void): void {
  f.while(() => {
    f.get(local);
    f.get(end);
    f.plain(op.i32LtU);
  }, body);
}
