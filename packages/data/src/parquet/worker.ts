/**
 * Parses Parquet files on a thread of its own: a damaged file can make a parser loop or allocate without end, and a
 * thread can be ended.
 */
import { parentPort, workerData } from "node:worker_threads";
import { DownhillError } from "@downhill/core";
import type { Answer, ImagesAnswer, Request, TableAnswer } from "./messages.js";
import { readColumns } from "./read-columns.js";
import { readImages } from "./read-images.js";

const post = (answer: Answer, transfer: ArrayBuffer[] = []) => parentPort!.postMessage(answer, transfer);

const request = workerData as Request;
const progress = () => post({ type: "progress" });
progress();
try {
  const result =
    request.kind === "table" ? await readColumns(request, progress) : await readImages(request, progress);
  post({ type: "done", result }, buffersOf(result));
} catch (error) {
  const known = error instanceof DownhillError && (error.code === "data" || error.code === "usage");
  const message = (error as Error).message.replace(/^parquet /, "");
  post({
    type: "failed",
    code: known ? (error.code as "data" | "usage") : "data",
    message: known
      ? message
      : `${request.paths.join(", ")}: not a Parquet file that can be read, or damaged: ${message}`,
  });
}

function buffersOf(result: TableAnswer | ImagesAnswer): ArrayBuffer[] {
  const arrays =
    "columns" in result
      ? result.columns.map(({ values }) => values)
      : [result.label.values, ...result.parts.flatMap(({ bytes, ends }) => [bytes, ends])];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
