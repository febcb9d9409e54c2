/** From finished runs to a ranking that claims no more than the runs show. */
import { pairedDifference, summarize } from "./statistics.js";
import type { RacerResult, TrialResult, Verdict } from "./types.js";
import { formatDifference, formatMetric, plural, wordList } from "./words.js";

export interface Measure {
  readonly name: string;
  readonly better: "higher" | "lower";
}

type Unranked = Omit<RacerResult, "behind">;

/** Best first. A racer with a diverged run ranks behind all that have none; one without any finished run comes last. */
export function rank(racers: readonly Unranked[], metric: Measure, confidence: number): RacerResult[] {
  const sign = metric.better === "higher" ? 1 : -1;
  const sorted = [...racers].sort(
    (a, b) =>
      Number(a.summary.count === 0) - Number(b.summary.count === 0) ||
      a.diverged - b.diverged ||
      sign * (b.summary.mean - a.summary.mean) ||
      0,
  );
  const leader = sorted[0];
  return sorted.map((racer) => {
    if (racer === leader || !leader) return { ...racer, behind: undefined };
    const pairs = leader.values
      .map((value, seed) => [value, racer.values[seed] ?? Number.NaN] as const)
      .filter((pair) => pair.every(Number.isFinite));
    if (pairs.length === 0) return { ...racer, behind: undefined };
    const behind = pairedDifference(
      pairs.map(([best]) => sign * best),
      pairs.map(([, other]) => sign * other),
      confidence,
    );
    return { ...racer, behind };
  });
}

/** The sentence under the table. */
export function judge(ranked: readonly RacerResult[], metric: Measure, confidence: number): Verdict {
  const leader = ranked[0];
  if (!leader || leader.summary.count === 0) {
    return { kind: "none", first: [], sentence: "No racer finished a measured run." };
  }
  const { mean, deviation, count } = leader.summary;
  const spread = count > 1 ? ` ± ${formatDifference(deviation, metric).replace(" points", "")}` : "";
  const score = `${metric.name} ${formatMetric(mean, metric)}${spread} over ${plural(count, "seed")}`;
  const rivals = ranked.slice(1);
  if (rivals.length === 0) {
    return {
      kind: "winner",
      first: [leader.racer.id],
      sentence: `${leader.racer.label}: ${score}. It ran alone.`,
    };
  }
  const tied = rivals.filter(({ behind, diverged }) => behind?.tie && diverged <= leader.diverged);
  if (tied.length > 0) {
    const labels = wordList([leader, ...tied].map(({ racer }) => racer.label));
    const reason =
      count < 2
        ? "one seed decides nothing; give more"
        : `the ${percent(confidence)} intervals of their differences over ${plural(count, "paired seed")} hold zero`;
    return {
      kind: "tie",
      first: [leader, ...tied].map(({ racer }) => racer.id),
      sentence:
        `Tie between ${labels}: ${reason}. Highest mean: ${leader.racer.label} with ${score}.`.replace(
          "Highest mean",
          metric.better === "higher" ? "Highest mean" : "Lowest mean",
        ),
    };
  }
  const second = rivals[0]!;
  const margin = second.behind
    ? `, ${formatDifference(second.behind.mean, metric)} ahead of ${second.racer.label} ` +
      `(${percent(confidence)} interval ${formatDifference(second.behind.low, metric)} to ${formatDifference(second.behind.high, metric)})`
    : "; no other racer finished its runs";
  return {
    kind: "winner",
    first: [leader.racer.id],
    sentence: `${leader.racer.label} wins: ${score}${margin}.`,
  };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(6))} %`;

/** Values per seed, their summary, and how many runs came to nothing. */
export function measure(runs: readonly TrialResult[], metric: string) {
  const values = runs.map((run) => run.metrics[metric] ?? Number.NaN);
  const finite = values.filter(Number.isFinite);
  return { values, summary: summarize(finite), diverged: values.length - finite.length };
}
