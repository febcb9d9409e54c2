// Writes what follows from other files: the index files of the catalogue and of the claims. `node scripts/gen.mjs --check` only compares.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { pages } from "./pages.mjs";
import { reportTables } from "./reports.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const camelCase = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const stale = [];
/** Written as it is: too much to have it styled each time it is checked. */
const kernels = "packages/core/src/compiled/kernels/";

/** In the project's style, so that what is compared is what is committed. */
const styled = (path, text) =>
  execFileSync(`${root}node_modules/.bin/biome`, ["check", "--write", `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });

function write(path, source) {
  const text = path.endsWith(".ts") && !path.startsWith(kernels) ? styled(path, source) : source;
  const before = (() => {
    try {
      return readFileSync(root + path, "utf8");
    } catch {
      return "";
    }
  })();
  if (before === text) return;
  stale.push(path);
  if (process.argv.includes("--check")) return;
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, text);
}

const oneEntryPerFile = [
  ...["losses", "optimizers", "schedules"].map((kind) => `packages/core/src/${kind}`),
  "claims/src/claims",
];
const entriesOf = (folder) =>
  readdirSync(root + folder)
    .filter((file) => file.endsWith(".ts") && !/^(index|documentation)\.ts$|\.test\.ts$/.test(file))
    .map((file) => file.slice(0, -3))
    .sort();

for (const folder of oneEntryPerFile) {
  const ids = entriesOf(folder);
  const lines = ids.map((id) => `export { ${camelCase(id)} } from "./${id}.js";`);
  write(
    `${folder}/index.ts`,
    `// Written by \`npm run gen\` from the files of this folder.\n${lines.join("\n")}\n`,
  );
}

for (const kind of ["losses", "optimizers", "schedules"]) {
  const folder = `packages/core/src/${kind}`;
  const ids = entriesOf(folder);
  const imports = ids.map((id) => `import { documentation as ${camelCase(id)} } from "./${id}.js";`);
  const members = ids.map((id) => (id === camelCase(id) ? id : `"${id}": ${camelCase(id)}`));
  write(
    `${folder}/documentation.ts`,
    `// Written by \`npm run gen\` from the files of this folder.\n${imports.join("\n")}\n\nexport const documentation = { ${members.join(", ")} };\n`,
  );
}

const folder = "packages/core/src/backends";
const backends = readdirSync(root + folder)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3))
  .filter((id) => readFileSync(`${root}${folder}/${id}.ts`, "utf8").includes(`export const ${id}: Backend =`))
  .sort();
write(
  `${folder}/index.ts`,
  `// Written by \`npm run gen\` from the files of this folder that export a Backend.
${backends.map((id) => `import { ${id} } from "./${id}.js";`).join("\n")}
import type { Backend } from "./kernel.js";

export { ${backends.join(", ")} };
export type { Backend };
export type BackendName = ${backends.map((id) => `"${id}"`).join(" | ")};

/** By name, for programs that run on each of them. */
export const backends: Readonly<Record<BackendName, Backend>> = { ${backends.join(", ")} };
`,
);

// The rest is written from the compiled catalogue.
if (!process.argv.includes("--check")) {
  execFileSync("node", ["node_modules/typescript/bin/tsc", "-b", "packages/core"], {
    cwd: root,
    stdio: "inherit",
  });
}
const catalogue = await import("../packages/core/dist/catalogue.js");
const { compiledLoss, compiledOptimizer, compiledSquares } = await import("./kernels/entries.mjs");
for (const [kind, compiled] of Object.entries({ losses: compiledLoss, optimizers: compiledOptimizer })) {
  const ids = [...catalogue[kind].keys()].sort();
  for (const id of ids) write(`${kernels}${kind}/${id}.ts`, compiled(catalogue[kind].get(id)));
  const lines = ids.map((id) => `export { ${camelCase(id)} } from "./${id}.js";`);
  write(
    `${kernels}${kind}/index.ts`,
    `// Written by \`npm run gen\` from the catalogue.\n${lines.join("\n")}\n`,
  );
}
write(`${kernels}squares.ts`, compiledSquares());
const explain = await import("../packages/core/dist/explain.js");
const documentation = await import("../packages/core/dist/documentation.js");
const { pages: written, tables } = pages({ ...catalogue, ...explain }, documentation, root);
for (const [path, text] of written) write(path, text);
for (const file of ["README.md", "README.ko.md", "docs/accuracy.md", "docs/mutation.md"]) {
  if (!existsSync(root + file)) continue;
  let text = readFileSync(root + file, "utf8");
  for (const [name, table] of Object.entries({ ...tables, ...reportTables(root) })) {
    const pattern = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
    text = text.replace(pattern, (_, before, after) => `${before}\n${table}\n${after}`);
  }
  write(file, text);
}

if (stale.length > 0)
  console.log(`${process.argv.includes("--check") ? "stale" : "wrote"}: ${stale.join(" ")}`);
if (stale.length > 0 && process.argv.includes("--check")) process.exitCode = 1;
