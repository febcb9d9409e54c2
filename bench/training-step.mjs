/** How long does a whole training step take: forward, loss, backward, AdamW? */
import { agree, interleave, startSides } from "./support/side.mjs";
import { network } from "./training-step/networks.mjs";
import { shapes } from "./training-step/values.mjs";

export const heading = "Training step";
export const question =
  "How long does a whole training step take: forward, cross-entropy, backward and AdamW?";

/** Times PyTorch's speed that are the goal. */
const models = {
  mlp: { title: "MLP 784-512-256-10, batch 128", goal: 1.4 },
  cnn: { title: "CNN 28×28: conv 16, pool, conv 32, pool, 128, 10; batch 128", goal: 1.2 },
  resnet: { title: "small ResNet 32×32×3: 16, 16/32/64, biases, no BatchNorm; batch 64", goal: 1 },
  "resnet-batchnorm": { title: "the same with BatchNorm", goal: 1 },
  transformer: {
    title: "Transformer encoder: 2 layers, d 128, 4 heads, ff 512, sequence 64; batch 32",
    goal: 1,
  },
};
const names = ["downhill", "downhill native", "pytorch", "jax-js", "tensorflow-js"];

/** Names and shapes of a model's parameters, by which all sides make the same first values. */
export async function parametersOf(name) {
  const model = await network(name).build({ input: shapes[name].input });
  const parameters = model.arena.segments.map(({ name, shape }) => ({ name, shape }));
  await model.dispose();
  return parameters;
}

/** What is left of a step where it is slower than a goal: decisions/0004 and 0012 have the measurements. */
const FILTERS = "a filter's gradient is spelled with the engine's forward convolution, for it has no other";
const limits = {
  mlp: "nearly all of it is the engine's matrix products, each about a tenth slower than those of MKL in PyTorch",
  resnet: FILTERS,
  "resnet-batchnorm": FILTERS,
};

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer(context) {
  const notes = new Set();
  const rows = [];
  const goals = [];
  for (const [model, { title, goal }] of Object.entries(models)) {
    context.progress(title);
    const parameters = await parametersOf(model);
    const sides = await startSides(
      "training-step",
      names,
      (name) => ({ model, parameters, ...(name === "downhill native" && { backend: "native" }) }),
      notes,
    );
    // Losses of the first three steps on one batch.
    agree(sides, 1e-4, model);
    await interleave(sides, context.effort);
    const times = Object.fromEntries(sides.map((side) => [side.name, side.median]));
    const torch = sides.find(({ name }) => name === "pytorch")?.note;
    for (const side of sides) side.stop();
    if (torch) notes.add(`PyTorch's fastest setting, ${model}: ${torch}.`);
    rows.push([title, ...names.map((name) => times[name])]);
    const best = Math.min(times.downhill, times["downhill native"] ?? Number.POSITIVE_INFINITY);
    const beside = (peer, atLeast) =>
      times[peer] &&
      goals.push({
        what: `${model}: speed beside ${peer}`,
        value: times[peer] / best,
        atLeast,
        because: limits[model],
      });
    beside("pytorch", goal);
    beside("jax-js", 5);
    beside("tensorflow-js", 10);
  }
  notes.add(
    "native updates: the same with AdamW's kernel as native code on two threads, where a C compiler is found. Goals take the faster of ours.",
  );
  notes.add(
    "jax-js's convolutions are written as matrix products per tap, which is many times faster there.",
  );
  notes.add(
    "TensorFlow.js's filter gradients are written as convolutions: its WASM backend has no kernel for them.",
  );
  return {
    tables: [
      {
        title: "ms per step",
        columns: ["", "downhill", "native updates", "PyTorch", "jax-js", "TensorFlow.js"],
        rows,
      },
    ],
    goals,
    notes: [...notes],
  };
}
