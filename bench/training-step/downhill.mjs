import { adamw, crossEntropy } from "@downhill/core";
import { firstValues } from "../support/random.mjs";
import { serve } from "../support/serve.mjs";
import { network } from "./networks.mjs";
import { batchOf, options, shapes } from "./values.mjs";

serve(async ({ model: name, threads }) => {
  const model = await network(name).build({ input: shapes[name].input, ...(threads && { threads }) });
  const { arena } = model;
  for (const { name, shape } of arena.segments) arena.valuesOf(name).set(firstValues(name, shape));
  const { inputs, targets } = batchOf(name);
  const loss = crossEntropy();
  // As in PyTorch, biases decay too.
  const state = adamw({ ...options, decayBiases: true }).init(arena);
  const gradient = arena.memory.allocate(targets.length * 10);
  const step = async () => {
    const logits = await model.forward(inputs, { training: true });
    const into = gradient.array;
    const { value } = loss.evaluate(logits.data, targets, { into: [into], memory: arena.memory });
    await model.backward({ data: into, dims: logits.dims });
    state.step();
    return value;
  };
  const check = [];
  for (let i = 0; i < 3; i++) check.push(await step());
  return { step, check };
});
