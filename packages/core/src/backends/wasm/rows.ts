/**
 * Program → WebAssembly with one lane per row: four rows side by side, four columns at a time and then the rest one by
 * one. For short rows, where vectors along the row would be mostly empty and every row would pay for adding up its lanes.
 *
 * When fewer than four rows are left, the missing lanes repeat the last row: they store the same numbers again and are
 * left out of the total.
 */
import type { Phase, Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import { Values } from "../values.js";
import { F64, I32, V128 } from "./assembler.js";
import { advance, frameOf, splat, vector, whileBelow } from "./frame.js";
import { type Local, several, type Vectors } from "./lanes.js";
import * as op from "./op.js";
import * as simd from "./simd.js";
import { pairwise, sumOfPair, widen } from "./sums.js";
import { transpose } from "./transpose.js";

const LANES = [0, 1, 2, 3] as const;
/** Columns of one pass. */
type Part = 1 | 4;

export function assembleRows(program: Program, shared: boolean): Uint8Array<ArrayBuffer> {
  const { f, lanes: single, items, rows, columns, pointers: pointer, scratch, ...frame } = frameOf(program);
  const l = several(single);

  const bytes = f.local(I32); // of a row
  const fullBytes = f.local(I32); // of the columns that fill passes of four
  const offset = f.local(I32); // of the column in its row
  const row = f.local(I32);
  const rowOfLane = LANES.map(() => f.local(I32));
  const totalLanes = f.local(V128);
  const valid = f.local(V128);

  const binary = (opcode: number, a: Local, b: () => void, to: Local) => {
    f.get(a);
    b();
    f.plain(opcode);
    f.set(to);
  };
  /** One address per lane → one vector. */
  const gather = (address: (lane: number) => void): Local => {
    const local = f.local(V128);
    for (const lane of LANES) {
      address(lane);
      if (lane === 0) f.memory(simd.load32Splat);
      else {
        f.get(local);
        f.memory(simd.load32Lane, 0, lane);
      }
      f.set(local);
    }
    return local;
  };
  const scatter = (address: (lane: number) => void, value: Local) => {
    for (const lane of LANES) {
      address(lane);
      f.get(value);
      f.memory(simd.store32Lane, 0, lane);
    }
  };

  const each = (part: Part, make: (column: number) => Local): Vectors =>
    Array.from({ length: part }, (_, i) => make(i));
  const at = (values: Vectors, column: number): Local => values[column % values.length]!;

  const uniforms = new Values<Vectors>(l);
  program.uniforms.forEach((node, i) => uniforms.bind(node, [splat(f, frame.uniforms[i]!)]));
  binary(op.i32Shl, columns, () => f.integer(2), bytes);
  binary(op.i32And, bytes, () => f.integer(-16), fullBytes);

  /** First byte of each lane's row, for every array of elements. */
  const rowStart = new Map<object, Local[]>();
  for (const item of items) {
    const level = "level" in item ? item.level : item.per;
    if (level === "element")
      rowStart.set(
        item,
        LANES.map(() => f.local(I32)),
      );
  }
  const element = (item: object) => (lane: number) => {
    f.get(rowStart.get(item)![lane]!);
    f.get(offset);
    f.plain(op.i32Add);
  };
  const perRow = (item: object) => (lane: number) => {
    f.get(pointer.get(item)!);
    f.get(rowOfLane[lane]!);
    f.integer(2);
    f.plain(op.i32Shl);
    f.plain(op.i32Add);
  };

  const pick = (node: Node, values: Values<Vectors>): Local => {
    const [input, index] = node.args as [Node, Node];
    const indices = vector(f, () => {
      f.get(at(values.get(index), 0));
      f.vector(simd.i32x4TruncSat);
    });
    return gather((lane) => {
      f.get(input.level === "column" ? pointer.get(input)! : rowStart.get(input)![lane]!);
      f.get(indices);
      f.lane(simd.i32x4ExtractLane, lane);
      f.integer(2);
      f.plain(op.i32Shl);
      f.plain(op.i32Add);
    });
  };

  const load = (node: Node, part: Part): Vectors => {
    if (node.op === "column") {
      const first = vector(f, () => {
        f.get(offset);
        f.integer(2);
        f.plain(op.i32ShrU);
        f.vector(simd.i32x4Splat);
        f.vector(simd.f32x4Convert);
      });
      return each(part, (i) => (i === 0 ? first : single.add(first, single.constant(i))));
    }
    if (node.level === "element") {
      if (part === 1) return [gather(element(node))];
      const rows = LANES.map((lane) =>
        vector(f, () => {
          element(node)(lane);
          f.memory(simd.load);
        }),
      );
      return transpose(f, rows);
    }
    return each(part, (i) =>
      vector(f, () => {
        f.get(pointer.get(node)!);
        f.get(offset);
        f.plain(op.i32Add);
        f.memory(simd.load32Splat, 4 * i);
      }),
    );
  };

  const store = (item: object, values: Vectors, part: Part) => {
    if (part === 1) {
      scatter(element(item), at(values, 0));
      return;
    }
    const rows = transpose(
      f,
      each(part, (i) => at(values, i)),
    );
    for (const lane of LANES) {
      element(item)(lane);
      f.get(rows[lane]!);
      f.memory(simd.store);
    }
  };

  const scratchOf = new Map<Node, number>();
  const scratchAddress = (node: Node) => {
    f.get(scratch);
    f.get(offset);
    f.get(bytes);
    f.integer(scratchOf.get(node)!);
    f.plain(op.i32Mul);
    f.plain(op.i32Add);
    f.integer(2);
    f.plain(op.i32Shl);
    f.plain(op.i32Add);
  };

  const emitPass = (
    phase: Phase,
    outer: Values<Vectors>,
    accumulators: readonly { node: Node; local: Local }[],
    part: Part,
  ) => {
    const values = new Values(l, outer);
    for (const node of phase.elements) {
      if (phase.recall.includes(node)) {
        const recalled = each(part, (i) =>
          vector(f, () => {
            scratchAddress(node);
            f.memory(simd.load, 16 * i);
          }),
        );
        values.bind(node, recalled);
      } else if (node.op === "input" || node.op === "column") values.bind(node, load(node, part));
      else if (node.op !== "constant") values.compute(node);
    }
    for (const node of phase.keep) {
      each(part, (i) => {
        scratchAddress(node);
        f.get(at(values.get(node), i));
        f.memory(simd.store, 16 * i);
        return i;
      });
    }
    for (const { node, local } of accumulators) {
      const combine =
        node.op === "reduce-sum" ? single.add : node.op === "reduce-max" ? single.larger : single.smaller;
      const argument = values.get(node.args[0]!);
      const gathered = pairwise(
        each(part, (i) => at(argument, i)),
        combine,
      );
      f.get(combine(local, gathered));
      f.set(local);
    }
    for (const output of phase.stores) store(output, values.get(output.node), part);
    advance(f, offset, () => f.integer(4 * part));
  };

  const emitPhase = (phase: Phase, outer: Values<Vectors>) => {
    for (const node of phase.keep) if (!scratchOf.has(node)) scratchOf.set(node, scratchOf.size);
    const accumulators = phase.reductions.map((node) => {
      const neutral =
        { "reduce-max": Number.NEGATIVE_INFINITY, "reduce-min": Number.POSITIVE_INFINITY }[
          node.op as string
        ] ?? 0;
      const start = single.constant(neutral);
      return { node, local: vector(f, () => f.get(start)) };
    });
    f.integer(0);
    f.set(offset);
    const passes = (end: Local, part: Part) =>
      whileBelow(f, offset, end, () => emitPass(phase, outer, accumulators, part));
    passes(fullBytes, 4);
    passes(bytes, 1);
    for (const { node, local } of accumulators) outer.bind(node, [local]);
    for (const node of phase.afterwards) outer.compute(node);
  };

  const emitRows = () => {
    LANES.forEach((lane) => {
      const last = f.local(I32);
      binary(op.i32Sub, rows, () => f.integer(1), last);
      binary(op.i32Add, row, () => f.integer(lane), rowOfLane[lane]!);
      f.get(rowOfLane[lane]!);
      f.get(last);
      f.get(rowOfLane[lane]!);
      f.get(last);
      f.plain(op.i32LtU);
      f.plain(op.select);
      f.set(rowOfLane[lane]!);
      for (const [item, starts] of rowStart) {
        f.get(pointer.get(item)!);
        f.get(rowOfLane[lane]!);
        f.get(bytes);
        f.plain(op.i32Mul);
        f.plain(op.i32Add);
        f.set(starts[lane]!);
      }
    });
    const values = new Values(l, uniforms);
    for (const input of program.inputs)
      if (input.level === "row") values.bind(input, [gather(perRow(input))]);
    for (const node of program.before) {
      if (node.op === "pick") values.bind(node, [pick(node, values)]);
      else values.compute(node);
    }
    for (const phase of program.phases) emitPhase(phase, values);
    for (const output of program.rowOutputs) scatter(perRow(output), at(values.get(output.node), 0));
    if (program.total) {
      f.iota();
      f.get(row);
      f.vector(simd.i32x4Splat);
      f.vector(simd.i32x4Add);
      f.get(rows);
      f.vector(simd.i32x4Splat);
      f.vector(simd.i32x4LtS);
      f.set(valid);
      const value = single.and(at(values.get(program.total), 0), valid);
      widen(f, value, totalLanes);
    }
  };

  whileBelow(f, row, rows, () => {
    emitRows();
    advance(f, row, () => f.integer(4));
  });
  sumOfPair(f, totalLanes);
  return f.finish(F64, shared);
}
