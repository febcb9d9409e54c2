/** What is measured: each function, its float64 meaning, the kernels that compute it, and the error each may have. */
import * as functions from "../../src/backends/functions.js";
import { ops } from "../../src/formula/ops.js";
import type { Bench, Evaluate } from "./kernel.js";

/** Bit patterns of float32 numbers, from first to last. */
export type Range = readonly [first: number, last: number];

export interface Kernel {
  readonly name: string;
  readonly make: (bench: Bench) => Evaluate;
  /** It is a whole formula, which every backend can compile, and not a function of functions.ts by itself. */
  readonly isFormula?: true;
  /** The inputs that it is made for, from low to high; default all that the subject covers. */
  readonly covers?: readonly [low: number, high: number];
  /** True when 0 is right for results below 1.19e-38. */
  readonly flushes?: true;
  /** Largest error allowed, in units of the last place of float32. */
  readonly bound: number;
}

export interface Subject {
  readonly name: string;
  readonly reference: (x: number) => number;
  /** In words. */
  readonly domain: string;
  readonly ranges: readonly Range[];
  /** Where the computation changes its way: slices look closely around these. */
  readonly boundaries: readonly number[];
  readonly kernels: readonly Kernel[];
}

const word = new DataView(new ArrayBuffer(4));
export function bitsOf(x: number): number {
  word.setFloat32(0, x);
  return word.getUint32(0);
}

const EVERYTHING: readonly Range[] = [
  [0, 0x7fffffff],
  [0x80000000, 0xffffffff],
];
const upTo = (x: number): Range[] => [
  [0, bitsOf(x)],
  [0x80000000, bitsOf(-x)],
];
const formula = (text: string) => ({ make: (bench: Bench) => bench.formula(text), isFormula: true as const });
const all = { domain: "all 2^32 inputs", ranges: EVERYTHING };
const LN2 = Math.LN2;
const SQRT_HALF = Math.SQRT1_2;
/** Where the rounding of x/ln 2 changes: odd multiples of ln 2 / 2. */
const halves = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => (from + i + 0.5) * LN2);

export const subjects: readonly Subject[] = [
  {
    name: "exp",
    ...all,
    reference: Math.exp,
    boundaries: [0, 89, -104, -88, -87.68, 88.72284, -87.336548, -103.972, ...halves(-151, 129)],
    kernels: [
      { name: "exp", ...formula("exp(p)"), bound: 1.05 },
      {
        name: "expNotPositive",
        make: (bench) => bench.direct(functions.expNotPositive),
        covers: [Number.NEGATIVE_INFINITY, 0],
        flushes: true,
        bound: 1.05,
      },
    ],
  },
  {
    name: "expm1",
    ...all,
    reference: Math.expm1,
    boundaries: [0, 1e-8, -1e-8, 89, -30, 88.72284, ...halves(-44, 129)],
    kernels: [{ name: "expm1", ...formula("expm1(p)"), bound: 1.8 }],
  },
  {
    name: "log",
    ...all,
    reference: Math.log,
    boundaries: [0, 1, 2 ** -126, SQRT_HALF, 2 * SQRT_HALF, 3.4e38],
    kernels: [{ name: "log", ...formula("log(p)"), bound: 1.05 }],
  },
  {
    name: "log1p",
    ...all,
    reference: Math.log1p,
    boundaries: [0, 1e-4, -1e-4, 1, -1, SQRT_HALF - 1, 2 * SQRT_HALF - 1, 1e38, 2 ** 24, 3.4e38],
    kernels: [
      { name: "log1p", ...formula("log1p(p)"), bound: 1.6 },
      {
        name: "log1pUnit",
        make: (bench) => bench.direct(functions.log1pUnit),
        covers: [0, 1],
        bound: 1.5,
      },
    ],
  },
  {
    name: "sigmoid",
    ...all,
    reference: (x) => ops.sigmoid.evaluate(x, 0, 0),
    boundaries: [0, 89, -104, -88, -87.68, 16.6, ...halves(-151, 25)],
    kernels: [
      { name: "sigmoid", make: (bench) => bench.direct(functions.sigmoid), bound: 2.45 },
      { name: "sigmoid in a formula", ...formula("sigmoid(p)"), flushes: true, bound: 2.45 },
    ],
  },
  {
    name: "tanh",
    ...all,
    reference: Math.tanh,
    boundaries: [0, 0.625, -0.625, 9.01, -9.01, 43.665, ...halves(-14, 14).map((x) => x / 2)],
    kernels: [{ name: "tanh", ...formula("tanh(p)"), bound: 1.5 }],
  },
  {
    name: "softplus",
    ...all,
    reference: (x) => ops.softplus.evaluate(x, 0, 0),
    boundaries: [0, -88, -87.68, -104, 17.3, -0.881, 0.881, ...halves(-151, 25)],
    kernels: [
      { name: "softplus", make: (bench) => bench.direct(functions.softplus), bound: 1.85 },
      { name: "softplus in a formula", ...formula("softplus(p)"), flushes: true, bound: 2.1 },
    ],
  },
  {
    name: "sin",
    reference: Math.sin,
    domain: "-8192 ≤ x ≤ 8192",
    ranges: upTo(8192),
    boundaries: Array.from({ length: 200 }, (_, i) => ((i - 100) * Math.PI) / 4),
    kernels: [{ name: "sin", ...formula("sin(p)"), bound: 2.5 }],
  },
  {
    name: "cos",
    reference: Math.cos,
    domain: "-8192 ≤ x ≤ 8192",
    ranges: upTo(8192),
    boundaries: Array.from({ length: 200 }, (_, i) => ((i - 100) * Math.PI) / 4),
    kernels: [{ name: "cos", ...formula("cos(p)"), bound: 2.5 }],
  },
];

export function subjectNamed(name: string): Subject {
  const subject = subjects.find((each) => each.name === name);
  if (!subject) throw new Error(`no subject ${name}`);
  return subject;
}
