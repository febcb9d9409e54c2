/**
 * Program without rows and sums → WebAssembly: an optimizer's update. What it waits for is memory, so that a pass costs as
 * few instructions as it can: eight vectors, one after the other. None waits for another, and few registers are needed.
 */
import type { Program } from "../../formula/fuse.js";
import type { Node } from "../../formula/graph.js";
import { Values } from "../values.js";
import { F32, F64, FunctionBuilder, I32, V128 } from "./assembler.js";
import { type Local, opaqueZero, wasmLanes } from "./lanes.js";
import * as op from "./op.js";
import * as simd from "./simd.js";

const VECTORS = 8;
/** Elements beyond which a formula is long enough to fill the processor by itself. */
const LONG = 64;

/** @param guard an input whose numbers must be finite: before others are used, the kernel ends and returns NaN. */
export function assembleUpdates(program: Program, shared: boolean, guard?: string): Uint8Array<ArrayBuffer> {
  const { elements = [], stores = [] } = program.phases[0] ?? {};
  const items = [...program.inputs, ...program.elementOutputs];
  const columns: Local = 1;
  const firstUniform = 3 + items.length;
  const f = new FunctionBuilder([
    ...new Array<typeof I32>(firstUniform).fill(I32),
    ...program.uniforms.map(() => F32 as typeof F32),
  ]);
  const lanes = wasmLanes(f, opaqueZero(f));
  const offset = f.local(I32);
  const end = f.local(I32);

  const vector = (emit: () => void): Local => {
    const local = f.local(V128);
    emit();
    f.set(local);
    return local;
  };
  const uniforms = new Values<Local>(lanes);
  program.uniforms.forEach((node, i) => {
    uniforms.bind(
      node,
      vector(() => {
        f.get(firstUniform + i);
        f.vector(simd.f32x4Splat);
      }),
    );
  });
  const address = (item: object) => {
    f.get(2 + items.findIndex((other) => other === item));
    f.get(offset);
    f.plain(op.i32Add);
  };
  const load = (input: Node, k: number): Local =>
    vector(() => {
      address(input);
      f.memory(simd.load, 16 * k);
    });

  /** x - x is 0 for finite numbers only. One look at a sum; only where that overflows, at each number of it. */
  const endUnlessFinite = (values: readonly Local[]) => {
    const ifNotFinite = (value: Local, then: () => void) => {
      f.get(value);
      f.vector(simd.anyTrue);
      f.if(then);
    };
    const sum = values.reduce((a, b) => lanes.add(a, b));
    ifNotFinite(lanes.sub(sum, sum), () =>
      ifNotFinite(
        values.map((value) => lanes.sub(value, value)).reduce((a, b) => lanes.or(a, b)),
        () => {
          f.number(Number.NaN);
          f.return();
        },
      ),
    );
  };

  const compute = (k: number, guarded: Node | undefined, checked: Local | undefined): Values<Local> => {
    const values = new Values(lanes, uniforms);
    for (const node of elements) {
      if (node.op === "input") values.bind(node, node === guarded ? checked! : load(node, k));
      else if (node.op !== "constant") values.compute(node);
    }
    return values;
  };
  const guarded = program.inputs.find(({ name }) => name === guard);

  const pass = (count: number) => {
    const checked = guarded ? Array.from({ length: count }, (_, k) => load(guarded, k)) : [];
    if (guarded) endUnlessFinite(checked);
    for (let k = 0; k < count; k++) {
      const values = compute(k, guarded, checked[k]);
      for (const output of stores) {
        address(output);
        f.get(values.get(output.node));
        f.memory(simd.store, 16 * k);
      }
    }
  };
  const passes = (count: number) => {
    f.get(columns);
    f.integer(2);
    f.plain(op.i32Shl);
    f.integer(-16 * count);
    f.plain(op.i32And);
    f.set(end);
    f.while(
      () => {
        f.get(offset);
        f.get(end);
        f.plain(op.i32LtU);
      },
      () => {
        pass(count);
        f.get(offset);
        f.integer(16 * count);
        f.plain(op.i32Add);
        f.set(offset);
      },
    );
  };

  /** The last one, two or three elements; nothing beyond them is looked at or written. */
  const rest = () => {
    const count = f.local(I32);
    f.get(columns);
    f.integer(3);
    f.plain(op.i32And);
    f.tee(count);
    f.if(() => {
      const mask = vector(() => {
        f.iota();
        f.get(count);
        f.vector(simd.i32x4Splat);
        f.vector(simd.i32x4LtS);
      });
      const checked = guarded && lanes.and(load(guarded, 0), mask);
      if (checked) endUnlessFinite([checked]);
      const values = compute(0, guarded, checked);
      for (const output of stores)
        for (let lane = 0; lane < 3; lane++) {
          f.integer(lane);
          f.get(count);
          f.plain(op.i32LtU);
          f.if(() => {
            address(output);
            f.get(values.get(output.node));
            f.memory(simd.store32Lane, 4 * lane, lane);
          });
        }
    });
  };

  if (elements.length <= LONG) passes(VECTORS);
  passes(1);
  rest();
  f.number(0);
  return f.finish(F64, shared);
}
