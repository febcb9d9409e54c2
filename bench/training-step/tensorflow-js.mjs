import { firstValues } from "../support/random.mjs";
import { serve } from "../support/serve.mjs";
import { tf } from "../support/tensorflow.mjs";
import { batchOf, digits, inputsFirst, options } from "./values.mjs";

const dense = (p, name, x) => tf.add(tf.matMul(x, p[`${name}.weight`]), p[`${name}.bias`]);

/** Its WASM backend has no kernel for a convolution's filter gradient, which is itself a convolution. */
function conv(p, name, x, stride = 1) {
  const apply = tf.customGrad((x, filter, save) => {
    const [size] = filter.shape;
    const margin = (size - 1) / 2;
    const pad = [
      [0, 0],
      [margin, margin],
      [margin, margin],
      [0, 0],
    ];
    save([x, filter]);
    const gradFunc = (dy, [x, filter]) => [
      tf.conv2dTranspose(dy, filter, x.shape, stride, pad, "floor"),
      tf.transpose(
        tf.slice(
          tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, pad, "NHWC", stride),
          [0, 0, 0, 0],
          [x.shape[3], size, size, dy.shape[3]],
        ),
        [1, 2, 0, 3],
      ),
    ];
    return { value: tf.conv2d(x, filter, stride, pad, "NHWC", 1, "floor"), gradFunc };
  });
  return tf.add(apply(x, p[`${name}.weight`]), p[`${name}.bias`]);
}

function normalize(p, name, x, axes) {
  const centered = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centered), axes, true);
  const scaled = tf.mul(tf.div(centered, tf.sqrt(tf.add(variance, 1e-5))), p[`${name}.weight`]);
  return tf.add(scaled, p[`${name}.bias`]);
}

function block(p, name, x, stride) {
  const norm = (layer, value) =>
    `${name}.norm${layer}.weight` in p ? normalize(p, `${name}.norm${layer}`, value, [0, 1, 2]) : value;
  const first = tf.relu(norm(1, conv(p, `${name}.first`, x, stride)));
  const second = norm(2, conv(p, `${name}.second`, first));
  return tf.relu(tf.add(second, stride === 1 ? x : norm(3, conv(p, `${name}.short`, x, stride))));
}

function encoder(p, name, x) {
  const [batch, length, features] = x.shape;
  const flat = (value) => tf.reshape(value, [batch * length, -1]);
  const all = tf.add(
    tf.matMul(flat(x), p[`${name}.self_attn.in_proj_weight`]),
    p[`${name}.self_attn.in_proj_bias`],
  );
  const heads = tf
    .split(all, 3, 1)
    .map((part) => tf.transpose(tf.reshape(part, [batch, length, 4, features / 4]), [0, 2, 1, 3]));
  const scores = tf.matMul(tf.mul(heads[0], 1 / Math.sqrt(features / 4)), heads[1], false, true);
  const mixed = tf.transpose(tf.matMul(tf.softmax(scores), heads[2]), [0, 2, 1, 3]);
  const middle = tf.add(flat(x), dense(p, `${name}.self_attn.out_proj`, flat(mixed)));
  const normal = normalize(p, `${name}.norm1`, middle, -1);
  const inner = tf.relu(dense(p, `${name}.linear1`, normal));
  const last = normalize(p, `${name}.norm2`, tf.add(normal, dense(p, `${name}.linear2`, inner)), -1);
  return tf.reshape(last, [batch, length, features]);
}

function resnet(p, x) {
  const stem = conv(p, "stem", x);
  const normal = tf.relu("stem_norm.weight" in p ? normalize(p, "stem_norm", stem, [0, 1, 2]) : stem);
  const last = block(p, "c", block(p, "b", block(p, "a", normal, 1), 2), 2);
  return dense(p, "head", tf.mean(last, [1, 2]));
}

const maxPool = (x) => tf.maxPool(x, 2, 2, "valid");

const networks = {
  mlp: (p, x) => dense(p, "d3", tf.relu(dense(p, "d2", tf.relu(dense(p, "d1", x))))),
  cnn(p, x) {
    const second = maxPool(tf.relu(conv(p, "c2", maxPool(tf.relu(conv(p, "c1", x))))));
    return dense(p, "d2", tf.relu(dense(p, "d1", tf.reshape(second, [x.shape[0], -1]))));
  },
  resnet,
  "resnet-batchnorm": resnet,
  transformer: (p, x) => dense(p, "head", tf.mean(encoder(p, "e2", encoder(p, "e1", x)), 1)),
};

/** @returns a training step on a batch, and the loss it had */
function trainer(model, parameters) {
  const values = {};
  for (const { name, shape } of parameters) {
    const weight = { data: firstValues(name, shape), dims: shape };
    const { data, dims } = shape.length > 1 ? inputsFirst(name, weight) : weight;
    values[name] = tf.variable(tf.tensor(data, dims), true, name);
  }
  const rule = tf.train.adam(options.lr, 0.9, 0.999, 1e-8);
  return (x, hot) => {
    const loss = () => tf.losses.softmaxCrossEntropy(hot, networks[model](values, x));
    const value = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss);
      for (const variable of Object.values(values))
        variable.assign(tf.mul(variable, 1 - options.lr * options.weightDecay));
      rule.applyGradients(grads);
      return value;
    });
    const result = value.dataSync()[0];
    value.dispose();
    return result;
  };
}

serve(async ({ model, parameters, epoch }) => {
  const train = trainer(model, parameters);
  const labels = (indices) => tf.cast(tf.oneHot(tf.tensor1d(indices, "int32"), 10), "float32");
  if (epoch) {
    const { images, targets, count, batch, dims } = await digits(epoch);
    const step = () => {
      let sum = 0;
      for (let start = 0; start < count; start += batch) {
        const end = start + batch;
        const size = dims.reduce((a, b) => a * b, 1);
        const x = tf.tensor(images.subarray(start * size, end * size), [batch, ...dims]);
        const hot = tf.tidy(() => labels(targets.subarray(start, end)));
        sum += batch * train(x, hot);
        tf.dispose([x, hot]);
      }
      return sum / count;
    };
    return { step, check: [step()], note: "wasm" };
  }
  const { inputs, targets } = batchOf(model, { channelsLast: true });
  const x = tf.tensor(inputs.data, inputs.dims);
  const hot = labels(Int32Array.from(targets));
  const step = () => train(x, hot);
  return { step, check: [step(), step(), step()], note: "wasm" };
});
