/** Values as Parquet decodes them, made into columns of numbers and categories. */
import { dataError } from "@downhill/core";
import type { DecodedArray, SchemaTree } from "hyparquet";
import type { Budget } from "../budget.js";
import { CategoryBuilder, type Column, type ColumnKind, NumberBuilder } from "../tables/table.js";

/** What a column without a wish of its own becomes. @throws DownhillError `data` for what is neither number nor text */
function kindOf(column: SchemaTree, place: string): "number" | "category" {
  const { element, children } = column;
  const { type, converted_type: converted, logical_type: logical, repetition_type: repetition } = element;
  const name = logical?.type ?? converted ?? type ?? "";
  const ignore = `ignore it: columns: { ${JSON.stringify(element.name)}: "ignore" }`;
  if (children.length > 0 || repetition === "REPEATED") {
    throw dataError(`${place}: holds lists or records, not one value in each row; ${ignore}`);
  }
  if (/^(DATE|TIME|INTERVAL|JSON|BSON|UUID|VARIANT|GEO)/.test(name) || type === "INT96") {
    throw dataError(`${place}: holds values of type ${type === "INT96" ? "INT96 (time)" : name}; ${ignore}`);
  }
  if (/^(UTF8|STRING|ENUM)$/.test(name)) return "category";
  if (/^(DECIMAL|FLOAT16)$/.test(name)) return "number";
  return type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY" ? "category" : "number";
}

export class ParquetColumn {
  readonly name: string;
  readonly #builder: NumberBuilder | CategoryBuilder;

  constructor(column: SchemaTree, wished: ColumnKind | undefined, file: string, budget: Budget) {
    this.name = column.element.name;
    const kind = kindOf(column, `${file}, column "${this.name}"`);
    if (wished === "number" && kind === "category") {
      throw dataError(`${file}, column "${this.name}": holds text, not numbers`);
    }
    this.#builder =
      wished === "category" || kind === "category" ? new CategoryBuilder(budget) : new NumberBuilder(budget);
  }

  /** @param first row of the first value, for messages */
  add(values: DecodedArray, file: string, first: number): void {
    const builder = this.#builder;
    const place = (i: number) => `${file}, row ${first + i}, column "${this.name}"`;
    for (let i = 0; i < values.length; i++) {
      const value: unknown = values[i];
      if (builder instanceof NumberBuilder) builder.add(numberOf(value, () => place(i)));
      else builder.add(nameOf(value, () => place(i)));
    }
  }

  finish(): Column {
    return this.#builder.finish(this.name);
  }
}

/** Null and NaN are missing values. */
function numberOf(value: unknown, place: () => string): number {
  if (value === null || value === undefined) return Number.NaN;
  const number = typeof value === "bigint" || typeof value === "boolean" ? Number(value) : value;
  if (typeof number !== "number") throw dataError(`${place()}: ${typeof value} is not a number`);
  if (number === Infinity || number === -Infinity)
    throw dataError(`${place()}: ${number} is not a finite number`);
  if (typeof value === "bigint" && !Number.isSafeInteger(number)) {
    throw dataError(
      `${place()}: ${value} has more digits than a number keeps; read the column as a category`,
    );
  }
  return number;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function nameOf(value: unknown, place: () => string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value);
  if (!(value instanceof Uint8Array)) throw dataError(`${place()}: neither text nor a number`);
  try {
    return decoder.decode(value);
  } catch {
    throw dataError(`${place()}: bytes that are no text`);
  }
}
