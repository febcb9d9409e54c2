/** `downhill advise <task>`: what to start with, why, and a recipe to race. */
import { unknownName, usageError } from "@downhill/core";
import { Command } from "commander";
import { type Advice, advice } from "../advice/advice.js";
import { type OutputFlags, withOutputFlags } from "../flags.js";
import { wrap } from "../terminal/drawing.js";
import { screen } from "../terminal/screen.js";

const words = {
  en: {
    start: "start with",
    recipe:
      "a recipe to race; save it with --recipe > mine.json, replace its data by yours, downhill race mine.json",
    code: "in code",
  },
  ko: {
    start: "여기서 시작하세요",
    recipe:
      "겨뤄 볼 레시피: --recipe > mine.json으로 저장하고 data를 내 데이터로 바꾼 뒤 downhill race mine.json",
    code: "코드로는",
  },
};

export const adviseCommand = (): Command =>
  withOutputFlags(
    new Command("advise").description("say which loss, optimizer and schedule to start with for a task"),
  )
    .argument("[task]", "such as regression-outliers, imbalance, transformer; without one, all are listed")
    .option("--lang <language>", "en or ko", "en")
    .option("--recipe", "print the recipe alone: downhill advise imbalance --recipe > mine.json")
    .action((task: string | undefined, flags: OutputFlags & { lang: string; recipe?: boolean }) => {
      const { lang } = flags;
      if (lang !== "en" && lang !== "ko") throw usageError(`--lang: expected en or ko, got ${lang}`);
      if (task === undefined) {
        if (flags.recipe) throw usageError("--recipe: of which task? downhill advise lists them");
        if (flags.json) process.stdout.write(`${JSON.stringify(advice, undefined, 2)}\n`);
        else screen(flags).print(list(lang));
        return;
      }
      const found = advice.find((entry) => entry.task === task);
      if (!found) {
        const tasks = advice.map((entry) => entry.task);
        throw unknownName("task", task, tasks);
      }
      if (flags.recipe) process.stdout.write(`${recipeText(found)}\n`);
      else if (flags.json)
        process.stdout.write(`${JSON.stringify({ ...found, recipe: recipeOf(found) }, undefined, 2)}\n`);
      else screen(flags).print(describe(found, lang, Math.min(100, process.stdout.columns || 100)));
    });

function list(language: "en" | "ko"): string {
  const width = Math.max(...advice.map(({ task }) => task.length));
  const rows = advice.map((entry) => `  ${entry.task.padEnd(width)}  ${entry[language].task}`);
  return ["downhill advise <task>", "", ...rows].join("\n");
}

/** The recipe of a row: complete, and accepted by `downhill race`. */
export function recipeOf({ loss, optimizer, schedule, recipe }: Advice): Record<string, unknown> {
  const { data, model, ...rest } = recipe;
  return { data, model, loss, optimizer, schedule, ...rest };
}

/** As people write it: short lists and objects stand on one line. */
export function recipeText(entry: Advice): string {
  const text = JSON.stringify(recipeOf(entry), undefined, 2);
  const innermost = /([[{])\n\s+([^[\]{}]*?)\n\s*([\]}])/g;
  const joined = (inner: string) => inner.replace(/\n\s*/g, " ");
  return text.replace(innermost, (whole, open: string, inner: string, close: string) => {
    const pad = open === "{" ? " " : "";
    return joined(inner).length > 80 ? whole : open + pad + joined(inner) + pad + close;
  });
}

function describe(entry: Advice, language: "en" | "ko", width: number): string {
  const { start, recipe: recipeTitle, code } = words[language];
  return [
    `${entry[language].task}`,
    "",
    wrap(entry[language].why, width),
    "",
    start,
    `  loss       ${entry.loss.join(", ")}`,
    `  optimizer  ${entry.optimizer.join(", ")}`,
    `  schedule   ${entry.schedule.join(", ")}`,
    "",
    wrap(entry.source, width, "  "),
    "",
    recipeTitle,
    recipeText(entry),
    ...(entry.code ? ["", code, entry.code] : []),
  ].join("\n");
}
