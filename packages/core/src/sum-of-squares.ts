/** The kernel that tells how long a vector is. */
import { compile } from "./backends/compile.js";
import type { Backend, Kernel } from "./backends/kernel.js";
import { createBuild, fuse, type Program } from "./formula/index.js";

const kernels = new Map<Backend, Kernel>();

export function sumOfSquares(backend: Backend): Kernel {
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
