/** Whole runs of the kinds of task that a recipe can describe, on data and models that were made here. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@downhill/core/random";
import {
  conv2d,
  dense,
  flatten,
  globalAveragePool,
  meanOverSequence,
  relu,
  reshape,
  sequential,
  softmax,
} from "@downhill/onnx";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeRecipe } from "../src/recipe.js";
import { runTrial } from "../src/trial.js";
import type { TrialResult, TrialSpec } from "../src/types.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-tasks-"));
  // Dollars from years, with a few rows that are far off.
  const random = new Random(1);
  const rows = Array.from({ length: 200 }, (_, i) => {
    const years = 20 * random.uniform();
    return `${years.toFixed(3)},${(100 + 30 * years + 10 * random.normal() + (i % 25 === 0 ? 3000 : 0)).toFixed(2)}`;
  });
  await writeFile(join(folder, "pay.csv"), `years,dollars\n${rows.join("\n")}\n`);
  for (const [label, tone] of [
    ["dark", 60],
    ["light", 180],
  ] as const) {
    await mkdir(join(folder, "photos", label), { recursive: true });
    for (let i = 0; i < 20; i++) {
      const pixels = Buffer.from(
        Array.from({ length: 12 * 9 * 3 }, () => tone + Math.floor(60 * random.uniform())),
      );
      const picture = sharp(pixels, { raw: { width: 12, height: 9, channels: 3 } });
      await picture.png().toFile(join(folder, "photos", label, `${i}.png`));
    }
  }
  const net = sequential([
    conv2d(4, 3, { name: "stem" }),
    relu(),
    globalAveragePool(),
    dense(6, { name: "middle" }),
    relu(),
    dense(5, { name: "top" }),
    softmax(),
  ]);
  const model = await net.build({ input: [3, 8, 8], seed: 3 });
  await model.save(join(folder, "net.onnx"));
  await model.dispose();
  // Rows of pixels with their channels last, as a model of TensorFlow's takes them.
  const last = await sequential([reshape(64, 3), dense(4), relu(), meanOverSequence(), dense(2)]).build({
    input: [8, 8, 3],
    seed: 3,
  });
  await last.save(join(folder, "last.onnx"));
  await last.dispose();
  const plain = await sequential([flatten(), dense(2)]).build({ input: [1], seed: 3 });
  await plain.save(join(folder, "line.onnx"));
  await plain.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

function specOf(raw: object, more: Partial<TrialSpec> = {}): TrialSpec {
  const { recipe } = makeRecipe({ schedule: "constant", ...raw }, join(folder, "recipe.json"));
  const { loss, optimizer, schedule, batchSize, seeds, path, ...rest } = recipe;
  return {
    ...rest,
    id: "t",
    racer: "r",
    phase: "measure",
    recipePath: path,
    loss: loss[0]!,
    optimizer: optimizer[0]!,
    schedule: schedule[0]!,
    batchSize: batchSize[0]!,
    learningRate: 0.01,
    seed: seeds[0]!,
    ...more,
  };
}
const run = (raw: object, more: Partial<TrialSpec> = {}): Promise<TrialResult> => runTrial(specOf(raw, more));

describe("a recipe for numbers", () => {
  const table = {
    data: { csv: { path: "pay.csv", target: "dollars", standardize: true, standardizeTarget: true } },
    model: ["dense 1"],
    metrics: ["mae", "rmse"],
    epochs: 60,
    batchSize: 16,
  };

  it("measures in the unit of the table, and Huber is less drawn by outliers than MSE", async () => {
    const squared = await run({ ...table, loss: "mse" });
    const huber = await run({ ...table, loss: { name: "huber", delta: 0.1 } });
    // Outliers alone are off by 3000 in one row of 25: 120 on average.
    expect(huber.metrics.mae).toBeGreaterThan(100);
    expect(huber.metrics.mae).toBeLessThan(0.8 * squared.metrics.mae!);
    expect(huber.metrics.rmse).toBeGreaterThan(huber.metrics.mae!);
    expect(squared.metrics.loss).toBeLessThan(squared.metrics.mae!);
  });

  it("may be judged by the loss itself, and by quantiles", async () => {
    const loss = { name: "quantile", quantile: 0.9 };
    const { metrics, checks } = await run({ ...table, loss, metrics: "loss" });
    expect(metrics).toEqual({ loss: checks.at(-1)!.loss });
  });

  it.each([
    [{ loss: "cross-entropy" }, /cross-entropy needs a class for each sample; .* has numbers to predict/],
    [{ metrics: "accuracy" }, /the metric accuracy compares classes/],
    [
      { model: ["dense 2"] },
      /output has shape \[1, 2\]; the targets of .* have shape \[batch, 1\]: end with dense 1/,
    ],
    [{ sampler: "weighted" }, /the sampler weighted chooses by class/],
  ])("%j is refused before training", async (more, message) => {
    await expect(run({ ...table, ...more })).rejects.toThrow(message);
  });
});

it("trains masks, where Dice sees an object that is a few per cent of the picture", async () => {
  const { metrics } = await run(
    {
      data: { discs: { samples: 80, size: 16, noise: 0.2 } },
      model: ["conv2d 4 3 padding=1", "relu", "conv2d 1 1", "flatten"],
      loss: "dice",
      metrics: "iou",
      epochs: 12,
      batchSize: 10,
    },
    { learningRate: 0.03 },
  );
  expect(metrics.iou).toBeGreaterThan(0.7);
});

describe("a recipe for embeddings", () => {
  const embeddings = {
    data: { blobs: { classes: 4, noise: 0.2, samples: 200 } },
    model: ["dense 16", "relu", "dense 2"],
    sampler: { name: "class-balanced", classes: 4, samples: 8 },
    epochs: 4,
  };

  it.each(["triplet", "contrastive", { name: "triplet", mining: "hard", margin: 0.5 }])(
    "%j brings samples of a class together",
    async (loss) => {
      const { metrics, steps } = await run({ ...embeddings, loss });
      expect(metrics.recallAt1).toBeGreaterThan(0.9);
      expect(steps).toBe(4 * Math.floor(180 / 32));
    },
  );
});

describe("a recipe for rare classes", () => {
  const rare = {
    data: { moons: { shares: [0.95, 0.05], noise: 0.15, samples: 1000 } },
    model: ["dense 16", "relu", "dense 1"],
    metrics: ["averagePrecision", "recall"],
    epochs: 6,
  };

  it("takes one output for two classes, RetinaNet's divisor and its prior", async () => {
    const focal = { ...rare, loss: { name: "focal", perPositive: true }, priorBias: 0.01 };
    const { metrics, checks, curve } = await run(focal);
    expect(metrics.averagePrecision).toBeGreaterThan(0.5);
    const unscaled = await run({ ...focal, loss: "focal" });
    // Divided by about one in twenty instead of by all.
    expect(curve[0]!.loss / unscaled.curve[0]!.loss).toBeGreaterThan(5);
    expect(checks).toHaveLength(6);
  });

  it("weighs classes by their frequencies", async () => {
    const two = { ...rare, model: ["dense 16", "relu", "dense 2"], epochs: 2 };
    const plain = await run({ ...two, loss: "cross-entropy" });
    const weighed = await run({ ...two, loss: { name: "cross-entropy", classWeights: "balanced" } });
    const drawn = await run({ ...two, loss: "cross-entropy", sampler: "weighted" });
    expect(weighed.metrics.recall).toBeGreaterThan(plain.metrics.recall!);
    expect(drawn.metrics.recall).toBeGreaterThan(plain.metrics.recall!);
    expect(drawn.sampleHash).not.toBe(plain.sampleHash);
  });
});

it("trains a Transformer on rows of pixels", async () => {
  const { parameters, stopped } = await run({
    data: { mnist: { train: 60, test: 20 } },
    model: [
      "reshape 28 28",
      "dense 8",
      "positionalEmbedding",
      "transformerEncoder 2 feedForward=16 dropout=0",
      "meanOverSequence",
      "dense 10",
    ],
    schedule: "warmup-stable-decay",
  });
  expect(stopped).toBe("finished");
  // Embedding, positions, attention (4 * 8² + 4 * 8), two dense layers, two norms, head.
  expect(parameters).toBe(28 * 8 + 8 + 28 * 8 + 288 + (8 * 16 + 16) + (16 * 8 + 8) + 32 + 90);
});

describe("a recipe with a model that others made", () => {
  const photos = { data: "./photos", model: "net.onnx", epochs: 8, batchSize: 8 };

  it("brings pictures to the model's size and gives it an output for each class", async () => {
    const { metrics, parameters } = await run(photos);
    expect(metrics.accuracy).toBe(1);
    // stem 3*4*9 + 4, middle 4*6 + 6, head 6*2 + 2 instead of top.
    expect(parameters).toBe(112 + 30 + 14);
  });

  it("starts all runs of a race with the same weights, and another head for another seed", async () => {
    const one = await run(photos, { epochs: 1 });
    const again = await run(photos, { epochs: 1, learningRate: 0.1 });
    const other = await run(photos, { epochs: 1, seed: 9 });
    expect(again.weightsHash).toBe(one.weightsHash);
    expect(other.weightsHash).not.toBe(one.weightsHash);
  });

  it.each([{ trainable: "head.*" }, { freeze: ["stem.*", "middle.*"] }])(
    "with %j trains the head alone, the same with features that were kept as without",
    async (part) => {
      const model = { file: "net.onnx", ...part };
      const kept = await run({ ...photos, model });
      // Pictures that change at random cannot be kept; a brightness of 0 changes nothing.
      const anew = await run({
        ...photos,
        model,
        data: { images: { path: "photos", augment: { brightness: 0 } } },
      });
      expect(kept.parameters).toBe(14);
      expect(kept.sampleHash).toBe(anew.sampleHash);
      expect(kept.metrics.loss).toBeCloseTo(anew.metrics.loss!, 5);
      expect(kept.curve.at(-1)!.loss).toBeCloseTo(anew.curve.at(-1)!.loss, 5);
    },
  );

  it("gives groups of tensors rates of their own", async () => {
    const groups = [{ match: "head", lrScale: 0 }];
    const optimizer = { name: "sgd", groups };
    const still = await run({ ...photos, model: { file: "net.onnx", trainable: "head.*" }, optimizer });
    expect(new Set(still.checks.map(({ loss }) => loss)).size).toBe(1);
    await expect(
      run({ ...photos, optimizer: { name: "sgd", groups: [{ match: "backbone.*" }] } }),
    ).rejects.toThrow(/groups: no tensor that is trained is named backbone\.\*; names here: .*stem\.weight/);
  });

  it("feeds a model of TensorFlow's order", async () => {
    const { metrics } = await run({ ...photos, model: "last.onnx" });
    expect(metrics.accuracy).toBe(1);
  });

  it("says what does not fit", async () => {
    await expect(run({ ...photos, model: "none.onnx" })).rejects.toThrow(/none\.onnx/);
    await expect(run({ ...photos, model: "line.onnx" })).rejects.toThrow(
      /photos holds pictures: say to which size/,
    );
    await expect(run({ ...photos, model: { file: "net.onnx", freeze: "backbone.*" } })).rejects.toThrow(
      /no tensor is named backbone\.\*; names here: stem\.weight/,
    );
  });
});
