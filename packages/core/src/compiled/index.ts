/**
 * The catalogue's losses and optimizers with kernels that were compiled when the package was built: no compiler comes with
 * them, so that a page loads less and has its first result sooner. They are called as those of `@downhill/core` are.
 *
 * @example
 * import { adamw, crossEntropy } from "@downhill/core/compiled";
 * const { gradient } = crossEntropy().evaluate([1, 2, 3], [2]);
 * const state = adamw({ lr: 1e-3 }).init([1, 2, 3]);
 * state.step(gradient);
 */
import { usageError } from "../errors.js";

export { Block, Memory } from "../backends/memory.js";
export { DownhillError, type ErrorCode } from "../errors.js";
export type * from "../interfaces.js";
export { Arena, type Role, type Segment, type TensorDeclaration } from "../training/arena.js";
export * from "./kernels/losses/index.js";
export * from "./kernels/optimizers/index.js";

/** @throws DownhillError `usage` always: a formula of yours needs the compiler. */
export const loss = (..._: readonly unknown[]): never => needsCompiler("loss");
/** @throws DownhillError `usage` always: a formula of yours needs the compiler. */
export const optimizer = (..._: readonly unknown[]): never => needsCompiler("optimizer");

function needsCompiler(name: string): never {
  throw usageError(
    `no compiler here: a formula of yours is compiled where it runs; import { ${name} } from "@downhill/core"`,
  );
}
