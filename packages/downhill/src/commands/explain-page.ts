/** `downhill explain <name> --html`: the explanation as one page, its formulas as MathML. Needs no network and no script. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { LossDefinition } from "@downhill/core";
import { derivativeLines, formulaLines, tex, type WithFormula } from "@downhill/core/explain";
import temml from "temml";
import type { Entry, Language } from "./explain.js";
import { headings } from "./explain.js";

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const math = (lines: readonly string[]): string =>
  temml.renderToString(`\\begin{aligned} ${lines.join(" \\\\ ")} \\end{aligned}`, {
    displayMode: true,
    throwOnError: true,
  });

/** Alignment of columns, which browsers leave to style sheets. */
const mathStyle = (): string =>
  readFileSync(createRequire(import.meta.url).resolve("temml/dist/Temml-Local.css"), "utf8");

const style = `
:root { color-scheme: light dark; font: 17px/1.6 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
:lang(ko) { word-break: keep-all; overflow-wrap: break-word; }
h1 { line-height: 1.2; } h2 { margin-top: 2rem; font-size: 1.1rem; }
pre, .math { overflow-x: auto; padding: 0.8rem 1rem; border-radius: 6px; background: color-mix(in srgb, currentColor 7%, transparent); }
math { font-size: 1.05em; } dt { font-family: ui-monospace, monospace; } dd { margin: 0 0 0.6rem 1.2rem; }
`;

export function explainPage({ kind, definition, documentation }: Entry, language: Language): string {
  const words = headings[language];
  const prose = language === "ko" ? documentation.ko : documentation;
  const paragraph = (title: string, text: string) => `<h2>${title}</h2>\n<p>${escapeHtml(text)}</p>`;
  const parts = [`<h1>${escapeHtml(prose.title)}</h1>\n<p>${escapeHtml(prose.summary)}</p>`];
  if (definition.formula) {
    const lines = formulaLines(definition as WithFormula, tex).map(
      ({ name, text }) => `${tex.name(name)} &= ${text}`,
    );
    parts.push(`<h2>${words.formula}</h2>\n<div class="math">${math(lines)}</div>`);
  }
  if (kind === "loss") {
    const lines = derivativeLines(definition as LossDefinition, tex).map(
      ({ name, text }) => `${quotient(name)} &= ${text}`,
    );
    parts.push(`<h2>${words.derivative}</h2>\n<div class="math">${math(lines)}</div>`);
  }
  const options = Object.entries(definition.defaults).map(
    ([name, value]) =>
      `<dt>${name} = ${value === null ? "…" : escapeHtml(JSON.stringify(value))}</dt><dd>${escapeHtml(prose.options[name] ?? "")}</dd>`,
  );
  if (options.length > 0) parts.push(`<h2>${words.options}</h2>\n<dl>${options.join("\n")}</dl>`);
  parts.push(paragraph(words.use, prose.use), paragraph(words.avoid, prose.avoid));
  const related = Object.entries(prose.related ?? {}).map(
    ([id, how]) => `<li><b>${id}</b>: ${escapeHtml(how)}</li>`,
  );
  if (related.length > 0) parts.push(`<h2>${words.related}</h2>\n<ul>${related.join("\n")}</ul>`);
  if (prose.peers) parts.push(paragraph(words.peers, prose.peers));
  parts.push(paragraph(words.source, documentation.source));
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(prose.title)}</title>
<style>${mathStyle()}${style}</style>
<body>
${parts.join("\n")}
</body>
</html>
`;
}

/** `dL/dp` as a fraction; shared parts (s1, s2) are names. */
function quotient(name: string): string {
  const match = /^dL\/d(\w+)$/.exec(name);
  return match ? `\\frac{\\partial L}{\\partial ${tex.name(match[1]!)}}` : tex.name(name);
}
