/** `downhill claims [id]`: what is said of losses, optimizers and schedules, run as experiments. */
import { join } from "node:path";
import type { Claim, ClaimEvent, ClaimResult, Language } from "@downhill/claims";
import { unknownName, usageError } from "@downhill/core";
import { formatSeconds, makeRunFolder, plural, writeWhole } from "@downhill/race";
import { Command } from "commander";
import { INTERRUPTED } from "../exit.js";
import { defaultWorkers, type OutputFlags, withOutputFlags, workersFlag } from "../flags.js";
import { interruptible } from "../interrupt.js";
import { bar, wrap } from "../terminal/drawing.js";
import { type Screen, screen } from "../terminal/screen.js";

interface Flags extends OutputFlags {
  readonly list?: boolean;
  readonly fast?: boolean;
  readonly lang: string;
  readonly out?: string;
  readonly workers: number;
}

/** Loaded only when needed: the experiments bring data readers and models with them. */
const load = () => import("@downhill/claims");

export const claimsCommand = (exit: (code: number) => void): Command =>
  withOutputFlags(
    new Command("claims").description(
      "run what is said of losses, optimizers and schedules as experiments; write claims.html",
    ),
  )
    .argument("[id]", "one claim, such as momentum-ravine; all of them when left out")
    .option("--list", "list the claims and run nothing")
    .option("--fast", "a quick pass that only shows that everything runs; too small for verdicts")
    .option("--lang <language>", "en or ko", "en")
    .option("--out <folder>", "where files go; must be new or empty (default: runs/claims-<time>)")
    .option("--workers <number>", "processes, each with one thread", workersFlag, Math.min(2, defaultWorkers))
    .action(async (id: string | undefined, flags: Flags) => {
      const { lang } = flags;
      if (lang !== "en" && lang !== "ko") throw usageError(`--lang: expected en or ko, got ${lang}`);
      const library = await load();
      const chosen = choose(library.claims, id);
      const output = screen(flags);
      if (flags.list) {
        list(chosen, lang, flags, output);
        return;
      }
      const folder = makeRunFolder("claims", flags.out);
      const { signal, release } = interruptible(output.note);
      try {
        const result = await library.runClaims(chosen, {
          workers: flags.workers,
          scale: flags.fast ? "fast" : "full",
          signal,
          on: progress(output, chosen.length, flags.fast),
        });
        output.clear();
        const json = library.writeResults(result);
        writeWhole(join(folder, "results.json"), json);
        const page = join(folder, "claims.html");
        writeWhole(page, library.claimsPage(chosen, result, lang));
        if (flags.json) process.stdout.write(json);
        const width = Math.min(100, process.stdout.columns || 100);
        if (!flags.quiet || chosen.length === 1) {
          for (const one of result.results) {
            output.print(flags.fast ? ran(one) : await outcome(one, lang, width, id !== undefined));
          }
        }
        const verdicts = result.results.flatMap(({ finding }) => finding?.verdict ?? []);
        if (!flags.fast && chosen.length > 1) output.print(library.tally(verdicts)[lang]);
        output.print(page);
        if (signal.aborted) exit(INTERRUPTED);
        else if (verdicts.length < chosen.length) exit(1);
      } finally {
        output.clear();
        release();
      }
    });

/** @throws DownhillError `usage` for a name that is not a claim's */
function choose(claims: readonly Claim[], id: string | undefined): readonly Claim[] {
  if (id === undefined) return claims;
  const claim = claims.find((one) => one.id === id);
  if (!claim)
    throw unknownName(
      "claim",
      id,
      claims.map((one) => one.id),
    );
  return [claim];
}

function list(claims: readonly Claim[], language: Language, flags: OutputFlags, output: Screen): void {
  if (flags.json) {
    const entries = claims.map(({ id, section, claim, source }) => ({ id, section, claim, source }));
    process.stdout.write(`${JSON.stringify(entries, undefined, 2)}\n`);
    return;
  }
  let section = "";
  for (const one of claims) {
    if (one.section.en !== section) output.print(`${section ? "\n" : ""}${one.section[language]}`);
    section = one.section.en;
    output.print(`  ${one.id}\n${wrap(one.claim[language], 100, "    ")}`);
  }
}

/** The claims that run, each with its bar, in one line. */
function progress(output: Screen, count: number, fast = false): (event: ClaimEvent) => void {
  const running = new Map<string, number>();
  let done = 0;
  return (event) => {
    if (event.type === "progress") running.set(event.id, event.fraction);
    else {
      done = event.done;
      running.delete(event.result.id);
      const { id, seconds, finding, error } = event.result;
      const end = error ?? (fast ? "runs" : finding!.verdict);
      output.note(`${done}/${count} ${id}: ${end}, ${formatSeconds(seconds)}`);
    }
    const bars = [...running].map(([id, fraction]) => `${id} ${bar(fraction, 10)}`);
    output.live(`${done}/${plural(count, "claim")}  ${bars.join("  ")}`);
  };
}

const ran = ({ id, error }: ClaimResult): string => (error ? `! ${id}: ${error}` : `  ${id} runs`);

async function outcome(
  { id, finding, error }: ClaimResult,
  language: Language,
  width: number,
  whole: boolean,
): Promise<string> {
  const { firstSentence, verdictSigns, verdictWords } = await load();
  if (!finding) return `! ${id}: ${error}\n`;
  const { verdict, found } = finding;
  const text = whole ? found[language] : firstSentence(found[language]);
  return `${verdictSigns[verdict]} ${id}: ${verdictWords[verdict][language]}\n${wrap(text, width, "    ")}`;
}
