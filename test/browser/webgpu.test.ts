import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, type OpenPage, openPage } from "./support/browser.js";

describe.skipIf(!hasChromium)("losses and optimizers on a GPU", () => {
  let open: OpenPage;
  beforeAll(async () => { open = await openPage("webgpu"); });
  afterAll(() => open?.close());
  it("huber", async () => {
    const r = await open.page.evaluate((q) => (globalThis as any).page.evaluate(q), [{ id: "huber", options: {}, inputs: [[-2, 0.5, 0, 3], [0, -0.5, 0, 0]], evaluate: {} }]);
    console.log(r);
    console.log(await open.page.evaluate((q) => (globalThis as any).page.optimize(q), [{ id: "adamw", options: {}, p: [1,2,3], g:[[1,1,1]] }]));
  });
});
