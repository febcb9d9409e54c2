/**
 * Program → WebAssembly with one lane per column: four neighbouring elements of a row at a time. Values per row are
 * held in all four lanes. Also serves programs without rows, whose one row is the whole array.
 */
import type { Phase, Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import { Values } from "../values.js";
import { F32, F64, FunctionBuilder, I32, op, simd, V128, type ValueType } from "./assembler.js";
import { type Local, opaqueZero, wasmLanes } from "./lanes.js";
import { sumOfPair, widen } from "./sums.js";

/** How many elements the current pass of the loop holds: four, or the rest of the row. */
type Part = "full" | "tail";

interface Accumulator {
  readonly node: Node;
  /** f64x2 for sums, f32x4 for extremes. */
  readonly local: Local;
  /** For sums: f32x4, emptied into `local` after each block, before float32 rounding can add up. */
  readonly partial: Local;
}

/** Bytes of a block: 32 vectors. */
const BLOCK = 512;

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
  const l = wasmLanes(f, opaqueZero(f));
  const rows: Local = 0;
  const columns: Local = 1;
  const pointer = new Map<object, Local>();
  let next = 2;
  for (const item of [...program.inputs, ...program.elementOutputs, ...program.rowOutputs])
    pointer.set(item, next++);
  const scratch: Local = next++;

  const bytes = f.local(I32); // of a row
  const fullBytes = f.local(I32); // of the part of a row that fills vectors
  const rest = f.local(I32); // elements after that
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
  f.get(bytes);
  f.integer(-16);
  f.plain(op.i32And);
  f.set(fullBytes);
  f.get(columns);
  f.integer(3);
  f.plain(op.i32And);
  f.set(rest);
  f.iota();
  f.tee(iota);
  f.get(rest);
  f.vector(simd.i32x4Splat);
  f.vector(simd.i32x4LtS);
  f.set(restMask);

  const uniforms = new Values<Local>(l);
  program.uniforms.forEach((node, i) => {
    const local = f.local(V128);
    f.get(next + i);
    f.vector(simd.f32x4Splat);
    f.set(local);
    uniforms.bind(node, local);
  });

  /** Loads something that the current row or column gives. */
  const loadRowValue = (input: Node): Local => {
    const local = f.local(V128);
    f.get(pointer.get(input)!);
    f.memory(simd.load32Splat);
    f.set(local);
    return local;
  };

  const loadElement = (input: Node): Local => {
    const local = f.local(V128);
    f.get(pointer.get(input)!);
    f.get(offset);
    f.plain(op.i32Add);
    f.memory(simd.load);
    f.set(local);
    return local;
  };

  const pick = (node: Node, values: Values<Local>): Local => {
    const [input, index] = node.args as [Node, Node];
    const local = f.local(V128);
    f.get(pointer.get(input)!);
    // Class indices lie in memory as floats, like every input.
    f.get(values.get(index));
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
  const scratchAddress = (node: Node) => {
    f.get(scratch);
    const index = scratchOf.get(node)!;
    if (index > 0) {
      f.get(fullBytes);
      f.integer(16);
      f.plain(op.i32Add);
      f.integer(index);
      f.plain(op.i32Mul);
      f.plain(op.i32Add);
    }
    f.get(offset);
    f.plain(op.i32Add);
  };

  const addSum = (value: Local, into: Local, partial: Local, part: Part) => {
    if (part === "tail") widen(f, l.and(value, restMask), into);
    else {
      f.get(partial);
      f.get(value);
      f.vector(simd.f32x4Add);
      f.set(partial);
    }
  };

  const store = (address: () => void, value: Local, part: Part) => {
    if (part === "full") {
      address();
      f.get(value);
      f.memory(simd.store);
      return;
    }
    // One, two or three lanes: two at once when there are two, and the odd one after them.
    const odd = f.local(I32);
    f.get(rest);
    f.integer(1);
    f.plain(op.i32And);
    f.set(odd);
    f.get(rest);
    f.integer(2);
    f.plain(op.i32And);
    f.if(() => {
      address();
      f.get(value);
      f.memory(simd.store64Lane, 0, 0);
      f.get(odd);
      f.if(() => {
        address();
        f.get(value);
        f.memory(simd.store32Lane, 8, 2);
      });
    });
    f.get(rest);
    f.integer(1);
    f.plain(op.i32Eq);
    f.if(() => {
      address();
      f.get(value);
      f.memory(simd.store32Lane, 0, 0);
    });
  };

  const emitPass = (phase: Phase, outer: Values<Local>, accumulators: readonly Accumulator[], part: Part) => {
    const values = new Values(l, outer);
    const recalled = new Set(phase.recall);
    for (const node of phase.elements) {
      if (recalled.has(node)) {
        const local = f.local(V128);
        scratchAddress(node);
        f.memory(simd.load);
        f.set(local);
        values.bind(node, local);
      } else if (node.op === "input") values.bind(node, loadElement(node));
      else if (node.op === "column") {
        const local = f.local(V128);
        f.get(column);
        f.vector(simd.f32x4Convert);
        f.set(local);
        values.bind(node, local);
      } else if (node.op !== "constant") values.compute(node);
    }
    for (const node of phase.keep) {
      scratchAddress(node);
      f.get(values.get(node));
      f.memory(simd.store);
    }
    for (const { node, local, partial } of accumulators) {
      const value = values.get(node.args[0]!);
      if (node.op === "reduce-sum") {
        addSum(value, local, partial, part);
        continue;
      }
      const isMax = node.op === "reduce-max";
      const neutral = l.constant(isMax ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
      f.get(local);
      f.get(part === "tail" ? l.select(restMask, value, neutral) : value);
      // One instruction, as against eight for f32x4.max; a NaN shows in the sums that follow.
      f.vector(isMax ? simd.f32x4Pmax : simd.f32x4Pmin);
      f.set(local);
    }
    if (phase.total) addSum(values.get(phase.total), totalLanes, totalPartial, part);
    for (const output of phase.stores) {
      const address = () => {
        f.get(pointer.get(output)!);
        f.get(offset);
        f.plain(op.i32Add);
      };
      store(address, values.get(output.node), part);
    }
  };

  const emitPhase = (phase: Phase, values: Values<Local>) => {
    for (const node of phase.keep) if (!scratchOf.has(node)) scratchOf.set(node, scratchOf.size);
    const accumulators = phase.reductions.map((node): Accumulator => {
      const local = f.local(V128);
      if (node.op === "reduce-sum") f.bits(0);
      else f.get(l.constant(node.op === "reduce-max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY));
      f.set(local);
      return { node, local, partial: f.local(V128) };
    });
    const usesColumn = phase.elements.some((node) => node.op === "column");
    f.integer(0);
    f.set(offset);
    if (usesColumn) {
      f.get(iota);
      f.set(column);
    }
    const sums = [
      ...accumulators.filter(({ node }) => node.op === "reduce-sum"),
      ...(phase.total ? [{ local: totalLanes, partial: totalPartial }] : []),
    ];
    const untilOffset = (end: Local) => () => {
      f.get(offset);
      f.get(end);
      f.plain(op.i32LtU);
    };
    const vectors = (end: Local) =>
      f.while(untilOffset(end), () => {
        emitPass(phase, values, accumulators, "full");
        f.get(offset);
        f.integer(16);
        f.plain(op.i32Add);
        f.set(offset);
        if (usesColumn) {
          f.get(column);
          f.bits(4);
          f.vector(simd.i32x4Add);
          f.set(column);
        }
      });
    if (sums.length === 0) vectors(fullBytes);
    else
      f.while(untilOffset(fullBytes), () => {
        f.get(offset);
        f.integer(BLOCK);
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
        vectors(blockEnd);
        for (const { local, partial } of sums) widen(f, partial, local);
      });
    f.get(rest);
    f.if(() => emitPass(phase, values, accumulators, "tail"));
    for (const { node, local } of accumulators) values.bind(node, spread(node, local));
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
    for (const input of program.inputs) if (input.level === "row") values.bind(input, loadRowValue(input));
    for (const node of program.before) {
      if (node.op === "pick") values.bind(node, pick(node, values));
      else values.compute(node);
    }
    for (const phase of program.phases) emitPhase(phase, values);
    for (const output of program.rowOutputs) {
      f.get(pointer.get(output)!);
      f.get(values.get(output.node));
      f.memory(simd.store32Lane, 0, 0);
    }
    if (program.total && !program.phases.some((phase) => phase.total)) {
      f.get(total);
      f.get(values.get(program.total));
      f.lane(simd.f32x4ExtractLane, 0);
      f.plain(op.f64PromoteF32);
      f.plain(op.f64Add);
      f.set(total);
    }
  };

  const advance = (local: Local, by: () => void) => {
    f.get(local);
    by();
    f.plain(op.i32Add);
    f.set(local);
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
