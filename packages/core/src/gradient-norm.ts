/** The global 2-norm of gradients, and whether every one of them is finite. */
import { compile } from "./backends/compile.js";
import type { Backend, Kernel } from "./backends/kernel.js";
import type { Block } from "./backends/memory.js";
import { createBuild, fuse, type Program } from "./formula/index.js";
import type { Segment } from "./training/arena.js";

const kernels = new Map<Backend, Kernel>();

function sumOfSquares(backend: Backend): Kernel {
  let kernel = kernels.get(backend);
  if (!kernel) kernels.set(backend, (kernel = compile(squaresProgram(), backend)));
  return kernel;
}

/** The sum of the squares of `g`. */
export function squaresProgram(): Program {
  const build = createBuild();
  const g = build.input("g", "element");
  return fuse(build, { rows: false, outputs: [], total: build.mul(g, g) });
}

/**
 * One read of the gradients. Squares are float32 in the kernel, so where they overflow the sum is made again in float64.
 * @returns NaN or Infinity exactly when some gradient is not finite.
 */
export function gradientNorm(
  gradients: Block,
  ranges: readonly { start: number; length: number }[],
  backend: Backend,
): number {
  const kernel = sumOfSquares(backend);
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
