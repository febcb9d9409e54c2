/** What the documents say is run: code blocks as programs, links as files. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = pathToFileURL(join(root, "packages/downhill/dist/index.js")).href;
const folders = [
  "",
  "docs",
  "examples",
  "docs/losses",
  "docs/optimizers",
  "docs/schedules",
  "decisions",
  "claims",
  "bench",
];
const documents = folders.flatMap((folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((file) => file.endsWith(".md"))
        .map((file) => join(folder, file))
    : [],
);

const blocks = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

/** The block as a module that reports each `expression; // number …` as a pair. */
function program(code: string): string {
  const quick = code.replace("await mnist()", "await mnist({ train: 2000, test: 500 })");
  const observed = quick.replace(
    /^(?!const|await|import|\s)([^;\n]+); \/\/ (-?\d[\d.]*)\b.*$/gm,
    (_, expression: string, value: string) => `observed.push([${expression}, ${value}]);`,
  );
  const text = `export const observed = [];\n${observed.replace(/from "downhill"/g, `from ${JSON.stringify(built)}`)}`;
  return ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  }).outputText;
}

describe.each(["README.md", "README.ko.md"])("%s", (file) => {
  it("has programs that run and give the numbers beside them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "readme-"));
    let count = 0;
    for (const [i, code] of blocks(file).entries()) {
      const path = join(folder, `block-${i}.mjs`);
      writeFileSync(path, program(code.replace('"mnist.onnx"', JSON.stringify(join(folder, "mnist.onnx")))));
      const { observed } = (await import(pathToFileURL(path).href)) as { observed: [number, number][] };
      for (const [got, said] of observed) {
        count++;
        // An accuracy after a fraction of the data is only near what the text promises for all of it.
        expect(Math.abs(got - said), `${file}, block ${i}: ${got}, the text says ${said}`).toBeLessThan(
          said > 0.9 ? 0.25 : 0.005,
        );
      }
    }
    expect(count).toBeGreaterThan(0);
  });
});

it.each(documents)("%s links to files that exist", (file) => {
  const text = readFileSync(join(root, file), "utf8").replace(/```[\s\S]*?```/g, "");
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)) {
    if (/^(https?:|#|mailto:)/.test(target!)) continue;
    const path = join(root, dirname(file), target!.replace(/#.*/, ""));
    expect(existsSync(path), `${file} → ${target}`).toBe(true);
  }
});
