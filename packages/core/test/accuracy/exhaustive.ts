/** Measures a subject over every float32 number and writes what it found into recorded/. */
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { measureAll } from "./measure.js";
import { bitsOf, subjectNamed } from "./subjects.js";

export function exhaustive(...names: readonly string[]): void {
  describe.runIf(process.env.DOWNHILL_TEST_ALL)("over all float32 numbers", () => {
    it.each(names)("%s stays within its bounds", { timeout: 3_600_000 }, (name) => {
      const subject = subjectNamed(name);
      const results = measureAll(subject);
      const recorded = {
        function: name,
        domain: subject.domain,
        kernels: results.map(({ name: kernel, inputs, worst, at }) => ({
          name: kernel,
          inputs,
          worst: Number(worst.toFixed(4)),
          at,
          bits: `0x${bitsOf(at).toString(16).padStart(8, "0")}`,
        })),
      };
      const file = new URL(`recorded/${name}.json`, import.meta.url);
      writeFileSync(file, `${JSON.stringify(recorded, undefined, 2)}\n`);
      results.forEach((result, i) => {
        expect(result.wrong).toEqual([]);
        expect(result.worst).toBeLessThanOrEqual(subject.kernels[i]!.bound);
      });
    });
  });
}
