/** From a table to the numbers a model takes. What there is to learn is learned from the training rows alone. */
import { dataError } from "@downhill/core";
import {
  type Feature,
  fitCategories,
  fitNumbers,
  namesOf,
  widthOf,
  writeCategories,
  writeNumbers,
} from "./features.js";
import { type ColumnKind, type ColumnOptions, columnNamed, type Missing, type Table } from "./table.js";

export interface FitTableOptions {
  /** Rows that are learned from. Default: all. */
  readonly rows?: Uint32Array;
  /** Columns that are no inputs, such as the label. */
  readonly without?: readonly string[];
  /** True: each column of numbers gets mean 0 and standard deviation 1. Default false. */
  readonly standardize?: boolean;
  readonly columns?: Readonly<Record<string, ColumnKind | ColumnOptions>>;
  /** Default `"error"`. */
  readonly missing?: Missing;
  /** Different values of a category column at most. Default 256. */
  readonly mostCategories?: number;
}

/** What was learned from the training rows, as plain data: it can be kept beside the model. */
export interface TableTransformState {
  readonly features: readonly Feature[];
}

export interface TableTransform extends TableTransformState {
  /** Name of each input: `"age"`, `"city=Berlin"`, `"age missing"`. */
  readonly names: readonly string[];
  /** Number of inputs. */
  readonly width: number;
  /** What was odd in the training rows, such as constant columns. */
  readonly warnings: readonly string[];
  /**
   * The inputs of these rows (default: all), row after row. A category that the training rows did not have is 0 in all
   * of its columns.
   *
   * @throws DownhillError when the table lacks a column, or holds another kind of values in it
   */
  apply(table: Table, rows?: Uint32Array): Float32Array;
}

/**
 * Learns from the training rows how to make inputs of a table: means and deviations, what to put where a value is
 * missing, and which categories there are.
 *
 * @throws DownhillError `data` for a column without any value, or with too many categories
 * @example
 * const transform = fitTable(await readTable("train.csv"), { without: ["price"], standardize: true });
 * const inputs = transform.apply(await readTable("new.csv"));
 * writeFileSync("transform.json", JSON.stringify({ features: transform.features }));
 */
export function fitTable(table: Table, options: FitTableOptions = {}): TableTransform {
  const { rows = allRows(table), standardize = false, mostCategories = 256 } = options;
  const without = new Set(options.without ?? []);
  const given = new Map(Object.entries(options.columns ?? {}));
  const warnings: string[] = [];
  const missingOf = (name: string): Missing => {
    const asked = given.get(name);
    return (typeof asked === "object" ? asked.missing : undefined) ?? options.missing ?? "error";
  };
  const features = table.columns
    .filter(({ name }) => !without.has(name))
    .map((column): Feature => {
      const missing = missingOf(column.name);
      if (missing === "error") checkComplete(table, column.name, column.values);
      return column.kind === "number"
        ? fitNumbers(column, rows, { standardize, missing, warn: (message) => warnings.push(message) })
        : fitCategories(column, rows, mostCategories);
    });
  return transformFrom({ features }, warnings);
}

/**
 * A transform from what was learned before.
 *
 * @example
 * const transform = transformFrom(JSON.parse(readFileSync("transform.json", "utf8")));
 */
export function transformFrom(
  { features }: TableTransformState,
  warnings: readonly string[] = [],
): TableTransform {
  const names = features.flatMap(namesOf);
  const width = names.length;
  if (width === 0) throw dataError("the table has no column left to be an input");
  return {
    features,
    names,
    width,
    warnings,
    apply(table, rows = allRows(table)) {
      const into = new Float32Array(rows.length * width);
      let at = 0;
      for (const feature of features) {
        const column = columnNamed(table, feature.column);
        const place = { into, width, at };
        if (feature.kind === "number" && column.kind === "number") {
          writeNumbers(feature, table, column, rows, place);
        } else if (feature.kind === "category" && column.kind === "category") {
          writeCategories(feature, column, rows, place);
        } else {
          throw dataError(
            `${table.name}: column "${column.name}" holds ${column.kind} values, it was fitted to ${feature.kind} values`,
          );
        }
        at += widthOf(feature);
      }
      return into;
    },
  };
}

export const allRows = (table: Table): Uint32Array => Uint32Array.from({ length: table.length }, (_, i) => i);

/** Readers of text refuse missing values where they stand; other tables are checked here. */
function checkComplete(table: Table, name: string, values: Float64Array | Int32Array): void {
  const row =
    values instanceof Int32Array ? values.indexOf(-1) : values.findIndex((value) => Number.isNaN(value));
  if (row < 0) return;
  throw dataError(
    `${table.place(row)}: column "${name}" has no value; say what a missing value becomes: ` +
      'missing: "mean", "median" or "category"',
  );
}
