import type { Arena } from "@downhill/core";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import {
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  gelu,
  globalAveragePool,
  type Layer,
  layerNorm,
  leakyRelu,
  maxPool2d,
  meanOverSequence,
  multiHeadAttention,
  positionalEmbedding,
  relu,
  residual,
  sequential,
  sigmoid,
  tanh,
  transformerEncoder,
} from "../src/index.js";

const numbers = (length: number, seed = 1) =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * 12.9898 * seed));

const networks: Record<string, { layers: Layer[]; input: number[]; tokens?: number }> = {
  mlp: { layers: [flatten(), dense(7), tanh(), dense(5), sigmoid(), dense(3)], input: [2, 3, 2] },
  lenet: {
    layers: [
      conv2d(4, 3, { padding: 1 }),
      relu(),
      maxPool2d(2),
      conv2d(6, 3),
      relu(),
      maxPool2d(2),
      flatten(),
      dense(8),
      relu(),
      dense(3),
    ],
    input: [1, 12, 12],
  },
  strided: {
    layers: [
      conv2d(4, 3, { stride: 2, padding: 1 }),
      leakyRelu(),
      conv2d(4, 2, { groups: 2, dilation: 2 }),
      gelu(),
      averagePool2d(2),
      flatten(),
      dense(3),
    ],
    input: [2, 11, 9],
  },
  norm: {
    layers: [
      conv2d(4, 3),
      batchNorm(),
      relu(),
      residual([conv2d(4, 3, { padding: "same" }), batchNorm()]),
      relu(),
      globalAveragePool(),
      dense(3),
    ],
    input: [2, 7, 6],
  },
  overlapping: {
    layers: [conv2d(3, 3), maxPool2d(3, { stride: 2, padding: 1 }), flatten(), dense(2)],
    input: [1, 9, 9],
  },
  attention: {
    layers: [dense(8), multiHeadAttention(2), layerNorm(), meanOverSequence(), dense(3)],
    input: [5, 4],
  },
  transformer: {
    layers: [
      embedding(11, 8),
      positionalEmbedding(),
      transformerEncoder({ heads: 2, feedForward: 12, dropout: 0 }),
      transformerEncoder({ heads: 4, feedForward: 12, dropout: 0.1, normFirst: true, activation: "gelu" }),
      meanOverSequence(),
      dense(3),
    ],
    input: [6],
    tokens: 11,
  },
};

describe.each(Object.entries(networks))("%s", (_, { layers, input, tokens }) => {
  it("has the gradient that differences show", async () => {
    const model = await sequential(layers).build({ input, seed: 3 });
    const batch = 4;
    const length = batch * input.reduce((a, b) => a * b, 1);
    const data = tokens
      ? BigInt64Array.from({ length }, (_, i) => BigInt((i * 7) % tokens))
      : numbers(length);
    const x = { data, dims: [batch, ...input] };
    const output = await model.forward(x, { training: true, seed: 5 });
    const weight = numbers(output.data.length, 2);
    await model.backward({ data: weight, dims: output.dims });
    const gradients = model.arena.gradients.slice();
    const loss = async () => {
      const { data } = await model.forward(x, { training: true, seed: 5 });
      return (data as Float32Array).reduce((sum, value, i) => sum + value * weight[i]!, 0);
    };
    for (const { name, offset, length: size } of (model.arena as Arena).segments) {
      const direction = numbers(size, 3);
      const values = model.arena.valuesOf(name);
      const before = values.slice();
      const h = Number(process.env.STEP ?? 3e-4);
      const at = async (step: number) => {
        for (let i = 0; i < size; i++) values[i] = before[i]! + step * direction[i]!;
        return loss();
      };
      const numeric = ((await at(h)) - (await at(-h))) / (2 * h);
      values.set(before);
      const exact = direction.reduce((sum, value, i) => sum + value * gradients[offset + i]!, 0);
      expect(Math.abs(numeric - exact), `${name}: ${numeric} ${exact}`).toBeLessThan(
        2e-2 * Math.max(0.3, Math.abs(exact)),
      );
    }
    const plain = await model.forward(x);
    const session = await ort.InferenceSession.create(await model.save());
    const { output: saved } = await session.run({
      input: new ort.Tensor(tokens ? "int64" : "float32", data as never, x.dims),
    });
    const expected = saved!.data as Float32Array;
    (plain.data as Float32Array).forEach((value, i) =>
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5),
    );
    await model.dispose();
  });
});
