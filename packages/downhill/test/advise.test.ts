import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@downhill/core";
import { losses, optimizers, schedules } from "@downhill/core";
import { readRecipe } from "@downhill/race";
import { describe, expect, it } from "vitest";
import { advice } from "../src/advice/advice.js";
import { recipeOf } from "../src/commands/advise.js";
import { find } from "../src/commands/explain.js";
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
      if (name !== "fit") expect(Object.keys(core)).toContain(name);
    }
  });
});

it("typesets every entry of the catalogue", () => {
  for (const id of [...losses.keys(), ...optimizers.keys(), ...schedules.keys()]) {
    const page = explainPage(find(id), "ko");
    expect(page).toContain('<html lang="ko">');
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  }
});
