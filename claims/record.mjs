// Records results.json and README.md: all claims, or those named. `--readme` only writes the README anew. Build first.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { claims, claimsReadme, readResults, runClaims, writeResults } from "@downhill/claims";

const file = (name) => new URL(name, import.meta.url);
const recorded = existsSync(file("results.json"))
  ? readResults(readFileSync(file("results.json"), "utf8"))
  : undefined;
const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
let result = recorded;
if (!process.argv.includes("--readme")) {
  const wanted = claims.filter(({ id }) => names.length === 0 || names.includes(id));
  const fresh = await runClaims(wanted, {
    on: (event) => {
      if (event.type === "result")
        console.log(
          event.result.id,
          event.result.seconds,
          event.result.finding?.verdict ?? event.result.error,
        );
    },
  });
  const ids = new Set(fresh.results.map(({ id }) => id));
  const kept = names.length > 0 && recorded ? recorded.results.filter(({ id }) => !ids.has(id)) : [];
  const all = [...kept, ...fresh.results];
  const results = claims.flatMap(({ id }) => all.find((one) => one.id === id) ?? []);
  const seconds = names.length > 0 && recorded ? recorded.seconds : fresh.seconds;
  result = { ...fresh, seconds, results };
  writeFileSync(file("results.json"), writeResults(result));
}
writeFileSync(file("README.md"), claimsReadme(claims, result));
