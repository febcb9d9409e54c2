/** What one writes by hand in JavaScript: one loop per tensor over typed arrays. */
import { serve } from "../support/serve.mjs";
import { checkOf, gradientsOf, parametersOf } from "./values.mjs";

const loops = {
  sgd({ p, g }, { lr }) {
    for (let i = 0; i < p.length; i++) p[i] -= lr * g[i];
  },
  momentum({ p, g, m }, { lr, momentum }) {
    for (let i = 0; i < p.length; i++) {
      m[i] = momentum * m[i] + g[i];
      p[i] -= lr * m[i];
    }
  },
  nesterov({ p, g, m }, { lr, momentum }) {
    for (let i = 0; i < p.length; i++) {
      m[i] = momentum * m[i] + g[i];
      p[i] -= lr * (g[i] + momentum * m[i]);
    }
  },
  adagrad({ p, g, m }, { lr, eps }) {
    for (let i = 0; i < p.length; i++) {
      m[i] += g[i] * g[i];
      p[i] -= (lr * g[i]) / (Math.sqrt(m[i]) + eps);
    }
  },
  rmsprop({ p, g, m }, { lr, alpha, eps }) {
    for (let i = 0; i < p.length; i++) {
      m[i] = alpha * m[i] + (1 - alpha) * g[i] * g[i];
      p[i] -= (lr * g[i]) / (Math.sqrt(m[i]) + eps);
    }
  },
  adam({ p, g, m, v }, { lr, beta1, beta2, eps }, t) {
    const rate = lr / (1 - beta1 ** t);
    const correction = 1 / Math.sqrt(1 - beta2 ** t);
    for (let i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] -= (rate * m[i]) / (Math.sqrt(v[i]) * correction + eps);
    }
  },
  adamw({ p, g, m, v }, { lr, beta1, beta2, eps, weightDecay }, t) {
    const rate = lr / (1 - beta1 ** t);
    const correction = 1 / Math.sqrt(1 - beta2 ** t);
    const decay = 1 - lr * weightDecay;
    for (let i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] = p[i] * decay - (rate * m[i]) / (Math.sqrt(v[i]) * correction + eps);
    }
  },
};

serve(({ optimizer, options, shapes, states }) => {
  const tensors = shapes.map((shape, i) => {
    const p = parametersOf(shape, i);
    const state = (index) =>
      states > index ? new Float32Array(p.length).fill(options.initialAccumulator ?? 0) : undefined;
    return { p, g: gradientsOf(shape, i), m: state(0), v: state(1) };
  });
  const loop = loops[optimizer];
  let t = 0;
  const step = () => {
    t++;
    for (const tensor of tensors) loop(tensor, options, t);
  };
  for (let i = 0; i < 3; i++) step();
  return { step, check: checkOf(tensors[0].p, tensors.at(-1).p) };
});
