/** What a number was measured on. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus } from "node:os";
import type { Machine } from "./types.js";

export function describeMachine(workers: number): Machine {
  return {
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    workers,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    downhill: version(new URL("../package.json", import.meta.url)),
    onnxruntime: runtimeVersion(),
  };
}

const version = (file: URL | string): string =>
  (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;

function runtimeVersion(): string {
  try {
    const require = createRequire(import.meta.url);
    const models = createRequire(require.resolve("@downhill/onnx/package.json"));
    return version(models.resolve("onnxruntime-node/package.json"));
  } catch {
    return "unknown";
  }
}
