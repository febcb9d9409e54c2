/** A step as one graph leaves the gradients, predictions and running statistics of forward, loss and backward. */
import { crossEntropy, huber, type Model, momentum, mse, type Tensor, triplet } from "@downhill/core";
import { arrayDataset, fit, metricLearning, valueAndGradient } from "@downhill/core/training";
import { describe, expect, it } from "vitest";
import {
  dense,
  dropout,
  flatten,
  type Layer,
  meanOverSequence,
  relu,
  sequential,
  transformerEncoder,
} from "../src/index.js";
import { fillUniform } from "../src/random.js";
import { nodeRuntime } from "../src/session/node-runtime.js";
import type { Runtime } from "../src/session/session.js";
import { imageNetworks } from "./support/image-networks.js";

const runtime = await nodeRuntime();

const random = (length: number, stream: string) => {
  const values = new Float32Array(length);
  fillUniform(values, 1, 3, stream);
  return values;
};
const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

interface Example {
  readonly input: readonly number[];
  readonly layers: Layer[];
  readonly batches?: readonly number[];
}

const networks: Readonly<Record<string, Example>> = {
  ...imageNetworks,
  "a perceptron with dropout": {
    input: [7],
    layers: [dense(9), relu(), dropout(0.3), dense(5)],
    batches: [1, 6],
  },
  "a transformer": {
    input: [5, 8],
    layers: [transformerEncoder({ heads: 2, feedForward: 16 }), meanOverSequence(), dense(3)],
  },
};

/** The same model without `differentiate`. */
const inParts = (model: Model): Model => ({
  arena: model.arena,
  forward: (inputs, mode) => model.forward(inputs, mode),
  backward: (gradient) => model.backward(gradient),
});

/** The same model, counting what it is asked to do. */
function counted(model: Model) {
  const calls = { forward: 0, backward: 0, differentiate: 0 };
  const counting: Model = {
    arena: model.arena,
    forward: (inputs, mode) => {
      calls.forward++;
      return model.forward(inputs, mode);
    },
    backward: (gradient) => {
      calls.backward++;
      return model.backward(gradient);
    },
    differentiate: async (...given) => {
      const predictions = await model.differentiate!(...given);
      if (predictions) calls.differentiate++;
      return predictions;
    },
  };
  return { model: counting, calls };
}

/** What a step leaves behind, with the whole step in one graph or not. */
async function stepOf({ input, layers }: Example, batch: number, isJoint: boolean, engine: Runtime) {
  const model = await sequential(layers).build({ input: [...input], seed: 5, runtime: engine });
  const dims = [batch, ...input];
  const inputs = { data: random(product(dims), "input"), dims };
  const shape = (await model.forward(inputs)).dims;
  const targets: Tensor = { data: random(product(shape), "target"), dims: shape };
  const weights = Float32Array.from({ length: batch }, (_, i) => 0.5 + i);
  const apart = inParts(model);
  const batchOf = { inputs, targets, weights };
  const loss = huber({ delta: 0.3 });
  await valueAndGradient(isJoint ? model : apart, loss, batchOf, { seed: 1 });
  const result = await valueAndGradient(isJoint ? model : apart, loss, batchOf, { seed: 2 });
  const numbers = new Map([
    ["value", Float32Array.of(result.value)],
    ["predictions", Float32Array.from(result.predictions.data as Float32Array)],
    ["gradients", model.arena.gradients.slice()],
    ...[...model.buffers].map(([name, values]) => [name, values.slice()] as const),
  ]);
  await model.dispose();
  return numbers;
}

describe("a step as one graph", () => {
  const cases = Object.entries(networks).flatMap(([name, example]) =>
    (example.batches ?? [3]).map((batch) => [name, batch, example] as const),
  );
  it.each(cases)("%s, batch %i", async (_, batch, example) => {
    for (const engine of [runtime, { ...runtime, blocks: false }]) {
      const expected = await stepOf(example, batch, false, engine);
      const got = await stepOf(example, batch, true, engine);
      expect([...got.keys()]).toEqual([...expected.keys()]);
      for (const [name, values] of expected) {
        const largest = Math.max(1e-3, ...values.map(Math.abs));
        const worst = Math.max(...values.map((value, i) => Math.abs(value - got.get(name)![i]!)));
        expect(worst / largest, name).toBeLessThan(2e-5);
      }
    }
  });

  const classifier = () => sequential([dense(8), relu(), dense(3)]).build({ input: [4], seed: 1 });
  const samples = (labels: readonly number[]) =>
    arrayDataset({
      inputs: { data: random(4 * labels.length, "samples"), dims: [labels.length, 4] },
      targets: { data: Int32Array.from(labels), dims: [labels.length] },
    });
  const labels = Array.from({ length: 22 }, (_, i) => (i * 7) % 3);

  it("trains as it would in parts, the last smaller batch included", async () => {
    const histories = [];
    for (const isJoint of [true, false]) {
      const model = await classifier();
      const { model: seen, calls } = counted(model);
      const { losses } = await fit(isJoint ? seen : inParts(model), samples(labels), {
        ...{
          loss: crossEntropy({ labelSmoothing: 0.1 }),
          optimizer: momentum({ lr: 0.1 }),
          epochs: 3,
          batchSize: 8,
        },
      });
      if (isJoint) expect(calls).toEqual({ forward: 0, backward: 0, differentiate: 9 });
      histories.push([...losses, ...model.arena.values]);
      await model.dispose();
    }
    const [joint, parts] = histories as [number[], number[]];
    joint.forEach((value, i) => expect(value).toBeCloseTo(parts[i]!, 5));
  });

  it("says which sample has a class that does not exist, before anything is trained", async () => {
    const model = await classifier();
    const before = model.arena.values.slice();
    const bad = samples(labels.map((label, i) => (i === 13 ? 3 : label)));
    const options = { loss: crossEntropy(), optimizer: momentum({ lr: 0.1 }), epochs: 1, batchSize: 8 };
    await expect(fit(model, bad, { ...options, shuffle: false })).rejects.toThrow(/sample 13/);
    // The same where targets come batch by batch and cannot be looked at before.
    const { targets: _, ...stream } = bad;
    const hidden = { ...stream, length: bad.length, batch: (indices: Uint32Array) => bad.batch(indices) };
    await expect(fit(model, hidden, { ...options, shuffle: false })).rejects.toThrow(
      /got 3 .*\n.*sample 13 of the data set/s,
    );
    const { inputs } = await bad.batch(Uint32Array.of(0, 1));
    const targets = { data: Int32Array.of(0, 9), dims: [2] };
    const fresh = await classifier();
    await expect(valueAndGradient(fresh, crossEntropy(), { inputs, targets })).rejects.toThrow(
      /class out of range/,
    );
    expect(fresh.arena.values).toEqual(before);
    await model.dispose();
    await fresh.dispose();
  });

  it("leaves large outputs and losses of pairs to the kernels", async () => {
    const large = await sequential([dense(2 ** 17)]).build({ input: [1], seed: 1 });
    const first = counted(large);
    const batch = { inputs: { data: Float32Array.of(1, 2, 3), dims: [3, 1] } };
    const zeros = { data: new Float32Array(3 * 2 ** 17), dims: [3, 2 ** 17] };
    await valueAndGradient(first.model, mse(), { ...batch, targets: zeros });
    expect(first.calls).toEqual({ forward: 1, backward: 1, differentiate: 0 });
    await large.dispose();

    const embedding = await classifier();
    const second = counted(embedding);
    const { inputs, targets } = await samples(labels).batch(Uint32Array.from(labels, (_, i) => i));
    await valueAndGradient(second.model, metricLearning(triplet()), { inputs, targets });
    expect(second.calls).toEqual({ forward: 1, backward: 1, differentiate: 0 });
    await embedding.dispose();
  });

  it("gives a parameter that the output does not depend on the gradient 0", async () => {
    const model = await sequential([flatten(), dense(3)]).build({ input: [2, 2], seed: 1 });
    model.arena.gradients.fill(7);
    const inputs = { data: random(8, "input"), dims: [2, 2, 2] };
    const targets = { data: Int32Array.of(-1, -1), dims: [2] };
    const { value, weight } = await valueAndGradient(model, crossEntropy({ ignoreIndex: -1 }), {
      inputs,
      targets,
    });
    expect([value, weight]).toEqual([0, 0]);
    for (const { name } of model.arena.segments)
      expect([...model.arena.gradientsOf(name)].every((each) => each === 0)).toBe(true);
    await model.dispose();
  });
});
