/** The batch of each model, the same on every side. */
import { mnist } from "@downhill/data";
import { classes, uniform } from "../support/random.mjs";

export const shapes = {
  mlp: { batch: 128, input: [784] },
  cnn: { batch: 128, input: [1, 28, 28] },
  resnet: { batch: 64, input: [3, 32, 32] },
  "resnet-batchnorm": { batch: 64, input: [3, 32, 32] },
  transformer: { batch: 32, input: [64, 128] },
};

export const options = { lr: 1e-3, weightDecay: 0.01 };

/** Channels first, as in PyTorch and ONNX, unless told otherwise. */
export function batchOf(model, { channelsLast = false } = {}) {
  const { batch, input } = shapes[model];
  const dims = [batch, ...input];
  const inputs = { data: uniform(product(dims), 1), dims };
  return {
    inputs: channelsLast && dims.length === 4 ? permute(inputs, [0, 2, 3, 1]) : inputs,
    targets: classes(batch, 10, 2),
  };
}

const product = (dims) => dims.reduce((a, b) => a * b, 1);

/** Axis `axes[i]` of the tensor becomes axis `i`. */
export function permute({ data, dims }, axes) {
  const to = axes.map((axis) => dims[axis]);
  const steps = axes.map((axis) => product(dims.slice(axis + 1)));
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    let rest = i;
    let from = 0;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      from += (rest % to[axis]) * steps[axis];
      rest = Math.floor(rest / to[axis]);
    }
    result[i] = data[from];
  }
  return { data: result, dims: to };
}

/** A weight in the layout of libraries that want channels last: [inputs, units] or [height, width, channels, filters]. */
export function inputsFirst(name, weight) {
  if (weight.dims.length === 4) return permute(weight, [2, 3, 1, 0]);
  const [units, inputs] = weight.dims;
  // The CNN's first dense layer reads a flattened image of 7 by 7 pixels and 32 channels.
  if (name === "d1.weight" && inputs === 1568)
    return { ...permute({ ...weight, dims: [units, 32, 7, 7] }, [2, 3, 1, 0]), dims: [inputs, units] };
  return permute(weight, [1, 0]);
}

/** MNIST's training digits as floats, in their own order. Those beyond the last whole batch are left out. */
export async function digits({ samples, batch }) {
  const { train } = await mnist({ train: samples });
  const count = train.length - (train.length % batch);
  const { inputs, targets } = await train.batch(Uint32Array.from({ length: count }, (_, i) => i));
  // One channel: first or last makes no difference.
  return { images: inputs.data, targets: targets.data, count, batch, dims: [28, 28, 1] };
}
