/** One pass of the loop over a row: vectors that are read, computed, gathered and written. */
import type { Phase } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import type { Lanes } from "../lanes.js";
import { Values } from "../values.js";
import { I32, V128 } from "./assembler.js";
import { advance, type Frame, vector } from "./frame.js";
import { type Local, several, type Vectors } from "./lanes.js";
import * as op from "./op.js";
import * as simd from "./simd.js";
import { pairwise, widen } from "./sums.js";

/** What a pass holds: so many whole vectors, or one vector of the row's end, of one to four elements. */
export type Part = number | "end";

export interface Accumulator {
  /** A reduction; undefined for the program's total. */
  readonly node: Node | undefined;
  readonly value: Node;
  /** f64x2 for sums, f32x4 for extremes. */
  readonly local: Local;
  /** For sums: f32x4, emptied into `local` after each block, before float32 rounding can add up. */
  readonly partial: Local;
}

/** Where a row is being worked on. */
export interface Row extends Frame {
  /** Operations on all vectors of a pass. */
  readonly abreast: Lanes<Vectors>;
  /** Bytes of a row. */
  readonly bytes: Local;
  /** Of the current vector in its row. */
  readonly offset: Local;
  /** Elements from the current vector on, and the lanes that they fill; known at the row's end only. */
  readonly rest: Local;
  readonly restMask: Local;
  /** Indices of the current vector's columns, as float32. */
  readonly column: Local;
  /** The scratch row of each node that is kept. */
  readonly scratchOf: Map<Node, number>;
}

export function rowOf(frame: Frame): Row {
  const { f } = frame;
  return {
    ...frame,
    abreast: several(frame.lanes),
    bytes: f.local(I32),
    offset: f.local(I32),
    rest: f.local(I32),
    restMask: f.local(V128),
    column: f.local(V128),
    scratchOf: new Map(),
  };
}

export const at = (values: Vectors, index: number): Local => values[index % values.length]!;
const each = (part: Part, make: (index: number) => Local): Vectors =>
  Array.from({ length: part === "end" ? 1 : part }, (_, i) => make(i));

export const isSum = ({ node }: Accumulator): boolean => node === undefined || node.op === "reduce-sum";
export const isMaximum = (node: Node): boolean => node.op === "reduce-max";
/** What an extreme begins with. */
export const neutralOf = (lanes: Lanes<Local>, node: Node): Local =>
  lanes.constant(isMaximum(node) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);

export function emitPass(
  row: Row,
  phase: Phase,
  outer: Values<Vectors>,
  accumulators: readonly Accumulator[],
  part: Part,
): void {
  const { f, lanes, abreast, offset, column } = row;
  const values = new Values(abreast, outer);
  const recalled = new Set(phase.recall);
  for (const node of phase.elements) {
    if (recalled.has(node)) values.bind(node, load(row, part, scratchAddress(row, node)));
    else if (node.op === "input") values.bind(node, load(row, part, elementAddress(row, node)));
    else if (node.op === "column")
      values.bind(
        node,
        each(part, (i) => (i === 0 ? column : lanes.add(column, lanes.constant(4 * i)))),
      );
    else if (node.op !== "constant") values.compute(node);
  }
  for (const node of phase.keep) store(row, part, scratchAddress(row, node), values.get(node));
  for (const accumulator of accumulators)
    gather(
      row,
      part,
      accumulator,
      each(part, (i) => at(values.get(accumulator.value), i)),
    );
  for (const output of phase.stores) {
    const address = elementAddress(row, output);
    if (part === "end") storeRest(row, address, at(values.get(output.node), 0));
    else store(row, part, address, values.get(output.node));
  }
  advance(f, offset, () => f.integer(part === "end" ? 16 : 16 * part));
  if (phase.elements.some((node) => node.op === "column")) {
    f.get(lanes.add(column, lanes.constant(part === "end" ? 4 : 4 * part)));
    f.set(column);
  }
}

const elementAddress =
  ({ f, pointers, offset }: Row, item: object) =>
  (): void => {
    f.get(pointers.get(item)!);
    f.get(offset);
    f.plain(op.i32Add);
  };

const scratchAddress =
  ({ f, scratch, scratchOf, bytes, offset }: Row, node: Node) =>
  (): void => {
    f.get(scratch);
    const index = scratchOf.get(node)!;
    if (index > 0) {
      f.get(bytes);
      f.integer(16);
      f.plain(op.i32Add);
      f.integer(index);
      f.plain(op.i32Mul);
      f.plain(op.i32Add);
    }
    f.get(offset);
    f.plain(op.i32Add);
  };

const load = ({ f }: Row, part: Part, address: () => void): Vectors =>
  each(part, (i) =>
    vector(f, () => {
      address();
      f.memory(simd.load, 16 * i);
    }),
  );

function store({ f }: Row, part: Part, address: () => void, values: Vectors): void {
  for (let i = 0; i < (part === "end" ? 1 : part); i++) {
    address();
    f.get(at(values, i));
    f.memory(simd.store, 16 * i);
  }
}

/** Writes nothing beyond the row. */
export function storeRest({ f, rest }: Pick<Row, "f" | "rest">, address: () => void, value: Local): void {
  for (let lane = 0; lane < 4; lane++) {
    f.integer(lane);
    f.get(rest);
    f.plain(op.i32LtU);
    f.if(() => {
      address();
      f.get(value);
      f.memory(simd.store32Lane, 4 * lane, lane);
    });
  }
}

/** Adds the vectors of a pass to a sum, or finds the most extreme of them. */
function gather(row: Row, part: Part, { node, local, partial }: Accumulator, values: Vectors): void {
  const { f, lanes, restMask } = row;
  const isEnd = part === "end";
  if (!node || node.op === "reduce-sum") {
    const sum = pairwise(values, lanes.add);
    if (isEnd) widen(f, lanes.and(sum, restMask), local);
    else {
      f.get(partial);
      f.get(sum);
      f.vector(simd.f32x4Add);
      f.set(partial);
    }
    return;
  }
  const neutral = neutralOf(lanes, node);
  const extreme = pairwise(values, isMaximum(node) ? lanes.larger : lanes.smaller);
  f.get(local);
  f.get(isEnd ? lanes.select(restMask, extreme, neutral) : extreme);
  // One instruction, as against eight for f32x4.max; a NaN shows in the sums that follow.
  f.vector(isMaximum(node) ? simd.f32x4Pmax : simd.f32x4Pmin);
  f.set(local);
}
