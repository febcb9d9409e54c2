/** How each column of a table becomes numbers: what is learned from the training rows, and how it is applied. */
import { dataError } from "@downhill/core";
import type { CategoryColumn, Missing, NumberColumn, Table } from "./table.js";

export interface NumberFeature {
  readonly column: string;
  readonly kind: "number";
  /** Stands where a value is missing. */
  readonly fill: number;
  /** Subtracted. 0 without standardization. */
  readonly mean: number;
  /** Divides. 1 without standardization; 0 for a constant column, which becomes 0. */
  readonly deviation: number;
  /** True: a further column of 0 and 1 says where values were missing. */
  readonly flag: boolean;
}

export interface CategoryFeature {
  readonly column: string;
  readonly kind: "category";
  /** One column of 0 and 1 each, in this order. */
  readonly categories: readonly string[];
  /** True: a further one for missing values. */
  readonly flag: boolean;
}

export type Feature = NumberFeature | CategoryFeature;

/** Columns of numbers that a feature becomes. */
export const widthOf = (feature: Feature): number =>
  (feature.kind === "number" ? 1 : feature.categories.length) + (feature.flag ? 1 : 0);

export function namesOf(feature: Feature): string[] {
  const names =
    feature.kind === "number"
      ? [feature.column]
      : feature.categories.map((name) => `${feature.column}=${name}`);
  return feature.flag ? [...names, `${feature.column} missing`] : names;
}

export interface FitNumbersOptions {
  readonly standardize: boolean;
  readonly missing: Missing;
  /** Hears about a constant column. */
  readonly warn: (message: string) => void;
}

/** Mean and deviation are those of the known values, in two passes of float64. */
export function fitNumbers(
  { name, values }: NumberColumn,
  rows: Uint32Array,
  options: FitNumbersOptions,
): NumberFeature {
  const known = Float64Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value));
  const some = known.length < rows.length;
  if (known.length === 0) {
    throw dataError(
      `column "${name}" has no value in the training rows; ignore it: { ${quoted(name)}: "ignore" }`,
    );
  }
  const average = mean(known);
  const deviation = Math.sqrt(mean(known.map((value) => (value - average) ** 2)));
  // Rounding leaves a constant column of 0.1 with a deviation that is not quite 0.
  const constant = deviation <= 1e-12 * Math.abs(average);
  if (options.standardize && constant) {
    options.warn(`column "${name}" is ${known[0]} in every training row: it becomes 0 and tells nothing`);
  }
  return {
    column: name,
    kind: "number",
    fill: options.missing === "median" ? median(known) : average,
    mean: options.standardize ? average : 0,
    deviation: options.standardize ? (constant ? 0 : deviation) : 1,
    flag: options.missing === "category" && some,
  };
}

/** @throws DownhillError `data` when there are more categories than `most` */
export function fitCategories(column: CategoryColumn, rows: Uint32Array, most: number): CategoryFeature {
  const { name, values, names } = column;
  const found = new Set<number>();
  for (const row of rows) found.add(values[row]!);
  const flag = found.delete(-1);
  if (found.size > most) {
    throw dataError(
      `column "${name}" has ${found.size} different values, each of which would be a column of its own; ` +
        `ignore it: { ${quoted(name)}: "ignore" }, or raise mostCategories`,
    );
  }
  return {
    column: name,
    kind: "category",
    categories: [...found].map((index) => names[index]!).sort(),
    flag,
  };
}

/** Where the numbers of one feature are written: column `at` of a matrix of rows of `width`. */
export interface Place {
  readonly into: Float32Array;
  readonly width: number;
  readonly at: number;
}

export function writeNumbers(
  feature: NumberFeature,
  table: Table,
  { values }: NumberColumn,
  rows: Uint32Array,
  { into, width, at }: Place,
): void {
  const { fill, mean, deviation, flag, column } = feature;
  const scale = deviation === 0 ? 0 : 1 / deviation;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    const missing = Number.isNaN(value);
    const number = ((missing ? fill : value) - mean) * scale;
    if (Math.abs(number) > MOST) {
      throw dataError(
        `${table.place(rows[i]!)}, column "${column}": ${value} is too large for a 32-bit number`,
      );
    }
    into[i * width + at] = number;
    if (flag && missing) into[i * width + at + 1] = 1;
  }
}

/** The largest float32. */
const MOST = 3.4028234663852886e38;

/** @returns how many rows have a category that the training rows do not have; all their columns are 0 */
export function writeCategories(
  feature: CategoryFeature,
  column: CategoryColumn,
  rows: Uint32Array,
  { into, width, at }: Place,
): number {
  const positions = new Map(feature.categories.map((name, i) => [name, i]));
  const offsets = column.names.map((name) => positions.get(name) ?? -1);
  const whenMissing = feature.flag ? feature.categories.length : -1;
  let unknown = 0;
  for (let i = 0; i < rows.length; i++) {
    const index = column.values[rows[i]!]!;
    const offset = index < 0 ? whenMissing : offsets[index]!;
    if (offset >= 0) into[i * width + at + offset] = 1;
    else unknown++;
  }
  return unknown;
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const quoted = (name: string): string => JSON.stringify(name);
