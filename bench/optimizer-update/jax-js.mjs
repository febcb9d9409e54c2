/** The formulas under jit, all tensors in one call. */
import { blockUntilReady, defaultDevice, init, jit, numpy as np, tree } from "@jax-js/jax";
import { serve } from "../support/serve.mjs";
import { checkOf, gradientsOf, parametersOf } from "./values.mjs";

const momentumOf = (g, m, momentum) => m.mul(momentum).add(g);
const squares = (g, v, decay) => v.mul(decay).add(np.square(g).mul(1 - decay));

/** p, g and up to two states of one tensor, and the two bias corrections, to [p, ...states]. */
const rules = {
  sgd: (p, g, _, { lr }) => [p.sub(g.mul(lr))],
  momentum(p, g, [m], { lr, momentum }) {
    const next = momentumOf(g, m, momentum);
    return [p.sub(next.ref.mul(lr)), next];
  },
  nesterov(p, g, [m], { lr, momentum }) {
    const next = momentumOf(g.ref, m, momentum);
    return [p.sub(g.add(next.ref.mul(momentum)).mul(lr)), next];
  },
  adagrad(p, g, [v], { lr, eps }) {
    const next = v.add(np.square(g.ref));
    return [p.sub(g.mul(lr).div(np.sqrt(next.ref).add(eps))), next];
  },
  rmsprop(p, g, [v], { lr, alpha, eps }) {
    const next = squares(g.ref, v, alpha);
    return [p.sub(g.mul(lr).div(np.sqrt(next.ref).add(eps))), next];
  },
  adam(p, g, [m, v], { lr, beta1, beta2, eps, weightDecay = 0 }, rate, correction) {
    const first = m.mul(beta1).add(g.ref.mul(1 - beta1));
    const second = squares(g, v, beta2);
    const change = first.ref.mul(rate).div(np.sqrt(second.ref).mul(correction).add(eps));
    return [(weightDecay ? p.mul(1 - lr * weightDecay) : p).sub(change), first, second];
  },
};
rules.adamw = rules.adam;

serve(async ({ optimizer, options, shapes, states }) => {
  await init("wasm");
  defaultDevice("wasm");
  const arrays = (make) => shapes.map((shape, i) => np.array(make(shape, i)).reshape(shape));
  const gradients = arrays(gradientsOf);
  const start = options.initialAccumulator ?? 0;
  let parameters = arrays(parametersOf);
  let memory = shapes.map((shape) => Array.from({ length: states }, () => np.full(shape, start)));
  const update = jit((ps, gs, ms, rate, correction) => {
    const results = ps.map((p, i) => rules[optimizer](p, gs[i], ms[i], options, rate.ref, correction.ref));
    rate.dispose();
    correction.dispose();
    return [results.map(([p]) => p), results.map(([, ...rest]) => rest)];
  });
  let t = 0;
  const step = async () => {
    t++;
    const rate = np.array(options.lr / (1 - (options.beta1 ?? 0) ** t));
    const correction = np.array(1 / Math.sqrt(1 - (options.beta2 ?? 0) ** t));
    [parameters, memory] = update(parameters, tree.ref(gradients), memory, rate, correction);
    await blockUntilReady([parameters, memory]);
  };
  for (let i = 0; i < 3; i++) await step();
  const check = checkOf(await parameters[0].ref.data(), await parameters.at(-1).ref.data());
  return { step, check, note: "wasm, jit" };
});
