/** From the runs of a race to the lines of its charts. */
import type { RaceResult, TrialResult } from "../types.js";
import { formatMetric, formatRate } from "../words.js";
import type { Mark, Point, Series } from "./chart.js";

/**
 * One line per racer over the runs that finished, with a band over the seeds, and one thin line for each run that did
 * not: a diverged run is shown, and does not spoil the mean of the others.
 */
function lines(
  result: RaceResult,
  points: (runs: readonly TrialResult[]) => readonly Point[],
  mark: (run: TrialResult) => Mark,
  dots = false,
): Series[] {
  return result.racers.flatMap(({ racer: { label }, runs }, racer) => {
    const diverged = runs.filter(({ divergedAt }) => divergedAt !== undefined);
    const finished = runs.filter((run) => !diverged.includes(run));
    return [
      { racer, label, dots, points: points(finished) },
      ...diverged.map((run) => ({
        racer,
        label: `${label}, seed ${run.seed}`,
        points: points([run]),
        marks: [mark(run)],
        thin: true,
      })),
    ];
  });
}

/** More of them would run together. */
const MOST_DOTS = 60;

/** The metric over epochs or over seconds of training. */
export function metricSeries(result: RaceResult, x: "epochs" | "seconds"): Series[] {
  const longest = Math.max(
    ...result.racers.flatMap(({ runs }) => runs.map(({ checks }) => checks.length)),
    0,
  );
  const { name } = result.metric;
  const points = (runs: readonly TrialResult[]) =>
    aligned(runs, ({ checks }) => checks).map((checks) => {
      const across = checks.map(({ item, run }) =>
        x === "seconds" ? item.seconds : epochsAt(item.step, run),
      );
      return { x: mean(across), ...spread(checks.map(({ item }) => item.metrics[name] ?? Number.NaN)) };
    });
  const mark = (run: TrialResult) =>
    divergedMark(run, x === "seconds" ? run.seconds : undefined, run.checks.at(-1)?.metrics[name]);
  return lines(result, points, mark, longest <= MOST_DOTS);
}

/** The training loss of the racers with these indices. */
export function lossSeries(result: RaceResult, indices: readonly number[]): Series[] {
  const points = (runs: readonly TrialResult[]) =>
    aligned(runs, ({ curve }) => curve).map((windows) => ({
      x: mean(windows.map(({ item, run }) => epochsAt(item.step, run))),
      ...spread(windows.map(({ item }) => item.loss)),
    }));
  const lastLoss = ({ curve }: TrialResult) => curve.filter(({ loss }) => Number.isFinite(loss)).at(-1)?.loss;
  return lines(result, points, (run) => divergedMark(run, undefined, lastLoss(run))).filter(({ racer }) =>
    indices.includes(racer),
  );
}

export const rateSeries = (result: RaceResult): Series[] =>
  result.racers.map(({ racer: { label }, runs }, racer) => ({
    racer,
    label,
    points: aligned(runs, ({ curve }) => curve).map((windows) => ({
      x: mean(windows.map(({ item, run }) => epochsAt(item.step, run))),
      y: windows[0]!.item.learningRate,
    })),
  }));

/** The held-out metric at every learning rate that was tried. */
export const sensitivitySeries = ({ racers, metric }: RaceResult): Series[] =>
  racers.map(({ racer: { label }, search, learningRate }, racer) => ({
    racer,
    label,
    dots: true,
    points: search.map((tried) => ({ x: tried.learningRate, y: tried.metric })),
    marks: search.flatMap((tried): Mark[] => {
      const at = `${label} at ${formatRate(tried.learningRate)}`;
      if (tried.stopped === "diverged" || tried.stopped === "failed") {
        return [{ x: tried.learningRate, y: Number.NaN, sign: "✕", title: `${at}: ${tried.stopped}` }];
      }
      if (tried.learningRate !== learningRate) return [];
      return [
        {
          x: tried.learningRate,
          y: tried.metric,
          sign: "◆",
          title: `${at}: chosen, ${formatMetric(tried.metric, metric)}`,
        },
      ];
    }),
  }));

const epochsAt = (step: number, run: TrialResult): number => (step / run.steps) * run.plannedEpochs;

const divergedMark = (run: TrialResult, x: number | undefined, y = Number.NaN): Mark => ({
  x: x ?? epochsAt(run.divergedAt!, run),
  y,
  sign: "✕",
  title: `seed ${run.seed} diverged in step ${run.divergedAt}`,
});

/** The k-th item of every run that got that far. */
function aligned<Item>(runs: readonly TrialResult[], list: (run: TrialResult) => readonly Item[]) {
  const longest = Math.max(0, ...runs.map((run) => list(run).length));
  return Array.from({ length: longest }, (_, k) =>
    runs.flatMap((run) => {
      const item = list(run)[k];
      return item === undefined ? [] : [{ run, item }];
    }),
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const spread = (values: readonly number[]) =>
  values.length > 1
    ? { y: mean(values), low: Math.min(...values), high: Math.max(...values) }
    : { y: mean(values) };
