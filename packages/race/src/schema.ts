/** The fields of a recipe, and what is said when one is wrong. */
import { usageError } from "@downhill/core";
import * as v from "valibot";
import { describeIssue } from "./schema-messages.js";
import type { BatchChoice, Choice, DataOption, FileModel, LayerSpec } from "./types.js";

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

/** `"adamw"` is short for `{ "name": "adamw" }`; in a TypeScript recipe an entry of one's own stands for its name. */
const named = v.pipe(
  v.unknown(),
  v.transform((value) => {
    if (typeof value === "string") return { name: value };
    const definition = (value as { definition?: { id?: unknown } } | null)?.definition;
    return typeof value === "function" && definition ? { name: definition.id } : value;
  }),
);

/** A choice with fields that are the recipe's own, besides the options of the catalogue's entry. */
function withOwn<Own extends v.ObjectEntries>(own: Own) {
  return v.pipe(
    named,
    v.objectWithRest(
      { name: v.string('expected a name, such as "adamw"'), ...own },
      optionValue,
      'expected a name, or an object such as { "name": "adamw", "weightDecay": 0.05 }',
    ),
    v.transform((value) => {
      const isOwn = (key: string) => Object.hasOwn(own, key);
      const part = (keep: (key: string) => boolean) =>
        Object.fromEntries(Object.entries(value).filter(([key]) => key !== "name" && keep(key)));
      return {
        name: value.name as string,
        options: part((key) => !isOwn(key)) as Choice["options"],
        own: part(isOwn) as v.InferOutput<v.ObjectSchema<Own, undefined>>,
      };
    }),
  );
}

const choice = v.pipe(
  withOwn({}),
  v.transform(({ name, options }): Choice => ({ name, options })),
);

const groupFields = {
  match: v.string('expected a name or a part of one, such as "head" or "features.*"'),
  lrScale: v.optional(v.number()),
  weightDecay: v.optional(v.number()),
  l1: v.optional(v.number()),
  l2: v.optional(v.number()),
  frozen: v.optional(v.boolean()),
};
const group = v.strictObject(
  groupFields,
  'expected { "match": "head", "lrScale": 10 }: match, lrScale, weightDecay, l1, l2, frozen',
);

const optimizerFields = {
  rates: v.optional(
    v.pipe(
      v.array(rate, "expected rates to be a list of numbers above 0"),
      v.minLength(1, "expected rates to be a list of numbers above 0"),
    ),
  ),
  groups: v.optional(v.array(group, "expected groups to be a list")),
};

/** `{ "name": "sgd", "rates": [0.03, 0.1], "groups": [{ "match": "head", "lrScale": 10 }] }`. */
const optimizerChoice = v.pipe(
  withOwn(optimizerFields),
  v.transform(
    ({ name, options, own: { rates, groups } }): Choice => ({
      name,
      options,
      ...(rates !== undefined && { rates }),
      ...(groups !== undefined && { groups: groups as NonNullable<Choice["groups"]> }),
    }),
  ),
);

const lossFields = {
  mining: v.optional(v.picklist(["all", "hard", "semi-hard"], 'expected "all", "hard" or "semi-hard"')),
  normalize: v.optional(v.boolean("expected true or false")),
  average: v.optional(v.picklist(["all", "active"], 'expected "all" or "active"')),
  perPositive: v.optional(v.boolean("expected true or false")),
  classWeights: v.optional(
    v.union(
      [v.literal("balanced"), v.array(v.number())],
      'expected "balanced", or a list of one number for each class',
    ),
  ),
};

/** `{ "name": "triplet", "margin": 0.2, "mining": "semi-hard" }`. */
const lossChoice = v.pipe(
  withOwn(lossFields),
  v.transform(({ name, options, own: { classWeights, ...own } }): Choice => {
    const batch = { ...own, ...(classWeights === "balanced" && { classWeights }) } as BatchChoice;
    return {
      name,
      options: Array.isArray(classWeights) ? { ...options, classWeights } : options,
      ...(Object.keys(batch).length > 0 && { batch }),
    };
  }),
);

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

const layers = v.pipe(
  v.array(layer, "expected a list of layers"),
  v.minLength(1, "expected at least one layer"),
);
const patterns = listOf(v.string("expected a name, in which * may stand for anything"));

const fileFields = {
  file: v.pipe(
    v.string("expected the path of an ONNX file"),
    v.endsWith(".onnx", "expected the path of an ONNX file"),
  ),
  input: v.optional(v.array(whole(1, 1e9), "expected the shape of one sample, such as [3, 224, 224]")),
  output: v.optional(v.string()),
  logits: v.optional(v.boolean("expected true or false")),
  head: v.optional(layers),
  at: v.optional(v.string()),
  trainable: v.optional(patterns),
  freeze: v.optional(patterns),
  batchNorm: v.optional(v.picklist(["training", "frozen"], 'expected "training" or "frozen"')),
  fill: v.optional(v.record(v.string(), v.union([v.number(), v.strictObject({ not: v.number() })]))),
};

/** `"mobilenet.onnx"` is short for `{ "file": "mobilenet.onnx" }`. */
const fileModel = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === "string" ? { file: value } : value)),
  v.strictObject(
    fileFields,
    'expected a list of layers, the path of an ONNX file, or { "file": "mobilenet.onnx", "head": ["dense 5"] }',
  ),
  v.check(
    ({ trainable, freeze }) => trainable === undefined || freeze === undefined,
    "expected either trainable or freeze, not both",
  ),
  v.transform((value) => value as FileModel),
);
const model = v.lazy((value) => (Array.isArray(value) ? layers : fileModel));

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
  model,
  loss: v.optional(listOf(lossChoice)),
  optimizer: v.optional(listOf(optimizerChoice), "adamw"),
  schedule: v.optional(listOf(choice), "constant"),
  batchSize: v.optional(listOf(whole(1, 1e6))),
  sampler: v.optional(choice, "shuffle"),
  priorBias: v.optional(between(0, 1)),
  learningRate: v.optional(listOf(rate)),
  seed: v.optional(listOf(whole(0, Number.MAX_SAFE_INTEGER - 1e6)), 1),
  repeats: v.optional(whole(1, 1000), 3),
  epochs: v.optional(whole(1, 1e5), 1),
  checksPerEpoch: v.optional(whole(1, 1000), 1),
  validation: v.optional(between(0, 1), 0.1),
  metrics: v.optional(listOf(v.string("expected a metric's name"))),
  target: v.optional(v.number("expected a number")),
  confidence: v.optional(between(0, 1), 0.95),
};
const entries = v.strictObject(fields);
const withFull = v.strictObject({
  ...fields,
  full: v.optional(v.record(v.string(), v.unknown(), "expected an object of fields to override")),
});

export const fieldNames: readonly string[] = Object.keys(fields);
/** Names of the fields within fields, options of the catalogue's entries aside. */
export const innerFieldNames = {
  loss: Object.keys(lossFields),
  optimizer: Object.keys(optimizerFields),
  group: Object.keys(groupFields),
  model: Object.keys(fileFields),
} as const;
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
  if (!result.success)
    throw usageError(describeIssue(result.issues[0], file, origins, [...fieldNames, "full"]));
  const { full: _, ...recipe } = result.output;
  return recipe;
}
