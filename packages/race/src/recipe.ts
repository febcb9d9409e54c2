/** Reading a recipe: a file, the command line's overrides, the checks. Nothing runs before all of it is known to fit. */
import { readFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { DownhillError, usageError } from "@downhill/core";
import {
  type Catalogue,
  library,
  makeLoss,
  makeMetric,
  makeOptimizer,
  makeSchedule,
  withEntries,
} from "./catalogue.js";
import { parseJson } from "./json.js";
import { makeLayer } from "./layers.js";
import { checkFields, type Fields } from "./schema.js";
import { checkSource } from "./sources.js";
import type { Recipe } from "./types.js";

export interface RecipeOptions {
  /** Fields that replace the file's, such as `{ epochs: 3 }`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** What each override is called where it came from: `{ learningRate: "--lr" }`. */
  readonly origins?: Readonly<Record<string, string>>;
  /** True: the recipe's own `full` fields replace the others. */
  readonly full?: boolean;
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
  const { overrides = {}, origins = {}, full = false } = options;
  checkFields(raw, path, {});
  const given = raw as Readonly<Record<string, unknown>>;
  if (full && given.full === undefined)
    throw usageError(`${path} has no "full" fields, so there is nothing for --full to do`);
  const fullFields = full ? (given.full as Record<string, unknown>) : {};
  const merged = { ...given, ...fullFields, ...overrides };
  const fields = checkFields(merged, path, origins);
  const catalogue = ownEntries(merged);
  checkNames(fields, catalogue, path, origins);
  return { recipe: complete(fields, path), catalogue };
}

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
  each("model", fields.model, makeLayer);
  each("loss", fields.loss, (choice) => makeLoss(catalogue, choice));
  each("optimizer", fields.optimizer, (choice) => makeOptimizer(catalogue, choice));
  each("schedule", fields.schedule, (choice) => makeSchedule(catalogue, choice));
  each("metrics", fields.metrics, makeMetric);
}

function complete(fields: Fields, path: string): Recipe {
  const { data, model, loss, optimizer, schedule, batchSize, learningRate, epochs, checksPerEpoch } = fields;
  const { validation, metrics, target, confidence, repeats, seed } = fields;
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
    loss,
    optimizer,
    schedule,
    batchSize,
    learningRate,
    seeds,
    epochs,
    checksPerEpoch,
    validation,
    metrics,
    target,
    confidence,
  };
}
