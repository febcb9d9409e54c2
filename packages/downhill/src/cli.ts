/** The `downhill` command: one file per verb in `commands/`, errors and exit codes here. */
import { readFileSync } from "node:fs";
import { DownhillError, exitCodes } from "@downhill/core";
import { Command, CommanderError } from "commander";
import { adviseCommand } from "./commands/advise.js";
import { claimsCommand } from "./commands/claims.js";
import { explainCommand } from "./commands/explain.js";
import { findLrCommand } from "./commands/find-lr.js";
import { listCommand } from "./commands/list.js";
import { raceCommand } from "./commands/race.js";
import { trainCommand } from "./commands/train.js";

/** Runs one command line; the result is the process's exit code. Nothing but this function prints errors. */
export async function run(args: readonly string[]): Promise<number> {
  // `downhill … | head` closes the pipe when it has seen enough; that is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  let code = 0;
  const program = new Command("downhill")
    .description("Train, and race losses, optimizers and learning-rate schedules against each other.")
    .version(version())
    .showHelpAfterError("(downhill --help lists what there is)")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  for (const command of [
    raceCommand,
    trainCommand,
    findLrCommand,
    explainCommand,
    listCommand,
    adviseCommand,
    claimsCommand,
  ]) {
    program.addCommand(
      command((result) => {
        code = result;
      }),
    );
  }
  // The settings above are copied by `command()`, not by `addCommand`.
  for (const command of program.commands) command.copyInheritedSettings(program).exitOverride();
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    return report(error, args.includes("--debug"));
  }
}

function report(error: unknown, debug: boolean): number {
  const known = error instanceof DownhillError;
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `error: ${known ? text : `${text} (this is a mistake in Downhill; --debug shows where)`}\n`,
  );
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return known ? exitCodes[error.code] : 1;
}

const version = (): string =>
  (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string })
    .version;
