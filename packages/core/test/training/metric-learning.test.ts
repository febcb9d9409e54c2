import { describe, expect, it } from "vitest";
import { adamw, contrastive, cosineEmbedding, crossEntropy, triplet } from "../../src/index.js";
import { Random } from "../../src/random.js";
import {
  type BatchLoss,
  classBalanced,
  classLabels,
  evaluate,
  fit,
  metricLearning,
  minePairs,
  mineTriplets,
  recallAtK,
} from "../../src/training/index.js";
import { clusters, perceptron } from "./support.js";

const list = ({ anchors, positives, negatives }: ReturnType<typeof mineTriplets>) =>
  [...anchors].map((anchor, i) => [anchor, positives[i], negatives[i]]);

describe("mining", () => {
  const positions = Float32Array.of(0, 1, 4, 2, 9);
  const labels = [0, 0, 0, 1, 1];

  it("finds all triplets", () => {
    const all = list(mineTriplets(positions, labels, "all"));
    expect(all.length).toBe(3 * 2 * 2 + 2 * 1 * 3);
    for (const [a, p, n] of all) {
      expect(a).not.toBe(p);
      expect(labels[a!]).toBe(labels[p!]);
      expect(labels[a!]).not.toBe(labels[n!]);
    }
  });

  it("finds the hardest", () => {
    expect(list(mineTriplets(positions, labels, "hard"))).toEqual([
      [0, 2, 3],
      [1, 2, 3],
      [2, 0, 3],
      [3, 4, 1],
      [4, 3, 2],
    ]);
  });

  it("finds the nearest negative beyond the positive, or else the farthest", () => {
    expect(list(mineTriplets(positions, labels, "semi-hard"))).toEqual([
      [0, 1, 3],
      [0, 2, 4],
      [1, 0, 4],
      [1, 2, 4],
      [2, 0, 4],
      [2, 1, 4],
      [3, 4, 0],
      [4, 3, 1],
    ]);
  });

  it("finds pairs", () => {
    const { first, second, same } = minePairs(positions, labels, "hard");
    expect([...first].map((row, i) => [row, second[i], same[i]])).toEqual([
      [0, 2, 1],
      [0, 3, 0],
      [1, 2, 1],
      [1, 3, 0],
      [2, 0, 1],
      [2, 3, 0],
      [3, 4, 1],
      [3, 1, 0],
      [4, 3, 1],
      [4, 2, 0],
    ]);
    expect(minePairs(positions, labels, "all").same.length).toBe(10);
    expect(() => minePairs(positions, labels, "semi-hard")).toThrow(/triplets/);
  });

  it("finds none without two classes, or without a class twice", () => {
    for (const mining of ["all", "hard", "semi-hard"] as const) {
      expect(list(mineTriplets(positions, [0, 0, 0, 0, 0], mining))).toEqual([]);
      expect(list(mineTriplets(positions, [0, 1, 2, 3, 4], mining))).toEqual([]);
    }
  });
});

function run(loss: BatchLoss, embeddings: number[], labels: number[]) {
  const columns = embeddings.length / labels.length;
  const into = new Float32Array(embeddings.length).fill(7);
  const predictions = { data: Float32Array.from(embeddings), dims: [labels.length, columns] };
  const targets = { data: Int32Array.from(labels), dims: [labels.length] };
  return { ...loss.evaluateBatch(predictions, targets, { into }), gradient: into };
}

describe("metricLearning", () => {
  // KevinMusgrave/pytorch-metric-learning#107: a mean over no triplets is 0, not 0/0.
  it("is 0 where no triplet is active or none exists", () => {
    for (const average of ["all", "active"] as const) {
      const loss = metricLearning(triplet({ margin: 0.1 }), { mining: "all", normalize: false, average });
      for (const labels of [
        [0, 0, 1],
        [0, 0, 0],
        [0, 1, 2],
      ]) {
        const { value, gradient } = run(loss, [0, 0.1, 9], labels);
        expect(value).toBe(0);
        expect([...gradient]).toEqual([0, 0, 0]);
      }
    }
  });

  it("averages over all triplets, or the active ones", () => {
    const options = { mining: "all", normalize: false } as const;
    // Distances from 0: 1 to the positive, 1.5 and 9 to the negatives; of the four triplets with margin 1 two cost 0.5 and 1.5.
    const [positions, labels] = [
      [0, 1, 1.5, 9],
      [0, 0, 1, 2],
    ];
    expect(run(metricLearning(triplet({ margin: 1, eps: 0 }), options), positions, labels).value).toBeCloseTo(
      0.5,
      6,
    );
    expect(
      run(
        metricLearning(triplet({ margin: 1, eps: 0 }), { ...options, average: "active" }),
        positions,
        labels,
      ).value,
    ).toBeCloseTo(1, 6);
  });

  it.each([
    ["triplet, all", metricLearning(triplet({ margin: 0.5 }), { mining: "all" })],
    ["triplet, hard", metricLearning(triplet({ margin: 0.5 }), { mining: "hard" })],
    ["triplet, semi-hard, not normalized", metricLearning(triplet({ margin: 2 }), { normalize: false })],
    ["triplet, active", metricLearning(triplet({ margin: 0.5 }), { mining: "all", average: "active" })],
    ["triplet, sum", metricLearning(triplet({ margin: 0.5, reduction: "sum" }), { mining: "all" })],
    ["contrastive", metricLearning(contrastive({ margin: 1 }))],
    ["cosine embedding, -1 for others", metricLearning(cosineEmbedding({ margin: 0.1 }))],
  ])("has the gradient that differences give: %s", (_, loss) => {
    const embeddings = [...new Random(4).fillNormal(new Float32Array(18))];
    const labels = [0, 0, 1, 1, 2, 2];
    const { gradient } = run(loss, embeddings, labels);
    const step = 1e-2;
    for (let i = 0; i < embeddings.length; i++) {
      const at = (shift: number) =>
        run(
          loss,
          embeddings.map((value, j) => (j === i ? value + shift : value)),
          labels,
        ).value;
      expect(gradient[i]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 2);
    }
  });

  it("is finite for equal and for zero rows", () => {
    const { value, gradient } = run(
      metricLearning(triplet(), { mining: "all" }),
      [0, 0, 0, 0, 1, 1, 1, 1],
      [0, 0, 0, 1],
    );
    expect(Number.isFinite(value)).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it("trains embeddings with a balanced sampler", async () => {
    const train = clusters(90, 6, 3, 0.15);
    const model = perceptron({ sizes: [2, 16, 2], seed: 1 });
    const labels = classLabels(train);
    const loss = metricLearning(triplet({ margin: 0.3 }));
    const options = { loss, metrics: [recallAtK(1)] };
    const before = await evaluate(model, train, options);
    const history = await fit(model, train, {
      ...options,
      optimizer: adamw({ lr: 0.01 }),
      epochs: 30,
      batchSize: 24,
      validation: train,
      sampler: classBalanced(labels, { classes: 6, samples: 4 }),
    });
    const after = history.epochs.at(-1)!;
    expect(after.validationLoss).toBeLessThan(before.loss / 2);
    expect(after.metrics.recallAt1).toBeGreaterThan(0.9);
  });

  it("refuses other losses, and fit points here", async () => {
    expect(() => metricLearning(crossEntropy())).toThrow(/cross-entropy reads/);
    expect(() => metricLearning(contrastive(), { mining: "semi-hard" })).toThrow(/triplets/);
    const direct = fit(perceptron({ sizes: [2, 2] }), clusters(8), {
      loss: triplet(),
      optimizer: adamw(),
      epochs: 1,
    });
    await expect(direct).rejects.toThrow(/use metricLearning/);
  });
});
