/** Many targets that lie in kernel memory are looked at by a kernel, others one by one. */
import { compile } from "./backends/compile.js";
import type { Kernel } from "./backends/kernel.js";
import type { Memory } from "./backends/memory.js";
import { wasm } from "./backends/wasm.js";
import { instantiate } from "./formula/check.js";
import { createBuild, fuse } from "./formula/index.js";
import type { Condition } from "./loss-targets.js";

/** Numbers from which on a kernel is worth compiling. */
const MANY = 16384;

/** Formulas of `y` that are 1 or 0. */
const rules: Readonly<Record<Condition["rule"], (...numbers: number[]) => string>> = {
  one: (...values) => values.map((each) => `(y == ${each})`).join(" + "),
  between: (low, high) => `where(y >= ${low}, y <= ${high}, 0)`.replace("Infinity", "1e999"),
  index: (count) => `where(y >= 0, where(y < ${count}, y == floor(y), 0), 0)`,
};

const kernels = new Map<string, Kernel>();

function kernelOf({ expected, rule, numbers }: Condition): Kernel {
  let kernel = kernels.get(expected);
  if (!kernel) {
    const f = createBuild();
    const total = instantiate(f, `1 - (${rules[rule](...numbers)})`, { y: f.input("y", "element") });
    kernel = compile(fuse(f, { rows: false, outputs: [], total }), wasm);
    kernels.set(expected, kernel);
  }
  return kernel;
}

/** @returns the place of the first bad one, -1 when all are good. */
export function firstBad(condition: Condition, array: ArrayLike<number>, memory: Memory | undefined): number {
  if (array.length >= MANY && array instanceof Float32Array && memory?.owns(array)) {
    const call = { rows: 1, columns: array.length, addresses: [array.byteOffset], uniforms: [] };
    if (kernelOf(condition)(memory, call) === 0) return -1;
  }
  return condition.scan(array);
}
