/** A page that trains a small convolutional network on the provider that is named, for model-on-gpu.test.ts. */
import { crossEntropy, momentum } from "@downhill/core";
import { arrayDataset, fit } from "@downhill/core/training";
import { batchNorm, conv2d, dense, flatten, maxPool2d, relu, sequential } from "@downhill/onnx";
import { webRuntime } from "@downhill/onnx/web";

export interface ModelPage {
  train(provider: string): Promise<{ losses: number[]; outputs: number[] } | { error: string }>;
}

const [COUNT, SIZE] = [24, 12];
const wave = (length: number, pace: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(pace * (i + 1)));
const runtime = webRuntime({ wasmPaths: `${location.origin}/ort/` });

const page: ModelPage = {
  train: async (provider) => {
    try {
      const layers = [conv2d(6, 3), batchNorm(), relu(), maxPool2d(3, { stride: 2 }), flatten(), dense(3)];
      const model = await sequential(layers).build({ input: [1, SIZE, SIZE], seed: 0, runtime, provider });
      const data = arrayDataset({
        inputs: { data: wave(COUNT * SIZE * SIZE, 0.37), dims: [COUNT, 1, SIZE, SIZE] },
        targets: { data: Int32Array.from({ length: COUNT }, (_, i) => i % 3), dims: [COUNT] },
      });
      const options = { loss: crossEntropy(), optimizer: momentum({ lr: 0.05 }), batchSize: 8, seed: 0 };
      const { losses } = await fit(model, data, { ...options, epochs: 2 });
      const some = { data: wave(2 * SIZE * SIZE, 0.11), dims: [2, 1, SIZE, SIZE] };
      const outputs = Array.from((await model.forward(some)).data as Float32Array);
      await model.dispose();
      return { losses: Array.from(losses), outputs };
    } catch (error) {
      return { error: String(error) };
    }
  },
};
Object.assign(globalThis, { page, ready: true });
