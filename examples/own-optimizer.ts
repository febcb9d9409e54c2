// A race with an optimizer of one's own: downhill race examples/own-optimizer.ts
// Its formula is compiled like those of the library; `rates` are the learning rates that the race tries.
import { optimizer } from "downhill";

const signMomentum = optimizer({
  id: "sign-momentum",
  state: { m: 0 },
  defaults: { lr: 0.01, beta: 0.9 },
  rates: [0.001, 0.003, 0.01, 0.03, 0.1],
  formula: `
    m = beta*m + (1 - beta)*sign(g)
    p = p - lr*m`,
});

export default {
  data: { spiral: { samples: 900, noise: 0.1, turns: 0.75 } },
  model: ["dense 32", "tanh", "dense 32", "tanh", "dense 3"],
  optimizer: ["sgd", "adamw", signMomentum],
  schedule: "cosine-annealing",
  batchSize: 30,
  epochs: 40,
  validation: 0.2,
  target: 0.9,
};
