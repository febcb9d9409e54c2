/** One Parquet file inside the worker: what it claims is checked, then its columns are read row group by row group. */
import { stat } from "node:fs/promises";
import { dataError, usageError } from "@downhill/core";
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { megabytes } from "../budget.js";
import { cannotRead } from "../files.js";

/** A page that claims more is not unpacked: writers make pages of about a megabyte. */
const MOST_PAGE_BYTES = 2 ** 28;
const MOST_ROWS = 2 ** 31;

export interface ParquetFile {
  readonly path: string;
  readonly rows: number;
  /** Columns, with what they are made of. */
  readonly columns: readonly SchemaTree[];
  /** What the writer noted beside the data. */
  readonly notes: ReadonlyMap<string, string>;
  /** Row groups, in order. */
  groups(): Iterable<RowGroupRange>;
  /** All values of a column in a row group. */
  read(column: string, group: RowGroupRange): Promise<DecodedArray>;
}

export interface RowGroupRange {
  readonly start: number;
  readonly end: number;
}

export async function openParquet(path: string): Promise<ParquetFile> {
  const file = await openFile(path);
  const metadata = await parquetMetadataAsync(file);
  checkClaims(path, file, metadata);
  const bounded = boundedCompressors();
  return {
    path,
    rows: Number(metadata.num_rows),
    columns: parquetSchema(metadata).children,
    notes: new Map(metadata.key_value_metadata?.map(({ key, value = "" }) => [key, value])),
    *groups() {
      let start = 0;
      for (const group of metadata.row_groups) {
        const end = start + Number(group.num_rows);
        if (end > start) yield { start, end };
        start = end;
      }
    },
    async read(column, { start, end }) {
      // A scan of its own for each: it would keep what it read.
      const options = {
        file,
        metadata,
        columns: [column],
        compressors: bounded,
        utf8: false,
        useOffsetIndex: false,
      };
      const values = await (await parquetScan(options)).readColumn({ column, rowStart: start, rowEnd: end });
      if (values.length === end - start) return values;
      throw dataError(
        `${path}: column "${column}" has ${values.length} values in rows ${start} to ${end - 1}`,
      );
    },
  };
}

async function openFile(path: string): Promise<AsyncBuffer> {
  const about = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotRead(path, error);
  });
  if (!about.isFile()) throw dataError(`${path} is not a file`);
  if (about.size < 12) throw dataError(`${path}: ${about.size} bytes are no Parquet file`);
  return asyncBufferFromFile(path);
}

/** Sizes are compared with the file before anything is made as large as they say. */
function checkClaims(path: string, file: AsyncBuffer, metadata: FileMetaData): void {
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0 && rows < MOST_ROWS)) throw dataError(`${path}: claims ${rows} rows`);
  if (rows === 0) throw dataError(`empty data set: ${path} has no rows`);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (inGroups !== rows) throw dataError(`${path}: claims ${rows} rows, its row groups have ${inGroups}`);
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: chunk } of columns) {
      if (!chunk) throw dataError(`${path}: columns in other files are not read`);
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      const size = Number(chunk.total_compressed_size);
      if (!(start >= 0 && size >= 0 && start + size <= file.byteLength)) {
        throw dataError(
          `${path}: column "${chunk.path_in_schema.join(".")}" lies beyond the end of the file`,
        );
      }
    }
  }
}

function boundedCompressors(): Compressors {
  return Object.fromEntries(
    Object.entries(compressors).map(([name, unpack]) => [
      name,
      (input: Uint8Array, length: number) => {
        if (length > MOST_PAGE_BYTES) {
          throw dataError(
            `a page claims to unpack to ${megabytes(length)}, more than ${megabytes(MOST_PAGE_BYTES)}`,
          );
        }
        return unpack(input, length);
      },
    ]),
  );
}

/** @throws DownhillError `usage` naming the columns there are */
export function columnOf(file: ParquetFile, name: string): SchemaTree {
  const found = file.columns.find(({ element }) => element.name === name);
  if (found) return found;
  const names = file.columns.map(({ element }) => element.name).join(" ");
  throw usageError(`unknown column of ${file.path}: ${name}; names here: ${names}`);
}
