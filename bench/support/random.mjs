/** Numbers that every side can make for itself: the same float32 values in JavaScript and in Python. */

/**
 * Uniform numbers from a hash of their index.
 * @param {number} length
 * @param {number} seed
 */
export function uniform(length, seed, low = -1, high = 1) {
  const result = new Float32Array(length);
  const offset = Math.imul(seed, 0x85ebca6b);
  for (let i = 0; i < length; i++) {
    let h = (Math.imul(i + 1, 0x9e3779b1) + offset) | 0;
    h ^= h >>> 16;
    h = Math.imul(h, 0x21f0aaad);
    h ^= h >>> 15;
    h = Math.imul(h, 0x735a2d97);
    h ^= h >>> 15;
    result[i] = low + (high - low) * ((h >>> 8) / 2 ** 24);
  }
  return result;
}

/** FNV-1a. */
function seedOf(name) {
  let seed = 0x811c9dc5;
  for (const character of name) seed = Math.imul(seed ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return seed;
}

const product = (shape) => shape.reduce((a, b) => a * b, 1);

/**
 * First values of a parameter, in PyTorch's layout: weights spread by their number of inputs, norms 1, biases 0.
 * @param {string} name
 * @param {readonly number[]} shape
 */
export function firstValues(name, shape) {
  if (shape.length === 1)
    return new Float32Array(shape[0]).fill(name.includes("norm") && name.endsWith("weight") ? 1 : 0);
  const bound = Math.sqrt(3 / product(shape.slice(1)));
  return uniform(product(shape), seedOf(name), -bound, bound);
}

/** Class indices of `rows` samples. */
export const classes = (rows, count, seed) =>
  uniform(rows, seed, 0, count).map((value) => Math.min(count - 1, Math.floor(value)));

/** A few elements spread over an array. */
export const sample = (array, count = 16) =>
  Array.from({ length: count }, (_, i) => array[Math.floor(((i + 0.5) * array.length) / count)]);
