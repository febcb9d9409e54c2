import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as data from "@downhill/data";
import sharp from "sharp";
import ts from "typescript";
import { expect, it } from "vitest";

it("docs/data.md has programs that run", async () => {
  const folder = await mkdtemp(join(tmpdir(), "downhill-docs-"));
  for (const label of ["cat", "dog"]) {
    await mkdir(join(folder, "photos", label), { recursive: true });
    for (let i = 0; i < 6; i++) {
      const create = {
        width: 40,
        height: 30,
        channels: 3,
        background: label === "cat" ? "red" : "blue",
      } as const;
      await writeFile(join(folder, "photos", label, `${i}.png`), await sharp({ create }).png().toBuffer());
    }
  }
  const rows = (price: boolean) =>
    Array.from(
      { length: 20 },
      (_, i) => `${i},${i === 3 ? "" : i % 5},${i * 9}${price ? `,${i * 1000}` : ""}`,
    );
  await writeFile(join(folder, "houses.csv"), `id,rooms,area,price\n${rows(true).join("\n")}\n`);
  await writeFile(join(folder, "new.csv"), `id,rooms,area\n${rows(false).join("\n")}\n`);

  const text = await readFile(new URL("../../../docs/data.md", import.meta.url), "utf8");
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
  const results: Record<string, unknown>[] = [];
  for (const block of blocks) {
    const names = [...block.matchAll(/import \{ (.*?) \} from "@downhill\/data"/g)].flatMap(([, list]) =>
      list!.split(", "),
    );
    const declared = [...block.matchAll(/^const (?:\{ (.*?) \}|(\w+))/gm)].flatMap(([, list, one]) =>
      (list ?? one!).split(", "),
    );
    const code = block
      .replace(/^import .*$/gm, "")
      .replace(/"([\w./]+\.csv|photos)"/g, (_, path) => JSON.stringify(join(folder, path)));
    const { outputText } = ts.transpileModule(`${code}\nresult = { ${declared.join(", ")} };`, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const Program = Object.getPrototypeOf(async () => {}).constructor;
    const run = new Program(
      "library",
      `const { ${names.join(", ")} } = library; let result; ${outputText}; return result;`,
    );
    results.push(await run(data));
  }
  expect(results[0]!.train).toMatchObject({ length: 10, sampleShape: [3, 32, 32] });
  expect(results[1]!.inputs).toHaveLength(2 * 20);
  expect(results[1]!.test).toMatchObject({ length: 4 });
  for (const [, name] of text.matchAll(/`(\w+)\(/g)) {
    if (name !== "waiting") expect(data, name).toHaveProperty(name!);
  }
  await rm(folder, { recursive: true });
});
