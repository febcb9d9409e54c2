/** `claims.html`: one page that needs nothing else, in both languages. */
import { type Html, html, Html as Markup, reportStyle } from "@downhill/race";
import type { Claim, Finding, Row } from "../claim.js";
import { show } from "../measure.js";
import type { ClaimResult, ClaimsResult } from "../results.js";
import { type Language, tally, verdictSigns, verdictWords, words } from "../words.js";
import { both, drawFigure } from "./figure.js";
import { claimsStyle } from "./style.js";

/** More series than any figure has. */
const COLOURS = 8;

export function claimsPage(
  claims: readonly Claim[],
  result: ClaimsResult,
  language: Language = "en",
): string {
  const results = new Map(result.results.map((one) => [one.id, one]));
  const shown = claims.filter(({ id }) => results.has(id));
  const verdicts = result.results.flatMap(({ finding }) => finding?.verdict ?? []);
  const sections = [...new Map(shown.map(({ section }) => [section.en, section])).values()];
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${words.title[language]}</title><style>${new Markup(reportStyle(COLOURS) + claimsStyle)}</style></head>
<body><main>
<div class="languages" role="radiogroup" aria-label="Language">${(["en", "ko"] as const).map(
    (one) =>
      html`<label><input type="radio" name="lang" id="lang-${one}"${one === language && new Markup(" checked")}>${one === "en" ? "English" : "한국어"}</label>`,
  )}</div>
<h1>${both(words.title)}</h1>
<p class="facts">${result.scale === "full" && both(tally(verdicts))} ${both(facts(result))}</p>
<ul class="overview">${shown.map(({ id, claim }) => html`<li><a href="#${id}">${both(claim)}</a>${badge(results.get(id)!)}</li>`)}</ul>
${sections.map((section) => html`<section><h2>${both(section)}</h2>${shown.filter((claim) => claim.section.en === section.en).map((claim) => article(claim, results.get(claim.id)!))}</section>`)}
</main></body></html>
`.text;
}

function facts({ date, machine, seconds, scale }: ClaimsResult) {
  const where = `${machine.processor}, ${machine.platform}, Node ${machine.node}, Downhill ${machine.downhill}, ONNX Runtime ${machine.onnxruntime}`;
  const day = date.slice(0, 10);
  const trial = scale === "fast";
  return {
    en: `${trial ? "A quick pass, too small for verdicts. " : ""}${day}, ${Math.round(seconds)} s on ${machine.workers} cores: ${where}.`,
    ko: `${trial ? "판정에 쓰기에는 작은 시험 실행. " : ""}${day}, 코어 ${machine.workers}개에서 ${Math.round(seconds)}초: ${where}.`,
  };
}

function badge({ finding }: ClaimResult): Html {
  if (!finding) return html`<span class="badge failed">${both(words.failed)}</span>`;
  const { verdict } = finding;
  return html`<span class="badge ${verdict}">${verdictSigns[verdict]} ${both(verdictWords[verdict])}</span>`;
}

function article(claim: Claim, result: ClaimResult): Html {
  const { finding, error } = result;
  return html`<article id="${claim.id}"><h3><a href="#${claim.id}">${both(claim.claim)}</a></h3>${badge(result)}
${finding ? outcome(finding) : html`<p class="bad">${error}</p>`}
<dl><dt>${both(words.experiment)}</dt><dd>${both(claim.experiment)}</dd>
<dt>${both(words.criterion)}</dt><dd>${both(claim.criterion)}</dd>
<dt>${both(words.source)}</dt><dd>${claim.source} · <code>downhill claims ${claim.id}</code></dd></dl></article>`;
}

const outcome = ({ found, figure, rows }: Finding): Html =>
  html`<p class="found">${both(found)}</p>${drawFigure(figure)}<details${rows.length <= 8 && new Markup(" open")}><summary>${both(words.table)}</summary><div class="scroll">${numbers(rows)}</div></details>`;

function numbers(rows: readonly Row[]): Html {
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  return html`<table><thead><tr><th></th>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead><tbody>${rows.map(
    ({ label, values }) =>
      html`<tr><th scope="row">${both(label)}</th>${columns.map((column) => html`<td>${values[column] === undefined ? "" : show(values[column])}</td>`)}</tr>`,
  )}</tbody></table>`;
}
