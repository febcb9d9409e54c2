/** From a description and its data to what `fit` is given: the same for a trial of a race and for `downhill train`. */
import type { Metric } from "@downhill/core";
import type { BatchLoss, Sampler } from "@downhill/core/training";
import { type Prefetched, prefetch, split } from "@downhill/data";
import type { OnnxModel } from "@downhill/onnx";
import { type Catalogue, checkGroups, makeLoss } from "./catalogue.js";
import { checkOutputs } from "./check-outputs.js";
import { frozenPart } from "./features.js";
import { metricsOf } from "./measures.js";
import { buildModel } from "./networks.js";
import { makeSampler } from "./samplers.js";
import { comparesEmbeddings, trainingLoss } from "./targets.js";
import type { Samples, TaskData, TrialSpec } from "./types.js";

/** The split into kept and held-out data is the same for all seeds. */
const SPLIT_SEED = 0;

export type Task = Omit<
  TrialSpec,
  "id" | "racer" | "schedule" | "learningRate" | "batchSize" | "epochs" | "checksPerEpoch" | "target"
> & {
  /** Default: the engine's own choice. */
  readonly threads?: number;
};

export interface Ready {
  readonly model: OnnxModel;
  /** What is trained: the model, or what follows its frozen part, on the same parameters. */
  readonly trained: OnnxModel;
  /** Samples for what is trained: those of the data, or what the frozen part makes of them. */
  readonly train: Samples | Prefetched<Samples>;
  readonly judge: Samples;
  readonly loss: BatchLoss;
  readonly metrics: readonly Metric[];
  readonly sampler: Sampler | undefined;
  dispose(): Promise<void>;
}

/** @throws DownhillError `usage`, `data` or `environment` where the task's parts do not fit each other */
export async function prepare(task: Task, data: TaskData, catalogue: Catalogue): Promise<Ready> {
  const { train, judge } = parts(data, task);
  const loss = trainingLoss(catalogue, task.loss, train);
  const metrics = metricsOf(task.metrics, data);
  const sampler = makeSampler(task.sampler, train);
  const model = await buildModel(task.model, train, task);
  try {
    await checkOutputs(model, data, comparesEmbeddings(makeLoss(catalogue, task.loss)));
    checkGroups(task.optimizer, model);
    const common = { model, loss, metrics, sampler };
    const frozen = await frozenPart(model, task, [train, judge]);
    if (!frozen)
      return { ...common, trained: model, train: readAhead(train), judge, dispose: () => model.dispose() };
    return {
      ...common,
      trained: frozen.head,
      train: await frozen.featuresOf(train),
      judge: await frozen.featuresOf(judge),
      dispose: async () => {
        await frozen.head.dispose();
        await model.dispose();
      },
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** What the run trains on, and what it is judged by. */
export function parts(data: TaskData, { phase, validation }: Pick<TrialSpec, "phase" | "validation">) {
  const { kept, held } = split(data.train, validation, SPLIT_SEED);
  return { train: kept, judge: phase === "search" ? held : data.test };
}

/** Samples that are decoded as they are asked for are asked for early. */
const readAhead = (samples: Samples): Samples | Prefetched<Samples> =>
  samples.lazy ? prefetch(samples) : samples;

/** Share of the time that was spent waiting for samples; undefined where they lie in memory. */
export const waitingShare = (samples: Samples | Prefetched<Samples>): number | undefined =>
  "waiting" in samples ? samples.waiting().share : undefined;
