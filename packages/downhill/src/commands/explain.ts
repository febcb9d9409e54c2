/** `downhill explain <name>`: an entry of the catalogue as a page of text, all of it taken from the entry itself. */
import {
  type Entry as Definition,
  type Documentation,
  type LossDefinition,
  type OptimizerDefinition,
  type OptionValue,
  type StateStart,
  unknownName,
  usageError,
} from "@downhill/core";
import { losses, optimizers, schedules } from "@downhill/core/catalogue";
import {
  lossDocumentation,
  optimizerDocumentation,
  scheduleDocumentation,
} from "@downhill/core/documentation";
import { derivativeLines } from "@downhill/core/explain";
import { formatNumber } from "@downhill/race";
import { Command } from "commander";
import { type OutputFlags, withOutputFlags } from "../flags.js";
import { exportName } from "../names.js";
import { wrap } from "../terminal/drawing.js";
import { screen } from "../terminal/screen.js";
import { explainPage } from "./explain-page.js";

export interface Entry {
  readonly kind: string;
  readonly definition: Definition<Readonly<Record<string, OptionValue>>> & { readonly formula?: string };
  readonly documentation: Documentation;
  /** Sections that only this kind has. */
  readonly more: (language: Language) => readonly (readonly [heading: Heading, text: string])[];
}

export const headings = {
  en: {
    formula: "formula",
    derivative: "derivative",
    state: "state",
    rates: "learning rates worth trying",
    options: "options",
    use: "use it",
    avoid: "avoid it",
    related: "related",
    peers: "elsewhere",
    source: "source",
    none: "none",
    fromRun: "(from the run)",
  },
  ko: {
    formula: "수식",
    derivative: "도함수",
    state: "상태",
    rates: "시도해 볼 학습률",
    options: "옵션",
    use: "이럴 때 쓰세요",
    avoid: "이럴 때는 피하세요",
    related: "관련 항목",
    peers: "다른 라이브러리",
    source: "출처",
    none: "없음",
    fromRun: "(학습에서 정해짐)",
  },
} as const;
export type Language = keyof typeof headings;
type Heading = keyof typeof headings.en;

/** What stands beside the title: the kind and the two names. */
const named: Readonly<Record<Language, (kind: string, id: string) => string>> = {
  en: (kind, id) => `${kind} ${id}, ${exportName(id)}() in code`,
  ko: (kind, id) => `${koreanKinds[kind]} ${id}, 코드에서는 ${exportName(id)}()`,
};
const koreanKinds: Readonly<Record<string, string>> = {
  loss: "손실 함수",
  optimizer: "옵티마이저",
  schedule: "학습률 스케줄",
};

/** How a state vector begins. */
const starting: Readonly<Record<Language, (name: string, start: StateStart) => string>> = {
  en: (name, start) =>
    `${name} starts at ${typeof start === "object" ? `${start.start}, one per tensor` : start}`,
  ko: (name, start) =>
    typeof start === "object"
      ? `${name}: ${start.start}에서 시작, 텐서마다 하나`
      : `${name}: ${start}에서 시작`,
};

export const explainCommand = (): Command =>
  withOutputFlags(
    new Command("explain").description(
      "explain a loss, an optimizer or a schedule: formula, derivative, options, when to use it",
    ),
  )
    .argument("<name>", "such as focal, adamw, one-cycle")
    .option("--lang <language>", "en or ko", "en")
    .option("--html", "print a page with typeset formulas: downhill explain focal --html > focal.html")
    .action((name: string, flags: OutputFlags & { lang: string; html?: boolean }) => {
      if (flags.lang !== "en" && flags.lang !== "ko")
        throw usageError(`--lang: expected en or ko, got ${flags.lang}`);
      const entry = find(name);
      if (flags.json) {
        const { kind, definition, documentation, more } = entry;
        const sections = Object.fromEntries(more("en").map(([key, text]) => [headings.en[key], text]));
        process.stdout.write(
          `${JSON.stringify({ kind, export: exportName(definition.id), ...definition, ...documentation, ...sections }, undefined, 2)}\n`,
        );
        return;
      }
      if (flags.html) {
        process.stdout.write(explainPage(entry, flags.lang));
        return;
      }
      const width = Math.min(100, process.stdout.columns || 100);
      screen(flags).print(explain(entry, flags.lang, width));
    });

export function find(name: string): Entry {
  const loss = losses.get(name)?.definition;
  if (loss) {
    const documentation = lossDocumentation.get(name)!;
    return { kind: "loss", definition: loss, documentation, more: () => [["derivative", derivative(loss)]] };
  }
  const optimizer = optimizers.get(name)?.definition;
  if (optimizer) {
    const documentation = optimizerDocumentation.get(name)!;
    return { kind: "optimizer", definition: optimizer, documentation, more: optimizerSections(optimizer) };
  }
  const schedule = schedules.get(name)?.definition;
  if (schedule)
    return {
      kind: "schedule",
      definition: schedule,
      documentation: scheduleDocumentation.get(name)!,
      more: () => [],
    };
  throw unknownName("name", name, [...losses.keys(), ...optimizers.keys(), ...schedules.keys()]);
}

const derivative = (definition: LossDefinition): string =>
  derivativeLines(definition)
    .map(({ name, text }) => `${name} = ${text}`)
    .join("\n");

const optimizerSections =
  ({ state, rates }: OptimizerDefinition): Entry["more"] =>
  (language) => {
    const text = Object.entries(state).map(([name, start]) => starting[language](name, start));
    return [
      ["state", text.join("\n") || headings[language].none],
      ["rates", (rates ?? []).map(formatNumber).join(", ")],
    ];
  };

export function explain(
  { kind, definition, documentation, more }: Entry,
  language: Language,
  width: number,
): string {
  const words = headings[language];
  const prose = language === "ko" ? documentation.ko : documentation;
  const block = (text: string) =>
    text
      .split("\n")
      .map((line) => `  ${line}`)
      .join("\n");
  const section = (key: Heading, text: string) => `${words[key]}\n${text}\n`;
  const lines = (definition.formula ?? "").split("\n").filter((line) => line.trim());
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  const options = Object.entries(definition.defaults).map(
    ([name, value]) =>
      `  ${name} = ${value === null ? words.fromRun : JSON.stringify(value)}\n${wrap(prose.options[name] ?? "", width, "    ")}`,
  );
  const related = Object.entries(prose.related ?? {}).map(([id, how]) => wrap(`${id}: ${how}`, width, "  "));
  return [
    `${prose.title}  (${named[language](kind, definition.id)})\n`,
    `${wrap(prose.summary, width)}\n`,
    ...(lines.length > 0
      ? [section("formula", block(lines.map((line) => line.slice(indent)).join("\n")))]
      : []),
    ...more(language).map(([key, text]) => section(key, block(text))),
    section("options", options.join("\n") || `  ${words.none}`),
    section("use", wrap(prose.use, width, "  ")),
    section("avoid", wrap(prose.avoid, width, "  ")),
    ...(related.length > 0 ? [section("related", related.join("\n"))] : []),
    ...(prose.peers ? [section("peers", wrap(prose.peers, width, "  "))] : []),
    section("source", wrap(documentation.source, width, "  ")),
  ]
    .join("\n")
    .trimEnd();
}
