import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { losses, optimizers, schedules } from "@downhill/core/catalogue";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const camelCase = (id: string) => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

it("generated files are fresh: run `npm run gen`", () => {
  expect(() =>
    execFileSync("node", ["scripts/gen.mjs", "--check"], { cwd: root, stdio: "pipe" }),
  ).not.toThrow();
});

it.each(Object.entries({ losses, optimizers, schedules }))(
  "%s: file, id and export have one name",
  async (kind, entries) => {
    const files = readdirSync(`${root}packages/core/src/${kind}`)
      .filter((file) => file.endsWith(".ts") && !["index.ts", "documentation.ts"].includes(file))
      .map((file) => file.slice(0, -3));
    expect([...entries.keys()].sort()).toEqual(files.sort());
    const exports: Record<string, unknown> = await import(`../packages/core/src/${kind}/index.ts`);
    for (const [id, factory] of entries) expect(exports[camelCase(id)]).toBe(factory);
  },
);
