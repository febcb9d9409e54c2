/**
 * Program without rows and sums → WebAssembly: an optimizer's update. What it waits for is memory, so that a pass costs as
 * few instructions as it can: eight vectors, one after the other. None waits for another, and few registers are needed.
 */
import type { Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import { Values } from "../values.js";
import { F64, I32 } from "./assembler.js";
import { advance, frameOf, splat, vector, whileBelow } from "./frame.js";
import type { Local } from "./lanes.js";
import * as op from "./op.js";
import { storeRest } from "./passes.js";
import * as simd from "./simd.js";
import { pairwise } from "./sums.js";

const VECTORS = 8;
/** Elements beyond which a formula is long enough to fill the processor by itself. */
const LONG = 64;

/** @param guard an input whose numbers must be finite: before others are used, the kernel ends and returns NaN. */
export function assembleUpdates(program: Program, shared: boolean, guard?: string): Uint8Array<ArrayBuffer> {
  const { elements = [], stores = [] } = program.phases[0] ?? {};
  const { f, lanes, columns, pointers, uniforms } = frameOf(program);
  const guarded = program.inputs.find(({ name }) => name === guard);
  const offset = f.local(I32);
  const end = f.local(I32);
  const rest = f.local(I32);
  const outer = new Values<Local>(lanes);
  program.uniforms.forEach((node, i) => outer.bind(node, splat(f, uniforms[i]!)));

  const address = (item: object) => {
    f.get(pointers.get(item)!);
    f.get(offset);
    f.plain(op.i32Add);
  };
  const load = (input: Node, k: number): Local =>
    vector(f, () => {
      address(input);
      f.memory(simd.load, 16 * k);
    });

  /** x - x is 0 for finite numbers only. One look at a sum; only where that overflows, at each number of it. */
  const endUnlessFinite = (values: readonly Local[]) => {
    const ifNotZero = (value: Local, then: () => void) => {
      f.get(value);
      f.vector(simd.anyTrue);
      f.if(then);
    };
    const differences = (of: readonly Local[]) => of.map((value) => lanes.sub(value, value));
    ifNotZero(differences([pairwise(values, lanes.add)])[0]!, () =>
      ifNotZero(pairwise(differences(values), lanes.or), () => {
        f.number(Number.NaN);
        f.return();
      }),
    );
  };

  const compute = (k: number, checked: Local | undefined): Values<Local> => {
    const values = new Values(lanes, outer);
    for (const node of elements) {
      if (node.op === "input") values.bind(node, node === guarded ? checked! : load(node, k));
      else if (node.op !== "constant") values.compute(node);
    }
    return values;
  };

  const pass = (count: number) => {
    const checked = guarded ? Array.from({ length: count }, (_, k) => load(guarded, k)) : [];
    if (guarded) endUnlessFinite(checked);
    for (let k = 0; k < count; k++) {
      const values = compute(k, checked[k]);
      for (const output of stores) {
        address(output);
        f.get(values.get(output.node));
        f.memory(simd.store, 16 * k);
      }
    }
    advance(f, offset, () => f.integer(16 * count));
  };
  /** As many whole passes of so many vectors, a power of two, as there are. */
  const passes = (count: number) => {
    f.get(columns);
    f.integer(2);
    f.plain(op.i32Shl);
    f.integer(-16 * count);
    f.plain(op.i32And);
    f.set(end);
    whileBelow(f, offset, end, () => pass(count));
  };

  if (elements.length <= LONG) passes(VECTORS);
  passes(1);
  f.get(columns);
  f.integer(3);
  f.plain(op.i32And);
  f.tee(rest);
  f.if(() => {
    const mask = vector(f, () => {
      f.iota();
      f.get(rest);
      f.vector(simd.i32x4Splat);
      f.vector(simd.i32x4LtS);
    });
    // What lies behind the last element is not looked at.
    const checked = guarded && lanes.and(load(guarded, 0), mask);
    if (checked) endUnlessFinite([checked]);
    const values = compute(0, checked);
    for (const output of stores) storeRest({ f, rest }, () => address(output), values.get(output.node));
  });
  f.number(0);
  return f.finish(F64, shared);
}
