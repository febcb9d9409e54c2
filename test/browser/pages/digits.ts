/** A small convolutional network on digits: the same lines run in Node and in a browser's worker. */
import { adamw, crossEntropy } from "@downhill/core";
import { accuracy, arrayDataset, fit as train } from "@downhill/core/training";
import { conv2d, dense, flatten, maxPool2d, type Runtime, relu, sequential } from "@downhill/onnx";

export interface Digits {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export interface Trained {
  /** Loss of each step. */
  readonly losses: number[];
  readonly accuracy: number;
  readonly seconds: number;
  /** The model as an ONNX file. */
  readonly file: Uint8Array;
  /** What the model says of the first test images. */
  readonly outputs: number[];
}

/** Test images whose outputs are compared. */
export const COMPARED = 64;

const dataset = ({ pixels, labels }: Digits) =>
  arrayDataset({
    inputs: { data: pixels, dims: [labels.length, 1, 28, 28] },
    targets: { data: Int32Array.from(labels), dims: [labels.length] },
    scale: 1 / 255,
  });

export const firstImages = ({ pixels }: Digits): Float32Array =>
  Float32Array.from(pixels.subarray(0, COMPARED * 784), (pixel) => pixel / 255);

export async function trainDigits(digits: Digits, test: Digits, runtime?: Runtime): Promise<Trained> {
  const layers = [
    conv2d(8, 3),
    relu(),
    maxPool2d(2),
    conv2d(16, 3),
    relu(),
    maxPool2d(2),
    flatten(),
    dense(10),
  ];
  const model = await sequential(layers).build({ input: [1, 28, 28], seed: 0, ...(runtime && { runtime }) });
  const start = performance.now();
  const history = await train(model, dataset(digits), {
    loss: crossEntropy(),
    optimizer: adamw({ lr: 2e-3, weightDecay: 0.01 }),
    epochs: 1,
    batchSize: 32,
    seed: 0,
    validation: dataset(test),
    metrics: [accuracy()],
  });
  const seconds = (performance.now() - start) / 1000;
  const { data } = await model.forward({ data: firstImages(test), dims: [COMPARED, 1, 28, 28] });
  const outputs = Array.from(data as Float32Array);
  const file = await model.save();
  await model.dispose();
  const { accuracy: reached } = history.epochs[0]!.metrics;
  return { losses: Array.from(history.losses), accuracy: reached!, seconds, file, outputs };
}

/** Runs a saved model as any program would that knows nothing of its training. */
export async function runSaved(file: Uint8Array, test: Digits, runtime: Runtime): Promise<number[]> {
  const session = await runtime.open(file, {});
  const input = runtime.tensor("float32", firstImages(test), [COMPARED, 1, 28, 28]);
  const results = await session.run({ [session.inputNames[0]!]: input }, { [session.outputNames[0]!]: null });
  const outputs = Array.from(results[session.outputNames[0]!]!.data as Float32Array);
  await session.release();
  return outputs;
}
