export { compilationCount } from "./backends/compile.js";
export type { Backend } from "./backends/kernel.js";
export { Block, Memory } from "./backends/memory.js";
export type * from "./definition.js";
export {
  DownhillError,
  dataError,
  type ErrorCode,
  exitCodes,
  suggestion,
  unknownName,
  usageError,
} from "./errors.js";
export type * from "./interfaces.js";
export { loss } from "./loss.js";
export * from "./losses/index.js";
export { optimizer } from "./optimizer.js";
export * from "./optimizers/index.js";
export { schedule } from "./schedule.js";
export * from "./schedules/index.js";
export { Arena, type Role, type Segment, type TensorDeclaration } from "./training/arena.js";
export type * from "./training/types.js";
