/** `downhill list`: what there is to name. */
import { usageError } from "@downhill/core";
import { losses, optimizers, schedules } from "@downhill/core/catalogue";
import {
  lossDocumentation,
  optimizerDocumentation,
  scheduleDocumentation,
} from "@downhill/core/documentation";
import { Command } from "commander";
import { type OutputFlags, withOutputFlags } from "../flags.js";
import { exportName } from "../names.js";
import { screen } from "../terminal/screen.js";

const kinds = {
  losses: { entries: losses, documentation: lossDocumentation, ko: "손실 함수" },
  optimizers: { entries: optimizers, documentation: optimizerDocumentation, ko: "옵티마이저" },
  schedules: { entries: schedules, documentation: scheduleDocumentation, ko: "학습률 스케줄" },
};
const hint = {
  en: "downhill explain <name> says more about each.",
  ko: "자세한 설명: downhill explain <이름> --lang ko",
};

export const listCommand = (): Command =>
  withOutputFlags(new Command("list").description("list all losses, optimizers and schedules"))
    .option("--lang <language>", "en or ko", "en")
    .action((flags: OutputFlags & { lang: string }) => {
      const { lang } = flags;
      if (lang !== "en" && lang !== "ko") throw usageError(`--lang: expected en or ko, got ${lang}`);
      const { print } = screen(flags);
      if (flags.json) {
        const listed = Object.entries(kinds).map(([kind, { entries, documentation }]) => [
          kind,
          [...entries].map(([id, { definition }]) => ({
            id,
            export: exportName(id),
            defaults: definition.defaults,
            source: documentation.get(id)!.source,
          })),
        ]);
        process.stdout.write(`${JSON.stringify(Object.fromEntries(listed), undefined, 2)}\n`);
        return;
      }
      for (const [kind, { entries, documentation, ko }] of Object.entries(kinds)) {
        print(`${lang === "ko" ? ko : kind} (${entries.size})`);
        const rows = [...entries.keys()].map((id) => {
          const about = documentation.get(id)!;
          return [`  ${id}`, lang === "ko" ? about.ko.title : about.title] as const;
        });
        const width = Math.max(0, ...rows.map(([id]) => id.length));
        print(rows.map(([id, title]) => `${id.padEnd(width)}  ${title}`).join("\n"));
        print("");
      }
      print(hint[lang]);
    });
