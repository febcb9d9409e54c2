/** Where a formula stands, for error messages. */
import type { Source } from "./formula/parse.js";

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

/** The innermost file that does not lie in the folder of this library; none where all was bundled into one. */
function callerFile(stack: string): string | undefined {
  const here = import.meta.url.replace(/^file:\/\//, "");
  const folder = here.slice(0, here.lastIndexOf("/") + 1);
  for (const line of stack.split("\n").slice(1)) {
    const match = /((?:file:\/\/|\/|[A-Za-z]:|https?:\/\/)[^\s()]*?)(?::\d+)*\)?$/.exec(line.trim());
    const path = match?.[1];
    if (path && !path.includes(folder)) return path.slice(path.lastIndexOf("/") + 1).replace(/\?.*/, "");
  }
  return undefined;
}
