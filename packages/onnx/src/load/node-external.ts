/** Tensors of a model that lie in files beside it. Only inside of its folder, never through links. */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { DownhillError, dataError } from "@downhill/core";
import type { ExternalData, ExternalPlace } from "../graph/tensors.js";

/** Reads external data of the model at `path`. */
export function externalDataOf(path: string): ExternalData {
  const folder = realpathSync(dirname(path));
  return (place) => read(folder, place);
}

function read(folder: string, place: ExternalPlace): Uint8Array {
  const { tensor, location } = place;
  const refuse = (why: string): never => {
    throw dataError(`tensor ${tensor}: external data in ${JSON.stringify(location)}: ${why}`);
  };
  const parts = location.split(/[\\/]/);
  if (location === "" || isAbsolute(location) || parts.includes("..") || location.includes("\0"))
    refuse("it must be a relative path inside of the model's folder");
  const path = join(folder, location);
  let real = "";
  try {
    real = realpathSync(path);
  } catch {
    refuse("there is no such file beside the model");
  }
  const within = relative(folder, real);
  if (
    within === "" ||
    within === ".." ||
    within.startsWith(`..${sep}`) ||
    isAbsolute(within) ||
    real !== path
  )
    refuse("links are not followed");
  let file = -1;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size, nlink, isFile } = stat(file);
    if (!isFile) refuse("it is not a file");
    if (nlink !== 1) refuse("the file has several names (hard links), which are not followed");
    const { offset, length } = place;
    if (offset > size || length > size - offset)
      refuse(`bytes ${offset} to ${offset + length} are needed, the file has ${size}`);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const count = readSync(file, bytes, at, length - at, offset + at);
      if (count === 0) refuse(`it ended at byte ${offset + at}`);
      at += count;
    }
    return bytes;
  } catch (error) {
    if (error instanceof DownhillError) throw error;
    return refuse(error instanceof Error ? error.message : String(error));
  } finally {
    if (file >= 0) closeSync(file);
  }
}

function stat(file: number): { size: number; nlink: number; isFile: boolean } {
  const found = fstatSync(file);
  return { size: found.size, nlink: found.nlink, isFile: found.isFile() };
}
