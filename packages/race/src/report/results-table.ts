/** The table of a race: who came where, by how much, at what cost. */
import { type Summary, summarize } from "../statistics.js";
import type { RaceResult, RacerResult } from "../types.js";
import { formatDifference, formatMetric, formatMilliseconds, formatRate, formatSeconds } from "../words.js";
import { type Html, html } from "./html.js";

export function resultsTable(result: RaceResult): Html {
  const { racers, metric, verdict, recipe } = result;
  const searched = racers.some(({ search }) => search.length > 0);
  const finite = racers.flatMap(({ values }) => values).filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const place = (value: number) => `${high > low ? 4 + (92 * (value - low)) / (high - low) : 50}%`;
  const interval = `${Number((100 * recipe.confidence).toPrecision(6))} % interval`;
  return html`<div class="scroll"><table>
<thead><tr><th scope="col"></th><th scope="col">test ${metric.name}${metric.better === "lower" && html`<br>(lower is better)`}</th><th scope="col">each seed</th><th scope="col">behind the leader<br>and ${interval}</th><th scope="col">learning rate</th>${recipe.target !== undefined && html`<th scope="col">time to ${formatMetric(recipe.target, metric)}</th>`}<th scope="col">per step</th></tr></thead>
<tbody>${racers.map(
    (racer, index) => html`<tr class="${verdict.first.includes(racer.racer.id) && "first"}">
<th scope="row"><span class="swatch r${index}"></span>${racer.racer.label}</th>
<td>${racer.summary.count > 0 && meanAndSpread(racer.summary, metric)}${racer.diverged > 0 && html`<br><span class="bad">${racer.diverged} of ${racer.values.length} diverged</span>`}</td>
<td><span class="strip r${index}">${racer.values.filter(Number.isFinite).map((value) => html`<i style="left:${place(value)}" title="${formatMetric(value, metric)}"></i>`)}${racer.summary.count > 0 && html`<b style="left:${place(racer.summary.mean)}"></b>`}</span></td>
<td>${behind(racer, metric, index)}</td>
<td>${rate(racer, searched)}</td>
${recipe.target !== undefined && html`<td>${timeToTarget(racer)}</td>`}
<td>${racer.millisecondsPerStep > 0 && `${formatMilliseconds(racer.millisecondsPerStep)} ms`}</td></tr>`,
  )}</tbody></table></div>
<p class="note">Mean ± standard deviation over the seeds. “Behind” pairs the runs of each seed with the leader’s; where its interval holds zero the two tie. Each interval stands alone: among many racers one of them is wrong more often than a single one would be.</p>`;
}

/** What the recipe asked for besides the metric that decides. */
export function otherMetrics({ racers, metric, recipe }: RaceResult): Html | false {
  const others = recipe.metrics.filter((name) => name !== metric.name);
  if (others.length === 0) return false;
  const cell = ({ runs }: RacerResult, name: string): string => {
    const values = runs.map(({ metrics }) => metrics[name] ?? Number.NaN).filter(Number.isFinite);
    return values.length > 0 ? meanAndSpread(summarize(values), { name }) : "–";
  };
  return html`<details><summary>Other metrics</summary><div class="scroll"><table><thead><tr><th scope="col"></th>${others.map((name) => html`<th scope="col">test ${name}</th>`)}</tr></thead>
<tbody>${racers.map((racer, index) => html`<tr><th scope="row"><span class="swatch r${index}"></span>${racer.racer.label}</th>${others.map((name) => html`<td>${cell(racer, name)}</td>`)}</tr>`)}</tbody></table></div></details>`;
}

const meanAndSpread = ({ count, mean, deviation }: Summary, metric: { readonly name: string }): string =>
  `${formatMetric(mean, metric)}${count > 1 ? ` ± ${formatDifference(deviation, metric).replace(" points", "")}` : ""}`;

function rate({ learningRate, edge, search }: RacerResult, searched: boolean): Html | string {
  if (learningRate === undefined) return html`<span class="bad">all ${search.length} diverged</span>`;
  const flag =
    edge &&
    html` <span class="bad" title="The best of the rates that were tried is the ${edge}: a better one may lie beyond.">⚠ edge</span>`;
  return html`${formatRate(learningRate)}${flag}${searched && search.length === 0 && " (given)"}`;
}

function behind(
  { behind: difference }: RacerResult,
  metric: RaceResult["metric"],
  index: number,
): Html | string {
  if (!difference) return index === 0 ? "leader" : "–";
  const points = (value: number) => formatDifference(value, metric).replace(" points", "");
  const text = Number.isFinite(difference.low)
    ? `${points(difference.mean)} (${points(difference.low)} to ${points(difference.high)})`
    : points(difference.mean);
  return difference.tie ? html`${text} <b>tie</b>` : text;
}

function timeToTarget({ timeToTarget: time }: RacerResult): Html | string {
  if (!time || time.runs === 0) return "–";
  if (time.reached === 0) return html`<span class="bad">not reached</span>`;
  const share = time.reached < time.runs && html` <span class="bad">${time.reached} of ${time.runs}</span>`;
  return html`${formatSeconds(time.seconds)}${Number.isFinite(time.steps) && html`<br><small>${time.steps} steps</small>`}${share}`;
}
