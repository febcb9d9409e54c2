import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  embedding,
  flatten,
  gelu,
  type Layer,
  leakyRelu,
  maxPool2d,
  meanOverSequence,
  positionalEmbedding,
  relu,
  residual,
  sequential,
  sigmoid,
  tanh,
  transformerEncoder,
} from "../src/index.js";

type Recorded = [shape: number[], numbers: number[]];
interface Recording {
  readonly by: string;
  readonly state: Record<string, Recorded>;
  readonly input: Recorded;
  readonly output: Recorded;
  readonly outputGradient: Recorded;
  readonly gradients: Record<string, Recorded>;
  readonly buffersAfter: Record<string, Recorded>;
  readonly evaluated: Recorded;
}

const encoder = (name: string, normFirst: boolean) =>
  transformerEncoder({
    name,
    heads: 2,
    feedForward: 12,
    dropout: 0,
    normFirst,
    activation: normFirst ? "gelu" : "relu",
  });
const classifier = (normFirst: boolean): Layer[] => [
  embedding(13, 8, { name: "tokens" }),
  positionalEmbedding({ name: "position" }),
  encoder("first", normFirst),
  encoder("second", normFirst),
  meanOverSequence(),
  dense(3, { name: "head" }),
];

/** The recorded networks, tensors named as in PyTorch. */
const networks: Record<string, Layer[]> = {
  mlp: [
    ...[dense(16, { name: "a" }), relu(), dense(9, { name: "b" }), gelu(), dense(7, { name: "c" }), tanh()],
    dense(4, { name: "d" }),
  ],
  cnn: [
    conv2d(6, 3, { name: "one", padding: 1, bias: false }),
    ...[batchNorm({ name: "norm1" }), relu(), maxPool2d(2)],
    residual(
      [
        conv2d(6, 3, { name: "two", padding: 1, groups: 2 }),
        batchNorm({ name: "norm2", momentum: 0.3, eps: 1e-3 }),
        leakyRelu(0.1),
      ],
      { name: "block" },
    ),
    conv2d(8, 3, { name: "three", stride: 2, padding: 1 }),
    ...[
      averagePool2d(2, { stride: 1, padding: 1 }),
      sigmoid(),
      maxPool2d(3, { stride: 2, padding: 1 }),
      flatten(),
    ],
    dense(3, { name: "head" }),
  ],
  transformer: classifier(false),
  "transformer-pre-norm": classifier(true),
};

function expectClose(
  actual: ArrayLike<number>,
  [, expected]: Recorded,
  what: string,
  tolerance = 2e-5,
): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / scale;
    if (!(error <= tolerance)) expect.fail(`${what}[${i}]: expected ${expected[i]}, got ${actual[i]}`);
  }
}

describe.each(Object.entries(networks))("%s", (name, layers) => {
  it("has PyTorch's outputs, gradients and running statistics", async () => {
    const file = new URL(`recorded/${name}.json`, import.meta.url);
    const recording: Recording = JSON.parse(readFileSync(file, "utf8"));
    const [dims, numbers] = recording.input;
    const model = await sequential(layers).build({ input: dims.slice(1) });
    const own = (key: string) => (key === "position" || key.endsWith("tokens") ? `${key}.weight` : key);
    const tensors = new Map<string, Float32Array>([
      ...model.buffers,
      ...model.arena.segments.map((segment) => [segment.name, model.arena.valuesOf(segment.name)] as const),
    ]);
    expect([...tensors.keys()].sort()).toEqual(Object.keys(recording.state).map(own).sort());
    for (const [key, [, values]] of Object.entries(recording.state)) tensors.get(own(key))!.set(values);

    const tokens = name.startsWith("transformer");
    const input = { data: tokens ? Int32Array.from(numbers) : Float32Array.from(numbers), dims };
    const output = await model.forward(input, { training: true });
    expectClose(output.data as Float32Array, recording.output, "output");
    const [shape, gradient] = recording.outputGradient;
    await model.backward({ data: Float32Array.from(gradient), dims: shape });
    for (const [key, expected] of Object.entries(recording.gradients)) {
      expectClose(model.arena.gradientsOf(own(key)), expected, `gradient of ${key}`);
    }
    for (const [key, expected] of Object.entries(recording.buffersAfter)) {
      expectClose(model.buffers.get(key)!, expected, key);
    }
    expectClose(
      (await model.forward(input)).data as Float32Array,
      recording.evaluated,
      "output at inference",
    );
    await model.dispose();
  });
});
