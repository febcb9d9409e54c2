/** One training run, from its description to its numbers. Runs inside a worker process, or anywhere else. */
import { createHash } from "node:crypto";
import type { BatchContext, Dataset, History, Model } from "@downhill/core";
import { DivergedError, fit } from "@downhill/core/training";
import { type Prefetched, prefetch, split } from "@downhill/data";
import type { OnnxModel } from "@downhill/onnx";
import { type Catalogue, checkGroups, makeLoss, makeOptimizer, makeSchedule } from "./catalogue.js";
import { checkOutputs } from "./check-outputs.js";
import { frozenPart } from "./features.js";
import { Last } from "./last.js";
import { metricsOf, reported } from "./measures.js";
import { buildModel, inputOf } from "./networks.js";
import { catalogueOf } from "./recipe.js";
import { makeSampler } from "./samplers.js";
import { loadData } from "./sources.js";
import { comparesEmbeddings, trainingLoss } from "./targets.js";
import type { Check, CurvePoint, Samples, TaskData, TrialEvent, TrialResult, TrialSpec } from "./types.js";

/** Points of a curve that a chart can show. */
const CURVE_POINTS = 80;
const PROGRESS_MILLISECONDS = 200;
/** The split into kept and held-out data is the same for all seeds. */
const SPLIT_SEED = 0;

const loaded = new Last<{ readonly data: TaskData; readonly catalogue: Catalogue }>();

/**
 * @throws DownhillError `usage`, `data` or `environment` when the run cannot begin. A run that diverges is a result.
 */
export async function runTrial(
  spec: TrialSpec,
  emit: (event: TrialEvent) => void = () => {},
): Promise<TrialResult> {
  const received = performance.now();
  const { data, catalogue } = await loaded.get(
    JSON.stringify([spec.recipePath, spec.data, spec.model]),
    async () => ({
      data: await loadData(spec.data, spec.recipePath, await inputOf(spec.model, spec.recipePath)),
      catalogue: await catalogueOf(spec.recipePath),
    }),
  );
  const { train, judge } = parts(data, spec);
  // One core for each run: the others belong to its rivals.
  const model = await buildModel(spec.model, train, { ...spec, threads: 1 });
  try {
    await checkOutputs(model, data, comparesEmbeddings(makeLoss(catalogue, spec.loss)));
    const frozen = await frozenPart(model, spec, [train, judge]);
    const run = { data, catalogue, received };
    if (!frozen) return await runModel(spec, { ...run, model, trained: model, train, judge }, emit);
    try {
      const [features, held] = [await frozen.featuresOf(train), await frozen.featuresOf(judge)];
      return await runModel(
        spec,
        { ...run, model, trained: frozen.head, train: features, judge: held },
        emit,
      );
    } finally {
      await frozen.head.dispose();
    }
  } finally {
    await model.dispose();
  }
}

/** What the run trains on, and what it is judged by. */
export function parts(data: TaskData, spec: Pick<TrialSpec, "phase" | "validation">) {
  const { kept, held } = split(data.train, spec.validation, SPLIT_SEED);
  return { train: kept, judge: spec.phase === "search" ? held : data.test };
}

/** Samples that are decoded as they are asked for are asked for early. */
export const readAhead = (samples: Samples): Samples | Prefetched<Samples> =>
  samples.lazy ? prefetch(samples) : samples;

/** Share of the time that was spent waiting for samples; undefined where they lie in memory. */
export const waitingShare = (samples: Samples | Prefetched<Samples>): number | undefined =>
  "waiting" in samples ? samples.waiting().share : undefined;

interface Run {
  readonly data: TaskData;
  readonly model: OnnxModel;
  /** The model, or what follows its frozen part. */
  readonly trained: Model;
  readonly train: Samples;
  readonly judge: Samples;
  readonly catalogue: Catalogue;
  readonly received: number;
}

async function runModel(spec: TrialSpec, run: Run, emit: (event: TrialEvent) => void): Promise<TrialResult> {
  const { data, model, trained, train, judge, catalogue, received } = run;
  const weightsHash = createHash("sha256").update(model.arena.values).digest("hex");
  const source = readAhead(train);
  const seen = new SampleHash(source);
  const loss = trainingLoss(catalogue, spec.loss, train);
  const metrics = metricsOf(spec.metrics, data);
  const sampler = makeSampler(spec.sampler, train);
  const samples = sampler?.length ?? train.length;
  checkGroups(spec.optimizer, model);
  const steps = spec.epochs * Math.ceil(samples / Math.min(spec.batchSize, samples));
  const curve = new Curve(Math.ceil(steps / CURVE_POINTS));
  const checks: Check[] = [];
  let started: number | undefined;
  let seconds = 0;
  let told = 0;

  const training = () =>
    fit(trained, seen, {
      loss,
      optimizer: makeOptimizer(catalogue, spec.optimizer, spec.learningRate),
      schedule: makeSchedule(catalogue, spec.schedule),
      epochs: spec.epochs,
      batchSize: Math.min(spec.batchSize, samples),
      ...(sampler && { sampler }),
      seed: spec.seed,
      validation: judge,
      validateEvery: 1 / spec.checksPerEpoch,
      validationBatchSize: Math.min(256, judge.length),
      metrics,
      on: (event) => {
        const now = performance.now();
        if (event.type === "start") {
          started = now;
          emit({ type: "started", steps, warnings: data.warnings });
        } else if (event.type === "step") {
          const { step, loss, learningRate } = event;
          curve.add({ step, loss, learningRate });
          if (now - told > PROGRESS_MILLISECONDS) {
            told = now;
            emit({ type: "progress", step, loss, learningRate });
          }
        } else if (event.type === "validation") {
          const { step, epoch, validationLoss: loss } = event;
          seconds = event.seconds;
          const check = { step, epoch, seconds, loss, metrics: reported(loss, event.metrics) };
          checks.push(check);
          emit({ type: "check", ...check });
        }
      },
    });
  const { history, divergedAt } = await survive(training);
  return {
    id: spec.id,
    racer: spec.racer,
    phase: spec.phase,
    learningRate: spec.learningRate,
    seed: spec.seed,
    stopped: history.stopped,
    epochs: history.epochs,
    checks,
    curve: curve.points(),
    metrics: history.stopped === "finished" ? checks.at(-1)!.metrics : notMeasured(spec.metrics),
    steps,
    plannedEpochs: spec.epochs,
    ...(divergedAt !== undefined && { divergedAt }),
    seconds,
    ...waited(source),
    startMilliseconds: (started ?? received) - received,
    parameters: model.arena.parameterCount,
    weightsHash,
    sampleHash: seen.hex(),
  };
}

const waited = (samples: Samples | Prefetched<Samples>) => {
  const share = waitingShare(samples);
  return share === undefined ? {} : { waitingShare: share };
};

/** A racer may diverge: that is an outcome, not a mistake. */
async function survive(train: () => Promise<History>): Promise<{ history: History; divergedAt?: number }> {
  try {
    return { history: await train() };
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    return { history: { ...error.history, stopped: "diverged" }, divergedAt: error.step };
  }
}

export const notMeasured = (metrics: readonly string[]): Record<string, number> =>
  Object.fromEntries(metrics.map((name) => [name, Number.NaN]));

/** A data set that remembers, as a hash, which samples were asked for in which order. */
class SampleHash implements Dataset {
  readonly length: number;
  readonly targets;
  readonly #dataset: Dataset;
  readonly #hash = createHash("sha256");

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
    this.length = dataset.length;
    this.targets = dataset.targets;
  }

  prepare(upcoming: Iterable<Uint32Array>, context?: BatchContext) {
    this.#dataset.prepare?.(upcoming, context);
  }

  batch(indices: Uint32Array, context?: BatchContext) {
    this.#hash.update(indices);
    return this.#dataset.batch(indices, context);
  }

  hex(): string {
    return this.#hash.digest("hex");
  }
}

/** Losses averaged over windows of steps; a window with a loss that is not finite is not finite. */
class Curve {
  readonly #window: number;
  readonly #points: CurvePoint[] = [];
  #sum = 0;
  #count = 0;
  #last: CurvePoint | undefined;

  constructor(window: number) {
    this.#window = Math.max(1, window);
  }

  add(point: CurvePoint): void {
    this.#sum += point.loss;
    this.#count++;
    this.#last = point;
    if (this.#count === this.#window) this.#close();
  }

  points(): readonly CurvePoint[] {
    this.#close();
    return this.#points;
  }

  #close(): void {
    if (this.#count === 0 || !this.#last) return;
    this.#points.push({ ...this.#last, loss: this.#sum / this.#count });
    this.#sum = 0;
    this.#count = 0;
  }
}
