/** A page that stays responsive while its worker trains, for training.test.ts. */
import type { Trained } from "./digits.js";
import type { Task } from "./training-worker.js";

export interface Report extends Trained {
  /** Outputs of the saved file, opened again. */
  readonly reopened: number[];
  /** Longest time that the page itself was not served, in milliseconds. */
  readonly longestPause: number;
}

export interface TrainingPage {
  train(): Promise<Omit<Report, "file"> & { readonly file: number[] }>;
  /** Outputs of a model file that came from elsewhere. */
  run(file: number[], threads: number): Promise<number[]>;
}

/** Each task has a worker of its own, for the engine starts once in each. */
const ask = <T>(task: Task): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const worker = new Worker(new URL("./training-worker.ts", import.meta.url), { type: "module" });
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<T & { error?: string }>) => {
      worker.terminate();
      if (data.error) reject(new Error(data.error));
      else resolve(data);
    };
    worker.postMessage(task);
  });

const page: TrainingPage = {
  train: async () => {
    let [longestPause, last] = [0, performance.now()];
    const timer = setInterval(() => {
      longestPause = Math.max(longestPause, performance.now() - last);
      last = performance.now();
    }, 10);
    const report = await ask<Report>({});
    clearInterval(timer);
    return { ...report, file: Array.from(report.file), longestPause };
  },
  run: async (file, threads) =>
    (await ask<{ outputs: number[] }>({ file: Uint8Array.from(file), threads })).outputs,
};
Object.assign(globalThis, { page, ready: true });
