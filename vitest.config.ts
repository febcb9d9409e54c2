import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (name: string) => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url));
const coreFile = (name: string) => fileURLToPath(new URL(`packages/core/src/${name}.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "@downhill/core/backends": coreFile("backends/index"),
      "@downhill/core/catalogue": coreFile("catalogue"),
      "@downhill/core/compiled": coreFile("compiled/index"),
      "@downhill/core/documentation": coreFile("documentation"),
      "@downhill/core/explain": coreFile("explain"),
      "@downhill/core/graph": coreFile("graph"),
      "@downhill/core/native": coreFile("native"),
      "@downhill/core/random": coreFile("random"),
      "@downhill/core/threads": coreFile("threads"),
      "@downhill/core/training": coreFile("training/index"),
      "@downhill/core/webgpu": coreFile("webgpu"),
      "@downhill/core": source("core"),
      "@downhill/onnx/web": fileURLToPath(new URL("packages/onnx/src/web.ts", import.meta.url)),
      "@downhill/onnx": source("onnx"),
      "@downhill/data": source("data"),
      "@downhill/race": source("race"),
      "@downhill/claims": fileURLToPath(new URL("claims/src/index.ts", import.meta.url)),
      downhill: source("downhill"),
    },
  },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "packages/*/src/**/*.test.ts",
      "claims/test/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    testTimeout: 30_000,
    pool: "forks",
    // The library has no state of its own to leak from file to file; loading it anew for each would take half a minute.
    isolate: false,
    maxWorkers: 2,
  },
});
