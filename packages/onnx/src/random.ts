/** Random numbers that a model needs, as a pure function of (seed, stream): from the counter-based generator of the core. */
import { philox } from "@downhill/core/random";

/** A 32-bit number for a name (FNV-1a). */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Fills `into` with numbers spread evenly over [-bound, bound). */
export function fillUniform(into: Float32Array, bound: number, seed: number, stream: string): void {
  const name = hashOf(stream);
  for (let i = 0; i < into.length; i += 4) {
    const words = philox([i / 4, 0, 0, 0], [seed >>> 0, name]);
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
  const counter = [stream >>> 0, Math.floor(seed / 2 ** 32), 0x6d61736b, 1] as const;
  let [a, b, c, d] = philox(counter, [seed >>> 0, stream >>> 0]).map((word) => word | 0) as [
    number,
    number,
    number,
    number,
  ];
  d |= 1;
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
