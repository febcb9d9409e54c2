/** Errors of a^b on stated ranges, by sampling: exp(b·log a) multiplies the logarithm's error by |b·log a|. */
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as functions from "../../src/backends/functions.js";
import { Bench, CHUNK } from "./kernel.js";
import { perUlp } from "./measure.js";
import { bitsOf } from "./subjects.js";

const CHUNKS = process.env.DOWNHILL_TEST_ALL ? 200 : 4;

const ranges = [
  { name: "1/2 ≤ a ≤ 2, -1 ≤ b ≤ 1", low: 0.5, high: 2, exponents: [-1, 1], bound: 2 },
  { name: "1/100 ≤ a ≤ 1, 0 ≤ b ≤ 5", low: 0.01, high: 1, exponents: [0, 5], bound: 40 },
  { name: "1/1000 ≤ a ≤ 1000, -3 ≤ b ≤ 3", low: 1e-3, high: 1e3, exponents: [-3, 3], bound: 40 },
  {
    name: "2^-126 ≤ a ≤ 2^127, any result that is normal",
    low: 2 ** -126,
    high: 2 ** 127,
    exponents: [-20, 20],
    bound: 150,
  },
] as const;

describe("errors of powers, in units of the last place", () => {
  const bench = new Bench();
  const evaluate = bench.direct(functions.pow);
  const results: Record<string, unknown>[] = [];

  it.each(ranges)("$name", { timeout: 600_000 }, ({ name, low, high, exponents, bound }) => {
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const rounded = new Float32Array(1);
    const bits = new Uint32Array(rounded.buffer);
    let worst = 0;
    let at: readonly number[] = [];
    let inputs = 0;
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const [a, b] = [bench.x.array, bench.y.array];
      for (let i = 0; i < CHUNK; i++) {
        a[i] = low * (high / low) ** random();
        b[i] = exponents[0] + (exponents[1] - exponents[0]) * random();
      }
      const results = evaluate(CHUNK);
      for (let i = 0; i < CHUNK; i++) {
        const expected = a[i]! ** b[i]!;
        if (!(expected >= 2 ** -126 && expected < 2 ** 127)) continue;
        inputs++;
        rounded[0] = expected;
        const error = Math.abs(results[i]! - expected) * perUlp[bits[0]! >>> 23]!;
        if (error <= worst) continue;
        worst = error;
        at = [a[i]!, b[i]!];
      }
    }
    results.push({
      name,
      inputs,
      worst: Number(worst.toFixed(4)),
      at,
      bits: at.map((x) => `0x${bitsOf(x).toString(16)}`),
    });
    expect(worst, `${at}`).toBeLessThanOrEqual(bound);
  });

  it.runIf(process.env.DOWNHILL_TEST_ALL)("are recorded", () => {
    writeFileSync(
      new URL("recorded/pow.json", import.meta.url),
      `${JSON.stringify({ function: "pow", domain: "samples", kernels: results }, undefined, 2)}\n`,
    );
  });
});
