/** Where a recipe's data comes from: one entry per source. */
import { dirname, resolve } from "node:path";
import { unknownName, usageError } from "@downhill/core";
import {
  blobs,
  channelsLast,
  type DataKind,
  discs,
  mnist,
  moons,
  type OpenOptions,
  openData,
  phones,
  spiral,
  wages,
} from "@downhill/data";
import type { DataOption, DataSource, TaskData } from "./types.js";

type Values = Readonly<Record<string, DataOption>>;
type OptionType = "number" | "numbers" | "string" | "boolean" | "object" | "name or names" | "names" | "size";

interface Source {
  /** Options and their types. */
  readonly options: Readonly<Record<string, OptionType>>;
  readonly required?: readonly string[];
  readonly load: (values: Values) => Loaded | Promise<Loaded>;
}

type Loaded = Omit<TaskData, "warnings"> & Partial<Pick<TaskData, "warnings">>;

const points = { samples: "number", noise: "number", shares: "numbers", seed: "number" } as const;

const splitting = { test: "number", seed: "number" } as const;
const table = {
  path: "string",
  testPath: "string",
  label: "string",
  target: "name or names",
  standardizeTarget: "boolean",
  columns: "object",
  missing: "string",
  standardize: "boolean",
  mostCategories: "number",
  mostColumns: "number",
  ...splitting,
} as const;
const text = { separator: "string", decimal: "string", missingValues: "names" } as const;
const pictures = {
  path: "string",
  size: "size",
  fit: "string",
  resize: "size",
  channels: "number",
  normalize: "object",
  augment: "object",
  maxBad: "number",
  memory: "number",
  mostPixels: "number",
  ...splitting,
} as const;
const inParquet = { testPath: "string", image: "string", label: "string" } as const;
const arrays = {
  path: "string",
  inputs: "string",
  targets: "string",
  testInputs: "string",
  testTargets: "string",
  layout: "string",
  scale: "number",
  ...splitting,
} as const;

const opened = (kind: DataKind | undefined, options: Source["options"], ...required: string[]): Source => ({
  options,
  required: ["path", ...required],
  load: (values) => openData({ ...values, ...(kind && { kind }) } as unknown as OpenOptions),
});

export const sources: Readonly<Record<string, Source>> = {
  mnist: { options: { train: "number", test: "number" }, load: mnist },
  folder: { options: { path: "string", train: "number", test: "number" }, required: ["path"], load: mnist },
  cifar: opened("cifar", { path: "string", classes: "number", train: "number", test: "number" }),
  csv: opened("csv", { ...table, ...text }),
  parquet: opened("parquet", table),
  "parquet-images": opened("parquet-images", { ...pictures, ...inParquet }),
  images: opened("images", pictures),
  numpy: opened("numpy", arrays),
  /** Whatever lies there. */
  file: opened(undefined, { ...table, ...text, ...pictures, ...inParquet, ...arrays }),
  wages: { options: splitting, load: wages },
  phones: { options: {}, load: phones },
  moons: { options: points, load: moons },
  spiral: { options: { ...points, classes: "number", turns: "number" }, load: spiral },
  blobs: { options: { ...points, classes: "number" }, load: blobs },
  discs: { options: { samples: "number", size: "number", noise: "number", seed: "number" }, load: discs },
};

const isNumbers = (value: DataOption): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "number");

const types: Readonly<Record<OptionType, { says: string; fits: (value: DataOption) => boolean }>> = {
  number: { says: "a number", fits: (value) => typeof value === "number" },
  numbers: {
    says: "a list of numbers",
    fits: (value) => Array.isArray(value) && value.every((one) => typeof one === "number"),
  },
  string: { says: "a string", fits: (value) => typeof value === "string" },
  boolean: { says: "true or false", fits: (value) => typeof value === "boolean" },
  // A named preset stands for its options, as "imagenet" does.
  object: {
    says: "an object",
    fits: (value) => ["object", "string"].includes(typeof value) && !Array.isArray(value),
  },
  names: { says: "a list of strings", fits: (value) => Array.isArray(value) },
  "name or names": {
    says: "a name or a list of names",
    fits: (value) => typeof value === "string" || Array.isArray(value),
  },
  size: {
    says: "a number, or [height, width]",
    fits: (value) => typeof value === "number" || isNumbers(value),
  },
};

/** @throws DownhillError `usage` for an unknown source or option. Nothing is read yet. */
export function checkSource({ source, options }: DataSource): Source {
  const found = Object.hasOwn(sources, source) ? sources[source] : undefined;
  if (!found) throw unknownName("data source", source, Object.keys(sources));
  for (const [name, value] of Object.entries(options)) {
    const type = Object.hasOwn(found.options, name) ? found.options[name] : undefined;
    if (!type) throw unknownName(`option of ${source}`, name, Object.keys(found.options));
    if (!types[type].fits(value))
      throw usageError(`${source}.${name}: expected ${types[type].says}, got ${JSON.stringify(value)}`);
  }
  const missing = found.required?.find((name) => options[name] === undefined);
  if (missing !== undefined) throw usageError(`${source} needs ${missing}`);
  return found;
}

/**
 * Paths in a recipe are relative to the recipe's own file.
 * @param input shape of a sample as the model takes it: pictures are brought to that size where the recipe says none
 */
export async function loadData(
  data: DataSource,
  recipePath: string,
  input?: readonly (number | undefined)[],
): Promise<TaskData> {
  const { options } = data;
  const beside = (value: DataOption) => resolve(dirname(recipePath), String(value));
  const paths = Object.entries(options).flatMap(([name, value]) => {
    const isPath =
      name === "path" || name === "testPath" || (name === "targets" && /\.npy$/i.test(String(value)));
    return isPath ? [[name, beside(value)] as const] : [];
  });
  const source = checkSource(data);
  const given = { ...options, ...Object.fromEntries(paths) };
  const pictures = Object.hasOwn(source.options, "size") ? picturesFor(input) : undefined;
  const loaded = await source.load({ ...pictures?.shape, ...given });
  const { train, test } = loaded;
  const turned = pictures?.last && train.sampleShape.length === 3;
  return {
    warnings: [],
    ...loaded,
    ...(turned && { train: channelsLast(train), test: channelsLast(test) }),
  };
}

/** Size and channels of the pictures that a model takes, where it says them; `last`: as [height, width, channels]. */
function picturesFor(
  input: readonly (number | undefined)[] | undefined,
): { readonly shape: Values; readonly last: boolean } | undefined {
  if (input?.length !== 3) return undefined;
  const isChannels = (size: number | undefined) => size === 1 || size === 3;
  const last = isChannels(input[2]) && !isChannels(input[0]);
  const [height, width, channels] = last ? input : [input[1], input[2], input[0]];
  if (height === undefined || width === undefined || !isChannels(channels)) return undefined;
  return { shape: { size: [height, width], channels: channels! }, last };
}
