/** Reading whole files, with errors that say which file and what to do. */
import { readFile, stat } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { DownhillError, dataError } from "@downhill/core";
import { megabytes } from "./budget.js";

/** No file of this package's formats is larger; a small .gz that claims more is not unpacked. */
const MOST_BYTES = 2 ** 30;

export async function readBytes(path: string, most = MOST_BYTES): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > most) throw dataError(`${path} has ${megabytes(size)}, more than ${megabytes(most)}`);
    return await readFile(path);
  } catch (error) {
    throw cannotRead(path, error as NodeJS.ErrnoException);
  }
}

export function cannotRead(path: string, error: NodeJS.ErrnoException): DownhillError {
  if (error instanceof DownhillError) return error;
  if (error.code === "ENOENT") return dataError(`no such file: ${path}`);
  return new DownhillError("data", `cannot read ${path}: ${error.message}`, { cause: error });
}

/** Reads `path`, or `path`.gz unpacked when only that is there. */
export async function readMaybeCompressed(path: string): Promise<Uint8Array> {
  const plain = await readBytes(path).catch((error: Error) => error);
  if (plain instanceof Uint8Array) return plain;
  const compressed = await readBytes(`${path}.gz`).catch(() => {
    throw plain;
  });
  try {
    return gunzipSync(compressed, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new DownhillError("data", `cannot unpack ${path}.gz: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
