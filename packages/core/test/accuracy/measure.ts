/** Errors in units of the last place of float32, against float64. */
import type { Backend } from "../../src/backends/kernel.js";
import { wasm } from "../../src/backends/wasm.js";
import { Bench, CHUNK, type Evaluate } from "./kernel.js";
import { bitsOf, type Kernel, type Subject } from "./subjects.js";

export interface Result {
  readonly name: string;
  /** Inputs compared. */
  readonly inputs: number;
  /** Largest error, in units of the last place. */
  readonly worst: number;
  /** The input where it happens. */
  readonly at: number;
  /** Inputs where infinity or NaN was due and something else came, or the other way round: the first few. */
  readonly wrong: readonly { readonly x: number; readonly got: number; readonly expected: number }[];
}

/** 1 / (distance of float32 numbers) by exponent field; denormals lie as far apart as the smallest normals. */
export const perUlp = Float64Array.from({ length: 256 }, (_, exponent) => 2 ** (150 - Math.max(1, exponent)));
const SMALLEST_NORMAL = 1.19e-38;

class Tally {
  readonly #kernel: Kernel;
  readonly #evaluate: Evaluate;
  inputs = 0;
  worst = 0;
  at = 0;
  readonly wrong: { x: number; got: number; expected: number }[] = [];

  constructor(kernel: Kernel, bench: Bench) {
    this.#kernel = kernel;
    this.#evaluate = kernel.make(bench);
  }

  add(count: number, xs: Float32Array, references: Float64Array, rounded: Float32Array, bits: Uint32Array) {
    const ys = this.#evaluate((count + 3) & -4);
    const { covers, flushes } = this.#kernel;
    const [low, high] = covers ?? [0, 0];
    let { inputs, worst, at } = this;
    for (let i = 0; i < count; i++) {
      const x = xs[i]!;
      if (covers && !(x >= low && x <= high)) continue;
      inputs++;
      const y = ys[i]!;
      const expected = rounded[i]!;
      // Correctly rounded, which is an error of half a unit at most; or both NaN.
      if (y === expected ? worst >= 0.5 || !Number.isFinite(y) : Number.isNaN(y) && Number.isNaN(expected))
        continue;
      const error = Math.abs(y - references[i]!) * perUlp[(bits[i]! >>> 23) & 255]!;
      if (error <= worst) continue;
      if (flushes && y === 0 && Math.abs(references[i]!) < SMALLEST_NORMAL) continue;
      if (error < 1e9) {
        worst = error;
        at = x;
      } else if (this.wrong.length < 5) this.wrong.push({ x, got: y, expected });
    }
    this.inputs = inputs;
    this.worst = worst;
    this.at = at;
  }

  result(): Result {
    const { inputs, worst, at, wrong } = this;
    return { name: this.#kernel.name, inputs, worst, at, wrong };
  }
}

/** Feeds bit patterns to every kernel of a subject. */
class Run {
  readonly #subject: Subject;
  readonly #bench: Bench;
  readonly #tallies: readonly Tally[];
  readonly #references = new Float64Array(CHUNK);
  readonly #rounded = new Float32Array(CHUNK);

  constructor(subject: Subject, backend: Backend) {
    this.#subject = subject;
    this.#bench = new Bench(backend);
    this.#tallies = subject.kernels.map((kernel) => new Tally(kernel, this.#bench));
  }

  /** `fill` writes up to CHUNK patterns and says how many. */
  feed(fill: (patterns: Int32Array) => number): void {
    const xs = this.#bench.x.array;
    const count = fill(new Int32Array(xs.buffer, xs.byteOffset, xs.length));
    const { reference } = this.#subject;
    const [references, rounded] = [this.#references, this.#rounded];
    for (let i = 0; i < count; i++) references[i] = rounded[i] = reference(xs[i]!);
    const bits = new Uint32Array(rounded.buffer);
    for (const tally of this.#tallies) tally.add(count, xs, references, rounded, bits);
  }

  results(): Result[] {
    return this.#tallies.map((tally) => tally.result());
  }
}

/** Every float32 number of the subject's ranges. */
export function measureAll(subject: Subject, backend: Backend = wasm): Result[] {
  const run = new Run(subject, backend);
  for (const [first, last] of subject.ranges) {
    for (let start = first; start <= last; start += CHUNK) {
      run.feed((patterns) => {
        const count = Math.min(CHUNK, last - start + 1);
        for (let i = 0; i < count; i++) patterns[i] = start + i;
        return count;
      });
    }
  }
  return run.results();
}

/** Patterns around each boundary, on either side. */
const NEAR = 150;
/** Pseudo-random mantissas for each exponent. */
const SAMPLES = 1200;

/** All exponents with the edges of the mantissa and some random ones, and the neighbours of every boundary. */
export function* slice(subject: Subject): Generator<number> {
  const random = lcg(bitsOf(subject.ranges[0]![1]) ^ subject.name.length);
  for (const sign of [0, 0x80000000]) {
    for (let exponent = 0; exponent < 256; exponent++) {
      const base = sign + exponent * 2 ** 23;
      for (let i = 0; i < 8; i++) yield* [base + i, base + 0x7fffff - i];
      for (let i = 0; i < SAMPLES; i++) yield base + (random() & 0x7fffff);
    }
  }
  for (const boundary of subject.boundaries)
    for (let near = -NEAR; near <= NEAR; near++) yield (bitsOf(boundary) + near) >>> 0;
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 7;
  };
}

export function measureSlice(subject: Subject, backend: Backend = wasm): Result[] {
  const run = new Run(subject, backend);
  const inRange = (pattern: number) =>
    subject.ranges.some(([first, last]) => pattern >= first && pattern <= last);
  let pending: number[] = [];
  const flush = () => {
    run.feed((patterns) => {
      patterns.set(pending.map((pattern) => pattern | 0));
      return pending.length;
    });
    pending = [];
  };
  for (const pattern of slice(subject)) {
    if (inRange(pattern)) pending.push(pattern);
    if (pending.length === CHUNK) flush();
  }
  flush();
  return run.results();
}
