/** What the catalogue says about neighbouring losses, and the corners that other libraries got wrong. */
import { describe, expect, it } from "vitest";
import type { Loss } from "../src/interfaces.js";
import {
  arcface,
  asymmetric,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  contrastive,
  cosineEmbedding,
  crossEntropy,
  dice,
  focal,
  generalizedCrossEntropy,
  huber,
  infoNce,
  klDivergence,
  mae,
  mse,
  poly1,
  quantile,
  smoothL1,
  softCrossEntropy,
  softMargin,
  softmaxFocal,
  triplet,
  tversky,
} from "../src/losses/index.js";
import { generator, worstDifference } from "./support/losses.js";

const random = generator(11);
const numbers = (count: number, low = -4, high = 4) =>
  Array.from({ length: count }, () => low + random() * (high - low));
const logits = numbers(60);
const targets = numbers(60);
const labels = numbers(60).map((value) => (value > 0 ? 1 : 0));
const signs = labels.map((label) => 2 * label - 1);
const classes = numbers(12, 0, 5).map(Math.floor);
const oneHot = classes.flatMap((index) => [0, 1, 2, 3, 4].map((column) => (column === index ? 1 : 0)));
const cosines = numbers(60, -0.9, 0.9);
const rows = { columns: 5 };
const rows2 = { columns: 2 };
/** Zeros without their sign. */
const plain = (values: ArrayLike<number>) => Array.from(values, (value) => value + 0);
type Side = readonly [loss: Loss, ...inputs: (ArrayLike<number> | { columns: number })[]];

const relations: readonly [claim: string, left: Side, factor: number, right: Side][] = [
  [
    "mse is twice huber with a wide delta",
    [mse(), logits, targets],
    2,
    [huber({ delta: 100 }), logits, targets],
  ],
  [
    "huber is delta times smooth L1",
    [huber({ delta: 0.5 }), logits, targets],
    0.5,
    [smoothL1({ beta: 0.5 }), logits, targets],
  ],
  ["smooth L1 with beta 0 is mae", [smoothL1({ beta: 0 }), logits, targets], 1, [mae(), logits, targets]],
  [
    "mae is huber over a small delta",
    [mae(), logits, targets],
    1e6,
    [huber({ delta: 1e-6 }), logits, targets],
  ],
  ["mae is twice the median's quantile loss", [mae(), logits, targets], 2, [quantile(), logits, targets]],
  [
    "soft margin is binary cross-entropy",
    [softMargin(), logits, signs],
    1,
    [binaryCrossEntropyWithLogits(), logits, labels],
  ],
  [
    "asymmetric without focus is binary cross-entropy",
    [asymmetric({ gammaPositive: 0, gammaNegative: 0, clip: 0 }), logits, labels],
    1,
    [binaryCrossEntropyWithLogits(), logits, labels],
  ],
  [
    "softmax focal with gamma 0 is cross-entropy",
    [softmaxFocal({ gamma: 0 }), logits, classes],
    1,
    [crossEntropy(), logits, classes],
  ],
  [
    "poly-1 with epsilon 0 is cross-entropy",
    [poly1({ epsilon: 0 }), logits, classes],
    1,
    [crossEntropy(), logits, classes],
  ],
  [
    "a small q is cross-entropy",
    [generalizedCrossEntropy({ q: 1e-7 }), logits, classes],
    1,
    [crossEntropy(), logits, classes],
  ],
  [
    "InfoNCE at temperature 1 is cross-entropy",
    [infoNce({ temperature: 1 }), logits, classes],
    1,
    [crossEntropy(), logits, classes],
  ],
  [
    "arcface without margin is cross-entropy",
    [arcface({ scale: 1, margin: 0 }), cosines, classes],
    1,
    [crossEntropy(), cosines, classes],
  ],
  [
    "one-hot soft targets are classes",
    [softCrossEntropy(), logits, oneHot, rows],
    1,
    [crossEntropy(), logits, classes],
  ],
  [
    "smoothing is the same for both",
    [softCrossEntropy({ labelSmoothing: 0.1 }), logits, oneHot, rows],
    1,
    [crossEntropy({ labelSmoothing: 0.1 }), logits, classes],
  ],
  [
    "dice is tversky at a half",
    [dice(), logits, labels, rows],
    1,
    [tversky({ alpha: 0.5, beta: 0.5, smooth: 0.5 }), logits, labels, rows],
  ],
];

describe("relations that the entries state", () => {
  it.each(relations)("%s", (_, [left, ...leftInputs], factor, [right, ...rightInputs]) => {
    const a = left.evaluate(...leftInputs);
    const b = right.evaluate(...rightInputs);
    expect(worstDifference([a.value], [factor * b.value])).toBeLessThan(5e-6);
    expect(
      worstDifference(
        a.gradient,
        b.gradient.map((value) => factor * value),
      ),
    ).toBeLessThan(5e-6);
  });

  it("focal without focus and balance is binary cross-entropy to the last bit", () => {
    const a = focal({ gamma: 0, balanced: false }).evaluate(logits, labels);
    const b = binaryCrossEntropyWithLogits().evaluate(logits, labels);
    expect(a.value).toBe(b.value);
    expect(plain(a.gradient)).toEqual(plain(b.gradient));
  });

  it("probabilities and logits agree where float32 holds both", () => {
    const probabilities = logits.map((x) => 1 / (1 + Math.exp(-x)));
    const a = binaryCrossEntropy().evaluate(probabilities, labels);
    expect(a.value).toBeCloseTo(binaryCrossEntropyWithLogits().evaluate(logits, labels).value, 5);
  });
});

describe("corners", () => {
  it.each([1e-6, 0.5, 1, 10])("huber and smooth L1 have no step at delta %s", (delta) => {
    const ulp = Math.fround(delta) * 2 ** -23;
    const around = [delta - ulp, delta, delta + ulp].map(Math.fround);
    for (const loss of [huber({ delta, reduction: "none" }), smoothL1({ beta: delta, reduction: "none" })]) {
      const { losses, gradient } = loss.evaluate(around, [0, 0, 0]);
      expect(Math.max(...losses!) / Math.min(...losses!)).toBeLessThan(1 + 1e-6);
      expect(Math.max(...gradient) / Math.min(...gradient)).toBeLessThan(1 + 1e-6);
    }
  });

  it("identical rows get no gradient and leave the others alone", () => {
    const a = [1, 2, 3, 4, 5, 6];
    const b = [1, 2, 0, 1, 5, 6];
    const pairs = contrastive({ reduction: "sum" }).evaluate(a, b, [0, 1, 1]);
    expect(plain(pairs.gradients.a!)).toEqual([0, 0, 3, 3, 0, 0]);
    const triples = triplet({ eps: 0, reduction: "sum" }).evaluate(a, b, a, rows2);
    expect(plain(triples.gradients.positive!.slice(0, 2))).toEqual([0, 0]);
    expect([...triples.gradients.anchor!].every(Number.isFinite)).toBe(true);
  });

  it("triplets that keep the margin cost exactly nothing", () => {
    const { value, gradients } = triplet().evaluate([0, 0, 1, 1], [0, 0, 1, 1], [5, 5, 9, 9], rows2);
    expect(value).toBe(0);
    for (const gradient of Object.values(gradients)) expect(plain(gradient)).toEqual([0, 0, 0, 0]);
  });

  it("rows of zeros have a finite cosine", () => {
    const { value, gradients } = cosineEmbedding().evaluate([0, 0, 1, 0], [0, 0, 0, 0], [1, -1]);
    expect(value).toBe(0.5);
    for (const gradient of Object.values(gradients)) expect([...gradient].every(Number.isFinite)).toBe(true);
  });

  it("a target of 0 contributes nothing to the divergence, whatever the prediction", () => {
    const { value, gradient } = klDivergence().evaluate([0, Number.NEGATIVE_INFINITY], [1, 0], rows2);
    expect(value).toBe(0);
    expect(plain(gradient)).toEqual([-1, 0]);
  });

  it("softmax survives rows that overflow or are all negative", () => {
    const { losses } = crossEntropy({ reduction: "none" }).evaluate(
      [-1e4, -9999, 1e4, 1e4, 3e38, -3e38],
      [1, 0, 0],
    );
    expect(worstDifference(losses!, [Math.log1p(Math.exp(-1)), Math.LN2, 0])).toBeLessThan(1e-6);
  });

  it("a batch of which every row is ignored costs nothing and moves nothing", () => {
    for (const classWeights of [undefined, [1, 2]]) {
      const loss = crossEntropy({
        ignoreIndex: -100,
        labelSmoothing: 0.1,
        ...(classWeights && { classWeights }),
      });
      const { value, gradient } = loss.evaluate([1, 2, 3, 4], [-100, -100]);
      expect(value).toBe(0);
      expect(plain(gradient)).toEqual([0, 0, 0, 0]);
    }
  });

  it("the value is the same when no gradient is asked for", () => {
    for (const loss of [huber(), focal()]) {
      const whole = loss.evaluate(logits, labels);
      const alone = loss.evaluate(logits, labels, { gradient: false });
      expect(alone.value).toBeCloseTo(whole.value, 6);
      expect(alone.gradient).toHaveLength(0);
    }
  });

  it.each([0, 0.25, 0.5, 1, 2, 5])("focusing with gamma %s has a finite gradient everywhere", (gamma) => {
    const extreme = [1e4, -1e4, 1e3, -1e3, 110, -110, 90, -90, 0];
    for (const label of [0, 1]) {
      const truth = extreme.map(() => label);
      for (const loss of [
        focal({ gamma }),
        ...[0, 0.05].map((clip) => asymmetric({ gammaPositive: gamma, gammaNegative: gamma, clip })),
      ]) {
        expect([...loss.evaluate(extreme, truth).gradient].every(Number.isFinite)).toBe(true);
      }
      const pairsOfLogits = extreme.flatMap((x) => [x, -x]);
      expect(
        [...softmaxFocal({ gamma }).evaluate(pairsOfLogits, truth).gradient].every(Number.isFinite),
      ).toBe(true);
    }
  });
});

describe("weights, classes and reductions together", () => {
  const on = [false, true];
  const matrix = on.flatMap((weighted) =>
    on.flatMap((byClass) =>
      on.flatMap((ignoring) =>
        [0, 0.1].map((labelSmoothing) => ({ weighted, byClass, ignoring, labelSmoothing })),
      ),
    ),
  );
  it.each(matrix)("cross-entropy with %o", ({ weighted, byClass, ignoring, labelSmoothing }) => {
    const weights = classes.map((_, row) => 0.5 + row / 4);
    const classWeights = [0.5, 2, 1, 3, 0.25];
    const ignoreIndex = classes[0]!;
    const own = { labelSmoothing, ...(byClass && { classWeights }) };
    const each = crossEntropy({ ...own, reduction: "none" }).evaluate(logits, classes);
    const counts = classes.map((index) => (ignoring && index === ignoreIndex ? 0 : 1));
    const factors = counts.map((count, row) => count * (weighted ? weights[row]! : 1));
    const add = (of: (row: number) => number) => classes.reduce((total, _, row) => total + of(row), 0);
    const sum = add((row) => factors[row]! * each.losses![row]!);
    const divisors = {
      sum: 1,
      none: 1,
      mean: add((row) => counts[row]! * (byClass ? classWeights[classes[row]!]! : 1)),
      "weighted-mean": add((row) => factors[row]!),
    };
    for (const [reduction, divisor] of Object.entries(divisors) as [keyof typeof divisors, number][]) {
      const loss = crossEntropy({ ...own, reduction, ...(ignoring && { ignoreIndex }) });
      const got = loss.evaluate(logits, classes, weighted ? { weights } : {});
      expect(worstDifference([got.value], [sum / divisor]), reduction).toBeLessThan(2e-6);
      const expected = each.gradient.map((value, i) => (value * factors[Math.floor(i / 5)]!) / divisor);
      expect(worstDifference(got.gradient, expected), reduction).toBeLessThan(2e-6);
    }
  });
});
