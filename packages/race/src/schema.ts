/** The fields of a recipe, and what is said when one is wrong. */
import { suggestion, usageError } from "@downhill/core";
import * as v from "valibot";
import type { Choice, DataOption, LayerSpec } from "./types.js";

/** One value where a list may stand is a list of one. */
const listOf = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (Array.isArray(value) ? value : [value])),
    v.array(item),
    v.minLength(1, "expected at least one entry"),
  );

const whole = (least: number, most: number) => {
  const expected = `expected a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
};
const between = (low: number, high: number) => {
  const expected = `expected a number above ${low} and below ${high}`;
  return v.pipe(
    v.number(expected),
    v.check((value) => value > low && value < high, expected),
  );
};
const rate = (() => {
  const expected = "expected a finite number above 0";
  return v.pipe(
    v.number(expected),
    v.check((value) => value > 0 && Number.isFinite(value), expected),
  );
})();

const optionValue = v.union(
  [v.number(), v.boolean(), v.string(), v.null(), v.array(v.number())],
  "expected a number, true, false, a string or a list of numbers",
);

/** `"adamw"`, `{ "name": "adamw", "weightDecay": 0.05 }`, or in a TypeScript recipe an entry of one's own. */
const choice = v.pipe(
  v.unknown(),
  v.transform((value) => {
    if (typeof value === "string") return { name: value };
    const definition = (value as { definition?: { id?: unknown } } | null)?.definition;
    return typeof value === "function" && definition ? { name: definition.id } : value;
  }),
  v.objectWithRest(
    { name: v.string('expected a name, such as "adamw"') },
    optionValue,
    'expected a name, or an object such as { "name": "adamw", "weightDecay": 0.05 }',
  ),
  v.transform(({ name, ...options }): Choice => ({ name, options: options as Choice["options"] })),
);

/** A choice that may bring learning rates to try: `{ "name": "sgd", "rates": [0.03, 0.1, 0.3, 1] }`. */
const optimizerChoice = v.pipe(
  choice,
  v.check(
    ({ options }) => options.rates === undefined || positiveList(options.rates),
    "expected rates to be a list of numbers above 0",
  ),
  v.transform(
    ({ name, options: { rates, ...options } }): Choice => ({
      name,
      options,
      ...(rates !== undefined && { rates: rates as number[] }),
    }),
  ),
);

const positiveList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((rate) => rate > 0 && Number.isFinite(rate));

/** `"conv2d 16 3 padding=1"` or `{ "layer": "conv2d", "filters": 16, "kernel": 3, "padding": 1 }`. */
const layer = v.union(
  [
    v.pipe(v.string(), v.transform(parseLayer)),
    v.pipe(
      v.objectWithRest(
        { layer: v.string('expected a layer\'s name, such as "conv2d"') },
        v.union([v.number(), v.boolean(), v.string()], "expected a number, true, false or a string"),
      ),
      v.transform(({ layer: name, ...options }): LayerSpec => ({ layer: name, options })),
    ),
  ],
  'expected a layer such as "conv2d 16 3" or { "layer": "conv2d", "filters": 16, "kernel": 3 }',
);

/** Positional arguments get the names "0", "1", …; the layer's own names are known where layers are built. */
export function parseLayer(text: string): LayerSpec {
  const [name = "", ...words] = text.trim().split(/\s+/);
  const options: Record<string, number | string | boolean> = {};
  let position = 0;
  for (const word of words) {
    const equals = word.indexOf("=");
    options[equals < 0 ? String(position++) : word.slice(0, equals)] = literal(word.slice(equals + 1));
  }
  return { layer: name, options };
}

const literal = (word: string): number | string | boolean => {
  if (word === "true" || word === "false") return word === "true";
  return Number.isNaN(Number(word)) ? word : Number(word);
};

/** Options of a source: those of tables and pictures nest, as in `{ "augment": { "flip": true } }`. */
const dataOption: v.GenericSchema<DataOption> = v.lazy(() =>
  v.union(
    [
      v.number(),
      v.string(),
      v.boolean(),
      v.array(v.union([v.number(), v.string()])),
      v.record(v.string(), dataOption),
    ],
    "expected a number, a string, true, false, a list of those, or an object of options",
  ),
);

const looksLikePath = (text: string): boolean => /[./\\]/.test(text);

const data = v.pipe(
  v.unknown(),
  v.transform((value) => {
    if (typeof value !== "string") return value;
    return looksLikePath(value) ? { file: { path: value } } : { [value]: {} };
  }),
  v.pipe(
    v.record(
      v.string(),
      v.record(v.string(), dataOption, 'expected the source\'s options, such as { "train": 10000 }'),
      'expected a source such as "mnist" or { "mnist": { "train": 10000 } }',
    ),
    v.check((value) => Object.keys(value).length === 1, "expected exactly one source"),
  ),
  v.transform((value) => {
    const [source, options] = Object.entries(value)[0]!;
    return { source, options };
  }),
);

const fields = {
  /** For editors; not read. */
  $schema: v.optional(v.string()),
  name: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.-]+$/, "expected letters, digits, dots, dashes, underscores")),
  ),
  /** Prose for the reader of the recipe; not read. */
  about: v.optional(v.string()),
  data,
  model: v.pipe(v.array(layer, "expected a list of layers"), v.minLength(1, "expected at least one layer")),
  loss: v.optional(listOf(choice), "cross-entropy"),
  optimizer: v.optional(listOf(optimizerChoice), "adamw"),
  schedule: v.optional(listOf(choice), "constant"),
  batchSize: v.optional(listOf(whole(1, 1e6)), 64),
  learningRate: v.optional(listOf(rate)),
  seed: v.optional(listOf(whole(0, Number.MAX_SAFE_INTEGER - 1e6)), 1),
  repeats: v.optional(whole(1, 1000), 3),
  epochs: v.optional(whole(1, 1e5), 1),
  checksPerEpoch: v.optional(whole(1, 1000), 1),
  validation: v.optional(between(0, 1), 0.1),
  metrics: v.optional(listOf(v.string("expected a metric's name")), "accuracy"),
  target: v.optional(v.number("expected a number")),
  confidence: v.optional(between(0, 1), 0.95),
};
const entries = v.strictObject(fields);
const withFull = v.strictObject({
  ...fields,
  full: v.optional(v.record(v.string(), v.unknown(), "expected an object of fields to override")),
});

export const fieldNames: readonly string[] = Object.keys(fields);
export type Fields = v.InferOutput<typeof entries>;

/**
 * Checks the shape of a recipe, names in the catalogue aside.
 * @throws DownhillError `usage`: file, field, expected, got.
 */
export function checkFields(
  value: unknown,
  file: string,
  /** Fields that came from elsewhere, and what they are called there. */
  origins: Readonly<Record<string, string>> = {},
): Fields {
  const result = v.safeParse(withFull, value, { abortEarly: true });
  if (!result.success) throw usageError(describeIssue(result.issues[0], file, origins));
  const { full: _, ...recipe } = result.output;
  return recipe;
}

function describeIssue(
  issue: v.BaseIssue<unknown>,
  file: string,
  origins: Readonly<Record<string, string>>,
): string {
  const deepest = deepestOf(issue);
  const place = (deepest.path ?? []).map(({ key }) => key);
  // A single value was made a list of one: then its position is not the author's.
  const given = (value: unknown) => (value as Record<string, unknown> | undefined)?.[String(place[0])];
  if (place[1] === 0 && !Array.isArray(given(deepest.path?.[0]?.input))) place.splice(1, 1);
  const field = place
    .map((key, depth) => (typeof key === "number" ? `[${key}]` : depth ? `.${key}` : key))
    .join("");
  if (deepest.type === "strict_object") {
    const unknown = String(place.at(-1) ?? "");
    if (deepest.expected === "never") {
      const names = [...fieldNames, "full"];
      const close = suggestion(unknown, names);
      return `${file}: unknown field: ${unknown}; ${close ? `did you mean ${close}? ` : ""}fields: ${names.join(" ")}`;
    }
    if (unknown) return `${file}: missing field: ${unknown}`;
    return `${file}: expected a recipe (an object), got ${show(deepest.input)}`;
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
