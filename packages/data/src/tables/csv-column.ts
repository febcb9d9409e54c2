/** One column of a CSV file: text in, numbers or categories out. */
import { dataError } from "@downhill/core";
import type { Budget } from "../budget.js";
import { CategoryBuilder, type Column, type Missing, NumberBuilder } from "./table.js";

export type Decimal = "." | ",";

export interface CsvColumnOptions {
  readonly name: string;
  readonly file: string;
  /** From 1, for messages. */
  readonly position: number;
  /** Undefined: the first value decides. */
  readonly kind: "number" | "category" | undefined;
  readonly missing: Missing;
  readonly missingValues: ReadonlySet<string>;
  readonly decimal: Decimal;
  readonly budget: Budget;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const WITH_COMMA = /^[+-]?\d*,\d+([eE][+-]?\d+)?$/;

export class CsvColumn {
  readonly #options: CsvColumnOptions;
  #numbers: NumberBuilder | undefined;
  #categories: CategoryBuilder | undefined;
  /** Rows before the one that decided the kind. */
  #undecided = 0;

  constructor(options: CsvColumnOptions) {
    this.#options = options;
    if (options.kind) this.#decide(options.kind);
  }

  add(cell: string, line: number): void {
    const value = cell.trim();
    if (this.#options.missingValues.has(value)) {
      this.#addMissing(cell, line);
      return;
    }
    if (!this.#numbers && !this.#categories) this.#decide(this.#looksNumeric(value) ? "number" : "category");
    if (this.#numbers) {
      this.#numbers.add(this.#number(value, line));
    } else {
      checkText(value, this.#place(line));
      this.#categories!.add(value);
    }
  }

  /** A column without any value is one of numbers that are all missing. */
  finish(): Column {
    if (!this.#numbers && !this.#categories) this.#decide("number");
    const column = this.#numbers ?? this.#categories;
    return column!.finish(this.#options.name);
  }

  #decide(kind: "number" | "category"): void {
    if (kind === "number") {
      this.#numbers = new NumberBuilder(this.#options.budget);
      for (let i = 0; i < this.#undecided; i++) this.#numbers.add(Number.NaN);
    } else {
      this.#categories = new CategoryBuilder(this.#options.budget);
      for (let i = 0; i < this.#undecided; i++) this.#categories.add(undefined);
    }
  }

  #addMissing(cell: string, line: number): void {
    if (this.#options.missing === "error") {
      const shown = cell.trim() === "" ? "an empty cell" : JSON.stringify(cell);
      const what = this.#categories ? "means that there is no value" : "is not a finite number";
      throw dataError(
        `${this.#place(line)}: ${shown} ${what}; remove the row, fill the cell, ` +
          'or say what a missing value becomes: missing: "mean", "median" or "category"',
      );
    }
    if (this.#numbers) this.#numbers.add(Number.NaN);
    else if (this.#categories) this.#categories.add(undefined);
    else this.#undecided++;
  }

  /** A decimal comma is no category: it is refused as a number. */
  #looksNumeric(value: string): boolean {
    return NUMBER.test(value) || WITH_COMMA.test(value) || !Number.isNaN(Number(value));
  }

  #number(value: string, line: number): number {
    const { decimal, name } = this.#options;
    const text = decimal === "," ? value.replace(",", ".") : value;
    const number = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(number)) return number;
    const fix = WITH_COMMA.test(value)
      ? 'a decimal comma is read with decimal: ","'
      : `if the column holds names, say columns: { ${JSON.stringify(name)}: "category" }`;
    throw dataError(`${this.#place(line)}: ${JSON.stringify(value)} is not a finite number; ${fix}`);
  }

  #place(line: number): string {
    return `${this.#options.file}:${line}:${this.#options.position}`;
  }
}

/** @throws DownhillError `data` for bytes that are not text in UTF-8 */
export function checkText(cell: string, place: string): void {
  if (cell.includes("\0"))
    throw dataError(`${place}: a zero byte; this is not a text file, or it is damaged`);
  if (cell.includes("\uFFFD")) throw dataError(`${place}: not UTF-8; save the file in that encoding`);
}
