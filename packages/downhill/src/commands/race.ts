/** `downhill race <recipe>`: which loss, which optimizer, which schedule? */
import { join } from "node:path";
import { eventLog, makeRunFolder, race, readRecipe, reportPage, stringify, writeWhole } from "@downhill/race";
import { Command } from "commander";
import { INTERRUPTED } from "../exit.js";
import { defaultWorkers, type RecipeFlags, recipeOptions, withRecipeFlags, workersFlag } from "../flags.js";
import { interruptible } from "../interrupt.js";
import { raceProgress } from "../terminal/race-progress.js";
import { raceTable } from "../terminal/race-table.js";
import { screen } from "../terminal/screen.js";

type Flags = RecipeFlags & { readonly workers: number };

export const raceCommand = (exit: (code: number) => void): Command =>
  withRecipeFlags(
    new Command("race").description("race every combination in a recipe, fairly; write a report"),
    true,
  )
    .argument("<recipe>", "a .json or .ts file")
    .option("--workers <number>", "processes, each with one thread", workersFlag, defaultWorkers)
    .action(async (path: string, flags: Flags) => {
      const { recipe, catalogue } = await readRecipe(path, recipeOptions(flags));
      const output = screen(flags);
      const folder = makeRunFolder(recipe.name, flags.out);
      const log = eventLog(join(folder, "events.jsonl"));
      const show = raceProgress(output, { name: recipe.metrics[0]! });
      const { signal, release } = interruptible(output.note);
      try {
        const result = await race(recipe, catalogue, {
          workers: flags.workers,
          signal,
          on: (event) => {
            log(event);
            if (event.type === "warning") output.note(`warning: ${event.message}`);
            show(event);
          },
        });
        output.clear();
        const json = stringify(result, 1);
        writeWhole(join(folder, "results.json"), `${json}\n`);
        const report = join(folder, "report.html");
        writeWhole(report, reportPage(result));
        if (flags.json) process.stdout.write(`${json}\n`);
        if (!flags.quiet) output.print(`\n${raceTable(result)}\n`);
        output.print(result.verdict.sentence);
        output.print(`${report}`);
        if (result.interrupted) exit(INTERRUPTED);
        else if (result.verdict.kind === "none") exit(1);
      } finally {
        output.clear();
        release();
      }
    });
