/** Training of the small networks that the experiments compare. */
import { crossEntropy, type Dataset, type History, type Metric } from "@downhill/core";
import {
  accuracy,
  DivergedError,
  type Evaluation,
  evaluate,
  type FitOptions,
  fit,
  type TrainingLoss,
} from "@downhill/core/training";
import { dense, type Layer, type OnnxModel, relu, sequential } from "@downhill/onnx";
import { FEATURES } from "./images.js";

/** One hidden layer: the network of most experiments. */
export const perceptron = (outputs = 10, hidden = 64): Layer[] => [dense(hidden), relu(), dense(outputs)];

/** One thread: small networks are fastest so, and claims run side by side. */
export const build = (layers: readonly Layer[], seed: number, input: readonly number[] = [FEATURES]) =>
  sequential(layers).build({ input, seed, threads: 1 });

export interface Training extends Omit<FitOptions, "loss"> {
  readonly layers?: readonly Layer[];
  readonly loss?: TrainingLoss;
  readonly seed: number;
  /** Changes the initial weights. */
  readonly prepare?: (model: OnnxModel) => void;
  readonly metrics?: readonly Metric[];
}

export interface Trained {
  readonly diverged: boolean;
  readonly history: History;
  /** Of a run that diverged: an infinite loss, and NaN for every metric. */
  evaluation(dataset: Dataset): Promise<Evaluation>;
}

/** Trains a fresh network, lets `use` measure it, and frees it. A run that diverges is a result, not an error. */
export async function withTrained<T>(
  train: Dataset,
  training: Training,
  use: (trained: Trained, model: OnnxModel) => Promise<T>,
): Promise<T> {
  const {
    layers = perceptron(),
    loss = crossEntropy(),
    prepare,
    metrics = [accuracy()],
    ...options
  } = training;
  const model = await build(layers, training.seed);
  try {
    prepare?.(model);
    const validated = options.validation ? { metrics } : {};
    const { history, diverged } = await attempt(() => fit(model, train, { loss, ...options, ...validated }));
    const failed = {
      loss: Number.POSITIVE_INFINITY,
      metrics: Object.fromEntries(metrics.map(({ name }) => [name, Number.NaN])),
    };
    const evaluation = async (dataset: Dataset) =>
      diverged ? failed : evaluate(model, dataset, { loss, metrics });
    return await use({ diverged, history, evaluation }, model);
  } finally {
    await model.dispose();
  }
}

async function attempt(run: () => Promise<History>): Promise<{ history: History; diverged: boolean }> {
  try {
    return { history: await run(), diverged: false };
  } catch (error) {
    if (error instanceof DivergedError) return { history: error.history, diverged: true };
    throw error;
  }
}

/** Accuracy of one training on a data set; a run that diverged guesses. */
export const accuracyAfter = (
  train: Dataset,
  training: Training,
  on: Dataset,
  chance = 0.1,
): Promise<number> =>
  withTrained(train, training, async ({ evaluation }) => {
    const { accuracy: value = Number.NaN } = (await evaluation(on)).metrics;
    return Number.isNaN(value) ? chance : value;
  });

/** A look at the validation set. */
export interface Look {
  readonly step: number;
  readonly accuracy: number;
}

/** Trains with looks at the validation set, by which rates are chosen, and measures the test set at the end. */
export function observed(
  images: { readonly train: Dataset; readonly validation: Dataset; readonly test: Dataset },
  training: Omit<Training, "validation" | "on">,
  chance = 0.1,
): Promise<{ readonly validation: number; readonly test: number; readonly looks: readonly Look[] }> {
  const looks: Look[] = [];
  const on: FitOptions["on"] = (event) => {
    if (event.type === "validation") looks.push({ step: event.step, accuracy: event.metrics.accuracy! });
  };
  return withTrained(
    images.train,
    { ...training, validation: images.validation, on },
    async ({ diverged, evaluation }) => ({
      validation: diverged ? chance : looks.at(-1)!.accuracy,
      test: diverged ? chance : (await evaluation(images.test)).metrics.accuracy!,
      looks,
    }),
  );
}

/** The mean curve of several runs with the same looks. */
export function meanCurve(label: string, runs: readonly { readonly looks: readonly Look[] }[]) {
  const longest = runs.reduce((a, b) => (b.looks.length > a.looks.length ? b : a)).looks;
  return {
    label,
    x: longest.map(({ step }) => step),
    y: longest.map(
      (_, i) => runs.reduce((sum, { looks }) => sum + (looks[i]?.accuracy ?? 0.1), 0) / runs.length,
    ),
  };
}
