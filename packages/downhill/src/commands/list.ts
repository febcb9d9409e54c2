/** `downhill list`: what there is to name. */
import { losses, optimizers, schedules } from "@downhill/core";
import { Command } from "commander";
import { type OutputFlags, withOutputFlags } from "../flags.js";
import { exportName } from "../names.js";
import { screen } from "../terminal/screen.js";

const kinds = { losses, optimizers, schedules };

export const listCommand = (): Command =>
  withOutputFlags(new Command("list").description("list all losses, optimizers and schedules")).action(
    (flags: OutputFlags) => {
      const { print } = screen(flags);
      if (flags.json) {
        const entries = Object.entries(kinds).map(([kind, entries]) => [
          kind,
          [...entries.values()].map(({ definition }) => entry(definition)),
        ]);
        process.stdout.write(`${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
        return;
      }
      for (const [kind, entries] of Object.entries(kinds)) {
        print(`${kind} (${entries.size})`);
        const rows = [...entries.values()].map(
          ({ definition }) => [`  ${definition.id}`, definition.title] as const,
        );
        const width = Math.max(0, ...rows.map(([id]) => id.length));
        print(rows.map(([id, title]) => `${id.padEnd(width)}  ${title}`).join("\n"));
        print("");
      }
      print("downhill explain <name> says more about each.");
    },
  );

const entry = ({ id, defaults, source }: { id: string; defaults: object; source: string }) => ({
  id,
  export: exportName(id),
  defaults,
  source,
});
