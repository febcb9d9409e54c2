/** One training run, from its description to its numbers. Runs inside a worker process, or anywhere else. */
import { createHash } from "node:crypto";
import { type BatchContext, type Dataset, DivergedError, dataError, fit, type History } from "@downhill/core";
import { checkLabels, type LabelledDataset, prefetch, split, type TrainAndTest } from "@downhill/data";
import { type OnnxModel, sequential } from "@downhill/onnx";
import { type Catalogue, makeLoss, makeMetric, makeOptimizer, makeSchedule } from "./catalogue.js";
import { makeLayer } from "./layers.js";
import { catalogueOf } from "./recipe.js";
import { loadData } from "./sources.js";
import { classifierLoss } from "./targets.js";
import type { Check, CurvePoint, LayerSpec, TrialEvent, TrialResult, TrialSpec } from "./types.js";

/** Points of a curve that a chart can show. */
const CURVE_POINTS = 80;
const PROGRESS_MILLISECONDS = 200;
/** The split into kept and held-out data is the same for all seeds. */
const SPLIT_SEED = 0;

/** The last data and catalogue stay loaded: trials of one race share them. */
const loaded = new Map<string, Promise<unknown>>();

function once<T>(key: string, load: () => Promise<T>): Promise<T> {
  const known = loaded.get(key);
  if (known) return known as Promise<T>;
  loaded.clear();
  const loading = load();
  loaded.set(key, loading);
  return loading;
}

/**
 * @throws DownhillError `usage`, `data` or `environment` when the run cannot begin. A run that diverges is a result.
 */
export async function runTrial(
  spec: TrialSpec,
  emit: (event: TrialEvent) => void = () => {},
): Promise<TrialResult> {
  const received = performance.now();
  const { data, catalogue } = await once(JSON.stringify([spec.recipePath, spec.data]), async () => ({
    data: await loadData(spec.data, spec.recipePath),
    catalogue: await catalogueOf(spec.recipePath),
  }));
  const { train, judge } = parts(data, spec);
  const model = await buildModel(spec.model, train, spec.seed);
  try {
    await checkOutputs(model, data);
    return await runModel(spec, { model, train, judge, catalogue, received }, emit);
  } finally {
    await model.dispose();
  }
}

/** What the run trains on, and what it is judged by. */
export function parts(data: TrainAndTest, spec: Pick<TrialSpec, "phase" | "validation">) {
  const { kept, held } = split(data.train, spec.validation, SPLIT_SEED);
  return { train: kept, judge: spec.phase === "search" ? held : data.test };
}

/** One core for each run: the others belong to its rivals. */
export async function buildModel(
  layers: readonly LayerSpec[],
  train: LabelledDataset,
  seed: number,
  threads = 1,
): Promise<OnnxModel> {
  const model = await sequential(layers.map(makeLayer)).build({ input: train.sampleShape, seed, threads });
  await model.prepare();
  return model;
}

interface Run {
  readonly model: OnnxModel;
  readonly train: LabelledDataset;
  readonly judge: LabelledDataset;
  readonly catalogue: Catalogue;
  readonly received: number;
}

async function runModel(spec: TrialSpec, run: Run, emit: (event: TrialEvent) => void): Promise<TrialResult> {
  const { model, train, judge, catalogue, received } = run;
  const weightsHash = createHash("sha256").update(model.arena.values).digest("hex");
  const seen = new SampleHash(train.lazy ? prefetch(train) : train);
  const steps = spec.epochs * Math.ceil(train.length / Math.min(spec.batchSize, train.length));
  const curve = new Curve(Math.ceil(steps / CURVE_POINTS));
  const checks: Check[] = [];
  let started: number | undefined;
  let seconds = 0;
  let told = 0;

  const training = () =>
    fit(model, seen, {
      loss: classifierLoss(makeLoss(catalogue, spec.loss)),
      optimizer: makeOptimizer(catalogue, spec.optimizer, spec.learningRate),
      schedule: makeSchedule(catalogue, spec.schedule),
      epochs: spec.epochs,
      batchSize: Math.min(spec.batchSize, train.length),
      seed: spec.seed,
      validation: judge,
      validateEvery: 1 / spec.checksPerEpoch,
      validationBatchSize: Math.min(256, judge.length),
      metrics: spec.metrics.map(makeMetric),
      on: (event) => {
        const now = performance.now();
        if (event.type === "start") {
          started = now;
          emit({ type: "started", steps });
        } else if (event.type === "step") {
          const { step, loss, learningRate } = event;
          curve.add({ step, loss, learningRate });
          if (now - told > PROGRESS_MILLISECONDS) {
            told = now;
            emit({ type: "progress", step, loss, learningRate });
          }
        } else if (event.type === "validation") {
          const { step, epoch, validationLoss: loss, metrics } = event;
          seconds = event.seconds;
          const check = { step, epoch, seconds, loss, metrics };
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
    startMilliseconds: (started ?? received) - received,
    parameters: model.arena.parameterCount,
    weightsHash,
    sampleHash: seen.hex(),
  };
}

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

/** Labels must be outputs of the model; found out before training, with the row of the file that is wrong. */
export async function checkOutputs(model: OnnxModel, { train, test }: TrainAndTest): Promise<void> {
  const { inputs } = await train.batch(Uint32Array.of(0));
  const { dims } = await model.forward(inputs);
  if (dims.length !== 2) {
    throw dataError(
      `the model's output has shape [${dims.join(", ")}]; a classifier's has [batch, classes]: end with dense`,
    );
  }
  for (const { name, labels } of [train, test]) checkLabels(name, labels, dims[1]!);
}

/** A data set that remembers, as a hash, which samples were asked for in which order. */
class SampleHash implements Dataset {
  readonly length: number;
  readonly targets;
  readonly #dataset: LabelledDataset;
  readonly #hash = createHash("sha256");

  constructor(dataset: LabelledDataset) {
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
