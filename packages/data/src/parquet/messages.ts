/** What the worker that parses Parquet is asked, and what it answers. */
import type { Column, ColumnKind } from "../tables/table.js";

export interface TableRequest {
  readonly kind: "table";
  readonly paths: readonly string[];
  /** Asked for by name; the others are what the file says. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  readonly mostColumns: number;
  readonly mostBytes: number;
}

export interface ImagesRequest {
  readonly kind: "images";
  readonly paths: readonly string[];
  /** Column with the images. Undefined: the only one that can be it. */
  readonly image: string | undefined;
  readonly label: string;
  readonly mostBytes: number;
}

export type Request = TableRequest | ImagesRequest;

export interface TableAnswer {
  readonly columns: readonly Column[];
  /** Rows of each file. */
  readonly rows: readonly number[];
}

export interface ImagesAnswer {
  /** Image files, one after another, in parts of a row group each. */
  readonly parts: readonly { readonly bytes: Uint8Array; readonly ends: Float64Array }[];
  readonly label: Column;
  /** Names of classes 0, 1, …, where the file has them. */
  readonly classNames: readonly string[] | undefined;
  readonly rows: readonly number[];
}

export type Answer =
  /** Another part is read: the clock starts anew. */
  | { readonly type: "progress" }
  | { readonly type: "done"; readonly result: TableAnswer | ImagesAnswer }
  | { readonly type: "failed"; readonly code: "data" | "usage"; readonly message: string };
