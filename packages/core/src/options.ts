/** Options at the door: names, types and ranges are checked before anything runs. */
import type { Entry, Limit, OptionValue, OptionValues } from "./definition.js";
import { unknownName, usageError } from "./errors.js";

/** What options that all entries of a kind take may be: in a range, one of these words, or (null) checked elsewhere. */
export type CommonOptions = Readonly<Record<string, Limit | readonly string[] | null>>;

/**
 * Defaults overlaid with what was given.
 * @param common options that are not the entry's own.
 * @throws DownhillError `usage` naming the entry, the option, what was expected and what came.
 */
export function resolveOptions(
  id: string,
  definition: Entry<OptionValues>,
  given: Readonly<Record<string, unknown>> = {},
  common: CommonOptions = {},
): OptionValues {
  const { defaults, limits, choices } = definition;
  const values: Record<string, OptionValue> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const isOwn = Object.hasOwn(defaults, name);
    if (!isOwn && !Object.hasOwn(common, name))
      throw unknownName(`option of ${id}`, name, Object.keys({ ...defaults, ...common }));
    const shared = common[name];
    const [words, limit] = Array.isArray(shared) ? [shared] : [undefined, shared as Limit | null];
    if (isOwn || shared) checkType(id, name, value, isOwn ? defaults[name]! : 0, choices?.[name] ?? words);
    if (typeof value === "number") checkLimit(id, name, value, limits?.[name] ?? limit ?? {});
    values[name] = value as OptionValue;
  }
  return values;
}

function checkType(
  id: string,
  name: string,
  value: unknown,
  fallback: OptionValue,
  choices: readonly string[] | undefined,
): void {
  if (choices) {
    if (!choices.includes(value as string))
      throw usageError(`invalid ${name} of ${id}: expected one of ${choices.join(" ")}; got ${show(value)}`);
    return;
  }
  const expected = fallback === null ? "number" : Array.isArray(fallback) ? "array" : typeof fallback;
  const got = Array.isArray(value) || ArrayBuffer.isView(value) ? "array" : typeof value;
  if (expected !== got)
    throw usageError(`invalid ${name} of ${id}: expected a ${expected}; got ${show(value)}`);
}

function checkLimit(id: string, name: string, value: number, limit: Limit): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, open, integer } = limit;
  const tooLow = open === "min" || open === "both" ? value <= min : value < min;
  const tooHigh = open === "max" || open === "both" ? value >= max : value > max;
  const ok = Number.isFinite(value) && !tooLow && !tooHigh && (!integer || Number.isInteger(value));
  if (!ok) throw usageError(`invalid ${name} of ${id}: expected ${describe(limit)}; got ${value}`);
}

function describe({ min, max, open, integer }: Limit): string {
  const what = integer ? "an integer" : "a finite number";
  const low = min === undefined ? "" : ` ${open === "min" || open === "both" ? ">" : "≥"} ${min}`;
  const high =
    max === undefined ? "" : `${low ? " and" : ""} ${open === "max" || open === "both" ? "<" : "≤"} ${max}`;
  return what + low + high;
}

const show = (value: unknown): string => (typeof value === "string" ? `"${value}"` : String(value));

/** Numbers for the labels of all choices of an entry, so that `place == inside` can be written in its formula. */
export function labelNumbers(choices: Entry<OptionValues>["choices"]): Map<string, number> {
  const labels = new Set(Object.values(choices ?? {}).flatMap((list) => list ?? []));
  return new Map([...labels].map((label, i) => [label, i]));
}
