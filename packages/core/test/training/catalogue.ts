import { optimizer } from "../../src/index.js";

const prose = {
  title: "",
  summary: "",
  source: "",
  use: "",
  avoid: "",
  about: {} as never,
  ko: {} as never,
  examples: [],
  rates: [],
};
export const sgd = optimizer({
  ...prose,
  id: "sgd",
  state: { v: 0 },
  defaults: { lr: 0.01, momentum: 0 },
  momentum: "momentum",
  formula: `
  v = momentum*v + g
  p = p - lr*v`,
});
export const adamw = optimizer({
  ...prose,
  id: "adamw",
  state: { m: 0, v: 0 },
  defaults: { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 },
  momentum: "beta1",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    p = p*(1 - lr*weightDecay) - lr * (m/(1 - beta1^t)) / (sqrt(v/(1 - beta2^t)) + eps)`,
});
