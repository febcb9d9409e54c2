/** What is said when a field of a recipe is wrong: file, field, expected, got, and the fix where it is plain. */
import { suggestion } from "@downhill/core";
import type * as v from "valibot";

/** @param origins fields that came from elsewhere, and what they are called there */
export function describeIssue(
  issue: v.BaseIssue<unknown>,
  file: string,
  origins: Readonly<Record<string, string>>,
  fieldNames: readonly string[],
): string {
  const deepest = deepestOf(issue);
  const place = (deepest.path ?? []).map(({ key }) => key);
  // A single value was made a list of one: then its position is not the author's.
  const given = (value: unknown) => (value as Record<string, unknown> | undefined)?.[String(place[0])];
  if (place[1] === 0 && !Array.isArray(given(deepest.path?.[0]?.input))) place.splice(1, 1);
  const field = place
    .map((key, depth) => (typeof key === "number" ? `[${key}]` : depth ? `.${key}` : key))
    .join("");
  if (deepest.type === "strict_object" && place.length < 2) {
    const unknown = String(place[0] ?? "");
    if (deepest.expected === "never") {
      const close = suggestion(unknown, fieldNames);
      return `${file}: unknown field: ${unknown}; ${close ? `did you mean ${close}? ` : ""}fields: ${fieldNames.join(" ")}`;
    }
    if (unknown && deepest.input === undefined) return `${file}: missing field: ${unknown}`;
    if (!unknown) return `${file}: expected a recipe (an object), got ${show(deepest.input)}`;
  }
  const expected = deepest.message.startsWith("expected")
    ? deepest.message
    : `expected ${deepest.expected?.replaceAll('"', "") ?? "something else"}`;
  const numeric =
    typeof deepest.input === "string" &&
    deepest.input.trim() !== "" &&
    Number.isFinite(Number(deepest.input));
  const fix = numeric && /number/.test(expected) ? "; remove the quotes" : "";
  return `${origins[String(place[0])] ?? `${file}, ${field}`}: ${expected}, got ${show(deepest.input)}${fix}`;
}

/** A union reports what each branch wanted: the branch that got furthest is the one that was meant. */
function deepestOf(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const inner = (issue.issues ?? [])
    .map(deepestOf)
    .filter(({ path }) => (path?.length ?? 0) > (issue.path?.length ?? 0));
  return inner[0] ?? issue;
}

const show = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};
