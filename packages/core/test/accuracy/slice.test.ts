/** The bounds of all float32 numbers, on a slice that takes a second or two: see measure.ts. */
import { describe, expect, it } from "vitest";
import { measureSlice } from "./measure.js";
import { subjects } from "./subjects.js";

describe("errors of the wasm backend, in units of the last place", () => {
  it.each(subjects.map((subject) => [subject.name, subject] as const))("%s", (_, subject) => {
    measureSlice(subject).forEach((result, i) => {
      expect(result.inputs).toBeGreaterThan(20_000);
      expect(result.wrong).toEqual([]);
      expect(result.worst, `${result.name} at ${result.at}`).toBeLessThanOrEqual(subject.kernels[i]!.bound);
    });
  });
});
