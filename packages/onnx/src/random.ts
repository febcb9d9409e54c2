/**
 * Random numbers that are a pure function of (seed, stream, counter): Philox4x32-10, Salmon et al. 2011,
 * doi:10.1145/2063384.2063405. Integer arithmetic only, so every machine draws the same numbers.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The upper 32 bits of a product of two 32-bit numbers. */
function high(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/** Ten rounds on a counter of four words under a key of two; the words are overwritten. */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  let [a, b, c, d] = [words[0]!, words[1]!, words[2]!, words[3]!];
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = high(MULTIPLIER_0, a);
    const low0 = Math.imul(MULTIPLIER_0, a) >>> 0;
    const high1 = high(MULTIPLIER_1, c);
    const low1 = Math.imul(MULTIPLIER_1, c) >>> 0;
    a = (high1 ^ b ^ k0) >>> 0;
    b = low1;
    c = (high0 ^ d ^ k1) >>> 0;
    d = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

/** A 32-bit number for a name (FNV-1a). */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Fills `into` with numbers spread evenly over [-bound, bound). */
export function fillUniform(into: Float32Array, bound: number, seed: number, stream: string): void {
  const words = new Uint32Array(4);
  const name = hashOf(stream);
  for (let i = 0; i < into.length; i += 4) {
    words.set([i / 4, 0, 0, 0]);
    philox(words, seed, name);
    // 24 bits are all that float32 keeps of a number in [0, 1).
    for (let j = 0; j < 4 && i + j < into.length; j++)
      into[i + j] = ((words[j]! >>> 8) / 2 ** 23 - 1) * bound;
  }
}

/**
 * Fills `into` with 0 (with the given probability, to 1/65536) and 1 / (1 - probability) elsewhere: the mask of
 * dropout. Masks must cost little, so a small generator (xoshiro128++) runs from a start that Philox chose.
 */
export function fillDropoutMask(into: Float32Array, probability: number, seed: number, stream: number): void {
  const state = Uint32Array.of(stream, Math.floor(seed / 2 ** 32), 0x6d61736b, 1);
  philox(state, seed, stream);
  let [a, b, c, d] = [state[0]! | 0, state[1]! | 0, state[2]! | 0, state[3]! | 1];
  const threshold = Math.round(probability * 65536);
  // On the bits of the numbers and without a branch, which no processor could foresee.
  const numbers = new Int32Array(into.buffer, into.byteOffset, into.length);
  const kept = new Int32Array(Float32Array.of(1 / (1 - probability)).buffer)[0]!;
  for (let i = 0; i < into.length; i += 2) {
    const sum = (a + d) | 0;
    const bits = (((sum << 7) | (sum >>> 25)) + a) | 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    numbers[i] = kept & ~(((bits >>> 16) - threshold) >> 31);
    if (i + 1 < numbers.length) numbers[i + 1] = kept & ~(((bits & 0xffff) - threshold) >> 31);
  }
}
