import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { serve } from "../support/serve.mjs";
import { checkOf, inputsOf } from "./values.mjs";

const bce = (x, y) => nn.softplus(x.ref).sub(x.mul(y));
const distance = (a, b, eps) => np.sqrt(np.sum(np.square(a.sub(b).add(eps)), -1));

const losses = {
  mse: (p, y) => np.mean(np.square(p.sub(y))),
  huber(p, y) {
    const r = np.absolute(p.sub(y));
    return np.mean(np.where(np.lessEqual(r.ref, 1), np.square(r.ref).mul(0.5), r.sub(0.5)));
  },
  mae: (p, y) => np.mean(np.absolute(p.sub(y))),
  hinge: (p, y) => np.mean(np.maximum(0, p.mul(y).mul(-1).add(1))),
  "binary-cross-entropy-with-logits": (x, y) => np.mean(bce(x, y)),
  focal(x, y) {
    const z = x.mul(y.ref.mul(2).sub(1));
    const alpha = y.mul(-0.5).add(0.75);
    return np.mean(alpha.mul(np.square(nn.sigmoid(z.ref.mul(-1)))).mul(nn.softplus(z.mul(-1))));
  },
  "cross-entropy"(x, hot) {
    return np.mean(nn.logsumexp(x.ref, -1).sub(np.sum(x.mul(hot), -1)));
  },
  triplet(anchor, positive, negative) {
    const near = distance(anchor.ref, positive, 1e-6);
    return np.mean(np.maximum(0, near.sub(distance(anchor, negative, 1e-6)).add(1)));
  },
  contrastive(a, b, y) {
    const square = np.sum(np.square(a.sub(b)), -1);
    const missing = np.maximum(0, np.sqrt(square.ref).mul(-1).add(1));
    const other = y.ref.mul(-1).add(1).mul(np.square(missing));
    return np.mean(y.mul(square).add(other).mul(0.5));
  },
};

serve(async ({ loss, kind, gradients, shape }) => {
  await init("wasm");
  defaultDevice("wasm");
  const dims = shape.columns ? [shape.length, shape.columns] : [shape.length];
  const inputs = inputsOf(kind, shape).map((values) =>
    np.array(values).reshape(values.length === shape.length ? [shape.length] : dims),
  );
  // The target as one-hot rows inside of jit: gathering is not faster there.
  if (kind === "class") {
    const indices = inputs[1].astype(np.int32);
    inputs[1] = nn.oneHot(indices, shape.columns);
  }
  const argnums = Array.from({ length: gradients }, (_, i) => i);
  const both = jit(valueAndGrad(losses[loss], { argnums }));
  const evaluate = async () => {
    const result = both(...inputs.map((input) => input.ref));
    await blockUntilReady(result);
    return result;
  };
  const step = async () => {
    const [value, all] = await evaluate();
    value.dispose();
    for (const gradient of all) gradient.dispose();
  };
  const [value, all] = await evaluate();
  const arrays = [];
  for (const gradient of all) arrays.push(await gradient.data());
  const result = (await value.data())[0];
  return { step, check: checkOf(arrays, shape.length), note: "wasm, jit", report: () => ({ value: result }) };
});
