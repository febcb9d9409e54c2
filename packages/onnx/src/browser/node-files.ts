/** What bundlers for browsers take instead of `model/node-files.ts` and `load/node-external.ts`. */
import { DownhillError } from "@downhill/core";

const refuse = (): never => {
  throw new DownhillError(
    "environment",
    "a browser has no files: take the bytes that save() returns, and give bytes to load from",
  );
};

export const writeWhole = async (): Promise<void> => refuse();
export const readWhole = async (): Promise<Uint8Array> => refuse();
export const externalDataOf = refuse;
