/** Comma-separated text (RFC 4180; `;` and tab separate as well), read as a stream into typed columns. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { DownhillError, dataError, usageError } from "@downhill/core";
import { CsvError, parse } from "csv-parse";
import { Budget, DEFAULT_MOST_BYTES, Growing, megabytes } from "../budget.js";
import { cannotRead } from "../files.js";
import { CsvColumn, checkText, type Decimal } from "./csv-column.js";
import {
  type Column,
  type ColumnKind,
  type ColumnOptions,
  type Missing,
  noColumn,
  type Table,
} from "./table.js";

export interface ReadTableOptions {
  /** What columns hold, by name. Default: numbers where the first value is one, categories elsewhere. */
  readonly columns?: Readonly<Record<string, ColumnKind | ColumnOptions>>;
  /** For columns that say nothing of their own. Default `"error"`. */
  readonly missing?: Missing;
  /** Cells that mean that there is no value. Default: empty, NA, N/A, NaN, nan, null, ?. */
  readonly missingValues?: readonly string[];
  /** Default: the one of comma, semicolon and tab that the first line has most of. */
  readonly separator?: string;
  /** Default `"."`. */
  readonly decimal?: Decimal;
  /** Default 10,000. */
  readonly mostColumns?: number;
  /** Default 2 GiB. */
  readonly mostBytes?: number;
}

const MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "?"];
/** A row that is longer is a quote that was never closed, or no table. */
const LONGEST_ROW = 2 ** 22;

/**
 * Reads a table with a header. The file is streamed; what stays in memory are 8 bytes for each number and 4 for each
 * category.
 *
 * @throws DownhillError `data` with file, line and column: no rows, rows of different lengths, a value that is missing
 *   or is not a number, quotes that do not match, text that is not UTF-8, more columns or bytes than allowed
 * @example
 * const table = await readTable("houses.csv", { columns: { id: "ignore", city: "category" }, missing: "median" });
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Table> {
  const separator = options.separator ?? (await detectSeparator(path));
  if (separator.length !== 1) throw usageError(`separator must be one character, got "${separator}"`);
  if (separator === (options.decimal ?? "."))
    throw usageError(`"${separator}" cannot separate both cells and decimals`);
  const reader = new Reader(path, separator, options);
  const parser = parse({
    bom: true,
    delimiter: separator,
    max_record_size: LONGEST_ROW,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells: string[], { lines }) => {
      reader.row(cells, lines);
      return null;
    },
  });
  try {
    await pipeline(createReadStream(path), parser, async (rows) => {
      for await (const _ of rows);
    });
  } catch (error) {
    throw explain(error, path, reader.nextLine);
  }
  return reader.finish();
}

class Reader {
  readonly #path: string;
  readonly #separator: string;
  readonly #options: ReadTableOptions;
  readonly #budget: Budget;
  readonly #lines: Growing<Float64Array>;
  #header: readonly string[] | undefined;
  /** By position; undefined where a column is ignored. */
  #columns: readonly (CsvColumn | undefined)[] = [];
  nextLine = 1;

  constructor(path: string, separator: string, options: ReadTableOptions) {
    this.#path = path;
    this.#separator = separator;
    this.#options = options;
    const most = options.mostBytes ?? DEFAULT_MOST_BYTES;
    this.#budget = new Budget(
      path,
      most,
      'ignore columns ({ name: "ignore" }), use fewer rows, or raise mostBytes',
    );
    this.#lines = new Growing(new Float64Array(0), this.#budget);
  }

  /** @param endLine the line on which the row ends; quoted cells may span several */
  row(cells: readonly string[], endLine: number): void {
    const line = Math.max(this.nextLine, endLine - lineBreaks(cells));
    this.nextLine = endLine + 1;
    if (!this.#header) {
      this.#begin(cells, line);
      return;
    }
    if (cells.length !== this.#header.length) {
      const place = `${this.#path}:${line}`;
      const comma = this.#separator === "," ? " (does a cell hold a comma? then it needs quotes)" : "";
      throw dataError(`${place}: ${cells.length} cells, the header has ${this.#header.length}${comma}`);
    }
    for (let i = 0; i < cells.length; i++) this.#columns[i]?.add(cells[i]!, line);
    this.#lines.push(line);
  }

  finish(): Table {
    const rows = this.#lines.length;
    if (rows === 0) throw dataError(`empty data set: ${this.#path} has no rows below its header`);
    const lines = this.#lines.finish();
    const path = this.#path;
    return {
      name: path,
      length: rows,
      columns: this.#columns.flatMap((column): Column[] => (column ? [column.finish()] : [])),
      place: (row) => `${path}:${lines[row]}`,
    };
  }

  #begin(cells: readonly string[], line: number): void {
    const {
      columns: kinds = {},
      mostColumns = 10_000,
      missingValues = MISSING,
      decimal = ".",
    } = this.#options;
    if (cells.length > mostColumns) {
      throw dataError(
        `${this.#path}:${line}: ${cells.length} columns are more than mostColumns, ${mostColumns}`,
      );
    }
    const names = cells.map((cell, i) => cell.trim() || `column ${i + 1}`);
    const seen = new Map<string, number>();
    names.forEach((name, i) => {
      checkText(name, `${this.#path}:${line}:${i + 1}`);
      const before = seen.get(name);
      if (before !== undefined) {
        throw dataError(
          `${this.#path}:${line}: columns ${before + 1} and ${i + 1} are both called "${name}"`,
        );
      }
      seen.set(name, i);
    });
    const given = new Map(Object.entries(kinds));
    for (const name of given.keys()) if (!seen.has(name)) throw noColumn(this.#path, name, names);
    const missingSet = new Set(missingValues);
    this.#header = names;
    this.#columns = names.map((name, i) => {
      const asked = given.get(name);
      const { kind, missing } =
        typeof asked === "string" ? { kind: asked, missing: undefined } : (asked ?? {});
      if (kind === "ignore") return undefined;
      return new CsvColumn({
        name,
        file: this.#path,
        position: i + 1,
        kind,
        missing: missing ?? this.#options.missing ?? "error",
        missingValues: missingSet,
        decimal,
        budget: this.#budget,
      });
    });
  }
}

const lineBreaks = (cells: readonly string[]): number => {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count++;
  }
  return count;
};

async function detectSeparator(path: string): Promise<string> {
  const start = new Uint8Array(65_536);
  let length = 0;
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotRead(path, error);
  });
  try {
    length = (await file.read(start)).bytesRead;
  } catch (error) {
    throw cannotRead(path, error as NodeJS.ErrnoException);
  } finally {
    await file.close();
  }
  const mark = (start[0]! << 8) | start[1]!;
  if (length > 1 && (mark === 0xfffe || mark === 0xfeff)) {
    throw dataError(`${path}:1: UTF-16; save the file as UTF-8`);
  }
  const text = new TextDecoder().decode(start.subarray(0, length));
  const header = text.split(/\r?\n/, 1)[0]!.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((character) => ({ character, count: header.split(character).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).character;
}

function explain(error: unknown, path: string, line: number): unknown {
  if (error instanceof DownhillError) return error;
  if (!(error instanceof CsvError)) return cannotRead(path, error as NodeJS.ErrnoException);
  const reasons: Partial<Record<string, string>> = {
    CSV_QUOTE_NOT_CLOSED: "a quote is opened and never closed",
    CSV_MAX_RECORD_SIZE: `a row longer than ${megabytes(LONGEST_ROW)}; is a quote opened and never closed?`,
    CSV_INVALID_CLOSING_QUOTE: "text after a closing quote; write a quote within quotes twice",
    INVALID_OPENING_QUOTE: "a quote within a cell; put quotes around the whole cell",
  };
  const reason = reasons[error.code] ?? error.message;
  return new DownhillError("data", `${path}:${line}: ${reason}`, { cause: error });
}
