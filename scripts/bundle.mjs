// Turns the built files of a package into what is published: one file per door of its package.json, and what the doors
// share. Node takes a third of a millisecond to open a file, and there are more than a hundred.
// Run by `npm pack` in the folder of the package.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build } from "vite";

/**
 * Prose stands in the files of the entries: bundled with the other doors, it would lie in what all of them share. And what
 * they share has the compiler, which those who take kernels compiled ahead need not load.
 */
const apart = ["./dist/documentation.js", "./dist/compiled/index.js"];

/** @returns {Promise<Map<string, string>>} the text of each file, by its path in the package */
export async function bundled(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const doors = Object.values(exports).flatMap((door) => door.default ?? []);
  const groups = [doors.filter((door) => !apart.includes(door)), ...apart.map((door) => [door])];
  const files = await Promise.all(groups.map((group) => bundleDoors(folder, group)));
  return new Map(files.flat());
}

async function bundleDoors(folder, doors) {
  const { output } = await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(doors.map((door) => [door.slice(2, -3), join(folder, door)])),
        external: /^node:/,
        preserveEntrySignatures: "strict",
        // All in one folder: files there are not where a user's formula stands.
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "dist/[name].js",
          // The types have them.
          comments: { jsdoc: false },
          codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
        },
      },
    },
  });
  return output.map(({ fileName, code }) => [fileName, code]);
}

/** Replaces the package's built files; the types stay as they are. */
async function replace(folder) {
  const files = await bundled(folder);
  for (const entry of readdirSync(join(folder, "dist"), { recursive: true, withFileTypes: true }))
    if (/\.js(\.map)?$/.test(entry.name)) rmSync(join(entry.parentPath, entry.name));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

if (import.meta.filename === process.argv[1]) await replace(resolve("."));
