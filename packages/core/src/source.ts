/** Where a formula stands, for error messages. */
import type { Source } from "./formula/parse.js";

const HERE = import.meta.url;
const FOLDER = HERE.slice(0, HERE.lastIndexOf("/") + 1).replace(/^file:\/\//, "");
/** Files of the compiler itself, which are never where a formula was written. */
const OWN = /\/(?:loss|optimizer|schedule|source)\.[jt]s$/;

/** A formula of the catalogue stands in a file of the same name. */
export const entrySource = (id: string, text: string): Source => ({ text, file: `${id}.ts` });

/** The formula with the name of the file that called `loss`, `optimizer` or `schedule`, found only when asked for. */
export function callerSource(id: string, text: string): Source {
  // Its stack becomes text only when it is read.
  const here = new Error();
  let file: string | undefined;
  return {
    text,
    get file() {
      file ??= callerFile(here.stack ?? "") ?? `${id}.ts`;
      return file;
    },
  };
}

function callerFile(stack: string): string | undefined {
  for (const line of stack.split("\n").slice(1)) {
    const match = /((?:file:\/\/|\/|[A-Za-z]:|https?:\/\/)[^\s()]*?)(?::\d+)*\)?$/.exec(line.trim());
    const path = match?.[1];
    if (path && path !== HERE && !(OWN.test(path) && path.includes(FOLDER)))
      return path.slice(path.lastIndexOf("/") + 1).replace(/\?.*/, "");
  }
  return undefined;
}
