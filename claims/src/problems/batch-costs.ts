/** What a batch costs in memory, and how far its gradient is from that of all samples. */
import { crossEntropy } from "@downhill/core";
import { Random } from "@downhill/core/random";
import type { ArrayDataset } from "@downhill/core/training";
import type { OnnxModel } from "@downhill/onnx";
import { FEATURES } from "../images.js";
import { build, perceptron } from "../training.js";

/** How far the gradients of batches are from that of all samples, relative to its length. */
export async function gradientNoise(
  train: ArrayDataset,
  size: number,
  seed: number,
  batches: number,
): Promise<number> {
  const model = await build(perceptron(), seed);
  try {
    const all = await gradientOf(
      model,
      train,
      Uint32Array.from({ length: train.length }, (_, i) => i),
    );
    const random = new Random(seed, 16);
    let sum = 0;
    for (let batch = 0; batch < batches; batch++) {
      const rows = Uint32Array.from({ length: size }, () => random.integer(train.length));
      const gradient = await gradientOf(model, train, size === train.length ? rows.map((_, i) => i) : rows);
      sum += gradient.reduce((square, value, i) => square + (value - all[i]!) ** 2, 0);
    }
    return Math.sqrt(sum / batches) / Math.hypot(...all);
  } finally {
    await model.dispose();
  }
}

async function gradientOf(model: OnnxModel, train: ArrayDataset, rows: Uint32Array): Promise<Float32Array> {
  const { inputs, targets } = await train.batch(rows);
  const logits = await model.forward(inputs, { training: true });
  const { gradient } = crossEntropy().evaluate(logits.data as Float32Array, targets.data as Int32Array, {
    columns: 10,
  });
  await model.backward({ data: gradient, dims: logits.dims });
  return model.arena.gradients.slice();
}

/** Bytes of the batch and of everything computed from it on the way to the loss. */
export async function memoryPerSample(): Promise<number> {
  const model = await build(perceptron(), 0);
  const values = [...model.definition.shapes.values()].filter((shape) => shape[0] === "batch");
  await model.dispose();
  const numbers = values.reduce<number>(
    (sum, shape) => sum + shape.slice(1).reduce<number>((product, side) => product * Number(side), 1),
    0,
  );
  return 4 * Math.max(numbers, FEATURES);
}
