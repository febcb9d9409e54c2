/** The outcome of a race as text. */
import {
  formatDifference,
  formatMetric,
  formatMilliseconds,
  formatRate,
  formatSeconds,
  type RaceResult,
  type RacerResult,
} from "@downhill/race";
import { table } from "./drawing.js";

export function raceTable({ racers, metric, recipe }: RaceResult): string {
  const target = recipe.target;
  const points = (value: number) => formatDifference(value, metric).replace(" points", "");
  const behind = ({ behind: difference }: RacerResult, index: number) => {
    if (!difference) return index === 0 ? "leader" : "–";
    const range = Number.isFinite(difference.low)
      ? ` (${points(difference.low)} to ${points(difference.high)})`
      : "";
    return `${difference.tie ? "tie " : ""}${points(difference.mean)}${range}`;
  };
  const score = ({ summary, diverged, values, learningRate }: RacerResult) => {
    if (learningRate === undefined) return "diverged at every rate";
    const mean = summary.count > 0 ? formatMetric(summary.mean, metric) : "";
    const spread = summary.count > 1 ? ` ± ${points(summary.deviation)}` : "";
    return `${mean}${spread}${diverged > 0 ? ` (${diverged} of ${values.length} diverged)` : ""}`;
  };
  const time = ({ timeToTarget }: RacerResult) => {
    if (!timeToTarget || timeToTarget.runs === 0) return "–";
    const { reached, runs, seconds } = timeToTarget;
    return `${formatSeconds(seconds)}${reached > 0 && reached < runs ? ` (${reached} of ${runs})` : ""}`;
  };
  const head = [
    "racer",
    "learning rate",
    `test ${metric.name}${metric.better === "lower" ? " (lower is better)" : ""}`,
    `behind (${Number((100 * recipe.confidence).toPrecision(6))} %)`,
    ...(target === undefined ? [] : [`time to ${formatMetric(target, metric)}`]),
    "ms/step",
  ];
  const rows = racers.map((racer, index) => [
    racer.racer.label,
    racer.learningRate === undefined ? "–" : `${formatRate(racer.learningRate)}${racer.edge ? " edge" : ""}`,
    score(racer),
    behind(racer, index),
    ...(target === undefined ? [] : [time(racer)]),
    Number.isFinite(racer.millisecondsPerStep) ? formatMilliseconds(racer.millisecondsPerStep) : "–",
  ]);
  return table([head, ...rows]);
}
