/**
 * Random numbers as a pure function of where they are used: Philox4x32-10, a counter-based generator.
 * Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", doi:10.1145/2063384.2063405.
 *
 * Number i of stream (seed, purpose, index) never depends on what was drawn before, so that the order of epoch 7
 * is the same in a straight run and in one that was resumed.
 */
import { usageError } from "./errors.js";

export type Words = readonly [number, number, number, number];

/** First number of a stream: what the numbers are for. Two purposes never share numbers. */
export const purposes = {
  general: 0,
  shuffle: 1,
  dropout: 2,
  split: 3,
  sampler: 4,
  augmentation: 5,
} as const;

/**
 * One block of Philox4x32-10: four 32-bit words from a counter of four words and a key of two.
 *
 * @example
 * philox([0, 0, 0, 0], [0, 0]); // [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
 */
export function philox(counter: Words, key: readonly [number, number]): [number, number, number, number] {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const highA = multiplyHigh(0xd2511f53, a);
    const lowA = Math.imul(0xd2511f53, a);
    const highC = multiplyHigh(0xcd9e8d57, c);
    const lowC = Math.imul(0xcd9e8d57, c);
    a = (highC ^ b ^ k0) >>> 0;
    b = lowC >>> 0;
    c = (highA ^ d ^ k1) >>> 0;
    d = lowA >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

/** The upper 32 bits of a 32 × 32 bit product, from 16-bit halves. */
function multiplyHigh(x: number, y: number): number {
  const xLow = x & 0xffff;
  const xHigh = x >>> 16;
  const yLow = y & 0xffff;
  const yHigh = y >>> 16;
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16);
  return xHigh * yHigh + (middle >>> 16) + (((middle & 0xffff) + xLow * yHigh) >>> 16);
}

/**
 * A stream of random numbers. Streams of different seeds, purposes or indices are independent.
 *
 * @example
 * const random = new Random(42);
 * random.uniform(); // the same number on every machine
 */
export class Random {
  readonly #key: readonly [number, number];
  readonly #purpose: number;
  readonly #index: number;
  #block = 0;
  #words: [number, number, number, number] = [0, 0, 0, 0];
  #used = 4;
  #spare: number | undefined;

  /**
   * @param seed a whole number from 0 to 2^53 - 1
   * @param purpose one of `purposes`, or any whole number of your own from 16 on
   * @param index e.g. the epoch or the step
   * @throws DownhillError `usage` for a seed that is not such a number
   */
  constructor(seed: number, purpose = 0, index = 0) {
    this.#key = seedKey(seed);
    this.#purpose = purpose >>> 0;
    this.#index = index >>> 0;
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    if (this.#used === 4) {
      const block = this.#block++;
      this.#words = philox([block >>> 0, Math.floor(block / 2 ** 32), this.#purpose, this.#index], this.#key);
      this.#used = 0;
    }
    return this.#words[this.#used++]!;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    return (high * 67108864 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** Standard normal (Box and Muller). Equal on engines whose `log`, `cos` and `sin` agree to the last bit. */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** A whole number from 0 to `bound - 1`. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Puts the elements into random order, in place (Fisher and Yates). */
  shuffle<T extends Uint32Array | Int32Array | unknown[]>(items: T): T {
    const array = items as unknown[];
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = array[i];
      array[i] = array[j];
      array[j] = item;
    }
    return items;
  }

  /** Fills with uniform numbers in [low, high). */
  fillUniform(array: Float32Array, low = 0, high = 1): Float32Array {
    for (let i = 0; i < array.length; i++) array[i] = low + (high - low) * this.uniform();
    return array;
  }

  /** Fills with normal numbers. */
  fillNormal(array: Float32Array, mean = 0, deviation = 1): Float32Array {
    for (let i = 0; i < array.length; i++) array[i] = mean + deviation * this.normal();
    return array;
  }
}

function seedKey(seed: number): readonly [number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw usageError(`seed must be a whole number from 0 to 2^53 - 1, got ${seed}`);
  }
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}

/**
 * The numbers 0 … length - 1 in an order that depends on seed and epoch alone.
 *
 * @example
 * permutation(4, 0, 1); // the order of epoch 1 with seed 0
 */
export function permutation(
  length: number,
  seed: number,
  epoch = 0,
  purpose: number = purposes.shuffle,
): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return new Random(seed, purpose, epoch).shuffle(order);
}

/** One seed (0 … 2^31 - 1) from a seed and a place, e.g. for the dropout mask of a step and its part. */
export function deriveSeed(seed: number, place: number, part = 0): number {
  return (
    philox([place >>> 0, Math.floor(place / 2 ** 32), purposes.dropout, part >>> 0], seedKey(seed))[0] >>> 1
  );
}
