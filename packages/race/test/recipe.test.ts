import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { racersOf } from "../src/grid.js";
import { catalogueOf, makeRecipe, readRecipe } from "../src/recipe.js";
import { parseLayer } from "../src/schema.js";

const base = { data: "mnist", model: ["flatten", "dense 10"] };
const recipe = (more: object = {}, options = {}) =>
  makeRecipe({ ...base, ...more }, "r.json", options).recipe;

describe("a recipe", () => {
  it("is filled in", () => {
    expect(recipe()).toMatchObject({
      name: "r",
      loss: [{ name: "cross-entropy", options: {} }],
      optimizer: [{ name: "adamw", options: {} }],
      schedule: [{ name: "constant", options: {} }],
      batchSize: [64],
      learningRate: undefined,
      seeds: [1, 2, 3],
      epochs: 1,
      metrics: ["accuracy"],
    });
  });

  it("takes one value or a list, names or names with options", () => {
    const { optimizer, batchSize, seeds, learningRate } = recipe({
      optimizer: ["sgd", { name: "adamw", weightDecay: 0.05 }, { name: "adam", rates: [1e-3, 1e-2] }],
      batchSize: [32, 64],
      seed: [5, 7],
      learningRate: 0.1,
    });
    expect(optimizer).toEqual([
      { name: "sgd", options: {} },
      { name: "adamw", options: { weightDecay: 0.05 } },
      { name: "adam", options: {}, rates: [1e-3, 1e-2] },
    ]);
    expect({ batchSize, seeds, learningRate }).toEqual({
      batchSize: [32, 64],
      seeds: [5, 7],
      learningRate: [0.1],
    });
    expect(recipe({ seed: 10, repeats: 2 }).seeds).toEqual([10, 11]);
  });

  it("reads layers as text or as objects", () => {
    expect(parseLayer("conv2d 16 3 padding=same bias=false")).toEqual({
      layer: "conv2d",
      options: { "0": 16, "1": 3, padding: "same", bias: false },
    });
    expect(
      recipe({ model: [{ layer: "conv2d", filters: 16, kernel: 3 }, "flatten", "dense 10"] }).model,
    ).toHaveLength(3);
  });

  it("is overridden by flags and by its own full fields, flags last", () => {
    const full = { epochs: 5, data: { mnist: { train: 600 } } };
    expect(recipe({ full }).epochs).toBe(1);
    expect(recipe({ full }, { full: true })).toMatchObject({ epochs: 5, data: { options: { train: 600 } } });
    expect(recipe({ full }, { full: true, overrides: { epochs: 2 } }).epochs).toBe(2);
    expect(() => recipe({}, { full: true })).toThrow('no "full" fields');
  });

  it("asks of the data and the loss what it does not say itself", () => {
    expect(recipe({ data: { csv: { path: "t.csv", target: "price" } } })).toMatchObject({
      loss: [{ name: "mse" }],
      metrics: ["rmse"],
    });
    const sampler = { name: "class-balanced", classes: 8, samples: 4 };
    expect(recipe({ loss: "triplet", sampler })).toMatchObject({ metrics: ["recallAt1"], batchSize: [32] });
  });

  it("takes a model from a file, short or with what is done to it", () => {
    expect(recipe({ model: "net.onnx" }).model).toEqual({ file: "net.onnx" });
    expect(recipe({ model: { file: "net.onnx", head: ["dense 5"], freeze: "features.*" } }).model).toEqual({
      file: "net.onnx",
      head: [{ layer: "dense", options: { "0": 5 } }],
      freeze: ["features.*"],
    });
  });

  it("takes settings of a loss that are not the formula's", () => {
    const { loss } = recipe({
      loss: [
        { name: "triplet", margin: 0.3, mining: "hard" },
        { name: "cross-entropy", classWeights: "balanced" },
        { name: "cross-entropy", classWeights: [1, 2] },
      ],
    });
    expect(loss).toEqual([
      { name: "triplet", options: { margin: 0.3 }, batch: { mining: "hard" } },
      { name: "cross-entropy", options: {}, batch: { classWeights: "balanced" } },
      { name: "cross-entropy", options: { classWeights: [1, 2] } },
    ]);
  });

  it("keeps its own settings of what a flag names", () => {
    const more = {
      optimizer: ["sgd", { name: "adamw", weightDecay: 0.1, groups: [{ match: "head", lrScale: 3 }] }],
    };
    const { optimizer } = recipe(more, { overrides: { optimizer: "adamw" } });
    expect(optimizer).toEqual([
      { name: "adamw", options: { weightDecay: 0.1 }, groups: [{ match: "head", lrScale: 3 }] },
    ]);
    expect(
      recipe(more, { overrides: { optimizer: ["sgd", "lion"] } }).optimizer.map(({ name }) => name),
    ).toEqual(["sgd", "lion"]);
  });

  it.each([
    [{ bachSize: 3 }, "r.json: unknown field: bachSize; did you mean batchSize?"],
    [{ batchSize: 0 }, "r.json, batchSize: expected a whole number from 1 to 1000000, got 0"],
    [
      { batchSize: "64" },
      'r.json, batchSize: expected a whole number from 1 to 1000000, got "64"; remove the quotes',
    ],
    [{ batchSize: [32, 1.5] }, "r.json, batchSize[1]: expected a whole number"],
    [{ learningRate: "abc" }, 'r.json, learningRate: expected a finite number above 0, got "abc"'],
    [{ learningRate: "1e-3" }, 'got "1e-3"; remove the quotes'],
    [{ learningRate: -1 }, "expected a finite number above 0, got -1"],
    [
      { learningRate: [0.1, Number.POSITIVE_INFINITY] },
      "learningRate[1]: expected a finite number above 0, got Infinity",
    ],
    [{ epochs: 0 }, "r.json, epochs: expected a whole number from 1 to 100000, got 0"],
    [{ epochs: 1.5 }, "r.json, epochs: expected a whole number from 1 to 100000, got 1.5"],
    [{ epochs: 1e99 }, "got 1e+99"],
    [{ optimizer: 3 }, "r.json, optimizer: expected a name, or an object"],
    [{ optimizer: [] }, "r.json, optimizer: expected at least one entry"],
    [{ optimizer: "adan2" }, "r.json, optimizer: unknown optimizer: adan2; did you mean adan?"],
    [
      { optimizer: ["sgd", { name: "adam", bta1: 0.9 }] },
      "r.json, optimizer[1]: unknown option of adam: bta1; did you mean beta1?",
    ],
    [{ optimizer: { name: "adam", beta1: 1 } }, "r.json, optimizer: invalid beta1 of adam"],
    [
      { optimizer: { name: "adam", rates: [0] } },
      "optimizer.rates[0]: expected a finite number above 0, got 0",
    ],
    [{ optimizer: { name: "adam", rates: [] } }, "expected rates to be a list of numbers above 0"],
    [
      { optimizer: { name: "adam", groups: [{ mach: "x" }] } },
      'optimizer.groups[0].match: expected { "match": "head"',
    ],
    [
      { loss: { name: "triplet", mining: "soft" } },
      'loss.mining: expected "all", "hard" or "semi-hard", got "soft"',
    ],
    [{ loss: { name: "mse", mining: "hard" } }, "mining is for losses of pairs and triplets"],
    [{ loss: { name: "mse", classWeights: "balanced" } }, "mse takes no class weights"],
    [{ loss: { name: "cross-entropy", classWeights: "even" } }, 'expected "balanced", or a list'],
    [{ loss: ["mse", "mae"], metrics: "loss" }, "values of different losses are different quantities"],
    [{ sampler: "balanced" }, "unknown sampler: balanced"],
    [{ sampler: { name: "class-balanced", classes: 4 } }, "class-balanced needs samples"],
    [
      { sampler: { name: "class-balanced", classes: 4, samples: 4 }, batchSize: 32 },
      "the sampler makes batches of 16, got 32",
    ],
    [{ priorBias: 1 }, "priorBias: expected a number above 0 and below 1, got 1"],
    [{ model: "net.pt" }, 'r.json, model.file: expected the path of an ONNX file, got "net.pt"'],
    [
      { model: { file: "a.onnx", fre: "x" } },
      "r.json, model.fre: expected a list of layers, the path of an ONNX file",
    ],
    [{ model: { file: "a.onnx", head: ["dens 3"] } }, "unknown layer: dens; did you mean dense?"],
    [{ model: { file: "a.onnx", freeze: "a", trainable: "b" } }, "either trainable or freeze, not both"],
    [{ model: 3 }, "r.json, model: expected a list of layers, the path of an ONNX file"],
    [{ loss: "cross-entropi" }, "unknown loss: cross-entropi; did you mean cross-entropy?"],
    [{ schedule: "cosine" }, "unknown schedule: cosine"],
    [{ metrics: "acuracy" }, "unknown metric: acuracy; did you mean accuracy?"],
    [{ model: [] }, "r.json, model: expected at least one layer"],
    [{ model: ["dens 10"] }, "r.json, model: unknown layer: dens; did you mean dense?"],
    [{ model: ["flatten", "dense"] }, 'r.json, model[1]: dense needs units, e.g. "dense 3"'],
    [{ model: ["flatten", "dense 10 20"] }, "dense takes units by position, got 2"],
    [{ model: ["conv2d 8 3 pading=1"] }, "unknown argument of conv2d: pading; did you mean padding?"],
    [{ data: "minst" }, "r.json, data: unknown data source: minst; did you mean mnist?"],
    [{ data: { mnist: { trian: 5 } } }, "unknown option of mnist: trian; did you mean train?"],
    [{ data: { mnist: { train: "5" } } }, 'mnist.train: expected a number, got "5"'],
    [{ data: { folder: {} } }, "folder needs path"],
    [{ data: 3 }, 'r.json, data: expected a source such as "mnist"'],
    [{ seed: [1, 1] }, "1 is given twice"],
    [{ validation: 1 }, "expected a number above 0 and below 1, got 1"],
  ])("%j is refused", (more, message) => {
    expect(() => recipe(more)).toThrow(message);
  });

  it("names the flag where the mistake came from a flag", () => {
    expect(() => recipe({}, { overrides: { learningRate: -1 }, origins: { learningRate: "--lr" } })).toThrow(
      /^--lr: expected a finite number above 0, got -1$/,
    );
    expect(() => recipe({}, { overrides: { loss: "x" }, origins: { loss: "--loss" } })).toThrow(
      /^--loss: unknown loss: x/,
    );
  });

  it("must be there, and be an object", async () => {
    await expect(readRecipe("nowhere.json")).rejects.toMatchObject({
      code: "usage",
      message: "no such recipe: nowhere.json",
    });
    expect(() => makeRecipe([], "r.json")).toThrow("r.json: ");
    expect(() => makeRecipe({ data: "mnist" }, "r.json")).toThrow("r.json: missing field: model");
  });
});

it("a TypeScript recipe may bring entries of its own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "downhill-recipe-"));
  const path = join(folder, "own.ts");
  await writeFile(
    path,
    `const make = (options: object) => ({ options, made: "half-sgd" });
     const halfSgd = Object.assign(make, { definition: { id: "half-sgd", rates: [0.1, 1] } });
     export default { data: "moons", model: ["dense 2"], optimizer: ["sgd", halfSgd] };`,
  );
  const { recipe: own, catalogue } = await readRecipe(path);
  expect(own.optimizer.map(({ name }) => name)).toEqual(["sgd", "half-sgd"]);
  expect(catalogue.optimizers.get("half-sgd")).toBeTypeOf("function");
  const flagged = await readRecipe(path, { overrides: { optimizer: "half-sgd" } });
  expect(flagged.recipe.optimizer.map(({ name }) => name)).toEqual(["half-sgd"]);
  expect((await catalogueOf(path)).optimizers.get("half-sgd")?.definition.rates).toEqual([0.1, 1]);
});

describe("the grid", () => {
  const ratesOf = () => [0.1, 0.01];
  it("is the product of the lists, named by what differs", () => {
    const racers = racersOf(
      recipe({ loss: ["cross-entropy", "mse"], optimizer: ["sgd", "adam", "adamw"], batchSize: [32, 64] }),
      ratesOf,
    );
    expect(racers).toHaveLength(12);
    expect(new Set(racers.map(({ id }) => id)).size).toBe(12);
    expect(racers[0]!.label).toBe("cross-entropy · sgd · batch 32");
    expect(racersOf(recipe(), ratesOf).map(({ label }) => label)).toEqual(["adamw"]);
  });
  it("sweeps the optimizer's own rates unless the recipe says otherwise, smallest first", () => {
    const rates = (more: object) => racersOf(recipe(more), ratesOf).map((racer) => racer.rates);
    expect(rates({})).toEqual([[0.01, 0.1]]);
    expect(rates({ learningRate: [1, 0.5, 1] })).toEqual([[0.5, 1]]);
    expect(rates({ optimizer: ["sgd", { name: "adam", lr: 3e-3 }], learningRate: [0.1] })).toEqual([
      [0.1],
      [3e-3],
    ]);
    expect(rates({ optimizer: { name: "adam", rates: [0.3, 0.2] }, learningRate: 1 })).toEqual([[0.2, 0.3]]);
  });
});
