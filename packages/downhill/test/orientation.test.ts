/** examples/orientation.json from end to end: a folder of pictures, a model that others made, the real command. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const examples = join(root, "examples");
const folder = mkdtempSync(join(tmpdir(), "downhill-orientation-"));
const pictures = join(folder, "lines");

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const node = (script: string, ...args: string[]): Promise<Outcome> =>
  promisify(execFile)(process.execPath, [script, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
const downhill = (...args: string[]) => node(join(root, "packages/downhill/dist/bin.js"), ...args);

beforeAll(async () => {
  const { code, err } = await node(join(examples, "render-orientation.mjs"), pictures, "16", "6");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const path = join(examples, "orientation.json");
  const recipe = JSON.parse(readFileSync(path, "utf8"));
  recipe.data.images.path = pictures;
  recipe.model.file = resolve(dirname(path), recipe.model.file);
  recipe.batchSize = 8;
  recipe.full.learningRate = 0.001;
  recipe.repeats = 1;
  writeFileSync(join(folder, "orientation.json"), JSON.stringify(recipe));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("trains, naming the pictures that it leaves out", async () => {
  const { code, out, err } = await downhill("train", "orientation.json", "--epochs", "1", "--out", "trained");
  expect(err).toContain("warning: 2 of 24 images cannot be read and are left out:");
  expect(err).toMatch(/train.upright.cut-short\.png: \S/);
  expect(err).toMatch(/train.upside-down.not-a-picture\.png: not an image that can be read/);
  expect(err).toMatch(/129356 parameters, \d+ samples to train on, \d+ held out, 6 to test/);
  expect(err).toMatch(/test, before training: accuracy \d/);
  expect(out).toMatch(/test: accuracy \d/);
  expect(code).toBe(0);
  expect(readdirSync(join(folder, "trained"))).toEqual(expect.arrayContaining(["data.json", "model.onnx"]));
  const data = JSON.parse(readFileSync(join(folder, "trained", "data.json"), "utf8"));
  expect(data).toMatchObject({ sampleShape: [3, 48, 192], classNames: ["upright", "upside-down"] });
  const { bad } = JSON.parse(readFileSync(join(folder, "trained", "results.json"), "utf8"));
  expect(bad).toHaveLength(2);
});

it("ends with code 3 where no picture may be bad", async () => {
  const { code, out, err } = await downhill("train", "orientation.json", "--max-bad", "0");
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toMatch(/^error: more than 0 of 24 images in .* cannot be read; none may be/);
});

it("races three ways of fine-tuning, two at a time", async () => {
  const args = ["--full", "--epochs", "1", "--workers", "2", "--out", "raced"];
  const { code, out, err } = await downhill("race", "orientation.json", ...args);
  expect(err).toContain("warning: 2 of 24 images cannot be read");
  expect(out).toMatch(/wins: accuracy|Tie between/);
  expect(code).toBe(0);
  const { racers } = JSON.parse(readFileSync(join(folder, "raced", "results.json"), "utf8"));
  expect(racers.map(({ racer }: { racer: { label: string } }) => racer.label).sort()).toEqual([
    "adamw",
    "adamw conv2d(frozen=true) batch_norm(frozen=true)",
    "adamw conv2d(lrScale=0.3) batch_norm(lrScale=0.3)",
  ]);
  expect(readFileSync(join(folder, "raced", "report.html"), "utf8")).toContain("cut-short.png");
});
