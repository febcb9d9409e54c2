import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@downhill/core";
import { losses, optimizers, schedules } from "@downhill/core";
import * as training from "@downhill/core/training";
import { readRecipe } from "@downhill/race";
import { describe, expect, it } from "vitest";
import { advice } from "../src/advice/advice.js";
import { recipeOf } from "../src/commands/advise.js";
import { explain, find, headings } from "../src/commands/explain.js";
import { explainPage } from "../src/commands/explain-page.js";

describe.each(advice.map((entry) => [entry.task, entry] as const))("advice on %s", (_, entry) => {
  it("names what the catalogue has, in two languages, with a source", () => {
    for (const id of entry.loss) expect([...losses.keys()]).toContain(id);
    for (const id of entry.optimizer) expect([...optimizers.keys()]).toContain(id);
    for (const id of entry.schedule) expect([...schedules.keys()]).toContain(id);
    expect(entry.ko.why).toMatch(/[가-힣]/);
    expect(entry.source).toMatch(/\d{4}/);
  });

  it("ends in a recipe that a race accepts, or in code whose names exist", async () => {
    const recipe = recipeOf(entry);
    expect(recipe !== undefined || entry.code !== undefined).toBe(true);
    if (recipe) {
      const file = join(mkdtempSync(join(tmpdir(), "advice-")), "recipe.json");
      writeFileSync(file, JSON.stringify(recipe));
      await expect(readRecipe(file)).resolves.toBeDefined();
    }
    for (const [, name] of (entry.code ?? "").matchAll(/(?<![.\w])([a-z]\w+)\(/g)) {
      if (name !== "fit") expect(Object.keys({ ...core, ...training })).toContain(name);
    }
  });
});

const ids = [...losses.keys(), ...optimizers.keys(), ...schedules.keys()];

it("typesets every entry of the catalogue", () => {
  for (const id of ids) {
    const page = explainPage(find(id), "ko");
    expect(page).toContain('<html lang="ko">');
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  }
});

/** Words without which there is no English sentence; not as parts of names such as `binary-cross-entropy-with-logits`. */
const english =
  /(?<![\w.-])(?:the|an|of|and|or|is|are|for|with|without|this|that|it|its|than|from|when|by|same|none)(?![\w.(-])/i;

describe.each(ids)("the Korean of %s", (id) => {
  const { documentation } = find(id);
  const { ko } = documentation;

  it("says all that the English says", () => {
    expect(Object.keys(ko.options)).toEqual(Object.keys(documentation.options));
    expect(Object.keys(ko.related ?? {})).toEqual(Object.keys(documentation.related ?? {}));
    expect(ko.peers === undefined).toBe(documentation.peers === undefined);
  });

  it("is Korean", () => {
    const { title, summary, use, avoid, peers } = ko;
    const texts = [summary, use, avoid, ...(peers ? [peers] : [])];
    texts.push(...Object.values(ko.options), ...Object.values(ko.related ?? {}));
    for (const text of texts) expect(text).toMatch(/[가-힣]/);
    for (const text of [title, ...texts]) expect(text).not.toMatch(english);
    for (const text of [summary, use, avoid, ...(peers ? [peers] : [])]) expect(text).toMatch(/[.)]$/);
  });

  it("stands alone in what explain prints, but for names and the source", () => {
    const printed = explain(find(id), "ko", 100).split("\n출처\n")[0]!;
    const titles = Object.values(headings.en).map((title) => `\n${title}\n`);
    for (const title of titles) expect(printed).not.toContain(title);
    expect(printed).not.toMatch(/ in code\)|starts at|one per tensor|from the run/);
  });
});
