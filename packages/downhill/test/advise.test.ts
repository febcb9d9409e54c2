import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { losses, optimizers, schedules } from "@downhill/core/catalogue";
import { conv2d, dense, globalAveragePool, sequential } from "@downhill/onnx";
import { type DataSource, racersOf, ratesOf, readRecipe, runTrial, trialSpec } from "@downhill/race";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { advice } from "../src/advice/advice.js";
import { recipeOf, recipeText } from "../src/commands/advise.js";
import { explain, find, headings } from "../src/commands/explain.js";
import { explainPage } from "../src/commands/explain-page.js";
import * as downhill from "../src/index.js";

const folder = mkdtempSync(join(tmpdir(), "advice-"));

/** What the recipe for fine-tuning asks for: a model of somebody's, and pictures. */
beforeAll(async () => {
  const network = sequential([conv2d(2, 3), globalAveragePool(), dense(4)]);
  const model = await network.build({ input: [3, 8, 8], seed: 0 });
  await model.save(join(folder, "model.onnx"));
  await model.dispose();
  for (const [name, background] of Object.entries({ blue: "#00f", red: "#f00" })) {
    mkdirSync(join(folder, "photos", name), { recursive: true });
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background } }).png();
    for (let i = 0; i < 10; i++) await picture.clone().toFile(join(folder, "photos", name, `${i}.png`));
  }
});

describe.each(advice.map((entry) => [entry.task, entry] as const))("advice on %s", (_, entry) => {
  it("names what the catalogue has, in two languages, with a source", () => {
    for (const id of entry.loss) expect([...losses.keys()]).toContain(id);
    for (const id of entry.optimizer) expect([...optimizers.keys()]).toContain(id);
    for (const id of entry.schedule) expect([...schedules.keys()]).toContain(id);
    expect(entry.ko.why).toMatch(/[가-힣]/);
    expect(entry.source).toMatch(/\d{4}/);
  });

  it("ends in code whose names exist", () => {
    for (const [, name] of (entry.code ?? "").matchAll(/(?<![.\w])([a-z]\w+)\(/g)) {
      if (name !== "fit") expect(Object.keys(downhill)).toContain(name);
    }
  });

  it("prints its recipe as text that reads the same", () => {
    expect(JSON.parse(recipeText(entry))).toEqual(JSON.parse(JSON.stringify(recipeOf(entry))));
  });

  it("ends in a recipe that trains", async () => {
    const file = join(folder, "recipe.json");
    writeFileSync(file, JSON.stringify(recipeOf(entry)));
    const { recipe, catalogue } = await readRecipe(file, { overrides: { epochs: 1, checksPerEpoch: 1 } });
    const racers = racersOf({ ...recipe, data: smaller(recipe.data) }, (optimizer) =>
      ratesOf(catalogue, optimizer),
    );
    expect(new Set(racers.map(({ label }) => label)).size).toBe(racers.length);
    const spec = trialSpec({ ...recipe, data: smaller(recipe.data) }, racers[0]!, "search", 1e-3, 1);
    const { stopped, metrics } = await runTrial(spec);
    expect(stopped).toBe("finished");
    expect(metrics[recipe.metrics[0]!]).toBeGreaterThanOrEqual(0);
  });
});

/** What comes along, in sizes that take no time. */
const smaller = ({ source, options }: DataSource): DataSource => {
  const sizes = { mnist: { train: 240, test: 60 }, discs: { samples: 60 }, moons: { samples: 2000 } };
  return { source, options: { ...options, ...sizes[source as keyof typeof sizes] } };
};

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
