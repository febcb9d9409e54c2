/**
 * Worker threads that run kernels together with the calling thread, on one shared memory.
 *
 * Starting a job must cost microseconds, so nothing is posted: job and results lie in shared memory, and both sides spin
 * on a counter before they sleep. A worker compiles a kernel from bytes that it finds in the shared memory.
 */
import type { Memory } from "./memory.js";

/** Slots of the control block, int32. */
const GENERATION = 0;
const PENDING = 1;
const OPERATION = 2;
const KERNEL = 3;
const ARGUMENTS = 4;
const HEADER = 8;
const RUN = 0;
const COMPILE = 1;
/** Numbers that one job gives each worker at most: the arguments of all its calls. */
const CAPACITY = 2048;
/** Of each worker: its result, how many calls it makes, their arguments. */
const SLOT = CAPACITY + 2;

/**
 * What a worker runs, as text, so that no file has to be found at run time by whatever bundles this library.
 * It sleeps in `Atomics.wait` when nothing came for a while.
 */
const WORKER = `
const isNode = typeof process === "object" && typeof require === "function";
const port = isNode ? require("node:worker_threads").parentPort : self;
const start = ({ memory, control, index }) => {
  const state = new Int32Array(control, 0, ${HEADER});
  const numbers = new Float64Array(control, ${4 * HEADER});
  const kernels = [];
  const base = index * ${SLOT};
  let generation = 0;
  for (;;) {
    let spins = 0;
    while (Atomics.load(state, ${GENERATION}) === generation) {
      if (++spins > 20000) Atomics.wait(state, ${GENERATION}, generation);
    }
    generation = Atomics.load(state, ${GENERATION});
    if (state[${OPERATION}] === ${COMPILE}) {
      const bytes = new Uint8Array(memory.buffer, numbers[base + 2], numbers[base + 3]).slice();
      const module = new WebAssembly.Module(bytes);
      kernels[state[${KERNEL}]] = new WebAssembly.Instance(module, { m: { m: memory } }).exports.run;
    } else {
      const run = kernels[state[${KERNEL}]];
      const count = state[${ARGUMENTS}];
      const end = base + 2 + count * numbers[base + 1];
      let total = 0;
      for (let at = base + 2; at < end; at += count) total += run(...numbers.subarray(at, at + count));
      numbers[base] = total;
    }
    Atomics.sub(state, ${PENDING}, 1);
  }
};
if (isNode) port.once("message", start);
else port.onmessage = (event) => start(event.data);
port.postMessage("ready");
`;

type Run = (...numbers: number[]) => number;

interface Thread {
  post(message: unknown): void;
  close(): void;
}

/** Makes a thread and waits until it runs. */
async function startThread(): Promise<Thread> {
  const node = (
    globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }
  ).process?.getBuiltinModule?.("node:worker_threads") as NodeThreads | undefined;
  if (node) {
    const worker = new node.Worker(WORKER, { eval: true });
    await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    // A waiting team must not keep the program alive.
    worker.unref();
    return { post: (message) => worker.postMessage(message), close: () => void worker.terminate() };
  }
  const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const worker = new Worker(url);
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
  });
  URL.revokeObjectURL(url);
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() };
}

interface NodeThreads {
  readonly Worker: new (
    code: string,
    options: { eval: true },
  ) => {
    once(event: string, listener: (value: unknown) => void): void;
    postMessage(message: unknown): void;
    terminate(): Promise<number>;
    unref(): void;
  };
}

export class Team {
  /** The calling thread included. */
  readonly size: number;
  readonly #threads: readonly Thread[];
  readonly #memory: WebAssembly.Memory;
  readonly #state: Int32Array<SharedArrayBuffer>;
  readonly #numbers: Float64Array<SharedArrayBuffer>;
  readonly #kernels: Run[] = [];

  private constructor(memory: WebAssembly.Memory, threads: readonly Thread[]) {
    this.size = threads.length + 1;
    this.#threads = threads;
    this.#memory = memory;
    const control = new SharedArrayBuffer(4 * HEADER + 8 * SLOT * threads.length);
    this.#state = new Int32Array(control, 0, HEADER);
    this.#numbers = new Float64Array(control, 4 * HEADER);
    threads.forEach((thread, index) => thread.post({ memory, control, index }));
  }

  static async start(memory: WebAssembly.Memory, size: number): Promise<Team> {
    return new Team(memory, await Promise.all(Array.from({ length: size - 1 }, startThread)));
  }

  /** Makes a kernel known to all threads. @returns its number. */
  register(bytes: Uint8Array<ArrayBuffer>, memory: Memory): number {
    const id = this.#kernels.length;
    this.#kernels.push(
      new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { m: this.#memory } }).exports.run as Run,
    );
    memory.scratch(() => {
      const { byteOffset } = memory.allocateScratch(Math.ceil(bytes.length / 4));
      new Uint8Array(memory.buffer, byteOffset, bytes.length).set(bytes);
      this.#dispatch(
        COMPILE,
        id,
        this.#threads.map(() => [[byteOffset, bytes.length]]),
      );
      this.#wait();
    });
    return id;
  }

  /**
   * Runs a list of calls per thread, each call its list of arguments, all at the same time, the last list here.
   * @returns the sum of the results.
   */
  run(kernel: number, lists: readonly (readonly (readonly number[])[])[]): number {
    const longest = Math.max(...lists.map((list) => list.length));
    const size = Math.max(...lists.flat().map((call) => call.length));
    const atOnce = Math.floor(CAPACITY / size);
    let total = 0;
    for (let from = 0; from < longest; from += atOnce)
      total += this.#run(
        kernel,
        lists.map((list) => list.slice(from, from + atOnce)),
      );
    return total;
  }

  #run(kernel: number, lists: readonly (readonly (readonly number[])[])[]): number {
    this.#dispatch(RUN, kernel, lists);
    const run = this.#kernels[kernel]!;
    let total = 0;
    for (const call of lists.at(-1)!) total += run(...call);
    this.#wait();
    for (let i = 0; i < this.#threads.length; i++) total += this.#numbers[i * SLOT]!;
    return total;
  }

  /** Ends the worker threads. */
  close(): void {
    for (const thread of this.#threads) thread.close();
  }

  #dispatch(operation: number, kernel: number, lists: readonly (readonly (readonly number[])[])[]): void {
    for (let i = 0; i < this.#threads.length; i++) {
      const calls = lists[i]!;
      let at = i * SLOT + 1;
      this.#numbers[at++] = calls.length;
      for (const call of calls) {
        this.#state[ARGUMENTS] = call.length;
        this.#numbers.set(call, at);
        at += call.length;
      }
    }
    this.#state[OPERATION] = operation;
    this.#state[KERNEL] = kernel;
    Atomics.store(this.#state, PENDING, this.#threads.length);
    Atomics.add(this.#state, GENERATION, 1);
    Atomics.notify(this.#state, GENERATION);
  }

  #wait(): void {
    while (Atomics.load(this.#state, PENDING) > 0);
  }
}
