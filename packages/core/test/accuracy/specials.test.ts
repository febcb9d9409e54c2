/** Zeros, infinities, NaN, denormals and thresholds: exact answers of the wasm backend. */
import { describe, expect, it } from "vitest";
import * as functions from "../../src/backends/functions.js";
import { Bench, type Evaluate } from "./kernel.js";

const INFINITY = Number.POSITIVE_INFINITY;
const TINY = 2 ** -149;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;
const LOG2 = Math.fround(Math.LN2);

const bench = new Bench();
function apply(evaluate: Evaluate, x: number, y = 0): number {
  bench.x.array.fill(x, 0, 4);
  bench.y.array.fill(y, 0, 4);
  return evaluate(4)[0]!;
}
const formulas = Object.fromEntries(
  ["exp", "expm1", "log", "log1p", "sigmoid", "tanh", "softplus", "sin", "cos"].map((name) => [
    name,
    bench.formula(`${name}(p)`),
  ]),
);
const own = {
  sigmoid: bench.direct(functions.sigmoid),
  softplus: bench.direct(functions.softplus),
  expNotPositive: bench.direct(functions.expNotPositive),
  log1pUnit: bench.direct(functions.log1pUnit),
};

describe("special values", () => {
  it.each<[name: string, x: number, expected: number]>([
    ["exp", 0, 1],
    ["exp", -0, 1],
    ["exp", TINY, 1],
    ["exp", -TINY, 1],
    ["exp", INFINITY, INFINITY],
    ["exp", -INFINITY, 0],
    // The largest float32 whose exponential is finite, and the next.
    ["exp", 88.72283172607422, 3.402798519021476e38],
    ["exp", 88.72283935546875, INFINITY],
    // The last whose exponential is not 0: half of the smallest denormal lies between the two.
    ["exp", -103.97207641601562, TINY],
    ["exp", -103.97208404541016, 0],
    ["expm1", 0, 0],
    ["expm1", -0, -0],
    ["expm1", TINY, TINY],
    ["expm1", -TINY, -TINY],
    ["expm1", INFINITY, INFINITY],
    ["expm1", -INFINITY, -1],
    ["expm1", 88.72283935546875, INFINITY],
    ["log", 0, -INFINITY],
    ["log", -0, -INFINITY],
    ["log", 1, 0],
    ["log", -1, Number.NaN],
    ["log", -TINY, Number.NaN],
    ["log", TINY, Math.fround(-149 * Math.LN2)],
    ["log", LARGEST, Math.fround(Math.log(LARGEST))],
    ["log", INFINITY, INFINITY],
    ["log", -INFINITY, Number.NaN],
    ["log1p", 0, 0],
    ["log1p", -0, -0],
    ["log1p", TINY, TINY],
    ["log1p", -TINY, -TINY],
    ["log1p", -1, -INFINITY],
    ["log1p", -1.0000001192092896, Number.NaN],
    ["log1p", 1, LOG2],
    ["log1p", LARGEST, Math.fround(Math.log(LARGEST))],
    ["log1p", INFINITY, INFINITY],
    ["log1p", -INFINITY, Number.NaN],
    ["sigmoid", 0, 0.5],
    ["sigmoid", -0, 0.5],
    ["sigmoid", TINY, 0.5],
    ["sigmoid", INFINITY, 1],
    ["sigmoid", -INFINITY, 0],
    ["tanh", 0, 0],
    ["tanh", -0, -0],
    ["tanh", TINY, TINY],
    ["tanh", -TINY, -TINY],
    ["tanh", INFINITY, 1],
    ["tanh", -INFINITY, -1],
    ["tanh", LARGEST, 1],
    ["softplus", 0, LOG2],
    ["softplus", -0, LOG2],
    ["softplus", INFINITY, INFINITY],
    ["softplus", -INFINITY, 0],
    ["softplus", LARGEST, LARGEST],
    ["sin", 0, 0],
    ["sin", TINY, TINY],
    ["sin", INFINITY, Number.NaN],
    ["sin", -INFINITY, Number.NaN],
    ["cos", 0, 1],
    ["cos", -0, 1],
    ["cos", TINY, 1],
    ["cos", INFINITY, Number.NaN],
  ])("%s of %d is %d", (name, x, expected) => {
    expect(apply(formulas[name]!, x)).toBe(expected);
    if (name === "sigmoid" || name === "softplus") expect(apply(own[name], x)).toBe(expected);
  });

  it.each([...Object.entries(formulas), ...Object.entries(own)])("%s keeps NaN", (_, evaluate) => {
    expect(apply(evaluate, Number.NaN)).toBeNaN();
  });

  it("where a kernel adds the result to 1, results below 8.2e-39 are 0", () => {
    expect(apply(own.expNotPositive, -87.68)).toBe(Math.fround(Math.exp(Math.fround(-87.68))));
    expect(apply(own.expNotPositive, -87.69)).toBe(0);
    expect(apply(own.expNotPositive, -INFINITY)).toBe(0);
    expect(apply(own.sigmoid, -100)).toBe(Math.fround(Math.exp(-100)));
    expect(apply(formulas.sigmoid!, -100)).toBe(0);
  });

  it("sine and cosine stay within 1 where float32 no longer knows the angle", () => {
    for (const x of [1e4, 1e6, 1e10, 1e30, LARGEST]) {
      expect(Math.abs(apply(formulas.sin!, x))).toBeLessThanOrEqual(1);
      expect(Math.abs(apply(formulas.cos!, x))).toBeLessThanOrEqual(1);
    }
  });
});

describe("powers", () => {
  const power = bench.direct(functions.pow);
  it.each([
    [0, 0],
    [0, 2.5],
    [0, -1],
    [-0, -1],
    [-0, 3],
    [2, 0],
    [Number.NaN, 0],
    [2, Number.NaN],
    [2, 1000],
    [2, -1000],
    [-2, 3],
    [-2, 4],
    [-2, -3],
    [-2, 0.5],
    [-1, INFINITY],
    [0.5, INFINITY],
    [2, INFINITY],
    [2, -INFINITY],
    [INFINITY, -1],
    [INFINITY, 0],
    [-INFINITY, 3],
    [1, 1e30],
    [TINY, 0.5],
    [-3, 2 ** 24],
  ])("%d ^ %d is what JavaScript says", (a, b) => {
    const [got, expected] = [apply(power, a, b), Math.fround(a ** b)];
    if (Number.isFinite(expected) && expected !== 0) expect(Math.abs(got / expected - 1)).toBeLessThan(1e-5);
    else expect(got).toBe(expected);
  });
});
