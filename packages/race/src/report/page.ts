/** report.html: one file, no network, readable without JavaScript. */
import { stringify } from "../json.js";
import type { Fairness, RaceResult } from "../types.js";
import { choiceText, formatMetric, formatNumber, formatRate, formatSeconds, plural } from "../words.js";
import { type Axis, type Chart, drawChart, type Series } from "./chart.js";
import { client } from "./client.js";
import { lossSeries, metricSeries, rateSeries, sensitivitySeries } from "./curves.js";
import { Html, html, scriptJson } from "./html.js";
import { otherMetrics, resultsTable } from "./results-table.js";
import type { Scale } from "./scale.js";
import { style } from "./style.js";

interface Variant {
  /** The switches that show it, joined by a space. */
  readonly name: string;
  readonly chart: Chart;
}

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** Each a group of exclusive choices; the first is on. */
  readonly switches: readonly (readonly string[])[];
  readonly variants: readonly Variant[];
}

export function reportPage(result: RaceResult): string {
  const { name, racers, verdict, recipe, machine, seconds, trials, started, interrupted, warnings } = result;
  const figures = [metricFigure(result), ...lossFigures(result)];
  const details = [sensitivityFigure(result), rateFigure(result)].filter((figure) => figure !== undefined);
  const data: Record<string, unknown> = {};
  for (const { id, variants } of [...figures, ...details]) {
    for (const variant of variants) data[`${id} ${variant.name}`] = readings(variant.chart);
  }
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: ${verdict.sentence}</title>
<style>${new Html(style(racers.length))}</style>
</head>
<body>
<main>
<h1>${name}</h1>
<p class="verdict">${verdict.sentence}</p>
<p class="facts">${plural(racers.length, "racer")}, ${plural(trials, "run")} of ${plural(recipe.epochs, "epoch")} in ${formatSeconds(seconds)} on ${plural(machine.workers, "core")}, ${started.slice(0, 16).replace("T", " ")} UTC${interrupted && html`. <span class="bad">Interrupted: shown is what was finished.</span>`}</p>
${warnings.map((warning) => html`<p class="warning"><b>Warning</b>: ${warning}</p>`)}
${resultsTable(result)}
${otherMetrics(result)}
<div class="legend" role="group" aria-label="Racers shown in the charts">${racers.map(
    ({ racer }, index) =>
      html`<label><input type="checkbox" checked autocomplete="off"><span class="swatch r${index}"></span><span>${racer.label}</span></label>`,
  )}<button type="button" data-all="1">all</button><button type="button" data-all="0">none</button></div>
${figures.map(drawFigure)}
<div class="pair">${details.map(drawFigure)}</div>
${fairness(result)}
${setup(result)}
</main>
<script type="application/json" id="data">${scriptJson(JSON.parse(stringify(data)))}</script>
<script>(${new Html(client.toString().replaceAll("</", "<\\/"))})()</script>
</body>
</html>
`;
  return page.text;
}

const epochs: Axis = { label: "epochs", format: formatNumber, include: [0] };

/** Accuracies crowd below 1: there a scale stretched towards 1 tells them apart. */
const isShare = ({ metric }: RaceResult): boolean => formatMetric(1, metric).includes("%");

/** Errors fall by factors: on a linear axis the first of them would press the others together. */
const falls = ({ racers, metric }: RaceResult): boolean =>
  metric.better === "lower" &&
  racers.every(({ runs }) =>
    runs.every(({ checks }) => checks.every(({ metrics }) => !(metrics[metric.name]! <= 0))),
  );

const axisLabel = (where: string, { metric }: RaceResult): string =>
  `${where} ${metric.name}${metric.better === "lower" ? " (lower is better)" : ""}`;

const worst = ({ metric }: RaceResult) => (metric.better === "lower" ? "top" : "bottom");

function scalesOf(result: RaceResult): readonly (readonly [name: string, kind: Scale["kind"]])[] {
  if (isShare(result))
    return [
      ["stretched towards 100 %", "share"],
      ["linear", "linear"],
    ];
  if (!falls(result)) return [["linear", "linear"]];
  return [
    ["log scale", "log"],
    ["linear", "linear"],
  ];
}

function metricFigure(result: RaceResult): Figure {
  const { metric, recipe } = result;
  const target = recipe.target;
  const scales = scalesOf(result);
  const variants = (["epochs", "seconds"] as const).flatMap((across) =>
    scales.map(([scale, kind]): Variant => {
      const line =
        target === undefined
          ? {}
          : { line: { y: target, label: `target ${short(formatMetric(target, metric))}` } };
      return {
        name: scales.length > 1 ? `${across} ${scale}` : across,
        chart: {
          series: metricSeries(result, across),
          x:
            across === "epochs"
              ? epochs
              : { label: "seconds of training", format: formatNumber, include: [0] },
          y: {
            label: axisLabel("test", result),
            format: (value) => short(formatMetric(value, metric)),
            kind,
          },
          worst: worst(result),
          ...line,
        },
      };
    }),
  );
  return {
    id: "metric",
    title: `Test ${metric.name}`,
    note: `Line: mean over ${plural(recipe.seeds.length, "seed")}; band: from the worst to the best of them.`,
    switches: [["epochs", "seconds"], ...(scales.length > 1 ? [scales.map(([scale]) => scale)] : [])],
    variants,
  };
}

/** Losses with different formulas have different units: each gets a chart of its own. */
function lossFigures(result: RaceResult): Figure[] {
  const losses = [...new Set(result.racers.map(({ racer }) => choiceText(racer.loss)))];
  return losses.map((loss, index) => {
    const own = result.racers.flatMap(({ racer }, at) => (choiceText(racer.loss) === loss ? [at] : []));
    const chart = (kind: "linear" | "log"): Chart => ({
      series: lossSeries(result, own),
      x: epochs,
      y: { label: loss, format: formatNumber, kind },
      worst: "top",
    });
    return {
      id: `loss${index}`,
      title: losses.length > 1 ? `Training loss: ${loss}` : "Training loss",
      note: `${windowSteps(result) > 1 ? `Mean of each ${windowSteps(result)} steps` : "Each step"}, on the batches as they came${losses.length > 1 ? "; values of different losses cannot be compared" : ""}. ✕: the run diverged.`,
      switches: [["log scale", "linear"]],
      variants: [
        { name: "log scale", chart: chart("log") },
        { name: "linear", chart: chart("linear") },
      ],
    };
  });
}

function sensitivityFigure(result: RaceResult): Figure | undefined {
  const { metric } = result;
  const series = sensitivitySeries(result);
  if (series.every(({ points }) => points.length < 2)) return undefined;
  return {
    id: "sensitivity",
    title: "Sensitivity to the learning rate",
    note: "On the held-out part of the training data, one run each. ◆: chosen. ✕: diverged. A wide plateau means a rate that is easy to find.",
    switches: [],
    variants: [
      {
        name: "",
        chart: {
          series,
          x: { label: "learning rate", format: formatRate, kind: "log" },
          y: {
            label: axisLabel("held-out", result),
            format: (value) => short(formatMetric(value, metric)),
            kind: isShare(result) ? "share" : falls(result) ? "log" : "linear",
          },
          worst: worst(result),
        },
      },
    ],
  };
}

const rateFigure = (result: RaceResult): Figure => ({
  id: "rate",
  title: "Learning rate, as applied",
  note: "What each step used, schedule included.",
  switches: [["log", "linear"]],
  variants: (["log", "linear"] as const).map((kind) => ({
    name: kind,
    chart: { series: rateSeries(result), x: epochs, y: { label: "learning rate", format: formatRate, kind } },
  })),
});

function drawFigure({ id, title, note, switches, variants }: Figure): Html {
  return html`<figure aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2><p class="note">${note}</p>
${switches.length > 0 && html`<div class="switches">${switches.map((group, index) => html`<span role="radiogroup" aria-label="${index === 0 ? "Axis" : "Scale"} of ${title}">${group.map((choice, at) => html`<label><input type="radio" name="${id}-${index}" value="${choice}"${at === 0 && " checked"} autocomplete="off"> ${choice}</label>`)}</span>`)}</div>`}
${variants.map(({ name, chart }, index) => html`<div data-variant="${name}" data-lines="${id} ${name}"${index > 0 && " hidden"}>${drawChart(chart)}</div>`)}
<details><summary>Numbers</summary>${numbersTable(variants[0]!.chart)}</details>
</figure>`;
}

/** The curves as a table, for reading and for screen readers: at most a dozen places along the axis. */
function numbersTable({ series, x, y }: Chart): Html {
  const places = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort(
    (a, b) => a - b,
  );
  const step = Math.max(1, Math.ceil(places.length / 12));
  const shown = places.filter((_, index) => (places.length - 1 - index) % step === 0);
  const cell = ({ points }: Series, place: number) => {
    const point = points.find((one) => one.x === place);
    return point ? y.format(point.y) : "";
  };
  return html`<div class="scroll"><table><thead><tr><th scope="col">${x.label}</th>${series.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${shown.map((place) => html`<tr><th scope="row">${x.format(place)}</th>${series.map((one) => html`<td>${cell(one, place)}</td>`)}</tr>`)}</tbody></table></div>`;
}

const readings = ({ series, x, y }: Chart) =>
  series.map(({ racer, label, points }) => ({
    racer,
    label,
    points: points
      .filter((point) => Number.isFinite(point.y))
      .map((point) => [point.x, point.y, y.format(point.y), `${x.format(point.x)} ${x.label}`]),
  }));

function fairness({ fairness: checks, searchSeed, recipe }: RaceResult): Html {
  const row = ({ seed, phase, runs, weights, samples, equal }: Fairness) =>
    html`<tr><th scope="row">${seed}</th><td>${phase === "search" ? "choosing rates" : "measured"}</td><td>${runs}</td><td>${weights.map(hash)}</td><td>${samples.map(hash)}</td><td>${equal ? "equal" : html`<span class="bad">not equal</span>`}</td></tr>`;
  return html`<h2>Why it is fair</h2>
<p class="note">Each racer chose its own learning rate among its own few, on ${formatNumber(100 * recipe.validation)} % of the training data that no run trained on, with seed ${searchSeed}. The chosen ones ran again on fresh seeds and were measured on the test set, which chose nothing. Runs of one seed began with the same weights and saw the same samples in the same order; the hashes (SHA-256) show it.</p>
<div class="scroll"><table><thead><tr><th scope="col">seed</th><th scope="col">used for</th><th scope="col">runs</th><th scope="col">initial weights</th><th scope="col">sample order</th><th scope="col"></th></tr></thead><tbody>${checks.map(row)}</tbody></table></div>`;
}

const hash = (text: string): Html => html`<code title="${text}">${text.slice(0, 12)}</code> `;

function setup({ machine, recipe, parameters, racers }: RaceResult): Html {
  const { path: _, ...shown } = recipe;
  return html`<h2>Setup</h2>
<dl><dt>processor</dt><dd>${machine.processor}, ${plural(machine.cores, "core")}, ${machine.platform}</dd>
<dt>workers</dt><dd>${machine.workers}, one thread each</dd>
<dt>versions</dt><dd>Downhill ${machine.downhill}, Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}</dd>
<dt>model</dt><dd>${plural(parameters, "parameter")}</dd>
${waiting(racers)}</dl>
<details><summary>The recipe as it was run</summary><pre>${stringify(shown, 2)}</pre></details>`;
}

/** Where samples are decoded while training, how long training stood still for them. */
function waiting(racers: RaceResult["racers"]): Html | false {
  const shares = racers.flatMap(({ runs }) => runs.flatMap(({ waitingShare }) => waitingShare ?? []));
  if (shares.length === 0) return false;
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => Math.round(100 * share));
  return html`<dt>waiting for data</dt><dd>${least === most ? least : `${least} to ${most}`} % of the training time</dd>`;
}

const windowSteps = ({ racers }: RaceResult): number => {
  const curve = racers.flatMap(({ runs }) => runs)[0]?.curve ?? [];
  return curve[0]?.step ?? 1;
};

/** On an axis, 98 % rather than 98.00 %. */
const short = (text: string): string =>
  text.replace(/\.(\d*?)0+(?= %|$)/, (_, digits) => (digits ? `.${digits}` : ""));
