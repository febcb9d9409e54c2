/** A small network on two interleaved half circles: the smallest problem on which training can go wrong in earnest. */
import { crossEntropy, type Dataset, type Optimizer } from "@downhill/core";
import { DivergedError, evaluate, fit } from "@downhill/core/training";
import { moons } from "@downhill/data";
import { dense, sequential, tanh } from "@downhill/onnx";

export interface MoonsRun {
  /** Loss of every step; ends early when the run diverged. */
  readonly losses: readonly number[];
  /** Cross-entropy of all training points at the start and at the end; infinite when the run diverged. */
  readonly before: number;
  readonly after: number;
}

/** 2 → 16 → 16 → 2 with tanh, 400 points, batches of 40. */
export async function trainOnMoons(optimizer: Optimizer, epochs: number, seed: number): Promise<MoonsRun> {
  const { train } = moons({ samples: 400, noise: 0.15, seed });
  const layers = [dense(16), tanh(), dense(16), tanh(), dense(2)];
  const model = await sequential(layers).build({ input: [2], seed, threads: 1 });
  const loss = crossEntropy();
  const lossOn = async (dataset: Dataset) =>
    (await evaluate(model, dataset, { loss, metrics: [], batchSize: dataset.length })).loss;
  const losses: number[] = [];
  try {
    const before = await lossOn(train);
    try {
      const history = await fit(model, train, { loss, optimizer, epochs, batchSize: 40, seed });
      return { losses: [...history.losses], before, after: await lossOn(train) };
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error;
      losses.push(...error.history.losses);
      return { losses, before, after: Number.POSITIVE_INFINITY };
    }
  } finally {
    await model.dispose();
  }
}
