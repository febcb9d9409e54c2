/** Reading a recipe: a file, the command line's overrides, the checks. Nothing runs before all of it is known to fit. */
import { readFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { DownhillError, usageError } from "@downhill/core";
import {
  type Catalogue,
  LOSS,
  library,
  makeLoss,
  makeMetric,
  makeOptimizer,
  makeSchedule,
  withEntries,
} from "./catalogue.js";
import { parseJson } from "./json.js";
import { makeLayer } from "./layers.js";
import { isFile } from "./networks.js";
import { balancedBatch, checkSampler } from "./samplers.js";
import { checkFields, type Fields } from "./schema.js";
import { checkSource } from "./sources.js";
import { checkBatchChoice, comparesEmbeddings } from "./targets.js";
import type { DataOption, Recipe } from "./types.js";

export interface RecipeOptions {
  /** Fields that replace the file's, such as `{ epochs: 3 }`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** What each override is called where it came from: `{ learningRate: "--lr" }`. */
  readonly origins?: Readonly<Record<string, string>>;
  /** True: the recipe's own `full` fields replace the others. */
  readonly full?: boolean;
  /** Options of the data source that replace the recipe's. */
  readonly dataOptions?: Readonly<Record<string, DataOption>>;
}

export interface ReadRecipe {
  readonly recipe: Recipe;
  readonly catalogue: Catalogue;
}

/**
 * Reads `.json`, or a module (`.ts`, `.js`, `.mjs`) whose default export is a recipe.
 * @throws DownhillError `usage` with file, field, expected and got.
 */
export async function readRecipe(path: string, options: RecipeOptions = {}): Promise<ReadRecipe> {
  const raw = await readRaw(path);
  return makeRecipe(raw, path, options);
}

export function makeRecipe(raw: unknown, path: string, options: RecipeOptions = {}): ReadRecipe {
  const { overrides = {}, origins = {}, full = false, dataOptions = {} } = options;
  checkFields(raw, path, {});
  const given = raw as Readonly<Record<string, unknown>>;
  if (full && given.full === undefined)
    throw usageError(`${path} has no "full" fields, so there is nothing for --full to do`);
  const fullFields = full ? (given.full as Record<string, unknown>) : {};
  const written = { ...given, ...fullFields };
  const merged = { ...written, ...overrides, ...ownSettings(written, overrides) };
  const read = checkFields(merged, path, origins);
  const fields = { ...read, data: { ...read.data, options: { ...read.data.options, ...dataOptions } } };
  const catalogue = ownEntries(merged);
  checkNames(fields, catalogue, path, origins);
  return { recipe: complete(fields, path, catalogue), catalogue };
}

/** A name that replaces a list of the recipe's keeps the settings that the recipe has for that name. */
function ownSettings(
  written: Readonly<Record<string, unknown>>,
  overrides: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fields = ["loss", "optimizer", "schedule"].filter((field) => overrides[field] !== undefined);
  return Object.fromEntries(
    fields.map((field) => [
      field,
      listed(overrides[field]).flatMap((wanted) => {
        const own = listed(written[field]).filter((entry) => entry === wanted || nameIn(entry) === wanted);
        return own.length > 0 ? own : [wanted];
      }),
    ]),
  );
}

const nameIn = (entry: unknown): unknown => {
  const { name, definition } = (entry ?? {}) as { name?: unknown; definition?: { id?: unknown } };
  return definition ? definition.id : name;
};

/** The entries that a recipe's file brings along; for JSON, the library alone. */
export async function catalogueOf(path: string): Promise<Catalogue> {
  return extname(path) === ".json" ? library : ownEntries((await readRaw(path)) as Record<string, unknown>);
}

async function readRaw(path: string): Promise<unknown> {
  if (extname(path) !== ".json" && /^\.[cm]?[jt]s$/.test(extname(path))) return importRecipe(path);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason =
      error.code === "ENOENT" ? `no such recipe: ${path}` : `cannot read ${path}: ${error.message}`;
    throw new DownhillError("usage", reason, { cause: error });
  });
  return parseJson(text, path);
}

async function importRecipe(path: string): Promise<unknown> {
  try {
    // Loading jiti takes longer than everything else together; a JSON recipe does not need it.
    const { createJiti } = await import("jiti");
    return await createJiti(import.meta.url).import(resolve(path), { default: true });
  } catch (error) {
    if (error instanceof DownhillError) throw error;
    throw new DownhillError("usage", `cannot load ${path}: ${(error as Error).message}`, { cause: error });
  }
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const ownEntries = ({ loss, optimizer, schedule }: Readonly<Record<string, unknown>>): Catalogue =>
  withEntries({ loss: listed(loss), optimizer: listed(optimizer), schedule: listed(schedule) });

function checkNames(
  fields: Fields,
  catalogue: Catalogue,
  path: string,
  origins: Readonly<Record<string, string>>,
): void {
  const each = <Item>(field: string, items: readonly Item[], check: (item: Item) => unknown) => {
    items.forEach((item, index) => {
      try {
        check(item);
      } catch (error) {
        if (!(error instanceof DownhillError)) throw error;
        const place = origins[field] ?? `${path}, ${field}${items.length > 1 ? `[${index}]` : ""}`;
        throw new DownhillError(error.code, `${place}: ${error.message}`, { cause: error });
      }
    });
  };
  each("data", [fields.data], checkSource);
  each("model", isFile(fields.model) ? (fields.model.head ?? []) : fields.model, makeLayer);
  each("loss", fields.loss ?? [], (choice) => checkBatchChoice(makeLoss(catalogue, choice), choice.batch));
  each("optimizer", fields.optimizer, (choice) => makeOptimizer(catalogue, choice));
  each("schedule", fields.schedule, (choice) => makeSchedule(catalogue, choice));
  each("sampler", [fields.sampler], checkSampler);
  each("metrics", fields.metrics ?? [], (name) => {
    if (name !== LOSS) return makeMetric(name);
    if ((fields.loss?.length ?? 1) > 1)
      throw usageError(
        "values of different losses are different quantities; race them by a metric such as mae",
      );
  });
}

/** Sources whose samples have no classes. */
const ofNumbers = new Set(["wages", "phones", "discs"]);

/** Where the recipe leaves loss and metrics open: what the data and the loss ask for. */
function defaults({ data, loss, metrics }: Fields, catalogue: Catalogue): Pick<Recipe, "loss" | "metrics"> {
  const numbers = data.options.target !== undefined || ofNumbers.has(data.source);
  const losses = loss ?? [{ name: numbers ? "mse" : "cross-entropy", options: {} }];
  const embeds = losses.every((choice) => comparesEmbeddings(makeLoss(catalogue, choice)));
  return { loss: losses, metrics: metrics ?? [embeds ? "recallAt1" : numbers ? "rmse" : "accuracy"] };
}

/** A class-balanced batch has the size that its classes and samples make. */
function batchSizes({ batchSize, sampler }: Fields, path: string): readonly number[] {
  const made = balancedBatch(sampler);
  if (made === undefined) return batchSize ?? [64];
  if (batchSize?.some((size) => size !== made))
    throw usageError(
      `${path}, batchSize: the sampler makes batches of ${made}, got ${batchSize.join(", ")}; leave it out`,
    );
  return [made];
}

function complete(fields: Fields, path: string, catalogue: Catalogue): Recipe {
  const { data, model, optimizer, schedule, learningRate, epochs, checksPerEpoch } = fields;
  const { sampler, priorBias, validation, target, confidence, repeats, seed } = fields;
  const first = seed[0]!;
  const seeds = seed.length > 1 ? seed : Array.from({ length: repeats }, (_, k) => first + k);
  const twice = seeds.find((one, index) => seeds.indexOf(one) !== index);
  if (twice !== undefined)
    throw usageError(`${path}, seed: ${twice} is given twice; repeats of one seed are no evidence`);
  return {
    name: fields.name ?? basename(path, extname(path)),
    path: resolve(path),
    data,
    model,
    ...defaults(fields, catalogue),
    optimizer,
    schedule,
    batchSize: batchSizes(fields, path),
    sampler,
    priorBias,
    learningRate,
    seeds,
    epochs,
    checksPerEpoch,
    validation,
    target,
    confidence,
  };
}
