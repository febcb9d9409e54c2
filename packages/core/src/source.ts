/** Where a formula stands, for error messages. */
import type { Source } from "./formula/parse.js";

const HERE = import.meta.url.slice(0, import.meta.url.lastIndexOf("/"));
/** Files of the compiler itself, which are never where a formula was written. */
const OWN = /\/(?:loss|optimizer|schedule|source|catalogue-entry)\.[jt]s$/;

/** The formula with the name of the file that called `loss`, `optimizer` or `schedule`, found only when asked for. */
export function sourceOf(id: string, text: string): Source {
  const stack = new Error().stack ?? "";
  let file: string | undefined;
  return {
    text,
    get file() {
      file ??= callerFile(stack) ?? `${id}.ts`;
      return file;
    },
  };
}

function callerFile(stack: string): string | undefined {
  for (const line of stack.split("\n").slice(1)) {
    const match = /((?:file:\/\/|\/|[A-Za-z]:|https?:\/\/)[^\s()]*?)(?::\d+)*\)?$/.exec(line.trim());
    const path = match?.[1];
    if (path && !(OWN.test(path) && path.includes(HERE.replace(/^file:\/\//, ""))))
      return path.slice(path.lastIndexOf("/") + 1).replace(/\?.*/, "");
  }
  return undefined;
}
