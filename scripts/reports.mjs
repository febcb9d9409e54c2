// Tables of docs/accuracy.md and docs/mutation.md, from the figures that `npm run test:all` records.
import { readdirSync, readFileSync } from "node:fs";

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, " ");

/** Worst errors in units of the last place, one row per function. */
export function accuracyTable(root) {
  const folder = `${root}packages/core/test/accuracy/recorded/`;
  const results = readdirSync(folder)
    .filter((file) => file !== "pow.json")
    .map((file) => json(folder + file));
  const order = ["exp", "expm1", "log", "log1p", "sigmoid", "tanh", "softplus", "sin", "cos"];
  results.sort((a, b) => order.indexOf(a.function) - order.indexOf(b.function));
  const rows = results.flatMap(({ kernels, domain }) =>
    kernels.map(({ name, inputs, worst, at, bits }) => [
      name,
      domains[name] ?? domain,
      grouped(inputs),
      worst.toFixed(2),
      `${Number(at.toPrecision(7))} (\`${bits}\`)`,
    ]),
  );
  return table(["function", "domain", "inputs compared", "worst error", "at"], rows);
}

const domains = { expNotPositive: "x ≤ 0", log1pUnit: "0 ≤ x ≤ 1" };

/** The same for powers, which are sampled. */
export function powerTable(root) {
  const { kernels } = json(`${root}packages/core/test/accuracy/recorded/pow.json`);
  const rows = kernels.map(({ name, inputs, worst, at }) => [
    name,
    grouped(inputs),
    worst.toFixed(1),
    `a = ${Number(at[0].toPrecision(7))}, b = ${Number(at[1].toPrecision(7))}`,
  ]);
  return table(["range", "samples", "worst error", "at"], rows);
}

/** Mutants by formula. */
export function mutationTable(root) {
  const results = json(`${root}packages/core/test/mutation/results.json`);
  const kinds = { loss: "losses", optimizer: "optimizers", schedule: "schedules" };
  const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
  const line = (name, rows) => [name, ...["noticed", "equivalent", "invalid"].map((key) => sum(rows, key))];
  const totals = Object.entries(kinds).map(([kind, name]) =>
    line(
      name,
      results.filter((row) => row.kind === kind),
    ),
  );
  const head = ["noticed", "mean the same", "no formula"];
  return `${table(["", ...head], [...totals, line("**all**", results)])}\n\n${table(
    ["formula", ...head],
    results.map((row) => line(row.id, [row])),
  )}`;
}

export const reportTables = (root) => ({
  accuracy: accuracyTable(root),
  powers: powerTable(root),
  mutation: mutationTable(root),
});
