export { Block, Memory } from "./backends/memory.js";
export { DownhillError, dataError, type ErrorCode, exitCodes, suggestion, unknownName, usageError } from "./errors.js";
export { Arena, type Role, type Segment, type TensorDeclaration } from "./training/arena.js";
export type * from "./training/types.js";
export type * from "./definition.js";
export type * from "./interfaces.js";
