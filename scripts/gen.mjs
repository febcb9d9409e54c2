// Writes what follows from other files: the index files of the catalogue and of the claims. `node scripts/gen.mjs --check` only compares.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const camelCase = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const stale = [];

/** In the project's style, so that what is compared is what is committed. */
const styled = (path, text) =>
  execFileSync(`${root}node_modules/.bin/biome`, ["check", "--write", `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });

function write(path, source) {
  const text = path.endsWith(".ts") ? styled(path, source) : source;
  const before = (() => {
    try {
      return readFileSync(root + path, "utf8");
    } catch {
      return "";
    }
  })();
  if (before === text) return;
  stale.push(path);
  if (!process.argv.includes("--check")) writeFileSync(root + path, text);
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

export type BackendName = ${backends.map((id) => `"${id}"`).join(" | ")};

export const backends: Readonly<Record<BackendName, Backend>> = { ${backends.join(", ")} };
`,
);

if (stale.length > 0)
  console.log(`${process.argv.includes("--check") ? "stale" : "wrote"}: ${stale.join(" ")}`);
if (stale.length > 0 && process.argv.includes("--check")) process.exitCode = 1;
