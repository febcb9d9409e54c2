/** Flags that several commands share, read into recipe overrides. */
import { availableParallelism } from "node:os";
import { usageError } from "@downhill/core";
import type { RecipeOptions } from "@downhill/race";
import { type Command, Option } from "commander";

/** Flags of every command. */
export interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** Flags of commands that run a recipe. */
export interface RecipeFlags extends OutputFlags {
  readonly out?: string;
  readonly full?: boolean;
  readonly seed?: number;
  readonly lr?: number | number[];
  readonly epochs?: number;
  readonly batchSize?: number | number[];
  readonly optimizer?: string | string[];
  readonly loss?: string | string[];
  readonly schedule?: string | string[];
  readonly maxBad?: number;
}

export const withOutputFlags = (command: Command): Command =>
  command
    .option("--json", "print the result as JSON, and nothing else")
    .option("--quiet", "print the outcome only")
    .addOption(new Option("--debug", "print stack traces of errors"));

/** `many`: lists such as `--lr 1e-3,1e-2` are allowed. */
export function withRecipeFlags(command: Command, many: boolean): Command {
  const numbers = (flag: string): Parser<number | number[]> => (many ? numberList(flag) : number(flag));
  const names = (text: string): string | string[] => (many ? list(text) : text);
  const some = many ? "…" : "";
  return withOutputFlags(command)
    .option("--out <folder>", "where files go; must be new or empty (default: runs/<recipe>-<time>)")
    .option("--full", "use the recipe's full settings")
    .option("--seed <number>", "the recipe's seed", number("--seed"))
    .option(`--lr <rate${some}>`, "the recipe's learningRate", numbers("--lr"))
    .option("--epochs <number>", "the recipe's epochs", number("--epochs"))
    .option(`--batch-size <size${some}>`, "the recipe's batchSize", numbers("--batch-size"))
    .option(`--optimizer <name${some}>`, "the recipe's optimizer", names)
    .option(`--loss <name${some}>`, "the recipe's loss", names)
    .option(`--schedule <name${some}>`, "the recipe's schedule", names)
    .option(
      "--max-bad <number>",
      "pictures that may be unreadable: a number, or a share below 1",
      number("--max-bad"),
    );
}

const fields = {
  seed: ["seed", "--seed"],
  lr: ["learningRate", "--lr"],
  epochs: ["epochs", "--epochs"],
  batchSize: ["batchSize", "--batch-size"],
  optimizer: ["optimizer", "--optimizer"],
  loss: ["loss", "--loss"],
  schedule: ["schedule", "--schedule"],
} as const;

/** What the flags put in place of the recipe's fields, and their names for messages. */
export function recipeOptions(flags: RecipeFlags): RecipeOptions {
  const given = (Object.keys(fields) as (keyof typeof fields)[]).filter((flag) => flags[flag] !== undefined);
  return {
    overrides: Object.fromEntries(given.map((flag) => [fields[flag][0], flags[flag]])),
    origins: Object.fromEntries(given.map((flag) => fields[flag])),
    full: flags.full ?? false,
    ...(flags.maxBad !== undefined && { dataOptions: { maxBad: flags.maxBad } }),
  };
}

export function workersFlag(text: string): number {
  const count = number("--workers")(text);
  if (!Number.isInteger(count) || count < 1 || count > 1024) {
    throw usageError(`--workers: expected a whole number from 1 to 1024, got ${text}`);
  }
  return count;
}

export const defaultWorkers = availableParallelism();

type Parser<T> = (text: string, before?: unknown) => T;

/** Once only: a flag that is given twice was hardly meant. */
function number(flag: string): Parser<number> {
  return (text, before) => {
    if (before !== undefined) throw usageError(`${flag} is given twice`);
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isNaN(value))
      throw usageError(`${flag}: expected a number such as 0.001 or 1e-3, got ${text}`);
    return value;
  };
}

const numberList = (flag: string) => (text: string, before?: unknown) => {
  if (before !== undefined) throw usageError(`${flag} is given twice; write ${flag} 1,2`);
  const values = list(text).map((part) => number(flag)(part));
  return values.length === 1 ? values[0]! : values;
};

const list = (text: string): string[] => text.split(",").map((part) => part.trim());
