import { adamw, crossEntropy } from "@downhill/core";
import { native } from "@downhill/core/native";
import { fit, valueAndGradient } from "@downhill/core/training";
import { mnist } from "@downhill/data";
import { firstValues } from "../support/random.mjs";
import { serve } from "../support/serve.mjs";
import { network } from "./networks.mjs";
import { batchOf, options, shapes } from "./values.mjs";

serve(async ({ model: name, epoch, backend }) => {
  const model = await network(name).build({ input: shapes[name].input });
  const { arena } = model;
  for (const { name, shape } of arena.segments) arena.valuesOf(name).set(firstValues(name, shape));
  const loss = crossEntropy();
  // As in PyTorch, biases decay too.
  const optimizer = adamw({
    ...options,
    decayBiases: true,
    ...(backend === "native" && { backend: native() }),
  });
  if (epoch) {
    const { train } = await mnist({ train: epoch.samples });
    const step = async () => {
      const how = { loss, optimizer, epochs: 1, batchSize: epoch.batch, shuffle: false, dropLast: true };
      const { epochs } = await fit(model, train, how);
      return epochs[0].loss;
    };
    return { step, check: [await step()] };
  }
  const { inputs, targets } = batchOf(name);
  const state = optimizer.init(arena);
  const step = async () => {
    const { value } = await valueAndGradient(model, loss, {
      inputs,
      targets: { data: targets, dims: [targets.length] },
    });
    state.step();
    return value;
  };
  return { step, check: [await step(), await step(), await step()] };
});
