/**
 * Runs the questions and prints their tables: `npm run bench`, or after a build
 *
 *   node bench/run.mjs                    all questions; writes RESULTS.md
 *   node bench/run.mjs losses limits      only these; with --write their sections of RESULTS.md are replaced
 *   node bench/run.mjs --short            full sizes, few rounds: for looking while working
 *   node bench/run.mjs --quick            small and short, to see that everything works; the numbers mean little
 *   PYTHON=path/to/python node bench/run.mjs    with PyTorch from that interpreter
 */
import { load, machineFacts } from "./support/machine.mjs";
import { answerText, writeResults } from "./support/results.mjs";

const questions = [
  "limits",
  "optimizer-update",
  "losses",
  "training-step",
  "mnist-epoch",
  "size-and-startup",
  "memory",
  "race-throughput",
  "data",
];

const words = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith("--"));
const flags = words.filter((word) => word.startsWith("--")).map((flag) => flag.slice(2));
const unknown = names.filter((name) => !questions.includes(name));
if (unknown.length > 0) {
  console.error(`unknown question: ${unknown.join(" ")}; there are ${questions.join(" ")}`);
  process.exit(2);
}

const quick = flags.includes("quick");
const context = {
  quick,
  /** Sides that take minutes. */
  slow: flags.includes("slow"),
  /** Rounds, and milliseconds that a side works in each. */
  effort: quick
    ? { rounds: 2, slot: 30 }
    : flags.includes("short")
      ? { rounds: 3, slot: 100 }
      : { rounds: 7, slot: 200 },
  progress: (text) => process.stderr.isTTY && process.stderr.write(`\x1b[2K\r${text}`),
};

const facts = machineFacts();
for (const [name, value] of facts) console.log(`${name}: ${value}`);

const modules = new Map();
for (const name of questions) modules.set(name, await import(`./${name}.mjs`));
const sections = new Map();
for (const name of names.length > 0 ? names : questions) {
  const { heading, question, answer } = modules.get(name);
  console.log(`\n## ${heading}\n\n${question}\n`);
  const before = load();
  const start = performance.now();
  try {
    const text = answerText(await answer(context));
    context.progress("");
    const seconds = Math.round((performance.now() - start) / 1000);
    const when = `${new Date().toISOString().slice(0, 10)}, ${seconds} s, load average before ${before}, after ${load()}`;
    console.log(`${text}\n\n${when}`);
    sections.set(heading, `${question}\n\n${text}\n\n${when}`);
  } catch (error) {
    process.exitCode = 1;
    console.error(error);
  }
}
if (flags.includes("write") || (names.length === 0 && !quick && !flags.includes("short"))) {
  const order = questions.map((name) => modules.get(name).heading);
  writeResults(facts, sections, order);
  console.log("\nbench/RESULTS.md written");
}
process.exit();
