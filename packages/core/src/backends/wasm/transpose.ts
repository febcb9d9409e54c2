/** Four vectors of four as the columns of a square. */
import { type FunctionBuilder, V128 } from "./assembler.js";
import type { Local, Vectors } from "./lanes.js";

/** Lanes of two vectors, those of the second counted from 4, as the bytes of a shuffle. */
const bytesOf = (...lanes: readonly number[]): number[] =>
  lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]);

// Patterns that processors have instructions for.
const LOW_LANES = bytesOf(0, 4, 1, 5);
const HIGH_LANES = bytesOf(2, 6, 3, 7);
const LOW_PAIRS = bytesOf(0, 1, 4, 5);
const HIGH_PAIRS = bytesOf(2, 3, 6, 7);

/** Lane j of vector i becomes lane i of vector j. */
export function transpose(f: FunctionBuilder, square: Vectors): Vectors {
  const [a, b, c, d] = square as [Local, Local, Local, Local];
  const shuffle = (first: Local, second: Local, bytes: readonly number[]): Local => {
    const local = f.local(V128);
    f.get(first);
    f.get(second);
    f.shuffle(bytes);
    f.set(local);
    return local;
  };
  const [low, high] = [LOW_LANES, HIGH_LANES].map((lanes) => [shuffle(a, b, lanes), shuffle(c, d, lanes)]);
  return [low!, high!].flatMap(([ab, cd]) => [shuffle(ab!, cd!, LOW_PAIRS), shuffle(ab!, cd!, HIGH_PAIRS)]);
}
