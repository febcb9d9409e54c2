/** What the person at the terminal sees: results on stdout, what is going on on stderr. */
import type { OutputFlags } from "../flags.js";

export interface Screen {
  /** A result; printed unless `--json`. */
  print(text: string): void;
  /** A line about what is going on; kept on the screen. */
  note(text: string): void;
  /** The line that is rewritten in place; on a terminal only. */
  live(text: string): void;
  /** Removes the live line. */
  clear(): void;
  /** True when there is a live line. */
  readonly interactive: boolean;
  readonly columns: number;
}

export function screen({ json, quiet }: OutputFlags, environment = process.env): Screen {
  const silent = json || quiet || false;
  const plain =
    !process.stderr.isTTY ||
    environment.CI ||
    environment.NO_COLOR !== undefined ||
    environment.TERM === "dumb";
  const interactive = !silent && !plain;
  let live = "";
  const clear = () => {
    if (live) process.stderr.write("\r\u001b[K");
    live = "";
  };
  return {
    interactive,
    get columns() {
      return process.stderr.columns || 80;
    },
    print(text) {
      clear();
      if (!json) process.stdout.write(`${text}\n`);
    },
    note(text) {
      if (silent) return;
      const shown = live;
      clear();
      process.stderr.write(`${text}\n`);
      if (shown) this.live(shown);
    },
    live(text) {
      if (!interactive) return;
      const fitting = [...text].slice(0, this.columns - 1).join("");
      process.stderr.write(`\r\u001b[K${fitting}`);
      live = fitting;
    },
    clear,
  };
}
