import { expect, it } from "vitest";
import { Arena, adamw, crossEntropy, Memory, type Model, sgd, type Tensor } from "../../src/index.js";
import { arrayDataset, fit } from "../../src/training/index.js";
import { clusters, perceptron } from "./support.js";

/** A model whose output lies in its own memory, which is full but for a few bytes. */
function crowded(samples: number, spare: number) {
  const classes = 5;
  const memory = new Memory();
  const arena = new Arena([{ name: "bias", shape: [classes] }], memory);
  const output = memory.allocate(samples * classes);
  const page = 65536;
  const used = output.byteOffset + 4 * output.length;
  const rest = page - (used % page);
  memory.allocate(Math.max(0, (rest - spare) / 4));
  const model: Model = {
    arena,
    async forward({ dims }): Promise<Tensor> {
      const rows = dims[0]!;
      for (let r = 0; r < rows; r++) output.array.set(arena.valuesOf("bias"), r * classes);
      return { data: output.array.subarray(0, rows * classes), dims: [rows, classes] };
    },
    async backward({ data }) {
      const bias = arena.gradientsOf("bias").fill(0);
      for (let i = 0; i < data.length; i++) bias[i % classes]! += Number(data[i]);
    },
  };
  return { model, memory, output };
}

const labels = (length: number) =>
  arrayDataset({
    inputs: { data: new Float32Array(length), dims: [length, 1] },
    targets: { data: Int32Array.from({ length }, (_, i) => (i * i) % 5), dims: [length] },
  });

it("trains the same when the memory must grow in the middle of a step", async () => {
  const run = async (spare: number) => {
    const { model, memory } = crowded(40, spare);
    const before = memory.buffer.byteLength;
    const history = await fit(model, labels(40), {
      loss: crossEntropy(),
      optimizer: sgd({ lr: 1 }),
      epochs: 3,
      batchSize: 40,
    });
    return {
      losses: history.losses,
      values: model.arena.values.slice(),
      grew: memory.buffer.byteLength > before,
    };
  };
  const roomy = await run(32768);
  expect(roomy.grew).toBe(false);
  let grown = 0;
  for (let spare = 64; spare < 4096; spare += 64) {
    const { grew, ...rest } = await run(spare);
    if (grew) grown++;
    expect(rest).toEqual({ losses: roomy.losses, values: roomy.values });
  }
  expect(grown).toBeGreaterThan(10);
});

it("does not grow with the number of steps", async () => {
  const model = perceptron({ sizes: [2, 8, 3] });
  const sizes: number[] = [];
  await fit(model, clusters(64), {
    loss: crossEntropy(),
    optimizer: sgd({ clipNorm: 1 }),
    epochs: 400,
    batchSize: 10,
    accumulate: 2,
    on: (event) => event.type === "epoch" && sizes.push(model.arena.memory.buffer.byteLength),
  });
  expect(new Set(sizes).size).toBe(1);
});

it("gives the optimizer's memory back: run after run on one model needs no more", async () => {
  const { model, memory } = crowded(40, 0);
  const run = () =>
    fit(model, labels(40), { loss: crossEntropy(), optimizer: adamw(), epochs: 1, batchSize: 40 });
  await run();
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 200; i++) await run();
  expect(memory.buffer.byteLength).toBe(before);
});

it("looks up no column for an ignored row whose class lies in the memory", () => {
  const memory = new Memory();
  const target = memory.allocate(3);
  target.array.set([0, -2_000_000_000, 1]);
  const options = { memory, columns: 2 };
  const { value } = crossEntropy({ ignoreIndex: -2_000_000_000 }).evaluate(
    new Float32Array(6),
    target.array,
    options,
  );
  expect(value).toBeCloseTo(Math.LN2, 6);
});
