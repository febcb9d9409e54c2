import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "@downhill/core";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  globalAveragePool,
  type Layer,
  layerNorm,
  maxPool2d,
  meanOverSequence,
  multiHeadAttention,
  relu,
  residual,
  sequential,
  softmax,
  tanh,
  transformerEncoder,
} from "../src/index.js";
import { fillUniform } from "../src/random.js";

// First numbers of dense1.weight for seed 1.
const RECORDED_WEIGHTS = [1.0882073640823364, 0.7285321354866028, -0.6646285057067871];

function numbers(length: number, stream: string): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  fillUniform(values, 1, 11, stream);
  return values;
}

const batchOf = (count: number, input: readonly number[]): Tensor => ({
  data: numbers(
    input.reduce((a, b) => a * b, count),
    "input",
  ),
  dims: [count, ...input],
});

const image: Layer[] = [
  ...[conv2d(4, 3, { padding: 1, bias: false }), batchNorm(), relu(), maxPool2d(2)],
  ...[residual([conv2d(4, 3, { padding: "same" }), batchNorm()]), relu(), dropout(0.25), flatten(), dense(3)],
];

describe("save", () => {
  it.each<[string, Layer[], number[], boolean]>([
    ["images", image, [2, 6, 6], false],
    [
      "sequences",
      [embedding(9, 8), transformerEncoder({ heads: 2 }), meanOverSequence(), dense(3)],
      [5],
      true,
    ],
    ["vectors", [dense(7), layerNorm(), tanh(), dense(3), softmax(), dropout(0.5)], [6], false],
    ["attention", [multiHeadAttention(2, { dropout: 0.3 }), meanOverSequence()], [5, 4], false],
    ["channels", [conv2d(4, [3, 1]), globalAveragePool(), dense(2)], [2, 6, 6], false],
  ])(
    "writes a file that plain ONNX Runtime runs with equal outputs: %s",
    async (_, layers, input, tokens) => {
      const model = await sequential(layers).build({ input, seed: 2 });
      const bytes = await model.save();
      const session = await ort.InferenceSession.create(bytes);
      for (const count of [1, 4]) {
        const length = input.reduce((a, b) => a * b, count);
        const data = tokens ? BigInt64Array.from({ length }, (_, i) => BigInt(i % 9)) : numbers(length, "x");
        const x: Tensor = { data, dims: [count, ...input] };
        const expected = (await model.forward(x)).data as Float32Array;
        const feed = new ort.Tensor(tokens ? "int64" : "float32", data as never, x.dims);
        const { output } = await session.run({ input: feed });
        (output!.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
      }
      await session.release();
      await model.dispose();
    },
  );

  it("writes the file whole, over an old one, and leaves nothing beside it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "downhill-"));
    try {
      const path = join(folder, "model.onnx");
      await writeFile(path, "old");
      const model = await sequential([dense(2)]).build({ input: [3] });
      expect(new Uint8Array(await readFile(path)).length).toBe(3);
      const bytes = await model.save(path);
      expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(bytes));
      expect(await readdir(folder)).toEqual(["model.onnx"]);
      await expect(model.save(join(folder, "missing", "model.onnx"))).rejects.toMatchObject({
        code: "environment",
      });
      expect(await readdir(folder)).toEqual(["model.onnx"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("seeds", () => {
  const weightsOf = async (layers: Layer[], seed: number) =>
    (await sequential(layers).build({ input: [4], seed })).arena.values.slice();

  it("give the same weights, other seeds others", async () => {
    const layers = [dense(5), relu(), dense(2)];
    const first = await weightsOf(layers, 1);
    expect(await weightsOf(layers, 1)).toEqual(first);
    expect(await weightsOf(layers, 2)).not.toEqual(first);
    // Recorded once; a change here changes everybody's first weights.
    expect([...first.subarray(0, 3)]).toEqual(RECORDED_WEIGHTS);
  });

  it("make dropout repeatable, and inference has none", async () => {
    const model = await sequential([dense(40), dropout(0.5)]).build({ input: [4] });
    const x = batchOf(3, [4]);
    const run = async (mode: object) => [...((await model.forward(x, mode)).data as Float32Array)];
    const first = await run({ training: true, seed: 7 });
    expect(await run({ training: true, seed: 7 })).toEqual(first);
    expect(await run({ training: true, seed: 8 })).not.toEqual(first);
    const plain = await run({});
    first.forEach((value, i) => expect(value === 0 || Math.abs(value - 2 * plain[i]!) < 1e-5).toBe(true));
    // The gradient goes through the same mask: that of a bias is the sum of its column.
    await run({ training: true, seed: 7 });
    await model.backward({ data: new Float32Array(120).fill(1), dims: [3, 40] });
    const bias = model.arena.gradientsOf("dense1.bias");
    const kept = Array.from(
      { length: 40 },
      (_, unit) => [0, 1, 2].filter((row) => first[row * 40 + unit] !== 0).length,
    );
    expect([...bias]).toEqual(kept.map((count) => 2 * count));
    await model.dispose();
  });
});

describe("training steps", () => {
  const gradientsOf = async (grow: boolean, count = 4) => {
    const model = await sequential(image).build({ input: [2, 6, 6], seed: 1 });
    let x = batchOf(count, [2, 6, 6]);
    if (grow) {
      const block = model.arena.memory.allocate(x.data.length);
      block.array.set(x.data as Float32Array);
      x = { data: block.array, dims: x.dims };
    }
    const { dims } = await model.forward(x, { training: true, seed: 3 });
    if (grow) model.arena.memory.allocate(100_000);
    await model.backward({ data: numbers(count * 3, "gradient"), dims });
    const result = model.arena.gradients.slice();
    await model.dispose();
    return result;
  };

  it("do not mind a memory that grows between forward and backward", async () => {
    expect(await gradientsOf(true)).toEqual(await gradientsOf(false));
  });

  it("may change the batch size", async () => {
    const model = await sequential(image).build({ input: [2, 6, 6], seed: 1 });
    for (const count of [4, 2, 5, 1, 3, 4]) {
      const { dims } = await model.forward(batchOf(count, [2, 6, 6]), { training: true, seed: 3 });
      expect(dims).toEqual([count, 3]);
      await model.backward({ data: numbers(count * 3, "gradient"), dims });
    }
    model.buffers.get("norm1.running_mean")!.fill(0);
    expect(model.arena.gradients.slice()).toEqual(await gradientsOf(false));
    await model.dispose();
  });

  it("follow the slope of the whole network, for every tensor", async () => {
    const layers = [flatten(), dense(6), tanh(), dense(3)];
    const model = await sequential(layers).build({ input: [2, 3], seed: 1 });
    const x = batchOf(5, [2, 3]);
    const { dims } = await model.forward(x, { training: true });
    const weights = numbers(15, "gradient");
    await model.backward({ data: weights, dims });
    const loss = async () =>
      ((await model.forward(x)).data as Float32Array).reduce((sum, value, i) => sum + value * weights[i]!, 0);
    for (const { name } of model.arena.segments) {
      const values = model.arena.valuesOf(name);
      const before = values[0]!;
      values[0] = before + 1e-2;
      const up = await loss();
      values[0] = before - 1e-2;
      const slope = (up - (await loss())) / 2e-2;
      values[0] = before;
      expect(model.arena.gradientsOf(name)[0]!, name).toBeCloseTo(slope, 2);
    }
    await model.dispose();
  });
});

describe("mistakes", () => {
  const built = () => sequential([dense(2)]).build({ input: [3] });

  it.each<[string, Layer[], number[], string]>([
    [
      "rank",
      [flatten(), conv2d(4, 3)],
      [1, 8, 8],
      "layer conv1: expected an input of 4 axes (batch, channels, height, width), got [batch, 64]",
    ],
    [
      "a window too large",
      [conv2d(4, 9)],
      [1, 8, 8],
      "layer conv1: a window of [9, 9] does not fit into [8, 8]",
    ],
    [
      "groups",
      [conv2d(4, 3, { groups: 3 })],
      [4, 8, 8],
      "layer conv1: groups: 3 must divide the 4 channels of the input and the 4 filters",
    ],
    [
      "a residual sum",
      [dense(3), residual([dense(4)])],
      [3],
      "layer residual1: its layers turn [batch, 3] into [batch, 4]; both must be the same to be added",
    ],
    [
      "heads",
      [multiHeadAttention(3)],
      [5, 4],
      "layer attention1: heads: 3 must divide the 4 features of its input",
    ],
    [
      "names",
      [dense(3, { name: "a" }), dense(3, { name: "a" })],
      [3],
      "layer a: there is already a tensor named a.weight; give the layer another name",
    ],
    ["options", [dense(0)], [3], "layer dense1: units must be a whole number of at least 1, got 0"],
    ["probabilities", [dense(3), dropout(1)], [3], "layer dropout1: probability must be in [0, 1), got 1"],
    ["nothing to train", [relu()], [3], "sequential: none of the layers has parameters to train"],
    ["the input", [dense(3)], [0], "input: expected the shape of one sample, such as [1, 28, 28], got [0]"],
  ])("in a network are named with the layer: %s", async (_, layers, input, message) => {
    await expect(sequential(layers).build({ input })).rejects.toMatchObject({ code: "usage", message });
  });

  it("in what is fed name what was expected", async () => {
    const model = await built();
    await expect(model.forward({ data: new Float32Array(8), dims: [2, 4] })).rejects.toMatchObject({
      code: "data",
      message: "input input: expected shape [batch, 3], got [2, 4]",
    });
    await expect(model.forward({ data: new Float32Array(5), dims: [2, 3] })).rejects.toMatchObject({
      message: "input input: shape [2, 3] has 6 elements, the data 5",
    });
    await model.dispose();
  });

  it("of order are refused: backward without a training forward, anything after dispose", async () => {
    const model = await built();
    const gradient = { data: new Float32Array(4), dims: [2, 2] };
    await expect(model.backward(gradient)).rejects.toMatchObject({ code: "usage" });
    await model.forward({ data: new Float32Array(6), dims: [2, 3] });
    await expect(model.backward(gradient)).rejects.toMatchObject({ code: "usage" });
    await model.forward({ data: new Float32Array(6), dims: [2, 3] }, { training: true });
    await expect(model.backward({ data: new Float32Array(2), dims: [1, 2] })).rejects.toMatchObject({
      code: "data",
      message: "output gradient: expected float32 of shape [2, 2], got [1, 2]",
    });
    await model.dispose();
    await expect(model.forward({ data: new Float32Array(6), dims: [2, 3] })).rejects.toMatchObject({
      code: "usage",
    });
  });

  it("in tokens are refused, not read from somewhere else", async () => {
    const model = await sequential([embedding(5, 4), meanOverSequence(), dense(2)]).build({ input: [3] });
    const tokens = { data: Int32Array.of(0, 1, 5), dims: [1, 3] };
    await expect(model.forward(tokens, { training: true })).rejects.toMatchObject({ code: "data" });
    await model.dispose();
  });
});

it("summary lists layers, shapes and parameters", async () => {
  const model = await sequential(image).build({ input: [2, 6, 6] });
  expect(model.summary()).toMatchInlineSnapshot(`
    "layer      output            parameters
    conv1      [batch, 4, 6, 6]          72
    norm1      [batch, 4, 6, 6]           8
    relu1      [batch, 4, 6, 6]           0
    maxPool1   [batch, 4, 3, 3]           0
    residual1  [batch, 4, 3, 3]         156
    relu2      [batch, 4, 3, 3]           0
    dropout1   [batch, 4, 3, 3]           0
    flatten1   [batch, 36]                0
    dense1     [batch, 3]               111
    total                               347"
  `);
  expect(model.arena.segments.map(({ role }) => role).join()).toMatch(/^(weight,)+(bias,)+(norm,?)+$/);
});
