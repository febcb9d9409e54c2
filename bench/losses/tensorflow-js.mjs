import { serve } from "../support/serve.mjs";
import { tf } from "../support/tensorflow.mjs";
import { checkOf, inputsOf } from "./values.mjs";

const { losses: library } = tf;
const distance = (a, b, eps) => tf.sqrt(tf.sum(tf.square(tf.add(tf.sub(a, b), eps)), -1));

const losses = {
  mse: (p, y) => library.meanSquaredError(y, p),
  huber: (p, y) => library.huberLoss(y, p),
  mae: (p, y) => library.absoluteDifference(y, p),
  hinge: (p, y) => library.hingeLoss(y, p),
  "binary-cross-entropy-with-logits": (x, y) => library.sigmoidCrossEntropy(y, x),
  focal(x, y) {
    const z = tf.mul(x, tf.sub(tf.mul(y, 2), 1));
    const alpha = tf.add(tf.mul(y, -0.5), 0.75);
    return tf.mean(tf.mul(tf.mul(alpha, tf.square(tf.sigmoid(tf.neg(z)))), tf.softplus(tf.neg(z))));
  },
  "cross-entropy": (x, hot) => library.softmaxCrossEntropy(hot, x),
  triplet: (anchor, positive, negative) =>
    tf.mean(tf.relu(tf.add(tf.sub(distance(anchor, positive, 1e-6), distance(anchor, negative, 1e-6)), 1))),
  contrastive(a, b, y) {
    const square = tf.sum(tf.square(tf.sub(a, b)), -1);
    const other = tf.mul(tf.sub(1, y), tf.square(tf.relu(tf.sub(1, tf.sqrt(square)))));
    return tf.mul(tf.mean(tf.add(tf.mul(y, square), other)), 0.5);
  },
};

serve(({ loss, kind, gradients, shape }) => {
  const dims = shape.columns ? [shape.length, shape.columns] : [shape.length];
  const inputs = inputsOf(kind, shape).map((values, i) => {
    if (kind === "class" && i === 1)
      return tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(values), "int32"), shape.columns), "float32");
    // Its hinge takes labels 0 and 1.
    if (kind === "sign" && i === 1) values = values.map((value) => (value + 1) / 2);
    return tf.tensor(values, values.length === shape.length ? [shape.length] : dims);
  });
  const rest = inputs.slice(gradients);
  const both = tf.valueAndGrads((...differentiated) => losses[loss](...differentiated, ...rest));
  const evaluate = () => both(inputs.slice(0, gradients));
  const step = () =>
    tf.tidy(() => {
      evaluate();
    });
  const { value, grads } = evaluate();
  const check = checkOf(
    grads.map((gradient) => gradient.dataSync()),
    shape.length,
  );
  const result = value.dataSync()[0];
  tf.dispose([value, grads]);
  return { step, check, note: "wasm", report: () => ({ value: result }) };
});
