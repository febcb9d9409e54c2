import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, createBuild, differentiate, evaluateRow, type Node, parse } from "../../src/formula/index.js";
import { expression, rowExpression } from "../support/random-formula.js";

const RUNS = process.env.DOWNHILL_TEST_ALL ? 5000 : 300;

/** L summed over one row, and ∂L/∂p, both in float64. */
function graph(text: string) {
  const build = createBuild();
  const p = build.input("p", "element");
  const scope = new Map<string, Node>([
    ["p", p],
    ["y", build.input("y", "element")],
    ["c", build.uniform("c")],
    ["target", build.input("target", "row")],
  ]);
  const loss = check(
    build,
    { text: `L = ${text}`, file: "random" },
    parse({ text: `L = ${text}`, file: "random" }),
    scope,
  ).get("L")!;
  const [gradient] = differentiate(build, loss, build.constant(1), [p]);
  return { loss, gradient: gradient! };
}

type Inputs = { p: number[]; y: number[]; c: number; target: number };

function evaluate(root: Node, { p, y, c, target }: Inputs): number[] {
  const [result] = evaluateRow([root], { columns: p.length, inputs: { p, y, target }, uniforms: { c } });
  return typeof result === "number" ? p.map(() => result) : [...result!];
}

/** Central differences of the sum of the losses, for each element of p. */
function differences(loss: Node, inputs: Inputs): number[] {
  const sum = (p: number[]) => {
    const values = evaluate(loss, { ...inputs, p });
    return loss.level === "element" ? values.reduce((a, b) => a + b, 0) : values[0]!;
  };
  return inputs.p.map((value, i) => {
    const step = 1e-5 * Math.max(1, Math.abs(value));
    const at = (shift: number) => sum(inputs.p.map((other, j) => (i === j ? value + shift : other)));
    return (at(step) - at(-step)) / (2 * step);
  });
}

const number = fc.integer({ min: -3000, max: 3000 }).map((n) => n / 1000);
const inputs = fc.integer({ min: 1, max: 6 }).chain((columns) =>
  fc.record({
    p: fc.array(number, { minLength: columns, maxLength: columns }),
    y: fc.array(number, { minLength: columns, maxLength: columns }),
    c: number,
    target: fc.integer({ min: 0, max: columns - 1 }),
  }),
);

function agrees(text: string, at: Inputs): void {
  const { loss, gradient } = graph(text);
  const expected = differences(loss, at);
  evaluate(gradient, at).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!), `${text}: ${value} against ${expected[i]}`).toBeLessThan(
      2e-4 * Math.max(1, Math.abs(expected[i]!)),
    );
  });
}

describe("derivatives of random formulas against central differences", () => {
  it("of elements", () => {
    fc.assert(fc.property(expression, inputs, agrees), { numRuns: RUNS });
  });
  it("of rows", () => {
    fc.assert(fc.property(rowExpression, inputs, agrees), { numRuns: RUNS });
  });
  it("of a picked element", () => {
    fc.assert(
      fc.property(expression, inputs, (text, at) =>
        agrees(`tanh(p[target] - 1)*logsumexp(${text}) + sum((column == target)*p)`, at),
      ),
      { numRuns: RUNS },
    );
  });
});

describe("corners have fixed derivatives", () => {
  const slope = (text: string, p: number, y = 0) =>
    evaluate(graph(text).gradient, { p: [p], y: [y], c: 0, target: 0 })[0];
  it.each([
    ["abs(p)", 0, 0],
    ["sqrt(p)", 0, 0],
    ["norm(p)", 0, 0],
    ["p^0.5", 0, 0],
    ["p^0.25", 0, 0],
    ["p^1.5", 0, 0],
    ["min(p, 0)", 0, 0.5],
    ["max(p, 0)", 0, 0.5],
    ["max(0, p)", 0, 0.5],
    ["xlogy(p, p)", 0, 0],
    ["where(p > 0, log(p), 0)", 0, 0],
    ["where(p > 0, sqrt(p)*log(p)/p, 0)", 0, 0],
    ["where(p > 1, 1/p, p)", 0, 1],
    ["stop(p)*p", 3, 3],
    ["sign(p)", 1, 0],
    ["max(p)", 2, 1],
  ])("%s at %d has slope %d", (text, p, expected) => {
    expect(slope(text, p)).toBe(expected);
  });
});
