/**
 * Worker threads that run kernels together with the calling thread, on one shared memory.
 *
 * Starting a job must cost microseconds, so nothing is posted: a job lies in shared memory as a list of calls, of which
 * each thread takes the next one until none is left. Workers spin for a while before they sleep. A job never waits for one
 * that sleeps or has no processor: the others do its share, and it comes too late to take anything.
 */
import type { Memory } from "./memory.js";

/** Slots of the control block, int32. */
const slots = {
  /** 2·job, or 2·job + 1 where a kernel is to be compiled. */
  signal: 0,
  /** The job in the high bits, the next call in the low ones. */
  next: 1,
  /** Calls that are done, or workers that have compiled. */
  done: 2,
  kernel: 3,
  calls: 4,
  /** Arguments of each call. */
  size: 5,
  /** Which argument is the address of scratch memory, and how many bytes of it each thread has. */
  scratch: 6,
  stride: 7,
} as const;
/** Jobs are numbered in 20 bits; the other 12 count calls, of which no job has as many as they can count. */
const JOBS = 2 ** 20;
const NONE = 4095;
/** Behind the slots: float64 results of the calls, and from here on their arguments. */
const ARGUMENTS = NONE;
const CAPACITY = 8192;

type Run = (...numbers: number[]) => number;

/**
 * Takes calls of a job while there are any. What a call needs is read before it is claimed: the claim fails where that
 * belongs to a later job. Workers run the text of this function, so it uses nothing but its parameters.
 */
function work(
  slot: typeof slots,
  state: Int32Array,
  numbers: Float64Array,
  kernels: readonly Run[],
  job: number,
  thread: number,
): void {
  for (;;) {
    const next = Atomics.load(state, slot.next);
    const index = next & 4095;
    if (next >> 12 !== (job << 12) >> 12 || index >= state[slot.calls]!) return;
    const size = state[slot.size]!;
    const run = kernels[state[slot.kernel]!]!;
    const given: number[] = [];
    for (let i = 0; i < size; i++) given.push(numbers[4095 + index * size + i]!);
    given[state[slot.scratch]!]! += thread * state[slot.stride]!;
    if (Atomics.compareExchange(state, slot.next, next, next + 1) !== next) continue;
    numbers[index] = run(...given);
    Atomics.add(state, slot.done, 1);
  }
}

/** What a worker runs, as text, so that no file has to be found at run time by whatever bundles this library. */
const WORKER = `
const work = ${work};
const isNode = typeof process === "object" && typeof require === "function";
const port = isNode ? require("node:worker_threads").parentPort : self;
const start = ({ memory, control, slot, thread }) => {
  const state = new Int32Array(control, 0, 8);
  const numbers = new Float64Array(control, 32);
  const kernels = [];
  let seen = 0;
  for (;;) {
    let spins = 0;
    while (Atomics.load(state, slot.signal) === seen) {
      if (++spins > 20000) Atomics.wait(state, slot.signal, seen);
    }
    seen = Atomics.load(state, slot.signal);
    if (seen & 1) {
      const code = new Uint8Array(memory.buffer, numbers[${ARGUMENTS}], numbers[${ARGUMENTS} + 1]);
      const module = new WebAssembly.Module(code.slice());
      kernels[state[slot.kernel]] = new WebAssembly.Instance(module, { m: { m: memory } }).exports.run;
      Atomics.add(state, slot.done, 1);
    } else work(slot, state, numbers, kernels, seen >> 1, thread);
  }
};
if (isNode) port.once("message", start);
else port.onmessage = (event) => start(event.data);
port.postMessage("ready");
`;

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

/** A list of calls of one kernel, each its list of arguments. */
export interface Job {
  readonly calls: readonly (readonly number[])[];
  /** Which argument is the address of scratch memory, and how many bytes of it each thread has there. */
  readonly scratch: number;
  readonly stride: number;
}

export class Team {
  /** The calling thread included. */
  readonly size: number;
  readonly #threads: readonly Thread[];
  readonly #memory: WebAssembly.Memory;
  readonly #state: Int32Array;
  readonly #numbers: Float64Array;
  readonly #kernels: Run[] = [];
  #job = 0;

  private constructor(memory: WebAssembly.Memory, threads: readonly Thread[]) {
    this.size = threads.length + 1;
    this.#threads = threads;
    this.#memory = memory;
    const control = new SharedArrayBuffer(32 + 8 * (ARGUMENTS + CAPACITY));
    this.#state = new Int32Array(control, 0, 8);
    this.#numbers = new Float64Array(control, 32);
    threads.forEach((thread, i) => thread.post({ memory, control, slot: slots, thread: i + 1 }));
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
      this.#begin(id, { calls: [[byteOffset, bytes.length]], scratch: 0, stride: 0 }, true);
      this.#wait(this.#threads.length);
    });
    return id;
  }

  /** Runs the calls, each on whichever thread is free. @returns the sum of the results, in the order of the calls. */
  run(kernel: number, { calls, ...rest }: Job): number {
    const atOnce = Math.min(NONE, Math.floor(CAPACITY / calls[0]!.length));
    let total = 0;
    for (let from = 0; from < calls.length; from += atOnce) {
      const some = calls.slice(from, from + atOnce);
      this.#begin(kernel, { calls: some, ...rest }, false);
      work(slots, this.#state, this.#numbers, this.#kernels, this.#job, 0);
      this.#wait(some.length);
      for (let i = 0; i < some.length; i++) total += this.#numbers[i]!;
    }
    return total;
  }

  /** Ends the worker threads. */
  close(): void {
    for (const thread of this.#threads) thread.close();
  }

  #begin(kernel: number, { calls, scratch, stride }: Job, isCompilation: boolean): void {
    const state = this.#state;
    this.#job = (this.#job + 1) % JOBS;
    const job = this.#job << 12;
    // No call of an earlier job can be claimed from here on, and none of this one yet.
    Atomics.store(state, slots.next, job | NONE);
    const size = calls[0]!.length;
    calls.forEach((call, i) => this.#numbers.set(call, ARGUMENTS + i * size));
    state[slots.kernel] = kernel;
    state[slots.calls] = calls.length;
    state[slots.size] = size;
    state[slots.scratch] = scratch;
    state[slots.stride] = stride;
    state[slots.done] = 0;
    if (!isCompilation) Atomics.store(state, slots.next, job);
    Atomics.store(state, slots.signal, 2 * this.#job + Number(isCompilation));
    Atomics.notify(state, slots.signal);
  }

  #wait(count: number): void {
    while (Atomics.load(this.#state, slots.done) < count);
  }
}
