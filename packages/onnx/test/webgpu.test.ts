/** Training on WebGPU in Node: the same numbers as on the processor, and a clear word where there is no GPU. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DownhillError } from "@downhill/core";
import { describe, expect, it } from "vitest";
import { writeModel } from "../src/graph/file.js";
import { int, ints } from "../src/graph/graph.js";
import { loadOnnx } from "../src/index.js";
import { providerOption } from "../src/session/provider.js";
import { fileOf, floats, node } from "./foreign.js";

/** Chromium brings Vulkan and SwiftShader, which is a GPU made of the processor. */
const CHROMIUM = "/usr/lib/chromium";
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`;
const hasGpu = existsSync(DRIVER) && existsSync(`${CHROMIUM}/libvulkan.so.1`);
if (!hasGpu) console.warn(`tests of the provider webgpu in Node are skipped: ${CHROMIUM} has no Vulkan`);

interface Trained {
  readonly losses: number[];
  readonly outputs: number[];
  readonly running: number[];
  readonly code?: string;
  readonly message?: string;
}

/** Trains in a program of its own: a driver is found through the environment that a process starts with. */
function trainOn(provider: string, environment: Record<string, string>): Trained {
  const program = fileURLToPath(new URL("support/train-on.mjs", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [program, provider], {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Trained;
}

describe.skipIf(!hasGpu)("a convolutional network on WebGPU", () => {
  it("goes the way that it goes on the processor", () => {
    const gpu = trainOn("webgpu", { LD_LIBRARY_PATH: CHROMIUM, VK_ICD_FILENAMES: DRIVER });
    const cpu = trainOn("cpu", {});
    expect(gpu.message).toBeUndefined();
    expect(gpu.losses.length).toBe(12);
    for (const part of ["losses", "outputs", "running"] as const) {
      const worst = gpu[part].reduce((most, value, i) => Math.max(most, Math.abs(value - cpu[part][i]!)), 0);
      expect(worst, part).toBeLessThan(1e-4);
    }
  }, 120_000);
});

describe("a provider that is not there", () => {
  it("is an error of the environment that says what to do", () => {
    const { code, message } = trainOn("webgpu", { LD_LIBRARY_PATH: "", VK_ICD_FILENAMES: "/nowhere" });
    // A machine with a GPU has no such error; then it trains.
    if (code === undefined && message === undefined) return;
    expect(code).toBe("environment");
    expect(message).toMatch(/^the provider "webgpu" is not available here: .*\n {2}leave provider out/s);
  }, 120_000);

  it("is told apart from a model at fault", async () => {
    const model = await loadOnnx(writeModel(fileOf()), { provider: "nonsense" });
    const error = await model.forward({ data: new Float32Array(3), dims: [1, 3] }).catch((caught) => caught);
    expect(error).toBeInstanceOf(DownhillError);
    expect(error).toMatchObject({
      code: "environment",
      message: /provider "nonsense" is not available here/,
    });
    await model.dispose();
  });
});

describe("what WebGPU takes but cannot run", () => {
  const pool = node("MaxPool", ["x"], "y", { kernel_shape: ints([2, 2]) });
  const deep = node("ConvTranspose", ["x", "k"], "y", { strides: ints([1, 1, 1]) });

  it.each([
    ["a pool that tells places", { ...pool, outputs: ["y", "places"] }, ["y_node"]],
    ["a transposed convolution of three axes", deep, ["y_node"]],
    ["a pool without places", pool, undefined],
    [
      "a transposed convolution of two axes",
      { ...deep, attributes: { strides: ints([1, 1]), group: int(1) } },
      undefined,
    ],
  ])("%s", (_, one, names) => {
    const bytes = writeModel(fileOf({ nodes: [one], initializers: new Map([floats("k", 1, 1, 2, 2)]) }));
    expect(providerOption("webgpu", bytes)).toEqual(
      names ? { name: "webgpu", forceCpuNodeNames: names } : "webgpu",
    );
    expect(providerOption("cpu", bytes)).toBe("cpu");
  });
});
