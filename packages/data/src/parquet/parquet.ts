/** Parquet files as tables, and as images with a class each. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { dataError, usageError } from "@downhill/core";
import { DEFAULT_MOST_BYTES } from "../budget.js";
import { cannotRead } from "../files.js";
import { type ImageOptions, type PreparedImages, prepareImages } from "../images/parts.js";
import type { ImageSource } from "../images/store.js";
import type { LabelledDataset, NumericDataset } from "../labelled.js";
import { type PreparedTable, prepareTable, type SampleOptions } from "../tables/samples.js";
import type { ColumnKind, Table } from "../tables/table.js";
import { ask, type ParquetLimits } from "./ask.js";
import type { ImagesAnswer } from "./messages.js";

export interface ReadParquetOptions extends ParquetLimits, Pick<SampleOptions, "columns"> {
  /** Default 10,000. */
  readonly mostColumns?: number;
  /** What the data may need in memory, in bytes. Default 2 GiB. */
  readonly mostBytes?: number;
}

export interface ParquetOptions extends ReadParquetOptions, SampleOptions {
  /** A file, or a folder with files whose names begin with `train`, and with `test` or `validation`. */
  readonly path: string;
  /** Another file whose rows are the test set. */
  readonly testPath?: string;
}

export interface ParquetImagesOptions extends ImageOptions, ParquetLimits {
  /** A file, or a folder with files whose names begin with `train`, and with `test` or `validation`. */
  readonly path: string;
  /** Another file whose images are the test set. */
  readonly testPath?: string;
  /** Column with the images, as bytes or as `{ bytes, path }`. Default: the only one that can be it. */
  readonly image?: string;
  /** Column with the class. Default "label". */
  readonly label?: string;
  /** What the image files may need in memory, in bytes. Default 2 GiB. */
  readonly mostBytes?: number;
}

const MOST_CLASSES = 65_536;

/**
 * Reads flat columns of Parquet files, in a worker that is ended when a damaged file keeps it busy.
 *
 * @param paths a file, or several with the same columns whose rows follow one another
 * @throws DownhillError `data` for files that are damaged, too large, or hold lists, records or dates
 * @example
 * const table = await readParquet("houses.parquet", { columns: { listed_on: "ignore" } });
 */
export async function readParquet(
  paths: string | readonly string[],
  options: ReadParquetOptions = {},
): Promise<Table> {
  const files = typeof paths === "string" ? [paths] : paths;
  const { mostColumns = 10_000, mostBytes = DEFAULT_MOST_BYTES } = options;
  const columns = Object.fromEntries(
    Object.entries(options.columns ?? {}).map(([name, asked]): [string, ColumnKind] => [
      name,
      typeof asked === "string" ? asked : asked.kind,
    ]),
  );
  const request = { kind: "table", paths: files, columns, mostColumns, mostBytes } as const;
  const answer = await ask(request, options);
  return {
    name: files.join(", "),
    length: answer.rows.reduce((sum, count) => sum + count, 0),
    columns: answer.columns,
    place: placeIn(files, answer.rows),
  };
}

/**
 * A table as training and test set, as `csv` makes them.
 *
 * @example
 * const { train, test, transform } = await parquet({ path: "houses.parquet", target: "price", standardize: true });
 */
export function parquet(
  options: ParquetOptions & { readonly target: string | readonly string[] },
): Promise<PreparedTable<NumericDataset>>;
export function parquet(
  options: ParquetOptions & { readonly target?: undefined },
): Promise<PreparedTable<LabelledDataset>>;
export async function parquet(
  options: ParquetOptions,
): Promise<PreparedTable<LabelledDataset> | PreparedTable<NumericDataset>> {
  const files = await filesOf(options);
  const train = await readParquet(files.train, options);
  const tables = files.test ? { train, test: await readParquet(files.test, options) } : { train };
  return prepareTable(tables, options);
}

/**
 * Images of Parquet files as Hugging Face lays them out: each row has the bytes of an image file and a class, as a
 * number or a name. Otherwise as `imageFolder`.
 *
 * @example
 * const { train, test } = await parquetImages({ path: "cifar10/plain_text", size: 32, image: "img" });
 */
export async function parquetImages(options: ParquetImagesOptions): Promise<PreparedImages> {
  const { path, label = "label", image, mostBytes = DEFAULT_MOST_BYTES } = options;
  const files = await filesOf(options);
  const paths = [...files.train, ...(files.test ?? [])];
  const answer = await ask({ kind: "images", paths, image, label, mostBytes }, options);
  const place = placeIn(paths, answer.rows);
  const { labels, classNames } = classesOf(answer, place);
  const trainRows = answer.rows.slice(0, files.train.length).reduce((sum, count) => sum + count, 0);
  const forTest = files.test ? (index: number) => index >= trainRows : undefined;
  return prepareImages(sourceOf(path, answer, place), { labels, classNames, forTest }, options);
}

async function filesOf({
  path,
  testPath,
}: {
  readonly path: string;
  readonly testPath?: string;
}): Promise<{ train: string[]; test?: string[] }> {
  const about = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotRead(path, error);
  });
  if (!about.isDirectory()) return { train: [path], ...(testPath !== undefined && { test: [testPath] }) };
  if (testPath !== undefined) throw usageError("give testPath with a file as path, not with a folder");
  const names = (await readdir(path)).filter((name) => name.endsWith(".parquet")).sort();
  const starting = (start: string) =>
    names.filter((name) => name.startsWith(start)).map((name) => join(path, name));
  const train = starting("train");
  if (train.length === 0) {
    throw dataError(`${path} has no file whose name begins with train and ends with .parquet`);
  }
  const test = [starting("test"), starting("validation")].find((files) => files.length > 0);
  return { train, ...(test && { test }) };
}

/** Rows are counted from 0 within each file. */
function placeIn(paths: readonly string[], rows: readonly number[]): (row: number) => string {
  return (row) => {
    let file = 0;
    let within = row;
    while (file + 1 < rows.length && within >= rows[file]!) within -= rows[file++]!;
    return `${paths[file]}, row ${within}`;
  };
}

function classesOf(
  { label, classNames: noted }: ImagesAnswer,
  place: (row: number) => string,
): { labels: Int32Array; classNames: readonly string[] } {
  if (label.kind === "category") {
    const classNames = [...label.names].sort();
    const indices = label.names.map((name) => classNames.indexOf(name));
    const labels = label.values.map((value, row) => {
      if (value < 0) throw dataError(`${place(row)}: the label is missing`);
      return indices[value]!;
    });
    return { labels, classNames };
  }
  const most = noted?.length ?? MOST_CLASSES;
  const labels = Int32Array.from(label.values, (value, row) => {
    if (Number.isInteger(value) && value >= 0 && value < most) return value;
    throw dataError(`${place(row)}: the label is ${value}; expected a whole number from 0 to ${most - 1}`);
  });
  const count = labels.reduce((highest, value) => Math.max(highest, value), 0) + 1;
  return { labels, classNames: noted ?? Array.from({ length: count }, (_, i) => String(i)) };
}

function sourceOf(path: string, { parts }: ImagesAnswer, place: (row: number) => string): ImageSource {
  const images = parts.flatMap(({ bytes, ends }) =>
    Array.from(ends, (end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1]!, end)),
  );
  return {
    name: path,
    length: images.length,
    nameOf: place,
    bytesOf: (index, most) => Promise.resolve(images[index]!.subarray(0, most)),
  };
}
