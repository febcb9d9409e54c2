/** Options that compiled kernels have, and what to do about the others. */
import type { Entry, OptionValues } from "../definition.js";
import { usageError } from "../errors.js";

/** As the functions see them that compute what is the same for a whole kernel. */
// biome-ignore lint/suspicious/noExplicitAny: numbers, switches and labels, by name; written by a program.
export type Options = Readonly<Record<string, any>>;

export const wordsOf = (text: string): string[] => text.split(" ");

/** The first of these options that is not as by default. */
const changed = (
  { defaults }: Entry<OptionValues>,
  fixed: string,
  options: OptionValues,
): string | undefined => wordsOf(fixed).find((name) => options[name] !== defaults[name]);

export const isAsByDefault = (...given: Parameters<typeof changed>): boolean =>
  changed(...given) === undefined;

/** @throws DownhillError `usage` for an option that another kernel would be needed for */
export function refuseChanged(definition: Entry<OptionValues>, fixed: string, options: OptionValues): void {
  const { id, defaults } = definition;
  const name = changed(definition, fixed, options);
  if (name !== undefined) throw notCompiled(id, name, `only ${defaults[name]} is compiled`);
}

export function refuseBackend(id: string, backend: unknown): void {
  if (backend !== undefined) throw notCompiled(id, "backend", "only wasm is compiled");
}

const notCompiled = (id: string, name: string, why: string) =>
  usageError(`invalid ${name} of ${id}: ${why}; import it from "@downhill/core"`);
