/** Flat columns of one or more Parquet files, in the worker. */
import { dataError } from "@downhill/core";
import { Budget } from "../budget.js";
import { ParquetColumn } from "./columns.js";
import { columnOf, openParquet, type ParquetFile } from "./file.js";
import type { TableAnswer, TableRequest } from "./messages.js";

export async function readColumns(request: TableRequest, progress: () => void): Promise<TableAnswer> {
  const { paths, mostColumns, mostBytes } = request;
  const wishes = new Map(Object.entries(request.columns));
  const budget = new Budget(
    paths.join(", "),
    mostBytes,
    'ignore columns ({ name: "ignore" }), or raise mostBytes',
  );
  let columns: ParquetColumn[] | undefined;
  const rows: number[] = [];
  for (const path of paths) {
    const file = await openParquet(path);
    columns ??= begin(file, wishes, mostColumns, budget);
    for (const group of file.groups()) {
      for (const column of columns) {
        columnOf(file, column.name);
        column.add(await file.read(column.name, group), path, group.start);
        progress();
      }
    }
    rows.push(file.rows);
  }
  return { columns: (columns ?? []).map((column) => column.finish()), rows };
}

function begin(
  file: ParquetFile,
  wishes: ReadonlyMap<string, TableRequest["columns"][string]>,
  most: number,
  budget: Budget,
): ParquetColumn[] {
  if (file.columns.length > most) {
    throw dataError(`${file.path}: ${file.columns.length} columns are more than mostColumns, ${most}`);
  }
  for (const name of wishes.keys()) columnOf(file, name);
  return file.columns
    .filter(({ element }) => wishes.get(element.name) !== "ignore")
    .map((column) => new ParquetColumn(column, wishes.get(column.element.name), file.path, budget));
}
