// How many bytes an import from @downhill/core brings to a page, and which files they come from.
// node scripts/bytes.mjs "{ crossEntropy, adamw }"
// node scripts/bytes.mjs "{ fit }" training/index
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const source = fileURLToPath(new URL("../packages/core/src/", import.meta.url));
const ENTRY = "\0entry";

/** The text of a module that exports these names and nothing else, minified as for production. */
async function bundle(names, door) {
  const entry = {
    name: "entry",
    resolveId: (id) => (id === ENTRY ? ENTRY : undefined),
    load: (id) =>
      id === ENTRY ? `export ${names} from ${JSON.stringify(`${source}${door}.ts`)};` : undefined,
  };
  const { output } = await build({
    root: source,
    configFile: false,
    logLevel: "silent",
    plugins: [entry],
    build: {
      write: false,
      minify: true,
      sourcemap: "hidden",
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input: ENTRY, preserveEntrySignatures: "strict" },
    },
  });
  return output.filter(({ type }) => type === "chunk");
}

/**
 * @param {string} names as in an export: `{ huber }`, or `*`
 * @param {string} door a file of the source: `index`, `training/index`
 */
export async function bytesOf(names, door = "index") {
  const chunks = await bundle(names, door);
  const sum = (bytes) => chunks.reduce((total, { code }) => total + bytes(code), 0);
  return {
    chunks,
    minified: sum(Buffer.byteLength),
    compressed: sum((code) => gzipSync(code, { level: 9 }).length),
  };
}

/** Minified characters by source file, most first. */
function origins(chunks) {
  const counts = new Map();
  for (const { code, map } of chunks) {
    const sources = new SourceMap(map);
    code.split("\n").forEach((text, line) => {
      for (let column = 0; column < text.length; column++) {
        const file = sources.findEntry(line, column).originalSource?.replace(/^(\.\.\/)+/, "") ?? "";
        counts.set(file, (counts.get(file) ?? 0) + 1);
      }
    });
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

if (import.meta.filename === process.argv[1]) {
  const [names = "*", door] = process.argv.slice(2);
  const { chunks, minified, compressed } = await bytesOf(names, door);
  for (const [file, count] of origins(chunks)) console.log(`${String(count).padStart(7)}  ${file}`);
  console.log(`${String(minified).padStart(7)}  minified, ${(compressed / 1024).toFixed(1)} KB compressed`);
}
