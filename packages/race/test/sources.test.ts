import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeRecipe } from "../src/recipe.js";
import { loadData } from "../src/sources.js";
import { runTrial } from "../src/trial.js";
import type { TrialSpec } from "../src/types.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-sources-"));
  for (const [label, background] of [
    ["blue", "#00f"],
    ["red", "#f00"],
  ] as const) {
    await mkdir(join(folder, "photos", label), { recursive: true });
    const picture = await sharp({ create: { width: 9, height: 7, channels: 3, background } })
      .png()
      .toBuffer();
    for (let i = 0; i < 20; i++) await writeFile(join(folder, "photos", label, `${i}.png`), picture);
  }
  const lines = Array.from(
    { length: 60 },
    (_, i) => `${i},${i % 7 === 6 ? "" : i % 7},${i < 30 ? "low" : "high"}`,
  );
  await writeFile(join(folder, "table.csv"), `a,b,kind\n${lines.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const make = (data: unknown, model = ["flatten", "dense 2"]) =>
  makeRecipe({ data, model }, join(folder, "r.json")).recipe;
const load = (data: unknown) => loadData(make(data).data, join(folder, "r.json"));

describe("a recipe's data", () => {
  it("is a folder of pictures, beside the recipe", async () => {
    const { train, test } = await load({
      images: { path: "photos", size: 8, normalize: "imagenet", augment: { flip: true } },
    });
    expect([train.length, test.length]).toEqual([32, 8]);
    expect(train).toMatchObject({ sampleShape: [3, 8, 8], classNames: ["blue", "red"] });
    const { train: wide } = await load({ file: { path: "./photos", size: [4, 6] } });
    expect(wide.sampleShape).toEqual([3, 4, 6]);
  });

  it("is a table", async () => {
    const columns = { b: { kind: "number", missing: "median" } };
    const { train } = await load({ csv: { path: "table.csv", columns, standardize: true } });
    expect(train).toMatchObject({ length: 48, sampleShape: [2], classes: 2 });
    await expect(load("table.csv")).rejects.toThrow("an empty cell");
    await expect(load("./none.csv")).rejects.toThrow("no such file");
  });

  it.each([
    ["./photos", /holds pictures: say to which size/],
    [{ images: { path: "photos" } }, /holds pictures: say to which size/],
    [
      { images: { path: "photos", size: "8" } },
      /images\.size: expected a number, or \[height, width\], got "8"/,
    ],
    [{ images: { path: "photos", size: 8, augment: { flip: null } } }, /r\.json, data/],
    [{ csv: { path: "table.csv", standardize: 1 } }, /csv\.standardize: expected true or false, got 1/],
    [{ csv: { path: "table.csv", target: 1 } }, /csv\.target: expected a name or a list of names, got 1/],
  ])("%j is refused", async (data, message) => {
    await expect((async () => load(data))()).rejects.toThrow(message);
  });

  it("trains a model on pictures that are decoded batch by batch, changed at random but the same way each time", async () => {
    const data = {
      source: "images",
      options: { path: "photos", size: 6, memory: 0, augment: { crop: 2, brightness: 0.2 } },
    };
    const spec: TrialSpec = {
      id: "t",
      racer: "r",
      phase: "measure",
      recipePath: join(folder, "r.json"),
      data,
      model: [
        { layer: "flatten", options: {} },
        { layer: "dense", options: { "0": 2 } },
      ],
      loss: { name: "cross-entropy", options: {} },
      optimizer: { name: "adam", options: {} },
      schedule: { name: "constant", options: {} },
      learningRate: 0.01,
      batchSize: 8,
      sampler: { name: "shuffle", options: {} },
      priorBias: undefined,
      epochs: 6,
      checksPerEpoch: 1,
      seed: 1,
      validation: 0.2,
      metrics: ["accuracy"],
      target: undefined,
    };
    const first = await runTrial(spec);
    expect(first.metrics.accuracy).toBe(1);
    const again = await runTrial(spec);
    expect([again.sampleHash, again.curve]).toEqual([first.sampleHash, first.curve]);
  });
});
