/**
 * Program → WebAssembly with one lane per column: several vectors of four neighbouring elements of a row at a time.
 * Values per row are held in all four lanes. Also serves programs without rows, whose one row is the whole array.
 */
import type { Phase, Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import { Values } from "../values.js";
import { F64, I32, V128 } from "./assembler.js";
import { advance, frameOf, splat, vector, whileBelow } from "./frame.js";
import type { Local, Vectors } from "./lanes.js";
import * as op from "./op.js";
import { type Accumulator, at, emitPass, isMaximum, isSum, neutralOf, rowOf } from "./passes.js";
import * as simd from "./simd.js";
import { sumOfPair, widen } from "./sums.js";

/** Passes of a block: how often float32 is added to float32 at most. */
const BLOCK = 32;
/**
 * Vectors per pass. Their operations take turns, so that none waits for the one before, and share the constants, of which
 * a processor has too few registers.
 */
const ABREAST = 4;
/** Elements of a phase beyond which it is long enough to fill the processor by itself. */
const LONG = 64;

const SWAP_HALVES = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const SWAP_PAIRS = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];

export function assembleColumns(program: Program, shared: boolean): Uint8Array<ArrayBuffer> {
  const frame = frameOf(program);
  const { f, lanes, rows, columns, items, pointers } = frame;
  const row = rowOf(frame);
  const { abreast, bytes, offset, rest, restMask, column, scratchOf } = row;
  const fullBytes = f.local(I32); // of the part of a row that fills passes
  const blockEnd = f.local(I32);
  const rowIndex = f.local(I32);
  const total = f.local(F64);
  const totalLanes = f.local(V128);
  const totalPartial = f.local(V128);

  f.get(columns);
  f.integer(2);
  f.plain(op.i32Shl);
  f.set(bytes);
  const iota = vector(f, () => f.iota());
  const uniforms = new Values<Vectors>(abreast);
  program.uniforms.forEach((node, i) => uniforms.bind(node, [splat(f, frame.uniforms[i]!)]));

  const accumulatorOf = (node: Node): Accumulator => {
    const local = vector(f, () => {
      if (node.op === "reduce-sum") f.bits(0);
      else f.get(neutralOf(lanes, node));
    });
    return { node, value: node.args[0]!, local, partial: f.local(V128) };
  };

  const emitPhase = (phase: Phase, values: Values<Vectors>) => {
    for (const node of phase.keep) if (!scratchOf.has(node)) scratchOf.set(node, scratchOf.size);
    const reductions = phase.reductions.map(accumulatorOf);
    const accumulators: Accumulator[] = phase.total
      ? [...reductions, { node: undefined, value: phase.total, local: totalLanes, partial: totalPartial }]
      : reductions;
    const vectors = phase.elements.length > LONG ? 1 : ABREAST;
    f.get(bytes);
    f.integer(-16 * vectors);
    f.plain(op.i32And);
    f.set(fullBytes);
    f.integer(0);
    f.set(offset);
    f.get(iota);
    f.vector(simd.f32x4Convert);
    f.set(column);
    const passes = (end: Local) =>
      whileBelow(f, offset, end, () => emitPass(row, phase, values, accumulators, vectors));
    const sums = accumulators.filter(isSum);
    if (sums.length === 0) passes(fullBytes);
    else
      whileBelow(f, offset, fullBytes, () => {
        f.get(offset);
        f.integer(16 * vectors * BLOCK);
        f.plain(op.i32Add);
        f.tee(blockEnd);
        f.get(fullBytes);
        f.get(blockEnd);
        f.get(fullBytes);
        f.plain(op.i32LtU);
        f.plain(op.select);
        f.set(blockEnd);
        for (const { partial } of sums) {
          f.bits(0);
          f.set(partial);
        }
        passes(blockEnd);
        for (const { local, partial } of sums) widen(f, partial, local);
      });
    whileBelow(f, offset, bytes, () => {
      f.get(iota);
      f.get(bytes);
      f.get(offset);
      f.plain(op.i32Sub);
      f.integer(2);
      f.plain(op.i32ShrU);
      f.tee(rest);
      f.vector(simd.i32x4Splat);
      f.vector(simd.i32x4LtS);
      f.set(restMask);
      emitPass(row, phase, values, accumulators, "end");
    });
    for (const { node, local } of reductions) values.bind(node!, [spread(node!, local)]);
    for (const node of phase.afterwards) values.compute(node);
  };

  /** One number in all lanes from what the lanes gathered. */
  const spread = (node: Node, local: Local): Local => {
    if (node.op === "reduce-sum")
      return vector(f, () => {
        sumOfPair(f, local);
        f.plain(op.f32DemoteF64);
        f.vector(simd.f32x4Splat);
      });
    const result = vector(f, () => f.get(local));
    for (const order of [SWAP_HALVES, SWAP_PAIRS]) {
      f.get(result);
      f.get(result);
      f.get(result);
      f.shuffle(order);
      f.vector(isMaximum(node) ? simd.f32x4Pmax : simd.f32x4Pmin);
      f.set(result);
    }
    return result;
  };

  /** An element of the row, or of the columns, that another value chooses. */
  const pick = (node: Node, values: Values<Vectors>): Local => {
    const [input, index] = node.args as [Node, Node];
    return vector(f, () => {
      f.get(pointers.get(input)!);
      // Class indices lie in memory as floats, like every input.
      f.get(at(values.get(index), 0));
      f.vector(simd.i32x4TruncSat);
      f.lane(simd.i32x4ExtractLane, 0);
      f.integer(2);
      f.plain(op.i32Shl);
      f.plain(op.i32Add);
      f.memory(simd.load32Splat);
    });
  };

  const emitRow = () => {
    const values = new Values(abreast, uniforms);
    for (const input of program.inputs) {
      if (input.level !== "row") continue;
      const local = vector(f, () => {
        f.get(pointers.get(input)!);
        f.memory(simd.load32Splat);
      });
      values.bind(input, [local]);
    }
    for (const node of program.before) {
      if (node.op === "pick") values.bind(node, [pick(node, values)]);
      else values.compute(node);
    }
    for (const phase of program.phases) emitPhase(phase, values);
    for (const output of program.rowOutputs) {
      f.get(pointers.get(output)!);
      f.get(at(values.get(output.node), 0));
      f.memory(simd.store32Lane, 0, 0);
    }
    if (program.total && !program.phases.some((phase) => phase.total)) {
      f.get(total);
      f.get(at(values.get(program.total), 0));
      f.lane(simd.f32x4ExtractLane, 0);
      f.plain(op.f64PromoteF32);
      f.plain(op.f64Add);
      f.set(total);
    }
  };

  if (program.rows)
    whileBelow(f, rowIndex, rows, () => {
      emitRow();
      for (const item of items) {
        const level = "level" in item ? item.level : item.per;
        const pointer = pointers.get(item)!;
        if (level === "element") advance(f, pointer, () => f.get(bytes));
        if (level === "row") advance(f, pointer, () => f.integer(4));
      }
      advance(f, rowIndex, () => f.integer(1));
    });
  else emitRow();

  f.get(total);
  sumOfPair(f, totalLanes);
  f.plain(op.f64Add);
  return f.finish(F64, shared);
}
