/** Tables of comma-separated text as data sets. */
import type { LabelledDataset, NumericDataset } from "./labelled.js";
import { type ReadTableOptions, readTable } from "./tables/read-table.js";
import { type PreparedTable, prepareTable, type SampleOptions } from "./tables/samples.js";

export interface CsvOptions extends ReadTableOptions, SampleOptions {
  readonly path: string;
  /** Another file whose rows are the test set. Default: a share of this file's rows. */
  readonly testPath?: string;
}

/**
 * A table as training and test set. Columns of numbers become one input each, columns of names one input of 0 or 1 per
 * name; means, deviations and names are learned from the training rows alone.
 *
 * With `target` its numbers are to be predicted. Otherwise `label` (default: the last column) holds the classes: whole
 * numbers are class indices, other values become classes in alphabetical order.
 *
 * @throws DownhillError `data` naming file, line and column
 * @example
 * const { train, test } = await csv({ path: "iris.csv", label: "species", standardize: true });
 * @example
 * const houses = await csv({
 *   path: "houses.csv",
 *   target: "price",
 *   columns: { id: "ignore", rooms: { kind: "number", missing: "median" } },
 *   standardize: true,
 * });
 * houses.transform.apply(await readTable("new.csv")); // the same columns, scaled in the same way
 */
export function csv(
  options: CsvOptions & { readonly target: string | readonly string[] },
): Promise<PreparedTable<NumericDataset>>;
export function csv(
  options: CsvOptions & { readonly target?: undefined },
): Promise<PreparedTable<LabelledDataset>>;
export async function csv(
  options: CsvOptions,
): Promise<PreparedTable<LabelledDataset> | PreparedTable<NumericDataset>> {
  const { path, testPath } = options;
  const train = await readTable(path, options);
  const tables = testPath === undefined ? { train } : { train, test: await readTable(testPath, options) };
  return prepareTable(tables, options);
}
