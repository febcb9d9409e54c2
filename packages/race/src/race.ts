/**
 * The protocol of a fair race.
 *
 * 1. Every racer tries its own few learning rates, and is judged on a part of the training data that is held out.
 *    Learning rates of two optimizers are different quantities; a shared one would decide the race by itself.
 * 2. With the rate it chose, every racer runs again on fresh seeds and is measured on the test set, which chose
 *    nothing. Runs of one seed share the initial weights and the order of the samples, so they can be compared in pairs.
 */
import { type Catalogue, measureOf, ratesOf } from "./catalogue.js";
import { racersOf } from "./grid.js";
import { describeMachine } from "./machine.js";
import { Pool, WorkerCrash } from "./pool.js";
import { median } from "./statistics.js";
import { notMeasured } from "./trial.js";
import type {
  Fairness,
  RaceResult,
  Racer,
  RacerResult,
  RateResult,
  Recipe,
  TimeToTarget,
  TrialEvent,
  TrialResult,
  TrialSpec,
  Verdict,
} from "./types.js";
import { judge, type Measure, measure, rank } from "./verdict.js";

export type RaceEvent =
  | {
      readonly type: "race";
      readonly name: string;
      readonly racers: readonly Racer[];
      readonly seeds: readonly number[];
      readonly trials: number;
    }
  | {
      readonly type: "trial";
      readonly trial: string;
      readonly racer: string;
      readonly phase: TrialSpec["phase"];
      readonly learningRate: number;
      readonly seed: number;
      readonly steps: number;
    }
  | {
      readonly type: "progress";
      readonly trial: string;
      readonly step: number;
      readonly loss: number;
      readonly learningRate: number;
    }
  | {
      readonly type: "check";
      readonly trial: string;
      readonly step: number;
      readonly seconds: number;
      readonly metrics: Readonly<Record<string, number>>;
    }
  | {
      readonly type: "result";
      readonly trial: string;
      readonly stopped: TrialResult["stopped"];
      readonly metrics: Readonly<Record<string, number>>;
      readonly seconds: number;
      readonly startMilliseconds: number;
    }
  | {
      readonly type: "chosen";
      readonly racer: string;
      readonly learningRate: number | undefined;
      readonly edge: RacerResult["edge"];
    }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "crash"; readonly trial: string; readonly reason: string; readonly retried: boolean }
  | { readonly type: "verdict"; readonly verdict: Verdict };

export interface RaceOptions {
  readonly workers: number;
  readonly on?: (event: RaceEvent) => void;
  /** Ends the race; what was finished is the result. */
  readonly signal?: AbortSignal;
  /** The module of a worker process. */
  readonly worker?: URL;
}

/** @throws DownhillError `usage`, `data` or `environment` of the first trial that could not begin. */
export async function race(recipe: Recipe, catalogue: Catalogue, options: RaceOptions): Promise<RaceResult> {
  const { workers, on = () => {}, signal, worker = new URL("./worker.js", import.meta.url) } = options;
  const started = new Date();
  const clock = performance.now();
  const racers = racersOf(recipe, (optimizer) => ratesOf(catalogue, optimizer));
  const metric: Measure = measureOf(recipe.metrics[0]!);
  const warnings = new Set<string>();
  const searchSeed =
    Math.min(...recipe.seeds) > 0 ? Math.min(...recipe.seeds) - 1 : Math.max(...recipe.seeds) + 1;
  const searches = racers.reduce((sum, { rates }) => sum + (rates.length > 1 ? rates.length : 0), 0);
  on({
    type: "race",
    name: recipe.name,
    racers,
    seeds: recipe.seeds,
    trials: searches + racers.length * recipe.seeds.length,
  });

  const finished: TrialResult[] = [];
  const pool = new Pool({
    workers,
    module: worker,
    onCrash: (job, reason, retried) => on({ type: "crash", trial: (job as TrialSpec).id, reason, retried }),
  });
  const runTrial = async (spec: TrialSpec): Promise<TrialResult> => {
    const { id: trial, racer, phase, learningRate, seed } = spec;
    const result = await pool
      .run<TrialSpec, TrialEvent, TrialResult>(spec, (event) => {
        if (event.type === "started") {
          on({ type: "trial", trial, racer, phase, learningRate, seed, steps: event.steps });
          for (const message of event.warnings.filter((one) => !warnings.has(one))) {
            warnings.add(message);
            on({ type: "warning", message });
          }
        } else if (event.type === "progress") on({ ...event, trial });
        else on({ type: "check", trial, step: event.step, seconds: event.seconds, metrics: event.metrics });
      })
      .catch((error: unknown) => {
        if (error instanceof WorkerCrash) return crashed(spec, error.message);
        throw error;
      });
    finished.push(result);
    const { stopped, metrics, seconds, startMilliseconds } = result;
    on({ type: "result", trial, stopped, metrics, seconds, startMilliseconds });
    return result;
  };
  const runRacer = async (racer: Racer) => {
    const trial = (phase: TrialSpec["phase"], learningRate: number, seed: number) =>
      runTrial(trialSpec(recipe, racer, phase, learningRate, seed));
    let chosen: Chosen = { learningRate: racer.rates[0], edge: undefined };
    if (racer.rates.length > 1) {
      chosen = choose(
        await Promise.all(racer.rates.map((rate) => trial("search", rate, searchSeed))),
        metric,
      );
      on({ type: "chosen", racer: racer.id, ...chosen });
    }
    const { learningRate } = chosen;
    if (learningRate !== undefined) {
      await Promise.all(recipe.seeds.map((seed) => trial("measure", learningRate, seed)));
    }
  };

  try {
    const aborted = new Promise<void>((resolve) => {
      if (signal?.aborted) resolve();
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([Promise.all(racers.map(runRacer)), aborted]);
  } finally {
    pool.close();
  }

  const results = racers.map((racer) => summarizeRacer(racer, recipe, finished, metric));
  const racersByRank = rank(results, metric, recipe.confidence);
  const verdict = judge(racersByRank, metric, recipe.confidence);
  on({ type: "verdict", verdict });
  return {
    name: recipe.name,
    started: started.toISOString(),
    seconds: (performance.now() - clock) / 1000,
    machine: describeMachine(workers),
    recipe,
    metric: { name: metric.name, better: metric.better },
    parameters: finished[0]?.parameters ?? 0,
    searchSeed,
    racers: racersByRank,
    verdict,
    fairness: fairnessOf(finished),
    warnings: [...warnings],
    trials: finished.length,
    interrupted: signal?.aborted ?? false,
  };
}

export const trialSpec = (
  recipe: Recipe,
  racer: Racer,
  phase: TrialSpec["phase"],
  learningRate: number,
  seed: number,
): TrialSpec => ({
  id: `${racer.id}/${phase}/lr=${learningRate}/seed=${seed}`,
  racer: racer.id,
  phase,
  recipePath: recipe.path,
  data: recipe.data,
  model: recipe.model,
  loss: racer.loss,
  optimizer: racer.optimizer,
  schedule: racer.schedule,
  learningRate,
  batchSize: racer.batchSize,
  sampler: recipe.sampler,
  priorBias: recipe.priorBias,
  epochs: recipe.epochs,
  checksPerEpoch: recipe.checksPerEpoch,
  seed,
  validation: recipe.validation,
  metrics: recipe.metrics,
  target: recipe.target,
});

type Chosen = Pick<RacerResult, "learningRate" | "edge">;

/** The best rate on the held-out data; between equals the one with the lower loss there. Never one that diverged. */
export function choose(tried: readonly TrialResult[], metric: Measure): Chosen {
  const sign = metric.better === "higher" ? 1 : -1;
  const rates = tried.map(({ learningRate }) => learningRate).sort((a, b) => a - b);
  const best = tried
    .filter(({ metrics }) => Number.isFinite(metrics[metric.name]))
    .sort(
      (a, b) =>
        sign * (b.metrics[metric.name]! - a.metrics[metric.name]!) ||
        (a.checks.at(-1)?.loss ?? 0) - (b.checks.at(-1)?.loss ?? 0),
    )[0];
  const learningRate = best?.learningRate;
  const edge = learningRate === rates[0] ? "lowest" : learningRate === rates.at(-1) ? "highest" : undefined;
  return { learningRate, edge: learningRate === undefined || rates.length < 2 ? undefined : edge };
}

function summarizeRacer(
  racer: Racer,
  recipe: Recipe,
  finished: readonly TrialResult[],
  metric: Measure,
): Omit<RacerResult, "behind"> {
  const own = finished.filter((result) => result.racer === racer.id);
  const searched = own.filter(({ phase }) => phase === "search");
  const search = searched
    .map(
      ({ learningRate, metrics, stopped }): RateResult => ({
        learningRate,
        metric: metrics[metric.name] ?? Number.NaN,
        stopped,
      }),
    )
    .sort((a, b) => a.learningRate - b.learningRate);
  const runs = own
    .filter(({ phase }) => phase === "measure")
    .sort((a, b) => recipe.seeds.indexOf(a.seed) - recipe.seeds.indexOf(b.seed));
  const complete = runs.filter(({ stopped }) => stopped === "finished");
  const steps = complete.reduce((sum, run) => sum + run.steps, 0);
  return {
    racer,
    search,
    ...(racer.rates.length > 1
      ? choose(searched, metric)
      : { learningRate: racer.rates[0], edge: undefined }),
    runs,
    ...measure(runs, metric.name),
    timeToTarget: recipe.target === undefined ? undefined : timeToTarget(runs, metric, recipe.target),
    millisecondsPerStep:
      steps > 0 ? (1000 * complete.reduce((sum, run) => sum + run.seconds, 0)) / steps : Number.NaN,
  };
}

export function timeToTarget(runs: readonly TrialResult[], metric: Measure, target: number): TimeToTarget {
  const sign = metric.better === "higher" ? 1 : -1;
  const first = runs.map(({ checks }) =>
    checks.find(({ metrics }) => sign * (metrics[metric.name]! - target) >= 0),
  );
  return {
    reached: first.filter((check) => check !== undefined).length,
    runs: runs.length,
    seconds: median(first.map((check) => check?.seconds ?? Number.POSITIVE_INFINITY)),
    steps: median(first.map((check) => check?.step ?? Number.POSITIVE_INFINITY)),
  };
}

/** Compares what runs of one seed must share. */
export function fairnessOf(finished: readonly TrialResult[]): Fairness[] {
  const groups = new Map<string, TrialResult[]>();
  for (const result of finished) {
    const key = `${result.phase} ${result.seed}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()]
    .map((group): Fairness => {
      const { seed, phase } = group[0]!;
      const hashes = (list: readonly TrialResult[], pick: (result: TrialResult) => string) =>
        [...new Set(list.map(pick))].filter((hash) => hash !== "");
      const weights = hashes(group, ({ weightsHash }) => weightsHash);
      const samples = hashes(
        group.filter(({ stopped }) => stopped === "finished"),
        ({ sampleHash }) => sampleHash,
      );
      return {
        seed,
        phase,
        runs: group.length,
        weights,
        samples,
        equal: weights.length <= 1 && samples.length <= 1,
      };
    })
    .sort((a, b) => b.phase.localeCompare(a.phase) || a.seed - b.seed);
}

const crashed = (spec: TrialSpec, reason: string): TrialResult => ({
  id: spec.id,
  racer: spec.racer,
  phase: spec.phase,
  learningRate: spec.learningRate,
  seed: spec.seed,
  stopped: "failed",
  reason,
  epochs: [],
  checks: [],
  curve: [],
  metrics: notMeasured(spec.metrics),
  steps: 1,
  plannedEpochs: spec.epochs,
  seconds: 0,
  startMilliseconds: 0,
  parameters: 0,
  weightsHash: "",
  sampleHash: "",
});
