/**
 * What the arithmetic of a loss costs at least: as many additions and products of vectors as its kernel has operations
 * per element, with nothing to wait for, to load or to store. Divisions count as one, operations per row not at all.
 */
import { lossNamed } from "@downhill/core/catalogue";
import { Values } from "../../packages/core/dist/backends/values.js";
import { FunctionBuilder, I32, V128 } from "../../packages/core/dist/backends/wasm/assembler.js";
import * as op from "../../packages/core/dist/backends/wasm/op.js";
import * as simd from "../../packages/core/dist/backends/wasm/simd.js";
import { serve } from "../support/serve.mjs";
import { inputsOf } from "./values.mjs";

const free = new Set(["constant", "bits", "opaque"]);

/** What the compiler makes of a loss: a backend that only looks is given it. */
function programOf(id, kind, { columns }) {
  let program;
  const backend = {
    name: "looks",
    compile(given) {
      program = given;
      return () => 0;
    },
  };
  lossNamed(id)({ backend }).evaluate(...inputsOf(kind, { length: 4, columns }), { columns });
  return program;
}

/** Vector operations per vector of elements. */
function operationsOf(program) {
  let count = 0;
  const lanes = new Proxy(
    {},
    {
      get: (_, name) => () => {
        if (!free.has(name)) count += name === "rounded" ? 2 : 1;
        return name === "rounded" ? { number: 0, integer: 0 } : 0;
      },
    },
  );
  for (const { elements, recall, reductions, total } of program.phases) {
    // What comes from elsewhere is bound as a vector that is there already.
    const given = new Values(lanes);
    const isComputed = (node) => elements.includes(node) && !recall.includes(node) && node.args.length > 0;
    for (const node of elements) {
      for (const arg of node.args) if (arg.op !== "constant" && !isComputed(arg)) given.bind(arg, 0);
      if (isComputed(node) && node.op !== "pick") given.compute(node);
    }
    count += reductions.length + (total ? 1 : 0);
  }
  return count;
}

const CHAINS = 12;
const PER_TURN = 2 * CHAINS;

/** A function of a number of turns. */
function assemble() {
  const f = new FunctionBuilder([I32]);
  const turn = f.local(I32);
  const chains = Array.from({ length: CHAINS }, () => f.local(V128));
  const other = f.local(V128);
  f.get(0);
  f.vector(simd.i32x4Splat);
  f.set(other);
  f.while(
    () => {
      f.get(turn);
      f.get(0);
      f.plain(op.i32LtU);
    },
    () => {
      for (const operation of [simd.f32x4Mul, simd.f32x4Add]) {
        for (const chain of chains) {
          f.get(chain);
          f.get(other);
          f.vector(operation);
          f.set(chain);
        }
      }
      f.get(turn);
      f.integer(1);
      f.plain(op.i32Add);
      f.set(turn);
    },
  );
  f.get(chains[0]);
  for (const chain of chains.slice(1)) {
    f.get(chain);
    f.vector(simd.or);
  }
  f.lane(simd.i32x4ExtractLane, 0);
  return f.finish(I32, false);
}

serve(({ loss, kind, shape, threads }) => {
  const operations = operationsOf(programOf(loss, kind, shape));
  const vectors = (shape.length * (shape.columns ?? 1)) / 4;
  const wasm = new WebAssembly.Memory({ initial: 1 });
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(assemble()), { m: { m: wasm } }).exports;
  const turns = Math.ceil((vectors * operations) / threads / PER_TURN);
  return { step: () => run(turns), check: {}, note: `${operations} operations per vector` };
});
