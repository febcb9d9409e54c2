/** Trains off the page's own thread. */
import { webRuntime } from "@downhill/onnx/web";
import { type Digits, runSaved, trainDigits } from "./digits.js";

async function fetched(name: string): Promise<Digits> {
  const read = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  return { pixels: await read(`/${name}.pixels`), labels: await read(`/${name}.labels`) };
}

export interface Task {
  /** A model to run instead of training one. */
  readonly file?: Uint8Array;
  readonly threads?: number;
}

addEventListener("message", async ({ data: { file, threads = 1 } }: MessageEvent<Task>) => {
  try {
    const [train, test] = await Promise.all([fetched("train"), fetched("test")]);
    const runtime = webRuntime({ wasmPaths: `${location.origin}/ort/`, threads });
    if (file) postMessage({ outputs: await runSaved(file, test, runtime) });
    else {
      const trained = await trainDigits(train, test, runtime);
      postMessage({ ...trained, reopened: await runSaved(trained.file, test, runtime) });
    }
  } catch (error) {
    postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
