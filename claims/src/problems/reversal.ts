/** A small Transformer that learns to reverse a sequence of tokens. */
import { crossEntropy, type Optimizer, type Schedule } from "@downhill/core";
import { Random } from "@downhill/core/random";
import {
  type ArrayDataset,
  accuracy,
  arrayDataset,
  DivergedError,
  evaluate,
  fit,
} from "@downhill/core/training";
import { dense, embedding, positionalEmbedding, transformerEncoder } from "@downhill/onnx";
import { build } from "../training.js";

export const LENGTH = 6;
export const TOKENS = 10;
export const WIDTH = 32;

/** Sequences of random tokens; what is asked for is the same sequence reversed. */
function reversals(count: number, seed: number): ArrayDataset {
  const random = new Random(seed);
  const inputs = new BigInt64Array(count * LENGTH);
  const targets = new Int32Array(count * LENGTH);
  for (let i = 0; i < inputs.length; i++) {
    const token = random.integer(TOKENS);
    const place = i % LENGTH;
    inputs[i] = BigInt(token);
    targets[i - place + LENGTH - 1 - place] = token;
  }
  return arrayDataset({
    inputs: { data: inputs, dims: [count, LENGTH] },
    targets: { data: targets, dims: [count, LENGTH] },
  });
}

export interface Reversing {
  readonly optimizer: Optimizer;
  readonly schedule?: Schedule;
  readonly normFirst: boolean;
  readonly layers: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** Trains on fresh sequences; the share of right tokens on two sets of others. A run that diverges guesses. */
export async function reversing(problem: Reversing): Promise<{ validation: number; test: number }> {
  const { optimizer, schedule, normFirst, steps, batchSize, seed } = problem;
  const block = transformerEncoder({ heads: 4, feedForward: 64, dropout: 0, normFirst });
  const model = await build(
    [
      embedding(TOKENS, WIDTH),
      positionalEmbedding({ name: "position" }),
      ...Array.from({ length: problem.layers }, () => block),
      dense(TOKENS),
    ],
    seed,
    [LENGTH],
  );
  try {
    // Places start as large as tokens; else most steps would go into finding out that they matter.
    new Random(seed).fillNormal(model.arena.valuesOf("position.weight"));
    await fit(model, reversals(steps * batchSize, seed), {
      loss: crossEntropy(),
      optimizer,
      ...(schedule && { schedule }),
      epochs: 1,
      batchSize,
      seed,
    });
    const right = async (set: number) =>
      (await evaluate(model, reversals(256, set), { metrics: [accuracy()] })).metrics.accuracy!;
    return { validation: await right(998), test: await right(999) };
  } catch (error) {
    if (error instanceof DivergedError) return { validation: 1 / TOKENS, test: 1 / TOKENS };
    throw error;
  } finally {
    await model.dispose();
  }
}
