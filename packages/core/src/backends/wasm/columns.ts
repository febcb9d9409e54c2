/**
 * Program → WebAssembly with one lane per column: several vectors of four neighbouring elements of a row at a time.
 * Values per row are held in all four lanes. Also serves programs without rows, whose one row is the whole array.
 */
import type { Phase, Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import { Values } from "../values.js";
import { F32, F64, FunctionBuilder, I32, V128, type ValueType } from "./assembler.js";
import { type Local, opaqueZero, several, type Vectors, wasmLanes } from "./lanes.js";
import * as op from "./op.js";
import * as simd from "./simd.js";
import { sumOfPair, widen } from "./sums.js";

/** What the current pass of a loop holds: so many whole vectors, or one vector of the row's end, of one to four elements. */
type Part = number | "end";

interface Accumulator {
  readonly node: Node;
  /** f64x2 for sums, f32x4 for extremes. */
  readonly local: Local;
  /** For sums: f32x4, emptied into `local` after each block, before float32 rounding can add up. */
  readonly partial: Local;
}

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
  const pointerCount = program.inputs.length + program.elementOutputs.length + program.rowOutputs.length + 1;
  const parameters: ValueType[] = [
    I32,
    I32,
    ...new Array<ValueType>(pointerCount).fill(I32),
    ...program.uniforms.map((): ValueType => F32),
  ];
  const f = new FunctionBuilder(parameters);
  const single = wasmLanes(f, opaqueZero(f));
  const l = several(single);
  const rows: Local = 0;
  const columns: Local = 1;
  const pointer = new Map<object, Local>();
  let next = 2;
  for (const item of [...program.inputs, ...program.elementOutputs, ...program.rowOutputs])
    pointer.set(item, next++);
  const scratch: Local = next++;

  const bytes = f.local(I32); // of a row
  const fullBytes = f.local(I32); // of the part of a row that fills passes
  const rest = f.local(I32); // elements from the current vector on
  const offset = f.local(I32); // of the current vector in its row
  const row = f.local(I32);
  const total = f.local(F64);
  const totalLanes = f.local(V128);
  const totalPartial = f.local(V128);
  const blockEnd = f.local(I32);
  const iota = f.local(V128);
  const restMask = f.local(V128);
  const column = f.local(V128);

  const shiftLeft2 = (from: Local, to: Local) => {
    f.get(from);
    f.integer(2);
    f.plain(op.i32Shl);
    f.set(to);
  };

  // Prologue: sizes, uniforms in all lanes.
  shiftLeft2(columns, bytes);
  f.iota();
  f.set(iota);

  const uniforms = new Values<Vectors>(l);
  program.uniforms.forEach((node, i) => {
    const local = f.local(V128);
    f.get(next + i);
    f.vector(simd.f32x4Splat);
    f.set(local);
    uniforms.bind(node, [local]);
  });

  const each = (part: Part, make: (vector: number) => Local): Vectors =>
    Array.from({ length: part === "end" ? 1 : part }, (_, i) => make(i));
  const at = (values: Vectors, vector: number): Local => values[vector % values.length]!;

  /** Loads something that the current row or column gives. */
  const loadRowValue = (input: Node): Local => {
    const local = f.local(V128);
    f.get(pointer.get(input)!);
    f.memory(simd.load32Splat);
    f.set(local);
    return local;
  };

  const load = (part: Part, address: () => void): Vectors =>
    each(part, (i) => {
      const local = f.local(V128);
      address();
      f.memory(simd.load, 16 * i);
      f.set(local);
      return local;
    });
  const elementAddress = (item: object) => () => {
    f.get(pointer.get(item)!);
    f.get(offset);
    f.plain(op.i32Add);
  };

  const pick = (node: Node, values: Values<Vectors>): Local => {
    const [input, index] = node.args as [Node, Node];
    const local = f.local(V128);
    f.get(pointer.get(input)!);
    // Class indices lie in memory as floats, like every input.
    f.get(at(values.get(index), 0));
    f.vector(simd.i32x4TruncSat);
    f.lane(simd.i32x4ExtractLane, 0);
    f.integer(2);
    f.plain(op.i32Shl);
    f.plain(op.i32Add);
    f.memory(simd.load32Splat);
    f.set(local);
    return local;
  };

  const scratchOf = new Map<Node, number>();
  const scratchAddress = (node: Node) => () => {
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

  /** One vector from those of a pass, in pairs. */
  const gather = (part: Part, values: Vectors, combine: (a: Local, b: Local) => Local): Local => {
    let rest = each(part, (i) => at(values, i));
    while (rest.length > 1) {
      const half = rest.length / 2;
      rest = rest.slice(0, half).map((value, i) => combine(value, rest[half + i]!));
    }
    return rest[0]!;
  };

  const addSum = (values: Vectors, into: Local, partial: Local, part: Part) => {
    const value = gather(part, values, single.add);
    if (part === "end") widen(f, single.and(value, restMask), into);
    else {
      f.get(partial);
      f.get(value);
      f.vector(simd.f32x4Add);
      f.set(partial);
    }
  };

  const storeWhole = (part: Part, address: () => void, values: Vectors) => {
    each(part, (i) => {
      address();
      f.get(at(values, i));
      f.memory(simd.store, 16 * i);
      return i;
    });
  };

  /** Writes nothing beyond the row. */
  const store = (part: Part, address: () => void, values: Vectors) => {
    if (part === "end") {
      for (let lane = 0; lane < 4; lane++) {
        f.integer(lane);
        f.get(rest);
        f.plain(op.i32LtU);
        f.if(() => {
          address();
          f.get(at(values, 0));
          f.memory(simd.store32Lane, 4 * lane, lane);
        });
      }
      return;
    }
    storeWhole(part, address, values);
  };

  const advance = (local: Local, by: () => void) => {
    f.get(local);
    by();
    f.plain(op.i32Add);
    f.set(local);
  };

  const emitPass = (
    phase: Phase,
    outer: Values<Vectors>,
    accumulators: readonly Accumulator[],
    part: Part,
  ) => {
    const values = new Values(l, outer);
    const recalled = new Set(phase.recall);
    for (const node of phase.elements) {
      if (recalled.has(node)) values.bind(node, load(part, scratchAddress(node)));
      else if (node.op === "input") values.bind(node, load(part, elementAddress(node)));
      else if (node.op === "column") {
        values.bind(
          node,
          l.fromInteger(each(part, (i) => (i === 0 ? column : single.addBits(column, single.bits(4 * i))))),
        );
      } else if (node.op !== "constant") values.compute(node);
    }
    for (const node of phase.keep) storeWhole(part, scratchAddress(node), values.get(node));
    for (const { node, local, partial } of accumulators) {
      const value = values.get(node.args[0]!);
      if (node.op === "reduce-sum") {
        addSum(value, local, partial, part);
        continue;
      }
      const isMax = node.op === "reduce-max";
      const neutral = single.constant(isMax ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
      const extreme = gather(part, value, isMax ? single.larger : single.smaller);
      const added = part === "end" ? single.select(restMask, extreme, neutral) : extreme;
      f.get(local);
      f.get(added);
      // One instruction, as against eight for f32x4.max; a NaN shows in the sums that follow.
      f.vector(isMax ? simd.f32x4Pmax : simd.f32x4Pmin);
      f.set(local);
    }
    if (phase.total) addSum(values.get(phase.total), totalLanes, totalPartial, part);
    for (const output of phase.stores) store(part, elementAddress(output), values.get(output.node));
    advance(offset, () => f.integer(part === "end" ? 16 : 16 * part));
    if (phase.elements.some((node) => node.op === "column")) {
      f.get(column);
      f.bits(part === "end" ? 4 : 4 * part);
      f.vector(simd.i32x4Add);
      f.set(column);
    }
  };

  const emitPhase = (phase: Phase, values: Values<Vectors>) => {
    for (const node of phase.keep) if (!scratchOf.has(node)) scratchOf.set(node, scratchOf.size);
    const accumulators = phase.reductions.map((node): Accumulator => {
      const local = f.local(V128);
      if (node.op === "reduce-sum") f.bits(0);
      else
        f.get(
          single.constant(node.op === "reduce-max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY),
        );
      f.set(local);
      return { node, local, partial: f.local(V128) };
    });
    const abreast = phase.elements.length > LONG ? 1 : ABREAST;
    f.get(bytes);
    f.integer(-16 * abreast);
    f.plain(op.i32And);
    f.set(fullBytes);
    f.integer(0);
    f.set(offset);
    f.get(iota);
    f.set(column);
    const sums = [
      ...accumulators.filter(({ node }) => node.op === "reduce-sum"),
      ...(phase.total ? [{ local: totalLanes, partial: totalPartial }] : []),
    ];
    const untilOffset = (end: Local) => () => {
      f.get(offset);
      f.get(end);
      f.plain(op.i32LtU);
    };
    const passes = (end: Local) =>
      f.while(untilOffset(end), () => emitPass(phase, values, accumulators, abreast));
    if (sums.length === 0) passes(fullBytes);
    else
      f.while(untilOffset(fullBytes), () => {
        f.get(offset);
        f.integer(16 * abreast * BLOCK);
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
    f.while(untilOffset(bytes), () => {
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
      emitPass(phase, values, accumulators, "end");
    });
    for (const { node, local } of accumulators) values.bind(node, [spread(node, local)]);
    for (const node of phase.afterwards) values.compute(node);
  };

  /** One number in all lanes from what the lanes gathered. */
  const spread = (node: Node, local: Local): Local => {
    const result = f.local(V128);
    if (node.op === "reduce-sum") {
      sumOfPair(f, local);
      f.plain(op.f32DemoteF64);
      f.vector(simd.f32x4Splat);
      f.set(result);
      return result;
    }
    const combine = node.op === "reduce-max" ? simd.f32x4Pmax : simd.f32x4Pmin;
    f.get(local);
    f.set(result);
    for (const order of [SWAP_HALVES, SWAP_PAIRS]) {
      f.get(result);
      f.get(result);
      f.get(result);
      f.shuffle(order);
      f.vector(combine);
      f.set(result);
    }
    return result;
  };

  const emitRow = () => {
    const values = new Values(l, uniforms);
    for (const input of program.inputs) if (input.level === "row") values.bind(input, [loadRowValue(input)]);
    for (const node of program.before) {
      if (node.op === "pick") values.bind(node, [pick(node, values)]);
      else values.compute(node);
    }
    for (const phase of program.phases) emitPhase(phase, values);
    for (const output of program.rowOutputs) {
      f.get(pointer.get(output)!);
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

  if (program.rows) {
    f.while(
      () => {
        f.get(row);
        f.get(rows);
        f.plain(op.i32LtU);
      },
      () => {
        emitRow();
        for (const item of [...program.inputs, ...program.elementOutputs, ...program.rowOutputs]) {
          const level = "level" in item ? item.level : item.per;
          if (level === "element") advance(pointer.get(item)!, () => f.get(bytes));
          if (level === "row") advance(pointer.get(item)!, () => f.integer(4));
        }
        advance(row, () => f.integer(1));
      },
    );
  } else emitRow();

  f.get(total);
  sumOfPair(f, totalLanes);
  f.plain(op.f64Add);
  return f.finish(F64, shared);
}
