// The pages and tables that are written from the catalogue: docs/{losses,optimizers,schedules}/*.md and the README's tables.
import { readFileSync } from "node:fs";

const kinds = {
  losses: { one: "loss", title: "Losses", ko: "손실 함수" },
  optimizers: { one: "optimizer", title: "Optimizers", ko: "옵티마이저" },
  schedules: { one: "schedule", title: "Schedules", ko: "학습률 스케줄" },
};

const camelCase = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const indentless = (text) => {
  const lines = text.split("\n").filter((line) => line.trim());
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent)).join("\n");
};
/** A vertical bar would end a table's cell. */
const cell = (text) => String(text).replaceAll("|", "\\|").replaceAll("\n", " ");
const display = (lines) => `$$\n\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}\n$$`;

/** @returns pages by path, and the README's tables by marker. */
export function pages(core, documentation, root) {
  const documented = {
    losses: documentation.lossDocumentation,
    optimizers: documentation.optimizerDocumentation,
    schedules: documentation.scheduleDocumentation,
  };
  const result = new Map();
  for (const kind of Object.keys(kinds)) {
    for (const [id, { definition }] of core[kind]) {
      result.set(`docs/${kind}/${id}.md`, page(core, kind, definition, documented[kind].get(id)));
    }
  }
  result.set("docs/README.md", index(core, documented));
  return { pages: result, tables: tables(core, documented, root) };
}

function page(core, kind, definition, about) {
  const { id, formula, defaults } = definition;
  const link = (neighbour) => `[${neighbour}](${neighbour}.md)`;
  const options = (meanings, fromRun) =>
    Object.entries(defaults).map(
      ([name, value]) =>
        `| \`${name}\` | ${value === null ? fromRun : `\`${cell(JSON.stringify(value))}\``} | ${cell(meanings[name])} |`,
    );
  const relations = (related) =>
    Object.entries(related ?? {}).map(([name, how]) => `- ${link(name)}: ${how}`);
  const parts = [
    `<!-- Written by \`npm run gen\` from packages/core/src/${kind}/${id}.ts. -->`,
    `# ${about.title}`,
    `${about.summary}`,
    `\`${camelCase(id)}()\` in code, \`"${id}"\` in a recipe, \`downhill explain ${id}\` in a terminal.`,
  ];
  if (formula) parts.push("## Formula", `\`\`\`\n${indentless(formula)}\n\`\`\``);
  if (formula) {
    const assign = ({ name, text }) => `${core.tex.name(name)} &= ${text}`;
    parts.push(display(core.formulaLines(definition, core.tex).map(assign)));
  }
  if (kind === "losses") {
    parts.push("## Derivative", "Derived by the compiler:");
    parts.push(
      `\`\`\`\n${core
        .derivativeLines(definition)
        .map(({ name, text }) => `${name} = ${text}`)
        .join("\n")}\n\`\`\``,
    );
  }
  const meanings = options(about.options, "from the run");
  if (meanings.length > 0)
    parts.push("## Options", `| option | default | meaning |\n|---|---|---|\n${meanings.join("\n")}`);
  parts.push("## When to use it", about.use, "## When not", about.avoid);
  const related = relations(about.related);
  if (related.length > 0) parts.push("## Related", related.join("\n"));
  if (about.peers) parts.push("## Elsewhere", about.peers);
  parts.push("## Source", about.source);
  const { ko } = about;
  parts.push("---", `# ${ko.title}`, ko.summary);
  const koreanMeanings = options(ko.options, "학습에서 정해짐");
  if (koreanMeanings.length > 0)
    parts.push("## 옵션", `| 옵션 | 기본값 | 뜻 |\n|---|---|---|\n${koreanMeanings.join("\n")}`);
  parts.push("## 이럴 때 쓰세요", ko.use, "## 이럴 때는 피하세요", ko.avoid);
  const koreanRelated = relations(ko.related);
  if (koreanRelated.length > 0) parts.push("## 관련 항목", koreanRelated.join("\n"));
  if (ko.peers) parts.push("## 다른 라이브러리", ko.peers);
  return `${parts.join("\n\n")}\n`;
}

function index(core, documented) {
  const parts = [
    "<!-- Written by `npm run gen` from the catalogue. -->",
    "# The catalogue",
    "One page per entry, written from the entry itself. Also: [recipes, field by field](recipes.md), [your own data](data.md), [the formula language](formulas.md), [how exact the functions are](accuracy.md), [in a browser, and on a GPU](browser.md).",
  ];
  for (const [kind, { title, ko }] of Object.entries(kinds)) {
    const rows = [...core[kind].keys()].map((id) => {
      const about = documented[kind].get(id);
      return `| [${id}](${kind}/${id}.md) | ${cell(about.summary)} | ${cell(about.ko.summary)} |`;
    });
    parts.push(`## ${title} · ${ko} (${core[kind].size})`, `| | | |\n|---|---|---|\n${rows.join("\n")}`);
  }
  return `${parts.join("\n\n")}\n`;
}

function tables(core, documented, root) {
  const counts = JSON.parse(readFileSync(`${root}scripts/record/peer-counts.json`, "utf8"));
  const row = (name, numbers) => `| ${name} | ${numbers.join(" | ")} |`;
  const ours = Object.keys(kinds).map((kind) => `**${core[kind].size}**`);
  const peers = Object.entries(counts).map(([name, lists]) =>
    row(
      name,
      lists.map((list) => list.length),
    ),
  );
  const links = (titleOf, summaryOf) =>
    Object.keys(kinds).map((kind) => {
      const entries = [...core[kind].keys()].map((id) => {
        const summary = summaryOf(documented[kind].get(id)).replaceAll('"', "'");
        return `[${id}](docs/${kind}/${id}.md "${summary}")`;
      });
      return `**${titleOf(kinds[kind])}**: ${entries.join(" · ")}`;
    });
  const table = (names, lists) =>
    `| | ${names.join(" | ")} |\n|---|---|---|---|\n${row("Downhill", ours)}\n${peers.join("\n")}\n\n${lists.join("\n\n")}`;
  const english = links(
    ({ title }) => title,
    ({ summary }) => summary,
  );
  const korean = links(
    ({ ko }) => ko,
    ({ ko }) => ko.summary,
  );
  return {
    catalogue: table(Object.keys(kinds), english),
    "catalogue-ko": table(
      Object.values(kinds).map(({ ko }) => ko),
      korean,
    ),
  };
}
