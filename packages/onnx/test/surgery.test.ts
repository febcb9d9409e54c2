/** Models made of other models: cut, continued, frozen; on a network that PyTorch exported. */
import { readFileSync } from "node:fs";
import { adamw, crossEntropy } from "@downhill/core";
import { arrayDataset, fit } from "@downhill/core/training";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { readModel } from "../src/graph/file.js";
import {
  batchNorm,
  dense,
  dropout,
  flatten,
  gelu,
  layerNorm,
  loadOnnx,
  relu,
  writeSafetensors,
} from "../src/index.js";
import { fillUniform } from "../src/random.js";

const bytesOf = (name: string): Uint8Array => {
  const recording = JSON.parse(readFileSync(new URL(`recorded/onnx-${name}.json`, import.meta.url), "utf8"));
  return Uint8Array.from(Buffer.from(recording.model, "base64"));
};
const load = (name: string, options = {}) => loadOnnx(bytesOf(name), options);

const images = (count: number, size = 32) => {
  const data = new Float32Array(count * 3 * size * size);
  fillUniform(data, 1, 5, "images");
  return { data, dims: [count, 3, size, size] };
};
const labelled = (count: number, size = 32) =>
  arrayDataset({
    inputs: images(count, size),
    targets: { data: Int32Array.from({ length: count }, (_, i) => i % 3), dims: [count] },
  });
const rest = /^(?!head\.)/;

describe("cut", () => {
  it("gives the part that leads to a value, by its name or its node's", async () => {
    const model = await load("resnet");
    const backbone = model.cut("/avgpool/GlobalAveragePool");
    const output = await backbone.forward(images(2));
    expect(output.dims).toEqual([2, 12, 1, 1]);
    expect(backbone.arena.segments.some(({ name }) => name.startsWith("fc"))).toBe(false);
    const saved = readModel(await backbone.save());
    expect(saved.opsets.get("")).toBe(12);
    expect([...saved.graph.initializers.keys()].some((name) => name.startsWith("fc"))).toBe(false);
    const session = await ort.InferenceSession.create(await backbone.save());
    const { data, dims } = images(2);
    const results = await session.run({ x: new ort.Tensor("float32", data, dims) });
    const found = results[session.outputNames[0]!]!.data as Float32Array;
    found.forEach((value, i) => expect((output.data as Float32Array)[i]).toBeCloseTo(value, 5));
    expect(() => model.cut("layer9")).toThrow(/unknown value or node: layer9/);
    await Promise.all([model.dispose(), backbone.dispose(), session.release()]);
  });
});

describe("replaceHead", () => {
  it.each([
    ["resnet", 12, [dense(7), batchNorm(), relu(), dropout(0.2), dense(3)]],
    ["mobilenet", 14, [relu(), dense(3)]],
    // Set 17 has no Gelu: the file is written in set 21.
    ["vit", 21, [layerNorm(), gelu(), dense(3)]],
  ] as const)("puts layers in the last one's place: %s", async (name, opset, layers) => {
    const size = { resnet: 32, mobilenet: 24, vit: 16 }[name];
    const model = await load(name);
    const tuned = model.replaceHead(layers, { seed: 4 });
    const output = await tuned.forward(images(2, size));
    expect(output.dims).toEqual([2, 3]);
    const file = readModel(await tuned.save());
    expect(file.opsets.get("")).toBe(opset);
    expect(file.graph.outputs.map((info) => info.name)).toEqual(["y"]);
    const session = await ort.InferenceSession.create(await tuned.save(), { logSeverityLevel: 4 });
    const { data, dims } = images(2, size);
    const { y } = await session.run({ x: new ort.Tensor("float32", data, dims) });
    (y!.data as Float32Array).forEach((value, i) =>
      expect((output.data as Float32Array)[i]).toBeCloseTo(value, 5),
    );
    await session.release();
    // What was saved can be loaded, and has the same parameters.
    const again = await loadOnnx(await tuned.save());
    expect(again.arena.parameterCount).toBe(tuned.arena.parameterCount);
    await Promise.all([model.dispose(), tuned.dispose(), again.dispose()]);
  });

  it("stands where it is told, and names layers that do not fit", async () => {
    const model = await load("resnet");
    const tuned = model.replaceHead([flatten(), dense(3)], { at: "/layer1/layer1.0/Relu_1_output_0" });
    expect(tuned.arena.segments.some(({ name }) => name.startsWith("layer1.1"))).toBe(false);
    expect((await tuned.forward(images(2))).dims).toEqual([2, 3]);
    expect(() => model.replaceHead([dense(0)])).toThrow("layer head.dense1: units must be");
    await Promise.all([model.dispose(), tuned.dispose()]);
  });
});

describe("freeze", () => {
  it("leaves the rest of the gradients as they were, and computes no others", async () => {
    const model = await load("resnet", { batchNorm: "frozen" });
    const frozen = model.freeze(["conv1*", "bn1*", "layer1*"]);
    const x = images(3);
    const gradient = { data: new Float32Array(15).fill(0.3), dims: [3, 5] };
    for (const each of [model, frozen]) {
      await each.forward(x, { training: true });
      await each.backward(gradient);
    }
    for (const { name } of frozen.arena.segments) {
      const expected = model.arena.gradientsOf(name);
      frozen.arena.gradientsOf(name).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    }
    expect(frozen.arena.segments.every(({ name }) => /^(layer2|fc)/.test(name))).toBe(true);
    expect(frozen.plan().backward.graph.nodes.length).toBeLessThan(
      model.plan().backward.graph.nodes.length / 2,
    );
    const thawed = frozen.unfreeze("layer1.1*");
    expect(thawed.arena.segments.some(({ name }) => name === "layer1.1.conv1.weight")).toBe(true);
    expect(() => model.freeze("features*")).toThrow(
      /no tensor is named features\*; names here: conv1.weight/,
    );
    await Promise.all([model.dispose(), frozen.dispose(), thawed.dispose()]);
  });

  it("holds the statistics of batch normalizations whose scale and shift are frozen", async () => {
    const model = await load("resnet");
    const frozen = model.freeze("bn1*");
    const x = images(4);
    const before = [
      frozen.valuesOf("bn1.running_mean").slice(),
      frozen.valuesOf("layer2.0.bn1.running_mean").slice(),
    ];
    await frozen.forward(x, { training: true });
    expect(frozen.valuesOf("bn1.running_mean")).toEqual(before[0]);
    expect(frozen.valuesOf("layer2.0.bn1.running_mean")).not.toEqual(before[1]);
    await Promise.all([model.dispose(), frozen.dispose()]);
  });

  it("of everything leaves a model that only infers", async () => {
    const model = await load("mobilenet", { freeze: "*" });
    expect((await model.forward(images(2, 24))).dims).toEqual([2, 4]);
    await expect(model.forward(images(2, 24), { training: true })).rejects.toMatchObject({
      code: "usage",
      message: "all tensors of this model are frozen: there is nothing to train",
    });
    await model.dispose();
  });
});

describe("extractFeatures", () => {
  it("trains the head as training the whole does, without running the rest again", async () => {
    const model = await load("resnet");
    const options = {
      loss: crossEntropy(),
      optimizer: adamw({ lr: 0.01 }),
      epochs: 6,
      batchSize: 8,
      seed: 1,
    };
    const make = () => model.replaceHead([dense(6), relu(), dense(3)], { seed: 2 }).freeze(rest);
    const data = labelled(96);
    const [slow, fast] = [make(), make()];
    let start = performance.now();
    const expected = await fit(slow, data, options);
    const whole = performance.now() - start;
    start = performance.now();
    const { features, head } = await fast.extractFeatures(data, { batchSize: 20 });
    const extraction = performance.now() - start;
    expect(features.inputs.dims).toEqual([96, 12]);
    start = performance.now();
    const found = await fit(head, features, options);
    const cached = performance.now() - start;
    console.log(
      `six epochs: ${whole.toFixed(0)} ms; on features ${cached.toFixed(0)} ms after ${extraction.toFixed(0)} ms once`,
    );
    found.losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected.losses[i]!, 4));
    // The head's parameters are those of the whole network.
    const x = images(2);
    const outputs: number[][] = [];
    for (const each of [slow, fast]) outputs.push([...((await each.forward(x)).data as Float32Array)]);
    outputs[1]!.forEach((value, i) => expect(value).toBeCloseTo(outputs[0]![i]!, 3));
    await Promise.all([model, slow, fast, head].map((each) => each.dispose()));
  });

  it("needs a frozen beginning", async () => {
    const model = await load("mobilenet");
    await expect(model.extractFeatures(labelled(4, 24))).rejects.toMatchObject({
      code: "usage",
      message: /nothing at the beginning/,
    });
    await expect(model.freeze("classifier*").extractFeatures(labelled(4, 24))).rejects.toMatchObject({
      code: "usage",
    });
    await model.dispose();
  });
});

describe("weights", () => {
  it("of PyTorch are found by PyTorch's names, also where its exporter renamed and transposed them", async () => {
    const model = await load("vit");
    const rename = (name: string) => /^onnx::/.test(name);
    const renamed = model.arena.segments.filter(({ name }) => rename(name));
    expect(renamed.length).toBe(8);
    const modules = ["attention.qkv", "attention.out", "mlp.0", "mlp.2"];
    const originals = [0, 1].flatMap((block) => modules.map((module) => `blocks.${block}.${module}.weight`));
    const tensors = model.arena.segments
      .filter(({ name }) => !rename(name))
      .map(({ name, shape, length }) => ({ name, shape, values: new Float32Array(length).fill(0.25) }));
    for (const [i, name] of originals.entries()) {
      const [inputs, outputs] = renamed[i]!.shape as [number, number];
      const values = Float32Array.from({ length: inputs * outputs }, (_, k) => k);
      tensors.push({ name, shape: [outputs, inputs], values });
    }
    await model.loadWeights(writeSafetensors(tensors));
    expect(model.valuesOf("head.weight")[0]).toBe(0.25);
    const { name, shape } = renamed[1]!;
    // Row 0 of the file is column 0 of PyTorch's matrix.
    expect([...model.valuesOf(name).subarray(0, 3)]).toEqual([0, shape[0]!, 2 * shape[0]!]);
    await model.dispose();
  });

  it("are loaded into frozen tensors too, and partially where that is asked for", async () => {
    const model = (await load("resnet")).freeze("layer*");
    const before = [...((await model.forward(images(1))).data as Float32Array)];
    const other = (await load("resnet")).unfreeze("*");
    for (const { name } of other.arena.segments) other.arena.valuesOf(name).fill(0.1);
    const whole = await other.saveWeights();
    await model.loadWeights(whole);
    expect(model.valuesOf("layer1.0.conv1.weight")[0]).toBeCloseTo(0.1, 6);
    const after = [...((await model.forward(images(1))).data as Float32Array)];
    expect(after).not.toEqual(before);
    const expected = [...((await other.forward(images(1))).data as Float32Array)];
    after.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 3));
    const some = writeSafetensors([{ name: "fc.bias", shape: [5], values: new Float32Array(5).fill(3) }]);
    await expect(model.loadWeights(some)).rejects.toMatchObject({ message: /missing: conv1.weight/ });
    await model.loadWeights(some, { partial: true });
    expect([...model.valuesOf("fc.bias")]).toEqual([3, 3, 3, 3, 3]);
    await Promise.all([model.dispose(), other.dispose()]);
  });
});
