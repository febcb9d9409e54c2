/** The worker's side of the pool: one job at a time, over the channel that `fork` opened. */
import { DownhillError } from "@downhill/core";
import type { Answer } from "./pool.js";

export function serve<Job, Result>(run: (job: Job, emit: (event: unknown) => void) => Promise<Result>): void {
  // Ctrl-C in a terminal reaches the whole group; the parent decides what ends.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit(0));
  process.on("message", async (message: { job: number; spec: Job }) => {
    const { job } = message;
    // Sending fails when the parent is gone; then there is nobody left to tell.
    const answer = (text: Answer) =>
      process.connected && process.send?.(text, undefined, undefined, () => {});
    try {
      const result = await run(message.spec, (event) => answer({ job, type: "event", event }));
      answer({ job, type: "result", result });
    } catch (error) {
      const { message: words, stack = "" } = error instanceof Error ? error : new Error(String(error));
      const code = error instanceof DownhillError ? { code: error.code } : {};
      answer({ job, type: "error", ...code, message: words, stack });
    }
  });
}
