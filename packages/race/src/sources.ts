/** Where a recipe's data comes from: one entry per source. */
import { dirname, resolve } from "node:path";
import { unknownName, usageError } from "@downhill/core";
import { blobs, csv, mnist, moons, spiral, type TrainAndTest } from "@downhill/data";
import type { DataSource } from "./types.js";

type Values = Readonly<Record<string, number | string>>;

interface Source {
  /** Options and their types. */
  readonly options: Readonly<Record<string, "number" | "string">>;
  readonly required?: string;
  readonly load: (values: Values) => TrainAndTest | Promise<TrainAndTest>;
}

const points = { samples: "number", noise: "number", seed: "number" } as const;

export const sources: Readonly<Record<string, Source>> = {
  mnist: { options: { train: "number", test: "number" }, load: mnist },
  folder: { options: { path: "string", train: "number", test: "number" }, required: "path", load: mnist },
  csv: {
    options: { path: "string", label: "string", test: "number", seed: "number" },
    required: "path",
    load: (values) => csv(values as { path: string }),
  },
  moons: { options: points, load: moons },
  spiral: { options: { ...points, classes: "number", turns: "number" }, load: spiral },
  blobs: { options: { ...points, classes: "number" }, load: blobs },
};

/** @throws DownhillError `usage` for an unknown source or option. Nothing is read yet. */
export function checkSource({ source, options }: DataSource): Source {
  const found = Object.hasOwn(sources, source) ? sources[source] : undefined;
  if (!found) throw unknownName("data source", source, Object.keys(sources));
  for (const [name, value] of Object.entries(options)) {
    const type = found.options[name];
    if (!type) throw unknownName(`option of ${source}`, name, Object.keys(found.options));
    if (typeof value !== type)
      throw usageError(`${source}.${name}: expected a ${type}, got ${JSON.stringify(value)}`);
  }
  if (found.required && options[found.required] === undefined)
    throw usageError(`${source} needs ${found.required}`);
  return found;
}

/** Paths in a recipe are relative to the recipe's own file. */
export async function loadData(data: DataSource, recipePath: string): Promise<TrainAndTest> {
  const { options } = data;
  const path: Values =
    typeof options.path === "string" ? { path: resolve(dirname(recipePath), options.path) } : {};
  return checkSource(data).load({ ...options, ...path });
}
