/** The global 2-norm of gradients, and whether every one of them is finite. */
import type { Kernel } from "./backends/kernel.js";
import type { Block } from "./backends/memory.js";
import type { Segment } from "./training/arena.js";

/**
 * One read of the gradients by a kernel that adds up squares. Squares are float32 in the kernel, so where they overflow the sum is made again in float64.
 * @returns NaN or Infinity exactly when some gradient is not finite.
 */
export function gradientNorm(
  gradients: Block,
  ranges: readonly { start: number; length: number }[],
  kernel: Kernel,
): number {
  const calls = ranges.map(({ start, length }) => ({
    rows: 1,
    columns: length,
    addresses: [gradients.byteOffset + 4 * start],
    uniforms: [],
  }));
  const squares = kernel(gradients.memory, ...calls);
  return isReliable(squares) ? Math.sqrt(squares) : exactNorm(gradients.array, ranges);
}

/** False where squares overflowed or vanished in float32. */
export const isReliable = (squares: number): boolean => Number.isFinite(squares) && squares > 1e-30;

/** The same in float64. */
export function exactNorm(
  gradients: Float32Array,
  ranges: readonly { start: number; length: number }[],
): number {
  let squares = 0;
  for (const { start, length } of ranges)
    for (let i = start; i < start + length; i++) squares += gradients[i]! * gradients[i]!;
  return Math.sqrt(squares);
}

/** The first gradient that is not finite, for an error message. */
export function firstNonFinite(
  gradients: Float32Array,
  segments: readonly Segment[],
): { tensor: string; index: number; value: number } | undefined {
  for (const { name, offset, length } of segments) {
    for (let index = 0; index < length; index++) {
      const value = gradients[offset + index]!;
      if (!Number.isFinite(value)) return { tensor: name, index, value };
    }
  }
  return undefined;
}
