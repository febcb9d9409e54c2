/** Seeded random numbers: the same seed gives the same data on every machine. */

export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** Mulberry32: 32 bits of state, good enough to scatter points. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** The numbers 0 … length-1 in random order (Fisher–Yates). */
export function permutation(length: number, seed: number): Uint32Array {
  const { uniform } = random(seed);
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const pick = Math.floor(uniform() * (last + 1));
    const kept = order[last]!;
    order[last] = order[pick]!;
    order[pick] = kept;
  }
  return order;
}
