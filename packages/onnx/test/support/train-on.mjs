// Trains a small convolutional network for a few steps on the provider that is named, and prints what came of it.
// A program of its own, because a GPU's driver is found through the environment that a process starts with.
import { crossEntropy, momentum } from "@downhill/core";
import { arrayDataset, fit } from "@downhill/core/training";
import {
  batchNorm,
  conv2d,
  dense,
  flatten,
  layerNorm,
  maxPool2d,
  relu,
  residual,
  sequential,
} from "@downhill/onnx";

const provider = process.argv[2];
const [count, size] = [48, 12];
const wave = (length, pace) => Float32Array.from({ length }, (_, i) => Math.sin(pace * (i + 1)));
const data = arrayDataset({
  inputs: { data: wave(count * size * size, 0.37), dims: [count, 1, size, size] },
  targets: { data: Int32Array.from({ length: count }, (_, i) => i % 3), dims: [count] },
});
try {
  const layers = [
    ...[conv2d(6, 3), batchNorm(), relu(), maxPool2d(3, { stride: 2 })],
    ...[residual([conv2d(6, 3, { padding: 1, groups: 2 }), relu()]), flatten(), layerNorm(), dense(3)],
  ];
  const model = await sequential(layers).build({ input: [1, size, size], seed: 0, provider });
  const options = {
    loss: crossEntropy(),
    optimizer: momentum({ lr: 0.05 }),
    batchSize: 12,
    seed: 0,
  };
  const { losses } = await fit(model, data, { ...options, epochs: 3 });
  const { data: outputs } = await model.forward({
    data: wave(2 * size * size, 0.11),
    dims: [2, 1, size, size],
  });
  const running = [...model.buffers.values()].flatMap((values) => [...values]);
  process.stdout.write(JSON.stringify({ losses: [...losses], outputs: [...outputs], running }));
  await model.dispose();
} catch (error) {
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
