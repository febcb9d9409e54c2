/** Gradients of whole networks that PyTorch exported, against those that PyTorch computed. */
import { readFileSync } from "node:fs";
import { loss } from "@downhill/core";
import { batchLoss } from "@downhill/core/training";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type LoadOptions, loadOnnx, type OnnxModel } from "../src/index.js";

/** Shape, and little-endian numbers in base64. */
type Recorded = [shape: number[], numbers: string];
interface Step {
  readonly output: Recorded;
  readonly outputGradient: Recorded;
  readonly gradients: Record<string, Recorded>;
  readonly buffersAfter: Record<string, Recorded>;
}
interface Recording {
  readonly model: string;
  readonly inputs: Record<string, Recorded>;
  readonly steps: Partial<Record<"training" | "frozen", Step>>;
  readonly evaluated: Recorded;
}

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));
const floats = ([, numbers]: Recorded) => new Float32Array(bytesOf(numbers).buffer);
const read = (name: string): Recording =>
  JSON.parse(readFileSync(new URL(`recorded/onnx-${name}.json`, import.meta.url), "utf8"));

const largest = (values: Float32Array): number =>
  values.reduce((found, value) => Math.max(found, Math.abs(value)), 0);

/** Largest difference, relative to the largest number expected. */
function difference(actual: ArrayLike<number>, expected: Float32Array, least = 1e-3): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = Math.max(least, largest(expected));
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(actual[i]! - value) / scale), 0);
}

const tensorOf = ([dims, numbers]: Recorded, integers: boolean) => ({
  data: integers ? new BigInt64Array(bytesOf(numbers).buffer) : floats([dims, numbers]),
  dims,
});

const inputsOf = ({ inputs }: Recording, integers: boolean) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, tensorOf(value, integers)]));

interface Network {
  readonly name: string;
  readonly batchNorm?: "training" | "frozen";
  readonly options?: LoadOptions;
  readonly integers?: boolean;
}

const linear = loss({ id: "linear", formula: "L = p*y" });

const networks: Network[] = [
  { name: "mlp" },
  { name: "cnn" },
  { name: "resnet" },
  { name: "resnet", batchNorm: "frozen" },
  { name: "mobilenet" },
  { name: "mobilenet", batchNorm: "frozen" },
  { name: "vit" },
  { name: "unet" },
  { name: "text", integers: true },
  { name: "dynamo", integers: true },
  { name: "recurrent", integers: true },
  { name: "channels-last" },
  { name: "channels-last", batchNorm: "frozen" },
];

describe.each(networks)("$name $batchNorm", ({ name, batchNorm = "training", integers = false }) => {
  it("has PyTorch's outputs, gradients and running statistics", async () => {
    const recording = read(name);
    const model = await loadOnnx(bytesOf(recording.model), { batchNorm });
    const inputs = inputsOf(recording, integers);
    const evaluated = (await model.forward(inputs)).data as Float32Array;
    expect(difference(evaluated, floats(recording.evaluated)), "output at inference").toBeLessThan(1e-5);

    const step = recording.steps[batchNorm]!;
    const output = await model.forward(inputs, { training: true });
    expect(difference(output.data as Float32Array, floats(step.output)), "output").toBeLessThan(1e-5);
    await model.backward({ data: floats(step.outputGradient), dims: step.outputGradient[0] });
    const names = model.arena.segments.map((segment) => segment.name);
    expect(names.toSorted()).toEqual(Object.keys(step.gradients).toSorted());
    let worst = { error: 0, name: "" };
    // A shift before a batch normalization has gradient 0; what rounding leaves there is compared with the network's.
    const least = 1e-2 * Math.max(...Object.values(step.gradients).map((value) => largest(floats(value))));
    for (const [tensor, expected] of Object.entries(step.gradients)) {
      const error = difference(model.arena.gradientsOf(tensor), floats(expected), least);
      if (!(error <= worst.error)) worst = { error, name: tensor };
    }
    console.log(`${name} ${batchNorm}: worst relative error ${worst.error.toExponential(1)} (${worst.name})`);
    expect(worst.error, worst.name).toBeLessThan(5e-5);
    for (const [tensor, expected] of Object.entries(step.buffersAfter)) {
      const values = batchNorm === "training" ? model.buffers.get(tensor)! : model.valuesOf(tensor);
      expect(difference(values, floats(expected)), tensor).toBeLessThan(1e-5);
    }

    const inParts = model.arena.gradients.slice();
    // The same as one graph: the derivative of the sum of p*y is y.
    const targets = { data: floats(step.outputGradient), dims: step.outputGradient[0] };
    const pending = batchLoss(linear({ reduction: "sum" })).pending!(targets, undefined);
    expect(await model.differentiate(inputs, pending)).toBeDefined();
    expect(difference(model.arena.gradients, inParts), "as one graph").toBeLessThan(5e-5);
    await model.dispose();
  });

  it("is saved as a file that plain ONNX Runtime runs with equal outputs", async () => {
    const recording = read(name);
    const model = await loadOnnx(bytesOf(recording.model), { batchNorm });
    for (const { name: tensor } of model.arena.segments) {
      const values = model.arena.valuesOf(tensor);
      values.forEach((value, i) => (values[i] = 0.9 * value));
    }
    await expectSameInEngine(model, inputsOf(recording, integers));
    await model.dispose();
  });
});

it("a text classifier has the same gradients for a text alone as for one that is padded", async () => {
  const recording = read("text");
  const model = await loadOnnx(bytesOf(recording.model), { fill: { attention_mask: { not: 0 } } });
  const [, numbers] = recording.inputs.input_ids!;
  const tokens = new BigInt64Array(bytesOf(numbers).buffer).subarray(9, 18);
  const gradientsOf = async (length: number) => {
    const inputs = { data: tokens.slice(0, length), dims: [1, length] };
    const { dims } = await model.forward(inputs, { training: true });
    await model.backward({ data: Float32Array.of(1, -2, 0.5), dims });
    return model.arena.gradients.slice();
  };
  expect(tokens[6]).toBe(0n);
  const padded = await gradientsOf(9);
  expect(difference(await gradientsOf(6), padded)).toBeLessThan(1e-5);
  await model.dispose();
});

async function expectSameInEngine(model: OnnxModel, inputs: ReturnType<typeof inputsOf>): Promise<void> {
  const expected = (await model.forward(inputs)).data as Float32Array;
  const session = await ort.InferenceSession.create(await model.save(), { logSeverityLevel: 4 });
  const feeds = Object.entries(inputs).map(([name, { data, dims }]) => [
    name,
    data instanceof BigInt64Array
      ? new ort.Tensor("int64", data, dims)
      : new ort.Tensor("float32", data, dims),
  ]);
  const results = await session.run(Object.fromEntries(feeds));
  const name = model.definition.source!.graph.outputs[0]!.name;
  expect(difference(results[name]!.data as Float32Array, expected.slice())).toBeLessThan(1e-5);
  await session.release();
}
