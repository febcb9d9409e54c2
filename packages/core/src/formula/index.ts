export { check, usesRows } from "./check.js";
export { differentiate } from "./differentiate.js";
export { fuse, type Output, type Phase, type Program } from "./fuse.js";
export { type Build, createBuild, type Level, type Node, topological } from "./graph.js";
export { parse, type Source } from "./parse.js";
export { evaluateRow } from "./reference.js";
export { compileScalars, type ScalarProgram } from "./scalars.js";
export { type Uniforms, uniformsOf } from "./uniforms.js";
