/**
 * A chart as HTML and SVG. The SVG is stretched to whatever width there is, with strokes that do not stretch;
 * numbers and marks are HTML beside and above it, so that they stay readable on a telephone.
 */
import { type Html, html } from "./html.js";
import { canShow, linearScale, type Scale, scaleOver } from "./scale.js";

export interface Point {
  readonly x: number;
  readonly y: number;
  /** A band around the line. */
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  /** Index of the racer: decides colour and dashes. */
  readonly racer: number;
  readonly label: string;
  readonly points: readonly Point[];
  /** Dots on the points. */
  readonly dots?: boolean;
  /** For single runs among means. */
  readonly thin?: boolean;
  /** Marks such as ✕ for "diverged here", ◆ for "chosen". */
  readonly marks?: readonly Mark[];
}

export interface Mark {
  readonly x: number;
  /** Not finite: on the chart's edge, where the worst numbers are. */
  readonly y: number;
  readonly sign: string;
  readonly title: string;
}

export interface Axis {
  readonly label: string;
  readonly format: (value: number) => string;
  readonly kind?: Scale["kind"];
  /** Values that must be inside. */
  readonly include?: readonly number[];
}

export interface Chart {
  readonly series: readonly Series[];
  readonly x: Axis;
  readonly y: Axis;
  /** Where marks without a height go. Default: the lower edge. */
  readonly worst?: "top" | "bottom";
  /** A dashed line across, e.g. the target. */
  readonly line?: { readonly y: number; readonly label: string };
}

const SIZE = 1000;

export function drawChart(chart: Chart): Html {
  const { series, line } = chart;
  const edge = chart.worst === "top" ? "0%" : "100%";
  const points = series.flatMap((one) => one.points);
  const marks = series.flatMap((one) => one.marks ?? []);
  const heights = points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const y = scaleOver([...heights, ...(chart.y.include ?? [])], chart.y.kind ?? "linear");
  const across = [...points, ...marks].map((point) => point.x).concat(chart.x.include ?? []);
  const x = chart.x.kind === "log" ? scaleOver(across, "log", 0.06) : tight(across);
  const left = (value: number) => percent(x.at(value));
  const top = (value: number) => percent(1 - y.at(value));

  return html`<div class="chart" data-x="${x.kind} ${x.low} ${x.high}" data-y="${y.kind} ${y.low} ${y.high}">
<div class="y-label">${chart.y.label}</div>
<div class="area">
<svg viewBox="0 0 ${SIZE} ${SIZE}" preserveAspectRatio="none" aria-hidden="true">
${y.ticks.map((tick) => html`<line class="grid" x1="0" x2="${SIZE}" y1="${place(1 - y.at(tick))}" y2="${place(1 - y.at(tick))}"/>`)}
${line && inside(y, line.y) && html`<line class="target" x1="0" x2="${SIZE}" y1="${place(1 - y.at(line.y))}" y2="${place(1 - y.at(line.y))}"/>`}
${series.map((one) => drawSeries(one, x, y))}
</svg>
${y.ticks.map((tick) => html`<span class="tick y" style="top:${top(tick)}">${chart.y.format(tick)}</span>`)}
${x.ticks.map((tick, index) => html`<span class="tick x${index % 2 === 1 && " odd"}" style="left:${left(tick)}">${chart.x.format(tick)}</span>`)}
${line && inside(y, line.y) && html`<span class="target-label" style="top:${top(line.y)}">${line.label}</span>`}
${series.map((one) =>
  (one.marks ?? []).map((mark) => {
    const height = inside(y, mark.y) ? top(mark.y) : edge;
    return html`<span class="mark racer r${one.racer}" style="left:${left(mark.x)};top:${height}" title="${mark.title}">${mark.sign}</span>`;
  }),
)}
<div class="pointer" hidden></div><div class="tip" hidden></div>
</div>
<div class="x-label">${chart.x.label}</div>
</div>`;
}

function drawSeries(series: Series, x: Scale, y: Scale): Html {
  const position = (at: number, height: number) => `${place(x.at(at))} ${place(1 - y.at(height))}`;
  const drawable = (value: number | undefined): value is number =>
    value !== undefined && canShow(value, y.kind);
  // A gap where a number is missing or cannot be shown: nothing is joined across it.
  const runs: Point[][] = [[]];
  for (const point of series.points) {
    if (drawable(point.y)) runs.at(-1)!.push(point);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  const line = runs
    .filter((run) => run.length > 0)
    .map((run) => `M${run.map((point) => position(point.x, point.y)).join("L")}`)
    .join("");
  const banded = series.points.filter(({ low, high }) => drawable(low) && drawable(high));
  const upper = banded.map((point) => position(point.x, point.high!));
  const lower = banded.map((point) => position(point.x, point.low!)).reverse();
  const dots = series.dots
    ? runs
        .flat()
        .map((point) => `M${position(point.x, point.y)}h0.01`)
        .join("")
    : "";
  return html`<g class="racer r${series.racer}${series.thin && " thin"}">${banded.length > 1 && html`<path class="band" d="M${[...upper, ...lower].join("L")}Z"/>`}<path class="line" d="${line}"/>${dots && html`<path class="dots" d="${dots}"/>`}</g>`;
}

const inside = (scale: Scale, value: number): boolean =>
  Number.isFinite(value) && value >= scale.low && value <= scale.high;

/** Time and steps begin where they begin, without a margin. */
function tight(values: readonly number[]): Scale {
  const finite = values.filter(Number.isFinite);
  const low = finite.length > 0 ? finite.reduce((a, b) => Math.min(a, b)) : 0;
  const high = finite.length > 0 ? finite.reduce((a, b) => Math.max(a, b)) : 1;
  return linearScale(low, high > low ? high : low + 1);
}

const place = (share: number): string => String(Number((SIZE * share).toFixed(1)));
const percent = (share: number): string => `${Number((100 * share).toFixed(2))}%`;
