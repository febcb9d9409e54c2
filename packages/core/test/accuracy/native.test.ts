/** Native kernels stay within the bounds of the wasm backend, whose polynomials they share: a product may be fused there. */
import { describe, expect, it } from "vitest";
import { nativeBackend, orReason } from "../support/native.js";
import { Bench } from "./kernel.js";
import { measureAll, measureSlice, type Result } from "./measure.js";
import { type Subject, subjects } from "./subjects.js";

const INFINITY = Number.POSITIVE_INFINITY;
const formulas: readonly (readonly [name: string, subject: Subject])[] = subjects.map((subject) => [
  subject.name,
  { ...subject, kernels: subject.kernels.filter(({ isFormula }) => isFormula) },
]);

function expectWithin(subject: Subject, results: readonly Result[]): void {
  results.forEach((result, i) => {
    expect(result.wrong).toEqual([]);
    expect(result.worst, `${result.name} at ${result.at}`).toBeLessThanOrEqual(subject.kernels[i]!.bound);
  });
}

describe.skipIf(!nativeBackend)(`errors of native kernels, in units of the last place${orReason}`, () => {
  it.each(formulas)("%s", (_, subject) => expectWithin(subject, measureSlice(subject, nativeBackend!)));

  describe.runIf(process.env.DOWNHILL_TEST_ALL)("over all float32 numbers", () => {
    it.each(formulas)("%s", { timeout: 3_600_000 }, (_, subject) =>
      expectWithin(subject, measureAll(subject, nativeBackend!)),
    );
  });

  const corners: readonly (readonly [text: string, cases: readonly (readonly [x: number, y: number])[]])[] = [
    [
      "exp(p)",
      [
        [0, 1],
        [-INFINITY, 0],
        [INFINITY, INFINITY],
      ],
    ],
    [
      "log(p)",
      [
        [0, -INFINITY],
        [-1, Number.NaN],
        [2 ** -149, Math.fround(-149 * Math.LN2)],
      ],
    ],
    [
      "tanh(p)",
      [
        [-0, -0],
        [INFINITY, 1],
        [Number.NaN, Number.NaN],
      ],
    ],
    [
      "sqrt(p)",
      [
        [-0, -0],
        [-1, Number.NaN],
        [2 ** -148, Math.fround(2 ** -74)],
      ],
    ],
    [
      "max(p, 0)",
      [
        [Number.NaN, Number.NaN],
        [-1, 0],
        [3, 3],
      ],
    ],
    [
      "p*p - p",
      [
        [INFINITY, Number.NaN],
        [Number.NaN, Number.NaN],
        [-3, 12],
      ],
    ],
  ];
  it.each(corners)("%s at its corners", (text, cases) => {
    const bench = new Bench(nativeBackend);
    const evaluate = bench.formula(text);
    // Full passes, single vectors and the rest.
    const length = 3 * 64 + 2 * 16 + 5;
    for (let i = 0; i < length; i++) bench.x.array[i] = cases[i % cases.length]![0];
    const results = evaluate(length);
    for (let i = 0; i < length; i++) expect(results[i], `at ${i}`).toBe(cases[i % cases.length]![1]);
  });
});
