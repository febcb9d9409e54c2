/** Runs the worker that parses Parquet, and ends it when it takes too long or too much. */
import { Worker } from "node:worker_threads";
import { DownhillError, dataError } from "@downhill/core";
import type { Answer, ImagesAnswer, ImagesRequest, Request, TableAnswer, TableRequest } from "./messages.js";

export interface ParquetLimits {
  /** Seconds that the reader may be silent: it speaks after every column of a row group. Default 10. */
  readonly patience?: number;
  /** Megabytes of heap that the reader may use beside the data itself. Default 1024. */
  readonly heapMegabytes?: number;
  /** Where the reader's module lies, for programs that are bundled into one file: a copy of `dist/parquet/worker.js`. */
  readonly worker?: URL;
}

/** Loading its modules is not the file's fault. */
const START_SECONDS = 4;

export function ask(request: TableRequest, limits: ParquetLimits): Promise<TableAnswer>;
export function ask(request: ImagesRequest, limits: ParquetLimits): Promise<ImagesAnswer>;
export function ask(request: Request, limits: ParquetLimits): Promise<TableAnswer | ImagesAnswer> {
  const { patience = 10, heapMegabytes = 1024 } = limits;
  const name = request.paths.join(", ");
  const worker = new Worker(limits.worker ?? new URL("./worker.js", import.meta.url), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  return new Promise<TableAnswer | ImagesAnswer>((resolve, reject) => {
    const giveUp = () =>
      reject(
        dataError(
          `${name}: damaged, or too much for this machine: its reader said nothing for ${patience} s and was ended; ` +
            "a sound file that needs longer is read with more patience",
        ),
      );
    let timer: NodeJS.Timeout | undefined;
    const restart = (seconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, seconds * 1000);
    };
    restart(START_SECONDS + patience);
    worker.on("message", (answer: Answer) => {
      restart(patience);
      if (answer.type === "done") resolve(answer.result);
      else if (answer.type === "failed") reject(new DownhillError(answer.code, answer.message));
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      const memory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      reject(
        memory
          ? dataError(
              `${name}: damaged, or too large: its reader needed more than ${heapMegabytes} MB of heap`,
            )
          : new DownhillError("environment", `the reader of Parquet files failed: ${error.message}`, {
              cause: error,
            }),
      );
    });
    worker.on("exit", () => {
      clearTimeout(timer);
      reject(dataError(`${name}: its reader ended without an answer`));
    });
  }).finally(() => void worker.terminate());
}
