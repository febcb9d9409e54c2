/** Models on WebGPU in a browser: Chromium with SwiftShader, a GPU made of the processor. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelPage } from "./pages/model-on-gpu.js";
import { hasChromium, installed, type OpenPage, openPage } from "./support/browser.js";

describe.skipIf(!hasChromium)("a model with provider: webgpu in a browser", () => {
  let open: OpenPage;
  beforeAll(async () => {
    const engine = ["", ".asyncify"].flatMap((build) =>
      ["wasm", "mjs"].map((type) => `ort-wasm-simd-threaded${build}.${type}`),
    );
    const files = engine.map((file) => [`/ort/${file}`, installed(`onnxruntime-web/dist/${file}`)]);
    open = await openPage("model-on-gpu", Object.fromEntries(files));
  }, 120_000);
  afterAll(() => open?.close());

  const train = (provider: string) =>
    open.page.evaluate((name) => (globalThis as unknown as { page: ModelPage }).page.train(name), provider);

  it("is trained to the same numbers as on the processor", async () => {
    const [cpu, gpu] = [await train("cpu"), await train("webgpu")];
    if ("error" in cpu || "error" in gpu) throw new Error(JSON.stringify([cpu, gpu]));
    expect(gpu.losses.length).toBe(6);
    for (const part of ["losses", "outputs"] as const)
      gpu[part].forEach((value, i) => expect(Math.abs(value - cpu[part][i]!), part).toBeLessThan(1e-4));
  }, 120_000);

  it("says which provider is not there", async () => {
    expect(await train("nonsense")).toEqual({
      error: expect.stringMatching(/the provider "nonsense" is not available here/),
    });
  }, 60_000);
});
