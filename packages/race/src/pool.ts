/**
 * Worker processes on this machine. A process, not a thread: a native crash takes one trial with it, not the race,
 * and each worker gets a core of its own. A worker serves many jobs, so that only the first pays for loading.
 */
import { type ChildProcess, fork } from "node:child_process";
import { DownhillError, type ErrorCode } from "@downhill/core";

/** What a worker process answers, tagged with the job's number. */
export type Answer =
  | { readonly job: number; readonly type: "event"; readonly event: unknown }
  | { readonly job: number; readonly type: "result"; readonly result: unknown }
  | {
      readonly job: number;
      readonly type: "error";
      readonly code?: ErrorCode;
      readonly message: string;
      readonly stack?: string;
    };

export interface PoolOptions {
  /** Most processes at a time; they start as jobs come. */
  readonly workers: number;
  /** The module each process runs. */
  readonly module: URL;
  /** Called when a process dies in the middle of a job. */
  readonly onCrash?: (job: unknown, reason: string, retried: boolean) => void;
}

interface Waiting {
  readonly number: number;
  readonly job: unknown;
  readonly onEvent: (event: unknown) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Times a worker died over it. */
  crashes: number;
}

interface Worker {
  readonly process: ChildProcess;
  busy: Waiting | undefined;
  /** Last words, for the reason of a crash. */
  stderr: string;
}

/** Thrown when a worker died over the same job twice. */
export class WorkerCrash extends Error {}

export class Pool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  readonly #queue: Waiting[] = [];
  #count = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Gives the job to the next free worker.
   * @throws WorkerCrash when two workers died over it; DownhillError or Error as thrown by the job.
   */
  run<Job, Event, Result>(job: Job, onEvent: (event: Event) => void = () => {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#queue.push({
        number: this.#count++,
        job,
        onEvent: onEvent as (event: unknown) => void,
        resolve: resolve as (result: unknown) => void,
        reject,
        crashes: 0,
      });
      this.#dispatch();
    });
  }

  /** Drops what waits, ends what runs. Promises of unfinished jobs stay pending. */
  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    for (const { process: child } of this.#workers) child.kill("SIGKILL");
  }

  #dispatch(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      const idle = [...this.#workers].find((worker) => !worker.busy);
      if (!idle && this.#workers.size >= this.#options.workers) return;
      const worker = idle ?? this.#start();
      const next = this.#queue.shift()!;
      worker.busy = next;
      worker.process.send({ job: next.number, spec: next.job }, () => {}); // A failed send shows as an exit.
    }
  }

  #start(): Worker {
    const child = fork(this.#options.module, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [],
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    const worker: Worker = { process: child, busy: undefined, stderr: "" };
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      worker.stderr = (worker.stderr + text).slice(-2000);
    });
    child.on("message", (answer) => this.#answer(worker, answer as Answer));
    child.on("error", () => {}); // Followed by `exit`, or by nothing when only a send failed.
    child.on("exit", (code, signal) => this.#exited(worker, signal ?? `exit code ${code}`));
    this.#workers.add(worker);
    return worker;
  }

  #answer(worker: Worker, answer: Answer): void {
    const { busy } = worker;
    if (answer.job !== busy?.number) return;
    if (answer.type === "event") {
      busy.onEvent(answer.event);
      return;
    }
    worker.busy = undefined;
    if (answer.type === "result") busy.resolve(answer.result);
    else busy.reject(revive(answer));
    this.#dispatch();
  }

  #exited(worker: Worker, how: string): void {
    this.#workers.delete(worker);
    const { busy } = worker;
    if (busy && !this.#closed) {
      const words = worker.stderr.trim().split("\n").at(-1);
      const reason = words ? `${how}: ${words}` : how;
      busy.crashes++;
      this.#options.onCrash?.(busy.job, reason, busy.crashes < 2);
      if (busy.crashes < 2) this.#queue.unshift(busy);
      else busy.reject(new WorkerCrash(reason));
    }
    this.#dispatch();
  }
}

function revive(answer: Extract<Answer, { type: "error" }>): Error {
  const error = answer.code ? new DownhillError(answer.code, answer.message) : new Error(answer.message);
  if (answer.stack) error.stack = answer.stack;
  return error;
}
