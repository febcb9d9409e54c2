/** Tables and goals as text, and RESULTS.md, of which every question owns a section. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/**
 * @typedef {object} Goal
 * @property {string} what
 * @property {number} value
 * @property {number} [atLeast]
 * @property {number} [atMost]
 * @property {string} [unit]
 * @property {string} [because] what limits it, printed when the goal is missed
 */

/**
 * @typedef {object} Answer
 * @property {{ title: string, columns: string[], rows: (string | number | undefined)[][] }[]} tables
 * @property {Goal[]} [goals]
 * @property {string[]} [notes]
 */

/** Three significant digits. */
export const digits = (value) =>
  value === undefined || Number.isNaN(value)
    ? "–"
    : Math.abs(value) >= 1000
      ? String(Math.round(value))
      : String(Number(value.toPrecision(3)));

const cell = (value) => (typeof value === "string" ? value : digits(value));

/** @param {Answer["tables"][number]} table */
export function tableText({ title, columns, rows }) {
  const lines = [columns, ...rows.map((row) => row.map(cell))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? "").length), 3));
  const text = (line) =>
    `| ${line.map((value, i) => (i ? value.padStart(widths[i]) : value.padEnd(widths[i]))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i ? `${"-".repeat(width + 1)}:` : "-".repeat(width + 2))).join("|")}|`;
  return [`**${title}**`, "", text(lines[0]), rule, ...lines.slice(1).map(text)].join("\n");
}

/** @param {Goal} goal */
export function goalText({ what, value, atLeast, atMost, unit = "×", because }) {
  const limit = atLeast ?? atMost;
  const met = atLeast === undefined ? value <= limit : value >= limit;
  const measured = `${digits(value)}${unit}, goal ${atLeast === undefined ? "≤" : "≥"} ${limit}${unit}`;
  const gap = digits(100 * Math.abs(value / limit - 1));
  const missed = `missed by ${gap} %${because ? `: ${because}` : ""}`;
  return `- ${met ? "met" : "**missed**"} – ${what}: ${measured}${met ? "" : `; ${missed}`}`;
}

/** @param {Answer} answer */
export const answerText = ({ tables, goals = [], notes = [] }) =>
  [...tables.map(tableText), goals.map(goalText).join("\n"), notes.map((note) => `- ${note}`).join("\n")]
    .filter(Boolean)
    .join("\n\n");

const path = new URL("../RESULTS.md", import.meta.url);
const INTRODUCTION = `# Results

Written by \`npm run bench\`. All sides of a question run side by side in one go: each in a process of its own, in
turns, after warming up; a number is the median over the rounds of the median of a turn. Times are in milliseconds
unless a column says otherwise. "limit" is memory traffic of the same size with next to no arithmetic, measured in
the same turns. Before anything is timed, all sides must have computed the same loss or update. jax-js and
TensorFlow.js have no threads in Node; PyTorch runs at the fastest of its settings, found before.
`;

/**
 * Replaces the sections of the questions asked, and keeps the others.
 * @param {[string, string][]} facts the machine
 * @param {Map<string, string>} sections text by heading, in order
 * @param {string[]} order all headings there can be
 */
export function writeResults(facts, sections, order) {
  const old = existsSync(path) ? readFileSync(path, "utf8").split(/^## /m).slice(1) : [];
  const kept = new Map(
    old.map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n")).trim()]),
  );
  for (const [heading, text] of sections) kept.set(heading, text);
  kept.set("Machine", facts.map(([name, value]) => `- ${name}: ${value}`).join("\n"));
  const parts = ["Machine", ...order].filter((heading) => kept.has(heading));
  const text = parts.map((heading) => `## ${heading}\n\n${kept.get(heading)}\n`);
  writeFileSync(path, [INTRODUCTION, ...text].join("\n"));
}
