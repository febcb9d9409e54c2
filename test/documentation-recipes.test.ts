/** docs/recipes.md tells all there is, and every recipe that is shown anywhere can be read. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { metricsByName } from "@downhill/core/training";
import { layerKinds, makeRecipe, readRecipe, sources } from "@downhill/race";
import { describe, expect, it } from "vitest";
import { LOSS } from "../packages/race/src/catalogue.js";
import { samplerKinds } from "../packages/race/src/samplers.js";
import { fieldNames, innerFieldNames } from "../packages/race/src/schema.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "docs/recipes.md"), "utf8");
const recipes = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text!);

/** From a heading to the next one of the same depth, programs left out. */
function section(heading: string): string {
  const depth = heading.indexOf(" ");
  const start = page.indexOf(`\n${heading}\n`);
  expect(start, heading).toBeGreaterThan(-1);
  const rest = page.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${depth}} `, "m"));
  return (end < 0 ? rest : rest.slice(0, end)).replace(/```[\s\S]*?```/g, "");
}

const missing = (text: string, names: readonly string[]) =>
  names.filter((name) => !new RegExp(`[\`*]"?${name.replace("$", "\\$")}"?[\`*]`).test(text));
/** Rows of a table that name this. */
const rowsOf = (text: string, name: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("|") && line.split("|")[1]!.includes(`\`${name}\``))
    .join("\n");

describe("docs/recipes.md", () => {
  it("shows recipes that can be read, with and without --full", () => {
    expect(recipes.length).toBeGreaterThan(8);
    for (const text of recipes) {
      const raw = JSON.parse(text) as { full?: unknown };
      const read = makeRecipe(raw, join(root, "docs/recipe.json"), { full: raw.full !== undefined });
      expect(read.recipe.metrics.length, text).toBeGreaterThan(0);
    }
  });

  it("tells every field", () => {
    expect(missing(section("## Fields"), [...fieldNames, "full"])).toEqual([]);
    expect(missing(section("## Losses"), innerFieldNames.loss)).toEqual([]);
    expect(
      missing(section("## Optimizers"), [...innerFieldNames.optimizer, ...innerFieldNames.group]),
    ).toEqual([]);
    expect(missing(section("## Models that others made"), innerFieldNames.model)).toEqual([]);
  });

  it.each(Object.entries(sources))("tells the options of the source %s", (name, { options }) => {
    const data = section("## Data");
    expect(missing(data, [name])).toEqual([]);
    let row = rowsOf(data, name);
    if (row.includes("those of its kind")) row = data;
    if (row.includes("#pictures")) row += section("### Pictures");
    if (row.includes("#tables")) row += section("### Tables");
    if (row.includes("those of `moons`")) row += rowsOf(data, "moons");
    // What the paragraph under the table says of all sources that are split.
    row += data.split("\n\n").find((paragraph) => paragraph.startsWith("`test` is the share"));
    expect(missing(row, Object.keys(options))).toEqual([]);
  });

  it.each(Object.entries(layerKinds))(
    "tells the arguments of the layer %s",
    (name, { positions, options }) => {
      const row = rowsOf(section("## Layers"), name);
      expect(missing(row, [name, ...positions, ...options])).toEqual([]);
    },
  );

  it("tells every sampler, with its options, and every metric", () => {
    for (const [name, { required, optional }] of Object.entries(samplerKinds)) {
      expect(missing(rowsOf(section("## Samplers"), name), [name, ...required, ...optional])).toEqual([]);
    }
    expect(missing(section("## Metrics"), [...Object.keys(metricsByName), LOSS])).toEqual([]);
  });

  it("notices what it lacks", () => {
    expect(missing(section("## Fields"), ["epochs", "nothing-of-the-kind"])).toEqual(["nothing-of-the-kind"]);
    expect(missing(rowsOf(section("## Layers"), "dense"), ["units", "kernel"])).toEqual(["kernel"]);
  });
});

const examples = join(root, "examples");
describe("examples", () => {
  const files = readdirSync(examples).filter((name) => name.endsWith(".json"));

  it.each(files)("%s can be read, and says what it is about", async (name) => {
    const raw = JSON.parse(readFileSync(join(examples, name), "utf8")) as { about?: string; full?: unknown };
    expect(raw.about).toBeTypeOf("string");
    const { recipe } = await readRecipe(join(examples, name), { full: raw.full !== undefined });
    expect(recipe.name).toBe(name.replace(".json", ""));
  });

  it("are all listed in their README", () => {
    const list = readFileSync(join(examples, "README.md"), "utf8");
    const programs = readdirSync(examples).filter((name) => /\.(json|mjs|ts)$/.test(name));
    expect(programs.filter((name) => !list.includes(`](${name})`))).toEqual([]);
  });
});
