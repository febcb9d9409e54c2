import { describe, expect, it } from "vitest";
import type { Metric, Tensor } from "../../src/index.js";
import { Random } from "../../src/random.js";
import {
  accuracy,
  averagePrecision,
  ConfusionMatrix,
  f1,
  iou,
  meanAbsoluteError,
  meanAveragePrecision,
  meanSquaredError,
  metricsByName,
  precision,
  r2,
  recall,
  recallAtK,
  rocAuc,
  rootMeanSquaredError,
  topK,
} from "../../src/training/index.js";

const rows = (values: readonly (readonly number[])[]): Tensor => ({
  data: Float32Array.from(values.flat()),
  dims: [values.length, values[0]?.length ?? 0],
});
const column = (values: readonly number[]): Tensor => ({
  data: Float32Array.from(values),
  dims: [values.length, 1],
});
const classes = (values: readonly number[]): Tensor => ({
  data: Int32Array.from(values),
  dims: [values.length],
});

function value(metric: Metric, predictions: Tensor, targets: Tensor, weights?: readonly number[]): number {
  const pass = metric.start();
  pass.add(predictions, targets, weights && Float32Array.from(weights));
  return pass.value();
}

describe("accuracy", () => {
  const scores = rows([
    [2, 1, 0],
    [0, 3, 1],
    [1, 0, 2],
    [5, 5, 0],
  ]);
  it.each([
    ["one class per row", accuracy(), scores, classes([0, 1, 0, 0]), undefined, 0.75],
    ["the first of equal columns", accuracy(), scores, classes([0, 1, 2, 1]), undefined, 0.75],
    ["weights", accuracy(), scores, classes([0, 1, 0, 0]), [1, 1, 6, 2], 0.4],
    [
      "one-hot targets",
      accuracy(),
      scores,
      rows([
        [1, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
        [1, 0, 0],
      ]),
      undefined,
      0.75,
    ],
    ["ignored rows", accuracy(), scores, classes([0, -100, 0, -100]), undefined, 0.5],
    ["logits", accuracy(), column([-1, 0.2, 3, -2]), column([0, 1, 0, 1]), undefined, 0.5],
    [
      "probabilities",
      accuracy({ threshold: 0.5 }),
      column([0.4, 0.6, 0.2, 0.7]),
      column([0, 1, 0, 0]),
      undefined,
      0.75,
    ],
    ["margins with -1 and +1", accuracy(), column([-1, 2, 0.5, -3]), column([-1, 1, -1, 1]), undefined, 0.5],
    [
      "NaN is wrong",
      accuracy(),
      rows([
        [Number.NaN, 0],
        [0, Number.NaN],
        [1, 0],
      ]),
      classes([0, 0, 0]),
      undefined,
      1 / 3,
    ],
  ])("%s", (_, metric, predictions, targets, weights, expected) => {
    expect(value(metric, predictions, targets, weights)).toBeCloseTo(expected, 12);
  });

  it("is of the whole pass, not a mean over batches", () => {
    const pass = accuracy().start();
    pass.add(column([1, 1, 1]), column([1, 1, 1]));
    pass.add(column([1]), column([0]));
    expect(pass.value()).toBe(0.75);
  });

  it("is NaN when nothing was added", () => {
    for (const make of Object.values(metricsByName)) expect(make().start().value()).toBeNaN();
  });

  it("refuses targets that do not fit, and classes without a column", () => {
    expect(() => value(accuracy(), scores, classes([0, 1]))).toThrow(
      /\[4, 3\] do not fit targets of shape \[2\]/,
    );
    expect(() => value(accuracy(), scores, classes([0, 1, 2, 3]))).toThrow(/class 3 in row 3 is not below 3/);
  });
});

it("reports every metric under the name it is listed by", () => {
  for (const [name, make] of Object.entries(metricsByName)) expect(make().name).toBe(name);
});

describe("topK", () => {
  const scores = rows([
    [3, 2, 1],
    [3, 2, 1],
    [1, 1, 1],
    [Number.NaN, 2, 1],
  ]);
  it("counts the right class among the k largest", () => {
    expect(value(topK(1), scores, classes([0, 1, 1, 1]))).toBe(0.25);
    expect(value(topK(2), scores, classes([0, 1, 1, 1]))).toBe(0.75);
    expect(value(topK(2), scores, classes([2, 2, 2, 0]))).toBe(0);
    expect(() => topK(0)).toThrow(/k must be/);
  });
});

describe("regression", () => {
  const predictions = column([2.5, 0, 2, 8]);
  const targets = column([3, -0.5, 2, 7]);
  it("intersection over union counts what is marked by both against what is marked by either", () => {
    const pass = iou().start();
    pass.add(
      { data: Float32Array.of(2, -1, 0.5, -3), dims: [1, 4] },
      { data: Float32Array.of(1, 1, 0, 0), dims: [1, 4] },
    );
    expect(pass.value()).toBeCloseTo(1 / 3, 12);
    const weighted = iou({ threshold: 0.5 }).start();
    weighted.add(
      { data: Float32Array.of(0.9, 0.4), dims: [2, 1] },
      { data: Float32Array.of(1, 1), dims: [2, 1] },
      Float32Array.of(1, 3),
    );
    expect(weighted.value()).toBe(0.25);
    const nothing = iou().start();
    nothing.add({ data: Float32Array.of(-1), dims: [1, 1] }, { data: Float32Array.of(0), dims: [1, 1] });
    expect(nothing.value()).toBe(1);
  });

  // scikit-learn's documented examples: mae 0.5, mse 0.375, rmse 0.612…, r2 0.948…
  it.each([
    [meanAbsoluteError(), 0.5],
    [meanSquaredError(), 0.375],
    [rootMeanSquaredError(), 0.6123724356957945],
    [r2(), 0.9486081370449679],
  ])("%#", (metric, expected) => {
    expect(value(metric, predictions, targets)).toBeCloseTo(expected, 12);
  });

  it("respects weights: twice the weight is the sample twice", () => {
    for (const metric of [meanAbsoluteError(), meanSquaredError(), rootMeanSquaredError(), r2()]) {
      const doubled = value(metric, column([2.5, 0, 0, 2, 8]), column([3, -0.5, -0.5, 2, 7]));
      expect(value(metric, predictions, targets, [1, 2, 1, 1])).toBeCloseTo(doubled, 12);
    }
  });

  it("averages R² over columns, and knows constant targets", () => {
    // scikit-learn's documented example for several outputs: 0.938…
    const [y, p] = [
      rows([
        [0.5, 1],
        [-1, 1],
        [7, -6],
      ]),
      rows([
        [0, 2],
        [-1, 2],
        [8, -5],
      ]),
    ];
    expect(value(r2(), p, y)).toBeCloseTo(0.9368005266622779, 12);
    expect(value(r2(), column([1, 1]), column([1, 1]))).toBe(1);
    expect(value(r2(), column([1, 2]), column([1, 1]))).toBe(0);
  });

  it("sums twenty million ones without losing one", () => {
    const pass = meanAbsoluteError().start();
    const length = 1_000_000;
    const [ones, zeros] = [column([]), column([])].map((_, i) => ({
      data: new Float32Array(length).fill(1 - i),
      dims: [length, 1],
    }));
    for (let i = 0; i < 20; i++) pass.add(ones!, zeros!);
    expect(pass.value()).toBe(1);
  });

  it("is stable where targets are large and close together", () => {
    const random = new Random(1);
    const targets = Float32Array.from({ length: 1000 }, () => 4096 + random.uniform());
    const predictions = targets.map((target) => target + 0.25);
    expect(value(r2(), column([...predictions]), column([...targets]))).toBeCloseTo(1 - 0.0625 / (1 / 12), 1);
  });
});

describe("precision, recall, f1", () => {
  // scikit-learn's documented example: y_true [0,1,2,0,1,2], y_pred [0,2,1,0,0,1].
  const predictions = rows([
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
  ]);
  const targets = classes([0, 1, 2, 0, 1, 2]);
  it.each([
    [precision(), 2 / 9],
    [precision({ average: "micro" }), 1 / 3],
    [precision({ average: "weighted" }), 2 / 9],
    [precision({ average: "binary", positive: 0 }), 2 / 3],
    [recall(), 1 / 3],
    [recall({ average: "micro" }), 1 / 3],
    [f1(), 0.26666666666666666],
    [f1({ average: "weighted" }), 0.26666666666666666],
  ])("%#", (metric, expected) => {
    expect(value(metric, predictions, targets)).toBeCloseTo(expected, 12);
  });

  it("takes class 1 as the positive one of two", () => {
    const [scores, labels] = [column([1, 1, -1, -1, 1]), column([1, 0, 1, 0, 1])];
    expect(value(precision(), scores, labels)).toBeCloseTo(2 / 3, 12);
    expect(value(recall(), scores, labels)).toBeCloseTo(2 / 3, 12);
    expect(value(recall({ positive: 0 }), scores, labels)).toBe(0.5);
    expect(() => value(recall({ positive: 2 }), scores, labels)).toThrow(/positive: 2/);
  });

  it("is 0, not NaN, where nothing was predicted as the class", () => {
    expect(value(precision(), column([-1, -1]), column([1, 1]))).toBe(0);
    expect(value(f1(), column([-1, -1]), column([1, 1]))).toBe(0);
  });

  it("counts in a matrix; predictions with NaN are in no column", () => {
    const matrix = new ConfusionMatrix();
    matrix.add(
      rows([
        [1, 0],
        [0, 1],
        [Number.NaN, 0],
      ]),
      classes([0, 0, 1]),
      Float32Array.of(1, 2, 3),
    );
    expect(matrix.rows()).toEqual([
      [1, 2],
      [0, 0],
    ]);
    expect(matrix.of(1)).toEqual({ hits: 0, predicted: 2, actual: 3 });
    expect(() => matrix.add(rows([[1, 0, 0]]), classes([0]))).toThrow(/3 classes, those before had 2/);
  });
});

describe("ranking", () => {
  // scikit-learn's documented example: average precision 0.8333…, area 0.75.
  const [scores, labels] = [column([0.1, 0.4, 0.35, 0.8]), column([0, 0, 1, 1])];
  it("agrees with scikit-learn", () => {
    expect(value(averagePrecision(), scores, labels)).toBeCloseTo(0.8333333333333333, 12);
    expect(value(rocAuc(), scores, labels)).toBeCloseTo(0.75, 12);
  });

  it("counts ties half, whatever the order", () => {
    expect(value(rocAuc(), column([1, 1, 1, 1]), column([1, 0, 0, 1]))).toBe(0.5);
    expect(value(averagePrecision(), column([1, 1, 1, 1]), column([1, 0, 0, 1]))).toBe(0.5);
  });

  it("equals the count over all pairs, with weights", () => {
    const random = new Random(2);
    const s = Array.from({ length: 60 }, () => random.integer(12));
    const y = Array.from({ length: 60 }, () => random.integer(2));
    const w = Array.from({ length: 60 }, () => random.integer(4));
    let won = 0;
    let all = 0;
    for (let i = 0; i < 60; i++) {
      for (let j = 0; j < 60; j++) {
        if (y[i] !== 1 || y[j] !== 0) continue;
        all += w[i]! * w[j]!;
        won += w[i]! * w[j]! * (s[i]! > s[j]! ? 1 : s[i] === s[j] ? 0.5 : 0);
      }
    }
    expect(value(rocAuc(), column(s), column(y), w)).toBeCloseTo(won / all, 12);
  });

  it("is NaN when a class is missing or a score is NaN", () => {
    expect(value(rocAuc(), column([1, 2]), column([1, 1]))).toBeNaN();
    expect(value(averagePrecision(), column([1, 2]), column([0, 0]))).toBeNaN();
    expect(value(rocAuc(), column([Number.NaN, 2]), column([0, 1]))).toBeNaN();
  });

  it("ranks two columns by the second class, more columns one against the rest", () => {
    expect(
      value(
        rocAuc(),
        rows([
          [0, 1],
          [0, 3],
          [0, 2],
        ]),
        classes([0, 1, 1]),
      ),
    ).toBe(1);
    expect(
      value(
        rocAuc(),
        rows([
          [3, 0, 0],
          [0, 3, 0],
          [0, 0, 3],
        ]),
        classes([0, 1, 2]),
      ),
    ).toBe(1);
    // Logits of different rows are only comparable as probabilities: 10 among tens is no sign of the class.
    const logits = rows([
      [10, 10, 10],
      [2, 0, 0],
      [10, 11, 10],
      [10, 10, 11],
    ]);
    expect(value(rocAuc(), logits, classes([1, 0, 1, 2]))).toBeGreaterThan(0.9);
  });
});

describe("retrieval", () => {
  const embeddings = rows([[0], [1], [1.5], [10]]);
  it("looks for the same class among the nearest others", () => {
    expect(value(recallAtK(1), embeddings, classes([0, 1, 1, 0]))).toBe(0.5);
    expect(value(recallAtK(3), embeddings, classes([0, 1, 1, 0]))).toBe(1);
    // Ranks of the one relevant sample: 3, 1, 1, 3.
    expect(value(meanAveragePrecision(), embeddings, classes([0, 1, 1, 0]))).toBeCloseTo(
      (1 / 3 + 1 + 1 + 1 / 3) / 4,
      12,
    );
    expect(value(recallAtK(1), embeddings, classes([0, 1, 2, 3]))).toBeNaN();
  });
});
