/** Files, for Node only. */
import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { DownhillError } from "@downhill/core";

/**
 * Writes a file completely or not at all: beside it first, then renamed over it.
 * @throws DownhillError `environment` when the file cannot be written.
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new DownhillError(
      "environment",
      `cannot write ${path}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

/** @throws DownhillError `data` when the file cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DownhillError(
      "data",
      `cannot read ${path}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}
