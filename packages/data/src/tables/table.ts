/** Tables in memory, column by column: what the readers of CSV and Parquet make, and what a transform turns into numbers. */
import { unknownName } from "@downhill/core";
import type { Budget } from "../budget.js";
import { Growing } from "../budget.js";

/**
 * What a missing value becomes. `error`: nothing, it is an error. `mean` and `median`: that of the training rows; a
 * missing category is then a category of its own. `category`: numbers get their mean and a column of 0 and 1 that
 * says where they were missing.
 */
export type Missing = "error" | "mean" | "median" | "category";

export type ColumnKind = "number" | "category" | "ignore";

export interface ColumnOptions {
  readonly kind: ColumnKind;
  readonly missing?: Missing;
}

export interface NumberColumn {
  readonly name: string;
  readonly kind: "number";
  /** NaN where a value is missing. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly name: string;
  readonly kind: "category";
  /** Index into `names`, -1 where a value is missing. */
  readonly values: Int32Array;
  /** In the order in which they first appear. */
  readonly names: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

export interface Table {
  /** The file. */
  readonly name: string;
  /** Number of rows. */
  readonly length: number;
  readonly columns: readonly Column[];
  /** Where a row stands, for messages: `houses.csv:12`. */
  place(row: number): string;
}

/** @throws DownhillError `usage` naming the columns there are */
export function columnNamed(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw noColumn(table.name, name, columnNames(table));
  return column;
}

export const columnNames = (table: Table): string[] => table.columns.map(({ name }) => name);

export const noColumn = (file: string, name: string, names: Iterable<string>) =>
  unknownName(`column of ${file}`, name, names);

/** A column of numbers that grows row by row. */
export class NumberBuilder {
  readonly #values: Growing<Float64Array>;

  constructor(budget: Budget) {
    this.#values = new Growing(new Float64Array(0), budget);
  }

  add(value: number): void {
    this.#values.push(value);
  }

  finish(name: string): NumberColumn {
    return { name, kind: "number", values: this.#values.finish() };
  }
}

/** A column of names that grows row by row. Each name is kept once. */
export class CategoryBuilder {
  readonly #values: Growing<Int32Array>;
  readonly #budget: Budget;
  readonly #indices = new Map<string, number>();

  constructor(budget: Budget) {
    this.#budget = budget;
    this.#values = new Growing(new Int32Array(0), budget);
  }

  add(name: string | undefined): void {
    this.#values.push(name === undefined ? -1 : this.#index(name));
  }

  finish(name: string): CategoryColumn {
    return { name, kind: "category", values: this.#values.finish(), names: [...this.#indices.keys()] };
  }

  #index(name: string): number {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    // A map entry costs about this much beside the text.
    this.#budget.take(2 * name.length + 64);
    this.#indices.set(name, this.#indices.size);
    return this.#indices.size - 1;
  }
}
