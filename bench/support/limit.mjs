/** Starts the sides that measure the memory itself: in C where a compiler is found, else in WASM on one thread. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Side } from "./side.mjs";

const programs = new Map();

/** Path of the program compiled with these words too, or undefined where that cannot be. */
function compiled(...more) {
  const key = more.join(" ");
  if (!programs.has(key)) {
    const folder = mkdtempSync(join(tmpdir(), "downhill-bench-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, "limit");
    const source = fileURLToPath(new URL("limit.c", import.meta.url));
    const words = ["-O3", "-march=native", ...more, "-ffast-math", "-pthread", "-o", path, source];
    programs.set(key, spawnSync("cc", words, { stdio: "ignore" }).status === 0 ? path : undefined);
  }
  return programs.get(key);
}

/** @returns {number[]} numbers of threads that the limits are measured with */
export const limitThreads = () => (compiled() && availableParallelism() > 1 ? [1, 2] : [1]);

/**
 * One side per number of threads, prepared: reads that many arrays of `length` floats and writes that many, of which
 * the written ones are among those read when `inPlace` (an update), and others when not (a loss).
 * @param {{ reads: number, writes: number, inPlace: boolean, length: number }} traffic
 */
export async function limitSides({ reads, writes, inPlace, length }, counts = limitThreads()) {
  const sides = [];
  for (const threads of counts) {
    const side = new Side(`limit ${threads}`, compiled() ?? new URL("stream.mjs", import.meta.url));
    await side.prepare({ reads, writes, inPlace: Number(inPlace), length, threads });
    sides.push(side);
  }
  return sides;
}

/**
 * The same with vectors of 128 bits, which is what WebAssembly has: part of a limit that no kernel of it can pass. None
 * where the compiler does not know how.
 */
export async function narrowLimitSides({ reads, writes, inPlace, length }) {
  const program = compiled("-mprefer-vector-width=128");
  if (!program) return [];
  const side = new Side("limit of 128 bits", program);
  await side.prepare({ reads, writes, inPlace: Number(inPlace), length, threads: limitThreads().at(-1) });
  return [side];
}
