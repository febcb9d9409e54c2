/** A page that stays responsive while its worker trains, for training.test.ts. */
import type { Trained } from "./digits.js";

export interface Report extends Trained {
  /** Outputs of the saved file, opened again. */
  readonly reopened: number[];
  /** Longest time that the page itself was not served, in milliseconds. */
  readonly longestPause: number;
}

export interface TrainingPage {
  train(): Promise<Omit<Report, "file"> & { readonly file: number[] }>;
  /** Outputs of a model file that came from elsewhere. */
  run(file: number[]): Promise<number[]>;
}

const worker = new Worker(new URL("./training-worker.ts", import.meta.url), { type: "module" });

const ask = <T>(message: Uint8Array | undefined): Promise<T> =>
  new Promise((resolve, reject) => {
    worker.onerror = ({ message: text }) => reject(new Error(text));
    worker.onmessage = ({ data }: MessageEvent<T & { error?: string }>) =>
      data.error ? reject(new Error(data.error)) : resolve(data);
    worker.postMessage(message);
  });

const page: TrainingPage = {
  train: async () => {
    let [longestPause, last] = [0, performance.now()];
    const timer = setInterval(() => {
      longestPause = Math.max(longestPause, performance.now() - last);
      last = performance.now();
    }, 10);
    const report = await ask<Report>(undefined);
    clearInterval(timer);
    return { ...report, file: Array.from(report.file), longestPause };
  },
  run: async (file) => (await ask<{ outputs: number[] }>(Uint8Array.from(file))).outputs,
};
Object.assign(globalThis, { page, ready: true });
