import { serve } from "../support/serve.mjs";
import { tf } from "../support/tensorflow.mjs";
import { checkOf, gradientsOf, parametersOf } from "./values.mjs";

const makers = {
  sgd: ({ lr }) => tf.train.sgd(lr),
  momentum: ({ lr, momentum }) => tf.train.momentum(lr, momentum),
  nesterov: ({ lr, momentum }) => tf.train.momentum(lr, momentum, true),
  adagrad: ({ lr, initialAccumulator }) => tf.train.adagrad(lr, initialAccumulator),
  rmsprop: ({ lr, alpha, eps }) => tf.train.rmsprop(lr, alpha, 0, eps),
  adam: ({ lr, beta1, beta2, eps }) => tf.train.adam(lr, beta1, beta2, eps),
};
// It has no AdamW: the decay is one more pass.
makers.adamw = makers.adam;

serve(({ optimizer, options, shapes }) => {
  const variables = shapes.map((shape, i) =>
    tf.variable(tf.tensor(parametersOf(shape, i), shape), true, `t${i}`),
  );
  const gradients = Object.fromEntries(
    shapes.map((shape, i) => [`t${i}`, tf.tensor(gradientsOf(shape, i), shape)]),
  );
  const rule = makers[optimizer](options);
  const decay = optimizer === "adamw" && 1 - options.lr * options.weightDecay;
  const step = () =>
    tf.tidy(() => {
      if (decay) for (const variable of variables) variable.assign(tf.mul(variable, decay));
      rule.applyGradients(gradients);
    });
  for (let i = 0; i < 3; i++) step();
  const check = checkOf(variables[0].dataSync(), variables.at(-1).dataSync());
  return { step, check, note: "wasm" };
});
