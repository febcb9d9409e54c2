/** How many bytes reach a browser, and how soon does the first kernel run? */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundled } from "../scripts/bundle.mjs";
import { bytesOf } from "../scripts/bytes.mjs";
import { startsInBrowser } from "./size-and-startup/browser.mjs";
import { Side } from "./support/side.mjs";
import { median } from "./support/stats.mjs";

export const heading = "Size and startup";
export const question =
  "How many bytes does a page load, minified and compressed, and how long from import to the first result in Node?";

const core = fileURLToPath(new URL("../packages/core/", import.meta.url));
const bundles = [
  { title: "@downhill/core, everything", names: "*", limit: 30 },
  { title: "one loss: huber", names: "{ huber }" },
  { title: "one optimizer: adamw", names: "{ adamw }" },
  { title: "one loss and one optimizer: cross-entropy, adamw", names: "{ crossEntropy, adamw }" },
  { title: "one schedule: cosine-annealing", names: "{ cosineAnnealing }" },
  { title: "@downhill/core/training: fit", names: "{ fit }", door: "training/index" },
  { title: "@downhill/core/compiled: huber", names: "{ huber }", door: "compiled/index" },
  { title: "@downhill/core/compiled: adamw", names: "{ adamw }", door: "compiled/index" },
  {
    title: "@downhill/core/compiled: cross-entropy, adamw",
    names: "{ crossEntropy, adamw }",
    door: "compiled/index",
    limit: 12,
  },
];

/** The package as `npm pack` makes it, in a folder. */
async function publish(folder) {
  for (const [path, text] of await bundled(core)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return (door) => pathToFileURL(join(folder, `dist/${door}.js`)).href;
}

const starts = [
  "downhill compiled",
  "downhill",
  "downhill checkout",
  "downhill model",
  "jax-js",
  "tensorflow-js",
];

const READING = "reading some 17 KB of program and making the first module";

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer({ quick, progress }) {
  const rows = [];
  const goals = [];
  for (const { title, names, door, limit } of bundles) {
    progress(title);
    const bytes = await bytesOf(names, door);
    const compressed = bytes.compressed / 1024;
    rows.push([title, bytes.minified / 1024, compressed]);
    if (limit)
      goals.push({
        what: title,
        value: compressed,
        atMost: limit,
        unit: " KB",
        because: "decisions/0008 and 0011 say what the bytes are",
      });
  }
  const folder = mkdtempSync(join(tmpdir(), "downhill-bench-"));
  const published = await publish(folder);
  const notes = [
    "downhill is loaded as it is published, one file per door; in a checkout every source file is a file.",
  ];
  const times = new Map(starts.map((name) => [name, []]));
  for (let round = 0; round < (quick ? 2 : 15); round++)
    for (const name of starts) {
      progress(`start ${round}: ${name}`);
      const side = new Side(name, new URL("size-and-startup/start.mjs", import.meta.url));
      try {
        const door = name === "downhill compiled" ? "compiled/index" : "index";
        await side.prepare({ name, published: published(door) });
        times.get(name).push((await side.report()).startup);
      } catch (error) {
        if (round === 0) notes.push(`${name} skipped: ${error.message.split("\n")[0]}`);
      }
      side.stop();
    }
  const onPage = async (door) => {
    const { chunks } = await bytesOf("{ huber }", door);
    return startsInBrowser(chunks[0].code, quick ? 2 : 15);
  };
  const inBrowser = await onPage("index");
  const compiledInBrowser = await onPage("compiled/index");
  rmSync(folder, { recursive: true });
  if (inBrowser.length === 0) notes.push("Chromium is not installed: no time in a browser.");
  const measured = starts.filter((name) => times.get(name).length > 0);
  goals.push({
    what: "from import to the first loss, compiled ahead",
    value: median(times.get("downhill compiled")),
    atMost: 20,
    unit: " ms",
    because: READING,
  });
  if (inBrowser.length > 0)
    goals.push({
      what: "the same on a page in Chromium",
      value: median(compiledInBrowser),
      atMost: 20,
      unit: " ms",
      because: READING,
    });
  const labels = {
    "downhill compiled": "downhill: huber of three numbers, compiled ahead",
    downhill: "downhill: huber of three numbers",
    "downhill checkout": "downhill: the same in a checkout",
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
        rows: [
          ...measured.map((name) => [labels[name], times.get(name)]),
          ...(inBrowser.length > 0
            ? [
                ["downhill: huber on a page in Chromium, compiled ahead", compiledInBrowser],
                ["downhill: huber on a page in Chromium", inBrowser],
              ]
            : []),
        ].map(([label, all]) => [label, median(all), Math.min(...all)]),
      },
    ],
    goals,
    notes,
  };
}
