/** A claim's figure, with its texts in both languages. */
import { type Chart, drawChart, formatNumber, type Html, html } from "@downhill/race";
import type { Bilingual, Figure } from "../claim.js";
import { show } from "../measure.js";

/** Both languages; the page's style hides one. */
export const both = ({ en, ko }: Bilingual): Html =>
  html`<span lang="en">${en}</span><span lang="ko">${ko}</span>`;

export function drawFigure(figure: Figure): Html {
  const { title, series, kind, x, y } = figure;
  const key =
    series.length > 1 &&
    html`<p class="key">${series.map(({ label }, k) => html`<span class="r${k}"><i class="swatch"></i>${label}</span>`)}</p>`;
  return html`<figure><figcaption>${both(title)}</figcaption>${key}${
    kind === "bars"
      ? bars(figure)
      : html`<p class="axis">${both(y.label)}</p>${drawChart(chart(figure))}<p class="axis x">${both(x.label)}</p>`
  }</figure>`;
}

const format = (value: number): string => {
  const size = Math.abs(value);
  return value !== 0 && (size >= 1e5 || size < 1e-3) ? show(value) : formatNumber(value).replace("-", "−");
};

function chart({ kind, series, x, y }: Figure): Chart {
  return {
    series: series.map(({ label, x: across, y: heights }, racer) => ({
      racer,
      label,
      dots: kind === "points" || across.length <= 12,
      points: across.map((at, i) => ({ x: at, y: heights[i] ?? Number.NaN })),
    })),
    x: { label: "", format, ...(x.log && { kind: "log" as const }) },
    y: { label: "", format, ...(y.log && { kind: "log" as const }) },
  };
}

/** Lying bars: their names may be as long as they like. On a log scale from a tenth of the smallest. */
function bars({ series, x, y }: Figure): Html {
  const values = series
    .flatMap((one) => one.y)
    .filter((value) => Number.isFinite(value) && (!y.log || value > 0));
  const high = Math.max(...values, Number.MIN_VALUE);
  const low = y.log ? Math.min(...values) / 10 : 0;
  const share = (value: number) =>
    y.log ? Math.log(value / low) / Math.log(high / low) : Math.max(0, value) / high;
  const length = (value: number) =>
    (Number.isFinite(value) && values.length > 0 ? 100 * share(value) : 0).toFixed(2);
  const ticks = x.ticks ?? (series[0]?.x ?? []).map(String);
  return html`<p class="axis">${both(y.label)}</p><div class="bars">${ticks.map(
    (tick, i) =>
      html`<div class="group"><span>${tick}</span><div>${series.map(
        (one, k) =>
          html`<div class="r${k}"><b style="width:calc(${length(one.y[i] ?? Number.NaN)}% * .8)"></b><em>${format(one.y[i] ?? Number.NaN)}</em></div>`,
      )}</div></div>`,
  )}</div>`;
}
