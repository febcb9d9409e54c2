// Tries every mutant of every formula of the catalogue, records the figures and prints them. Takes a minute.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { mutationTable } from "./reports.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { status } = spawnSync("npx", ["vitest", "run", "packages/core/test/mutation"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, DOWNHILL_TEST_ALL: "1" },
});
console.log(mutationTable(root));
process.exitCode = status ?? 1;
