/** Targets are looked at before anything runs: many that lie in kernel memory by a kernel, others one by one. */
import { compile } from "./backends/compile.js";
import type { Kernel } from "./backends/kernel.js";
import type { Memory } from "./backends/memory.js";
import { wasm } from "./backends/wasm.js";
import { type Build, createBuild, fuse, type Node } from "./formula/index.js";

/** What targets must be. */
export interface Condition {
  /** In words; conditions of the same words are the same. */
  readonly expected: string;
  /** The place of the first bad one, -1 when all are good. A loop of its own: it runs over every target of every batch. */
  readonly scan: (array: ArrayLike<number>) => number;
  /** 1 or 0. */
  readonly good: (build: Build, value: Node) => Node;
}

const sumOf = (f: Build, nodes: readonly Node[]): Node => nodes.reduce((a, b) => f.add(a, b), f.constant(0));

export const oneOf = (values: readonly number[]): Condition => ({
  expected: `one of ${values.join(" ")}`,
  scan: (array) => {
    const [first = Number.NaN, second = first] = values;
    for (let i = 0; i < array.length; i++) {
      const value = array[i]!;
      // A product, because nobody can guess which of two labels comes next. Two are what declared lists have.
      if ((value - first) * (value - second) !== 0 && !values.includes(value)) return i;
    }
    return -1;
  },
  good: (f, value) =>
    sumOf(
      f,
      values.map((each) => f.eq(value, f.constant(each))),
    ),
});

export const between = ([low, high]: readonly [number, number]): Condition => ({
  expected: `a number from ${low} to ${high}`,
  scan: (array) => {
    for (let i = 0; i < array.length; i++) if (!(array[i]! >= low && array[i]! <= high)) return i;
    return -1;
  },
  good: (f, value) => f.where(f.ge(value, f.constant(low)), f.le(value, f.constant(high)), f.constant(0)),
});

/** Only whole numbers from 0 on are the same as their unsigned 32 bits. */
export const isIndexBelow = (count: number, value: number): boolean => value >>> 0 === value && value < count;

export const indexBelow = (count: number): Condition => ({
  expected: `an integer from 0 to ${count - 1}`,
  scan: (array) => {
    for (let i = 0; i < array.length; i++) if (!isIndexBelow(count, array[i]!)) return i;
    return -1;
  },
  good: (f, value) => {
    const zero = f.constant(0);
    const isBelow = f.where(f.lt(value, f.constant(count)), f.eq(value, f.floor(value)), zero);
    return f.where(f.ge(value, zero), isBelow, zero);
  },
});

/** Numbers from which on a kernel is worth compiling. */
const MANY = 16384;

const kernels = new Map<string, Kernel>();

function kernelOf({ expected, good }: Condition): Kernel {
  let kernel = kernels.get(expected);
  if (!kernel) {
    const f = createBuild();
    const total = f.sub(f.constant(1), good(f, f.input("y", "element")));
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
