export { type WebRuntimeOptions, webRuntime } from "./session/web-runtime.js";
