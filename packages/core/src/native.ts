/**
 * Kernels as native code: the same formulas, printed as C and compiled by the C compiler of this machine for its own
 * processor, run in Node on the caller's memory with threads of their own. Behind a door of its own, since it needs Node
 * and a compiler.
 */
import { c, type Layout, layoutOf } from "./backends/c.js";
import type { Backend, Call, Kernel } from "./backends/kernel.js";
import type { Memory } from "./backends/memory.js";
import { DownhillError, usageError } from "./errors.js";
import type { Program } from "./formula/fuse.js";
import { type Compiler, compilerOf, library } from "./native/compiler.js";
import { HOST } from "./native/host.js";
import { builtin, node } from "./native/node.js";

export interface NativeOptions {
  /** The calling one included. Default: as many as the machine has processors, 16 at most. */
  readonly threads?: number;
  /** A command such as `clang`. Default: the first of `cc`, `gcc` and `clang` that there is. */
  readonly compiler?: string;
  /** A folder for what was compiled. Default: `downhill` in `$XDG_CACHE_HOME` or `~/.cache`. */
  readonly cache?: string;
}

interface Host {
  open(path: string): number;
  run(job: Float64Array, memory: Float32Array): number;
  advise(memory: Float32Array): void;
}

const MOST_THREADS = 64;
/** Slots of a job before its calls. */
const HEAD = 6;
/** Elements behind each row of scratch memory, for the widest vector. */
const ROOM = 16;

const made = new Map<string, Backend>();
const hosts = new Map<string, Host>();

/**
 * The backend of native kernels. Each kernel takes some tenths of a second to compile when it is first used on a machine,
 * and none afterwards: compiled kernels are kept in a folder.
 *
 * @throws DownhillError `environment` where there is no C compiler.
 * @example
 * const backend = native({ threads: 2 });
 * huber({ backend }).evaluate([3], [0]).value; // 2.5
 */
export function native(options: NativeOptions = {}): Backend {
  const { threads = Math.min(16, builtin("node:os").availableParallelism()) } = options;
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS))
    throw usageError(`invalid threads: expected an integer from 1 to ${MOST_THREADS}; got ${threads}`);
  const key = JSON.stringify([threads, options.compiler, options.cache]);
  let backend = made.get(key);
  if (!backend) made.set(key, (backend = nativeBackend(key, threads, options)));
  return backend;
}

function nativeBackend(key: string, threads: number, options: NativeOptions): Backend {
  const compiler = compilerOf(options.compiler, options.cache);
  let host: Host | undefined;
  return {
    // Kernels are kept by the name of their backend: those of other options are others.
    name: `native ${key}`,
    guards: true,
    compile(program: Program, guard?: string): Kernel {
      const numbers = new Map<Layout, number>();
      const job = jobOf(program, threads);
      const run = (memory: Memory, layout: Layout, calls: readonly Call[]): number => {
        host ??= hostOf(compiler);
        let number = numbers.get(layout);
        if (number === undefined)
          numbers.set(layout, (number = loaded(library(compiler, c(program, layout, guard)), host.open)));
        return host.run(job(number, calls), viewOf(memory, host));
      };
      return (memory, ...calls) => {
        // Rules per tensor are given short and long tensors in one list.
        const first = layoutOf(program, calls[0]?.columns ?? 0);
        const others = program.rows
          ? calls.filter(({ columns }) => layoutOf(program, columns) !== first)
          : [];
        if (others.length === 0) return run(memory, first, calls);
        const alike = calls.filter((call) => !others.includes(call));
        return run(memory, first, alike) + run(memory, first === "along" ? "side by side" : "along", others);
      };
    },
  };
}

/** @throws DownhillError `environment` where the system does not load what was compiled. */
function loaded<T>(path: string, load: (path: string) => T): T {
  try {
    return load(path);
  } catch (error) {
    throw new DownhillError(
      "environment",
      `cannot load ${path}: ${(error as Error).message}; delete it to have it compiled again, or name a folder from which programs may run with native({ cache })`,
      { cause: error },
    );
  }
}

function hostOf(compiler: Compiler): Host {
  const path = library(compiler, HOST, true);
  let host = hosts.get(path);
  if (!host) {
    const module = { exports: {} };
    loaded(path, () => node().dlopen(module, path));
    hosts.set(path, (host = module.exports as Host));
  }
  return host;
}

const views = new WeakMap<Memory, Float32Array>();

/** All of a memory, which may have grown and so have moved. */
function viewOf(memory: Memory, host: Host): Float32Array {
  let view = views.get(memory);
  if (view?.buffer !== memory.buffer || view.byteLength !== memory.buffer.byteLength) {
    views.set(memory, (view = new Float32Array(memory.buffer)));
    host.advise(view);
  }
  return view;
}

/** Packs calls into one array, which is used again for the next ones. */
function jobOf(program: Program, threads: number): (kernel: number, calls: readonly Call[]) => Float64Array {
  const addresses = program.inputs.length + program.elementOutputs.length + program.rowOutputs.length;
  const size = 2 + addresses + program.uniforms.length;
  let job = new Float64Array(64);
  return (kernel, calls) => {
    const length = HEAD + calls.length * size;
    if (job.length < length) job = new Float64Array(2 * length);
    let longest = 0;
    let at = HEAD;
    for (const call of calls) {
      longest = Math.max(longest, call.columns);
      job[at++] = call.rows;
      job[at++] = call.columns;
      for (let i = 0; i < addresses; i++) job[at++] = call.addresses[i]!;
      for (let i = 0; i < program.uniforms.length; i++) job[at++] = call.uniforms[i]!;
    }
    job[0] = kernel;
    job[1] = threads;
    job[2] = Number(program.rows);
    job[3] = 4 * program.scratch * (longest + ROOM);
    job[4] = calls.length;
    job[5] = size;
    return job;
  };
}
