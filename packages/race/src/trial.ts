/** One training run, from its description to its numbers. Runs inside a worker process, or anywhere else. */
import { createHash } from "node:crypto";
import type { BatchContext, Dataset, History } from "@downhill/core";
import { DivergedError, fit } from "@downhill/core/training";
import type { Prefetched } from "@downhill/data";
import { type Catalogue, makeOptimizer, makeSchedule } from "./catalogue.js";
import { Last } from "./last.js";
import { reported } from "./measures.js";
import { inputOf } from "./networks.js";
import { prepare, type Ready, waitingShare } from "./prepare.js";
import { catalogueOf } from "./recipe.js";
import { loadData } from "./sources.js";
import type { Check, CurvePoint, Samples, TaskData, TrialEvent, TrialResult, TrialSpec } from "./types.js";

/** Points of a curve that a chart can show. */
const CURVE_POINTS = 80;
const PROGRESS_MILLISECONDS = 200;
/** Trials of one race share data and catalogue. */
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
  // One core for each run: the others belong to its rivals.
  const ready = await prepare({ ...spec, threads: 1 }, data, catalogue);
  try {
    return await runReady(spec, { ...ready, data, catalogue, received }, emit);
  } finally {
    await ready.dispose();
  }
}

interface Run extends Ready {
  readonly data: TaskData;
  readonly catalogue: Catalogue;
  readonly received: number;
}

async function runReady(spec: TrialSpec, run: Run, emit: (event: TrialEvent) => void): Promise<TrialResult> {
  const { data, model, trained, train, judge, loss, metrics, sampler, catalogue, received } = run;
  const weightsHash = createHash("sha256").update(model.arena.values).digest("hex");
  const seen = new SampleHash(train);
  const samples = sampler?.length ?? train.length;
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
    ...waited(train),
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
