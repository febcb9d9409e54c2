/** Random formulas as text, for property tests: every primitive, arguments kept inside the ranges where it is smooth. */
import fc from "fast-check";

/** Functions that are smooth everywhere once their argument is made safe. */
const safe: Readonly<Record<string, (a: string) => string>> = {
  abs: (a) => `abs(${a} + 7)`,
  sqrt: (a) => `sqrt((${a})^2 + 0.5)`,
  exp: (a) => `exp(tanh(${a}))`,
  log: (a) => `log((${a})^2 + 0.5)`,
  log1p: (a) => `log1p((${a})^2)`,
  expm1: (a) => `expm1(tanh(${a}))`,
  sigmoid: (a) => `sigmoid(${a})`,
  tanh: (a) => `tanh(${a})`,
  softplus: (a) => `softplus(${a})`,
  sin: (a) => `sin(tanh(${a}))`,
  cos: (a) => `cos(tanh(${a}))`,
};

const binary: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `(${a} + ${b})`,
  (a, b) => `(${a} - ${b})`,
  (a, b) => `(tanh(${a}) * ${b})`,
  (a, b) => `(${a} / (1.5 + (${b})^2))`,
  // Far apart on either side: where two numbers are equal up to rounding, float32 and float64 choose differently.
  (a, b) => `min(tanh(${a}), tanh(${b}) + where(y > 0.3135, 3, -3))`,
  (a, b) => `max(tanh(${a}), tanh(${b}) + where(y > 0.3135, 3, -3))`,
  (a, b) => `where(p > 100, ${a}, ${b})`,
  (a, b) => `(0.5 + sigmoid(${a}))^(1.5 + 0.1*tanh(${b}))`,
  (a, b) => `xlogy(sigmoid(${a}), 0.5 + (${b})^2)`,
];

const leaf = fc.oneof(
  fc.constantFrom("p", "y", "c"),
  fc.integer({ min: -20, max: 20 }).map((n) => `${n / 8}`),
);

/** An expression over p, y and the option c. */
export const expression: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom(...Object.values(safe)), tie("e")).map(([f, a]) => f(a)),
    fc.tuple(fc.constantFrom(...binary), tie("e"), tie("e")).map(([f, a, b]) => f(a, b)),
  ),
})).e;

/** The same, reduced over a row in one of several ways. */
export const rowExpression: fc.Arbitrary<string> = fc
  .tuple(expression, expression, fc.constantFrom("sum", "mean", "logsumexp", "norm"))
  .map(
    ([a, b, reduction]) =>
      `sum(tanh(${a})*${reduction}(tanh(${b}) + 2))/columns + ${reduction}(1.5 + sigmoid(${a} - ${b}))`,
  );
