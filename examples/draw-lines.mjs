// Lines of handwritten digits, upright or upside down: what the examples of text orientation learn from.
export const HEIGHT = 48;
export const WIDTH = 192;
const DIGITS = 6;

/** Numbers in [0, 1) that are the same in every run. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Half of the lines are turned by 180 degrees: class 1.
 *
 * @param digits a part of MNIST
 * @returns {Promise<{ ink: Float32Array, label: 0 | 1 }[]>} ink of each pixel from 0 to 1, row after row
 */
export async function drawLines(digits, count, seed) {
  const random = randomFrom(seed);
  const lines = [];
  for (let i = 0; i < count; i++) {
    const ink = new Float32Array(HEIGHT * WIDTH);
    for (let k = 0; k < DIGITS; k++) {
      const picked = Uint32Array.of(Math.floor(random() * digits.length));
      const pixels = (await digits.batch(picked)).inputs.data;
      const left = Math.floor(4 + k * 31 + random() * 5);
      const top = Math.floor(6 + random() * 9);
      for (let y = 0; y < 28; y++)
        for (let x = 0; x < 28; x++) {
          const at = (top + y) * WIDTH + left + x;
          ink[at] = Math.max(ink[at], pixels[y * 28 + x]);
        }
    }
    const label = random() < 0.5 ? 0 : 1;
    if (label === 1) ink.reverse();
    lines.push({ ink, label });
  }
  return lines;
}
