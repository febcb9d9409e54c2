/** What `npm pack` makes of the built package: one file per door, with everything that the door promises. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";

const script = new URL("../scripts/bundle.mjs", import.meta.url).href;
const { bundled } = (await import(script)) as { bundled(folder: string): Promise<Map<string, string>> };

const core = fileURLToPath(new URL("../packages/core", import.meta.url));
const { exports } = JSON.parse(readFileSync(join(core, "package.json"), "utf8")) as {
  exports: Record<string, { default?: string }>;
};
const doors = Object.values(exports).flatMap((door) => door.default ?? []);

const folder = mkdtempSync(join(tmpdir(), "published-"));
const files = await bundled(core);
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
for (const [path, text] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
afterAll(() => rmSync(folder, { recursive: true }));

const load = (root: string, door: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(join(root, door)).href);

it("is one file per door and one that they share", () => {
  expect([...files.keys()].map((path) => `./${path}`).sort()).toEqual([...doors, "./dist/shared.js"].sort());
});

it.each(doors)("exports the same as in a checkout: %s", async (door) => {
  const [published, built] = [await load(folder, door), await load(core, door)];
  expect(Object.keys(published).sort()).toEqual(Object.keys(built).sort());
});

it("has no prose where no prose was asked for", () => {
  for (const [path, text] of files) expect(/[가-힣]/.test(text), path).toBe(path === "dist/documentation.js");
});

it("computes, and finds the file of a wrong formula", async () => {
  const { huber, loss } = (await load(folder, "dist/index.js")) as typeof import("@downhill/core");
  expect(huber().evaluate([3], [0])).toMatchObject({ value: 2.5, gradient: Float32Array.of(1) });
  expect(() => loss({ id: "wrong", formula: "L = x" })).toThrow("published.test.ts, formula line 1");
});
