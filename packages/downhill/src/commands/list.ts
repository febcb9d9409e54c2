/** `downhill list`: what there is to name. */
import { losses, optimizers, schedules } from "@downhill/core";
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
  losses: { entries: losses, documentation: lossDocumentation },
  optimizers: { entries: optimizers, documentation: optimizerDocumentation },
  schedules: { entries: schedules, documentation: scheduleDocumentation },
};

export const listCommand = (): Command =>
  withOutputFlags(new Command("list").description("list all losses, optimizers and schedules")).action(
    (flags: OutputFlags) => {
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
      for (const [kind, { entries, documentation }] of Object.entries(kinds)) {
        print(`${kind} (${entries.size})`);
        const rows = [...entries.keys()].map((id) => [`  ${id}`, documentation.get(id)!.title] as const);
        const width = Math.max(0, ...rows.map(([id]) => id.length));
        print(rows.map(([id, title]) => `${id.padEnd(width)}  ${title}`).join("\n"));
        print("");
      }
      print("downhill explain <name> says more about each.");
    },
  );
