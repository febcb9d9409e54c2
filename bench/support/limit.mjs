/** Starts the sides that measure the memory itself: in C where a compiler is found, else in WASM on one thread. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Side } from "./side.mjs";

let program;

/** Path of the compiled program, or undefined without a compiler. */
function compiled() {
  if (program !== undefined) return program || undefined;
  const folder = mkdtempSync(join(tmpdir(), "downhill-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "limit");
  const source = fileURLToPath(new URL("limit.c", import.meta.url));
  const words = ["-O3", "-march=native", "-ffast-math", "-pthread", "-o", path, source];
  program = spawnSync("cc", words, { stdio: "ignore" }).status === 0 ? path : "";
  return program || undefined;
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
