/** How many bytes reach a browser, and how soon does the first kernel run? */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { Side } from "./support/side.mjs";
import { median } from "./support/stats.mjs";

export const heading = "Size and startup";
export const question =
  "How many bytes does a page load, minified and compressed, and how long from import to the first result in Node?";

const core = fileURLToPath(import.meta.resolve("@downhill/core"));
const bundles = [
  { title: "@downhill/core, everything", names: "*", limit: 30 },
  { title: "one loss: huber", names: "{ huber }" },
  { title: "one optimizer: adamw", names: "{ adamw }" },
  { title: "one loss and one optimizer: cross-entropy, adamw", names: "{ crossEntropy, adamw }", limit: 12 },
  { title: "training: fit, cross-entropy, adamw", names: "{ fit, crossEntropy, adamw }" },
];

/** Bytes of a module that exports these names, minified, and gzipped. */
async function sizes(folder, names) {
  const entry = join(folder, "entry.js");
  writeFileSync(entry, `export ${names} from ${JSON.stringify(core)};`);
  const { output } = await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: true,
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input: entry, preserveEntrySignatures: "strict" },
    },
  });
  const code = output.filter(({ type }) => type === "chunk").map((chunk) => chunk.code);
  const compressed = code.map((text) => gzipSync(text, { level: 9 }).length);
  const sum = (values) => values.reduce((a, b) => a + b, 0) / 1024;
  return [sum(code.map((text) => Buffer.byteLength(text))), sum(compressed)];
}

const starts = ["downhill", "downhill model", "jax-js", "tensorflow-js"];

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer({ quick, progress }) {
  const folder = mkdtempSync(join(tmpdir(), "downhill-bench-"));
  const rows = [];
  const goals = [];
  for (const { title, names, limit } of bundles) {
    progress(title);
    const [plain, compressed] = await sizes(folder, names);
    rows.push([title, plain, compressed]);
    if (limit)
      goals.push({
        what: title,
        value: compressed,
        atMost: limit,
        unit: " KB",
        because: "the compiler from formula to kernel is in every import",
      });
  }
  rmSync(folder, { recursive: true });
  const notes = [];
  const times = new Map(starts.map((name) => [name, []]));
  for (let round = 0; round < (quick ? 2 : 15); round++)
    for (const name of starts) {
      progress(`start ${round}: ${name}`);
      const side = new Side(name, new URL("size-and-startup/start.mjs", import.meta.url));
      try {
        await side.prepare({ name });
        times.get(name).push((await side.report()).startup);
      } catch (error) {
        if (round === 0) notes.push(`${name} skipped: ${error.message.split("\n")[0]}`);
      }
      side.stop();
    }
  const measured = starts.filter((name) => times.get(name).length > 0);
  goals.push({
    what: "from import to the first loss",
    value: median(times.get("downhill")),
    atMost: 20,
    unit: " ms",
  });
  const labels = {
    downhill: "downhill: huber of three numbers",
    "downhill model": "downhill: first training step of a small network",
    "jax-js": "jax-js: the same Huber under jit",
    "tensorflow-js": "TensorFlow.js: the same Huber",
  };
  return {
    tables: [
      { title: "Size, KB", columns: ["", "minified", "and gzipped"], rows },
      {
        title: "From import to the first result, ms, in a fresh process",
        columns: ["", "median", "fastest"],
        rows: measured.map((name) => [labels[name], median(times.get(name)), Math.min(...times.get(name))]),
      },
    ],
    goals,
    notes,
  };
}
