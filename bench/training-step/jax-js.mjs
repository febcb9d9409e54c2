/** Forward, gradients and AdamW in one jit, as jax-js is fastest. */
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { firstValues } from "../support/random.mjs";
import { serve } from "../support/serve.mjs";
import { batchOf, digits, inputsFirst, options } from "./values.mjs";

const dense = (p, name, x) => np.matmul(x, p[`${name}.weight`]).add(p[`${name}.bias`]);

/**
 * A convolution as one matrix product per tap, channels last: many times faster here than `lax.conv`, gradients
 * included. Weights are [taps, channels, filters].
 */
function conv(p, name, x, stride = 1) {
  const [batch, height, width, channels] = x.shape;
  const weight = p[`${name}.weight`];
  const size = Math.sqrt(weight.shape[0]);
  const margin = [(size - 1) / 2, (size - 1) / 2];
  const padded = np.pad(x, [[0, 0], margin, margin, [0, 0]]);
  const dims = [batch, height / stride, width / stride];
  let sum = p[`${name}.bias`];
  for (let tap = 0; tap < size * size; tap++) {
    const row = Math.floor(tap / size);
    const column = tap % size;
    let moved = padded.ref.slice([], [row, row + height], [column, column + width]);
    if (stride > 1)
      moved = moved.reshape([batch, dims[1], stride, dims[2], stride, channels]).slice([], [], 0, [], 0);
    sum = np.matmul(moved.reshape([-1, channels]), weight.ref.slice(tap)).add(sum);
  }
  padded.dispose();
  weight.dispose();
  return sum.reshape([...dims, -1]);
}

function maxPool(x) {
  const [batch, height, width, channels] = x.shape;
  return np.max(x.reshape([batch, height / 2, 2, width / 2, 2, channels]), [2, 4]);
}

function normalize(p, name, x, axes, shape) {
  const centered = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centered.ref), axes, { keepdims: true });
  const scaled = centered.mul(p[`${name}.weight`].reshape(shape)).div(np.sqrt(variance.add(1e-5)));
  return scaled.add(p[`${name}.bias`].reshape(shape));
}

const batchNorm = (p, name, x) => normalize(p, name, x, [0, 1, 2], [-1]);

function block(p, name, x, stride) {
  const norm = (layer, value) =>
    `${name}.norm${layer}.weight` in p ? batchNorm(p, `${name}.norm${layer}`, value) : value;
  const first = nn.relu(norm(1, conv(p, `${name}.first`, x.ref, stride)));
  const second = norm(2, conv(p, `${name}.second`, first));
  const short = stride === 1 ? x : norm(3, conv(p, `${name}.short`, x, stride));
  return nn.relu(second.add(short));
}

function encoder(p, name, x) {
  const [batch, length, features] = x.shape;
  const all = np
    .matmul(x.ref, p[`${name}.self_attn.in_proj_weight`])
    .add(p[`${name}.self_attn.in_proj_bias`]);
  const heads = all.reshape([batch, length, 3, 4, features / 4]).transpose([2, 0, 3, 1, 4]);
  const scale = 1 / Math.sqrt(features / 4);
  const scores = np.matmul(heads.ref.slice(0).mul(scale), heads.ref.slice(1).transpose([0, 1, 3, 2]));
  const mixed = np.matmul(nn.softmax(scores, -1), heads.slice(2)).transpose([0, 2, 1, 3]);
  const middle = x.add(dense(p, `${name}.self_attn.out_proj`, mixed.reshape([batch, length, features])));
  const normal = normalize(p, `${name}.norm1`, middle, -1, [-1]);
  const inner = nn.relu(dense(p, `${name}.linear1`, normal.ref));
  return normalize(p, `${name}.norm2`, normal.add(dense(p, `${name}.linear2`, inner)), -1, [-1]);
}

function resnet(p, x) {
  const stem = conv(p, "stem", x);
  const normal = nn.relu("stem_norm.weight" in p ? batchNorm(p, "stem_norm", stem) : stem);
  const last = block(p, "c", block(p, "b", block(p, "a", normal, 1), 2), 2);
  return dense(p, "head", np.mean(last, [1, 2]));
}

const networks = {
  mlp: (p, x) => dense(p, "d3", nn.relu(dense(p, "d2", nn.relu(dense(p, "d1", x))))),
  cnn(p, x) {
    const second = maxPool(nn.relu(conv(p, "c2", maxPool(nn.relu(conv(p, "c1", x))))));
    return dense(p, "d2", nn.relu(dense(p, "d1", second.reshape([second.shape[0], -1]))));
  },
  resnet,
  "resnet-batchnorm": resnet,
  transformer: (p, x) => dense(p, "head", np.mean(encoder(p, "e2", encoder(p, "e1", x)), 1)),
};

function crossEntropy(logits, targets) {
  const picked = np.sum(logits.ref.mul(nn.oneHot(targets, 10)), -1);
  return np.mean(nn.logsumexp(logits, -1).sub(picked));
}

function adamw(p, g, m, v, rate, correction) {
  const first = m.mul(0.9).add(g.ref.mul(0.1));
  const second = v.mul(0.999).add(np.square(g).mul(0.001));
  const change = first.ref.mul(rate).div(np.sqrt(second.ref).mul(correction).add(1e-8));
  return [p.mul(1 - options.lr * options.weightDecay).sub(change), first, second];
}

function load(parameters) {
  const make = ({ name, shape }) => {
    const values = { data: firstValues(name, shape), dims: shape };
    const { data, dims } = shape.length > 1 ? inputsFirst(name, values) : values;
    return [name, np.array(data).reshape(dims.length === 4 ? [dims[0] * dims[1], ...dims.slice(2)] : dims)];
  };
  return Object.fromEntries(parameters.map(make));
}

/** @returns a training step on a batch, and the loss it had */
async function trainer(model, parameters) {
  await init("wasm");
  defaultDevice("wasm");
  let values = load(parameters);
  let first = tree.map((value) => np.zeros(value.shape), tree.ref(values));
  let second = tree.map((value) => np.zeros(value.shape), tree.ref(values));
  const loss = (p, x, targets) => crossEntropy(networks[model](p, x), targets);
  const update = jit((p, m, v, x, targets, rate, correction) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(p), x, targets);
    const results = Object.keys(p).map((name) =>
      adamw(p[name], gradients[name], m[name], v[name], rate.ref, correction.ref),
    );
    rate.dispose();
    correction.dispose();
    const named = (part) => Object.fromEntries(Object.keys(p).map((name, i) => [name, results[i][part]]));
    return [value, named(0), named(1), named(2)];
  });
  let t = 0;
  return async (x, targets) => {
    t++;
    const rate = np.array(options.lr / (1 - 0.9 ** t));
    const correction = np.array(1 / Math.sqrt(1 - 0.999 ** t));
    let value;
    [value, values, first, second] = update(values, first, second, x, targets, rate, correction);
    await blockUntilReady([value, values, first, second]);
    return (await value.data())[0];
  };
}

serve(async ({ model, parameters, epoch }) => {
  const train = await trainer(model, parameters);
  if (epoch) {
    const { images, targets, count, batch, dims } = await digits(epoch);
    const size = dims.reduce((a, b) => a * b, 1);
    const step = async () => {
      let sum = 0;
      for (let start = 0; start < count; start += batch) {
        const end = start + batch;
        const x = np.array(images.slice(start * size, end * size)).reshape([batch, ...dims]);
        sum += batch * (await train(x, np.array(targets.slice(start, end))));
      }
      return sum / count;
    };
    return { step, check: [await step()], note: "wasm, jit" };
  }
  const { inputs, targets } = batchOf(model, { channelsLast: true });
  const x = np.array(inputs.data).reshape(inputs.dims);
  const labels = np.array(Int32Array.from(targets));
  const step = () => train(x.ref, labels.ref);
  return { step, check: [await step(), await step(), await step()], note: "wasm, jit" };
});
