import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { BLOCK, STREAMED } from "../src/backends/c/text.js";
import type { Backend } from "../src/backends/kernel.js";
import { Arena, adam, adamw, crossEntropy, huber, lamb, Memory, sgd, triplet } from "../src/index.js";
import { native } from "../src/native.js";
import { sharedMemory } from "../src/threads.js";
import { generator } from "./support/losses.js";
import { cache, nativeBackend, orReason, withThreads } from "./support/native.js";

const numbers = (length: number, seed: number): Float32Array => {
  const random = generator(seed);
  return Float32Array.from({ length }, () => random() * 4 - 2);
};

/** All at once: comparing number by number takes seconds. */
const bitsOf = (array: Float32Array): string =>
  createHash("sha1")
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest("hex");

const temporary: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "downhill-native-"));
  temporary.push(path);
  return path;
};
afterAll(() => {
  for (const path of temporary) rmSync(path, { recursive: true });
});

/** A compiler that is a script. */
function script(...lines: string[]): string {
  const path = join(folder(), "compiler");
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(!nativeBackend)(`native kernels${orReason}`, () => {
  it.each([16383, 16384, 50_001, 100_003])(
    "update %d parameters to the same bits on any threads",
    (length) => {
      const start = numbers(length, 1);
      const gradients = numbers(length, 2);
      const makers = [
        (backend: Backend) => adamw({ clipNorm: 1, backend }),
        (backend: Backend) => sgd({ l1: 0.01, backend }),
        (backend: Backend) => lamb({ backend }),
      ];
      for (const make of makers) {
        const [single, ...several] = [1, 2, 7].map((threads) => {
          const state = make(withThreads(threads)).init(start);
          for (let step = 0; step < 3; step++) state.step(gradients);
          return state.parameters;
        });
        for (const other of several) expect(other).toEqual(single);
      }
    },
  );

  it("give losses the same bits on any threads", () => {
    const length = 120_000;
    const [p, y, a] = [numbers(length, 3), numbers(length, 4), numbers(length, 5)];
    const labels = (columns: number) => Int32Array.from({ length: length / columns }, (_, i) => i % columns);
    const cases = [
      (backend: Backend) => huber({ backend }).evaluate(p, y),
      (backend: Backend) => crossEntropy({ backend }).evaluate(p, labels(10)),
      (backend: Backend) => crossEntropy({ backend }).evaluate(p, labels(100)),
      (backend: Backend) => triplet({ backend }).evaluate(p, y, a, { columns: 80 }),
    ];
    for (const run of cases) {
      const [single, ...several] = [1, 2, 7].map((threads) => {
        const { value, gradients } = run(withThreads(threads));
        return [value, ...Object.values(gradients).map(bitsOf)];
      });
      expect(several).toEqual([single, single]);
    }
  });

  // Threads that get no processor come too late for most jobs: they must not take parts of the next one.
  it("find no difference between equal squares, however large", () => {
    const far = new Float32Array(3).fill(1e4);
    const near = far.map((value) => -value);
    const loss = triplet({ squared: true, margin: 0.2, backend: nativeBackend! });
    for (const copies of [1, 20]) {
      const [anchor, other] = [far, near].map((row) =>
        Float32Array.from({ length: 3 * copies }, (_, i) => row[i % 3]!),
      );
      expect(loss.evaluate(anchor!, other!, other!, { columns: 3 }).value).toBeCloseTo(0.2, 6);
      expect(loss.evaluate(anchor!, other!, other!, { columns: 3 * copies }).value).toBeCloseTo(0.2, 6);
    }
  });

  it("write results that no cache has room for past all caches, and the same numbers", () => {
    // Rows of 1000 numbers begin in the middle of a cache line every other time.
    for (const [rows, columns, skipped] of [
      [1, STREAMED + 37, 0],
      [1, STREAMED + 37, 3],
      [2100, 1000, 0],
    ] as const) {
      const length = rows * columns;
      const memory = new Memory({ bytes: 2 ** 26 });
      const blocks = [0, 1].map(() => memory.allocate(length + skipped));
      const [predictions, into] = blocks.map(({ array }) => array.subarray(skipped)) as [
        Float32Array,
        Float32Array,
      ];
      predictions.set(numbers(length, 5));
      const targets =
        rows === 1 ? numbers(length, 6) : Int32Array.from({ length: rows }, (_, i) => i % columns);
      const how = { columns, memory, into: [into] };
      const run = (backend?: Backend) =>
        rows === 1
          ? huber({ ...(backend && { backend }) }).evaluate(predictions, targets, how)
          : crossEntropy({ ...(backend && { backend }) }).evaluate(predictions, targets, how);
      const expected = run();
      const gradient = into.slice();
      into.fill(7);
      const got = run(nativeBackend);
      expect(got.value).toBeCloseTo(expected.value, 6);
      let worst = 0;
      for (let i = 0; i < length; i++) worst = Math.max(worst, Math.abs(into[i]! - gradient[i]!));
      expect(worst).toBeLessThan(1e-6 / Math.sqrt(length));
    }
  });

  it("give the same bits over thousands of jobs with more threads than processors", () => {
    const length = 40_000;
    const [single, several] = [1, 7].map((threads) => {
      const backend = withThreads(threads);
      const states = [adamw({ backend }), adam({ clipNorm: 1, backend })].map((optimizer, i) =>
        optimizer.init(numbers(length, i)),
      );
      const g = numbers(length, 3);
      for (let step = 0; step < 1000; step++) for (const state of states) state.step(g);
      return states.map(({ parameters }) => bitsOf(parameters));
    });
    expect(several).toEqual(single);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "let no gradient of %s into a parameter or a state, wherever it stands",
    (bad) => {
      const length = BLOCK + 4 * 16 + 2 * 16 + 3; // a block, part of one, single vectors, the rest
      const g = new Float32Array(length).fill(0.5);
      const state = adamw({ backend: nativeBackend! }).init(new Float32Array(length).fill(1));
      state.step(g);
      const arrays = [state.parameters, ...[...state.states.values()].map(({ array }) => array)];
      for (let index = 0; index < length; index++) {
        const kept = arrays.map((array) => array[index]);
        g[index] = bad;
        expect(() => state.step(g)).toThrow(`parameters[${index}] is ${bad}`);
        g[index] = 0.5;
        expect(arrays.map((array) => array[index])).toEqual(kept);
        expect(arrays.every((array) => array.every(Number.isFinite))).toBe(true);
      }
      expect(state.steps).toBe(1);
    },
  );

  it("update short and long tensors by one rule, whichever comes first", () => {
    for (const sizes of [
      [3, 900, 17, 2000],
      [900, 3, 2000, 32, 33],
    ]) {
      const [expected, got] = [{}, { backend: nativeBackend! }].map((options) => {
        const arena = new Arena(sizes.map((size, i) => ({ name: `t${i}`, shape: [size] })));
        arena.values.set(numbers(arena.length, 1));
        for (const { name, length } of arena.segments) arena.gradientsOf(name).set(numbers(length, length));
        const state = lamb(options).init(arena);
        for (let step = 0; step < 3; step++) state.step();
        return arena.values;
      });
      expect(got!.length).toBe(expected!.length);
      got!.forEach((value, i) => expect(value).toBeCloseTo(expected![i]!, 5));
    }
  });

  it("take gradients whose sum overflows", () => {
    const state = sgd({ lr: 1e-38, backend: nativeBackend! }).init(new Float32Array(2000));
    state.step(new Float32Array(2000).fill(3e38));
    expect(state.parameters.every((value) => Math.abs(value + 3) < 1e-5)).toBe(true);
  });

  it("follow a memory that grows, and work on one that threads share", async () => {
    const memories = [new Memory(), await sharedMemory({ threads: 2 })];
    for (const memory of memories) {
      const state = adamw({ backend: nativeBackend! }).init(new Arena([{ name: "w", shape: [100] }], memory));
      const expected = adamw().init(new Float32Array(100));
      for (let step = 0; step < 3; step++) {
        const g = numbers(100, step);
        state.step(g);
        expected.step(g);
        memory.allocate(100_000);
      }
      state.parameters.forEach((value, i) => expect(value).toBeCloseTo(expected.parameters[i]!, 6));
      memory.close();
    }
  });

  it("run in worker threads side by side, outlive them, and keep no program alive", () => {
    const core = (file: string) => new URL(`../dist/${file}`, import.meta.url).href;
    const work = `
      const { native } = await import(${JSON.stringify(core("native.js"))});
      const { huber, crossEntropy } = await import(${JSON.stringify(core("index.js"))});
      const backend = native({ threads: 3, cache: ${JSON.stringify(cache)} });
      const p = Float32Array.from({ length: 100000 }, (_, i) => i % 7);
      let sum = 0;
      for (let i = 0; i < 40; i++) {
        sum += huber({ backend }).evaluate(p, new Float32Array(p.length), { check: false }).value;
        sum += crossEntropy({ backend }).evaluate(p, new Float32Array(1000)).value;
      }`;
    const main = `
      import { Worker } from "node:worker_threads";
      const worker = () => new Promise((resolve, reject) => {
        const code = ${JSON.stringify(
          `(async () => {${work}; require("node:worker_threads").parentPort.postMessage(sum); })()`,
        )};
        let result;
        const worker = new Worker(code, { eval: true, execArgv: [] });
        worker.on("message", (value) => (result = value));
        worker.on("error", reject);
        worker.on("exit", () => resolve(result));
      });
      const before = [await worker(), ...(await Promise.all([worker(), worker()]))];
      ${work}
      console.log(JSON.stringify([...before, sum]));`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", main], {
      encoding: "utf8",
      timeout: 25_000,
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const sums = JSON.parse(stdout) as number[];
    expect(sums).toHaveLength(4);
    expect(new Set(sums).size).toBe(1);
  });

  it("are compiled once, into a folder that only their owner may write to", () => {
    const path = join(folder(), "cache");
    const log = join(folder(), "log");
    const compiler = script(`echo "$@" >> ${log}`, 'exec cc "$@"');
    const evaluate = () => native({ compiler, cache: path }).name;
    evaluate();
    expect(huber({ backend: native({ compiler, cache: path }) }).evaluate([3], [0]).value).toBe(2.5);
    const files = readdirSync(path);
    expect(files.map((file) => file.replace(/^[0-9a-f]{40}/, "")).sort()).toEqual([".node", ".so"]);
    const runs = () => readFileSync(log, "utf8").trim().split("\n").length;
    const before = runs();
    // Another number of threads is another backend, which finds what is there.
    expect(huber({ backend: native({ compiler, cache: path, threads: 1 }) }).evaluate([3], [0]).value).toBe(
      2.5,
    );
    expect(readdirSync(path)).toEqual(files);
    expect(runs()).toBe(before + 1); // its version
    chmodSync(path, 0o775);
    expect(() => native({ compiler, cache: path, threads: 3 })).toThrow(
      /others may write to it.*native\(\{ cache \}\)/,
    );
    const file = join(folder(), "file");
    writeFileSync(file, "");
    expect(() => native({ compiler, cache: file, threads: 3 })).toThrow(file);
  });

  it("say which file the system does not load", () => {
    const compiler = script(
      '[ "$1" = --version ] && exec echo cc 1.0',
      'while [ "$1" != -o ]; do shift; done',
      "cat > /dev/null", // the text
      'echo nothing > "$2"',
    );
    const backend = native({ compiler, cache: folder() });
    const failing = () => huber({ backend }).evaluate([1], [2]);
    expect(failing).toThrow(/cannot load .*\.node: .*; delete it/);
    expect(failing).toThrow(expect.objectContaining({ code: "environment" }));
  });

  it("show what a compiler complains of", () => {
    const compiler = script(
      '[ "$1" = --version ] && exec echo cc 1.0',
      "echo unknown argument: -O3 >&2",
      "exit 1",
    );
    const backend = native({ compiler, cache: folder() });
    expect(() => huber({ backend }).evaluate([1], [2])).toThrow(
      /did not compile a kernel:\n {2}unknown argument: -O3/,
    );
  });

  it("use vectors as wide as the processor has", () => {
    const file = readdirSync(cache).find((name) => name.endsWith(".so"))!;
    const objdump = spawnSync("objdump", ["-d", "--no-show-raw-insn", join(cache, file)], {
      encoding: "utf8",
    });
    const facts = spawnSync("cat", ["/proc/cpuinfo"], { encoding: "utf8" }).stdout ?? "";
    if (objdump.status !== 0 || !facts.includes("avx512f")) return;
    expect(objdump.stdout).toContain("%zmm");
  });
});

describe("native", () => {
  it("says what is missing where there is no compiler", () => {
    const failing = () => native({ compiler: "no-such-compiler" });
    expect(failing).toThrow(/no C compiler: looked for no-such-compiler; install one/);
    expect(failing).toThrow(expect.objectContaining({ code: "environment" }));
    const path = fileURLToPath(new URL("../dist/native.js", import.meta.url));
    const code = `import(${JSON.stringify(path)}).then(({ native }) => native()).catch(({ code }) => console.log(code))`;
    const without = execFileSync(process.execPath, ["-e", code], {
      env: { PATH: "/nowhere" },
      encoding: "utf8",
    });
    expect(without.trim()).toBe("environment");
  });

  it("refuses a number of threads that is none", () => {
    for (const threads of [0, 1.5, 65])
      expect(() => native({ threads })).toThrow(`expected an integer from 1 to 64; got ${threads}`);
  });
});
