/** Small networks on images, each with something that the orders of channels and the ways to run a step could trip over. */
import {
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  gelu,
  globalAveragePool,
  type Layer,
  leakyRelu,
  maxPool2d,
  relu,
  residual,
  sigmoid,
  tanh,
} from "../../src/index.js";

const same = (filters: number, kernel = 3) => conv2d(filters, kernel, { padding: "same" });
const halving = (filters: number, kernel: number, padding: number) =>
  conv2d(filters, kernel, { stride: 2, padding });

/** A main path and a short one with a stride, added. */
const block = (filters: number): Layer => ({
  kind: "block",
  apply(scope, input) {
    const through = (layers: readonly Layer[]) =>
      layers.reduce((value, layer) => scope.layer(layer, value), input);
    const main = through([halving(filters, 3, 1), batchNorm(), relu(), same(filters), batchNorm()]);
    const short = through([halving(filters, 1, 0), batchNorm()]);
    return scope.layer(relu(), scope.op("Add", [main, short]));
  },
});

export interface ImageNetwork {
  readonly input: readonly number[];
  readonly layers: Layer[];
  /** Batch sizes. */
  readonly batches?: readonly number[];
  /** Every number of the input the same, so that whole windows tie. */
  readonly constant?: boolean;
}

const pooled = [same(16), relu(), maxPool2d(2), same(32, 5), maxPool2d(2), flatten(), dense(3)];
export const imageNetworks: Readonly<Record<string, ImageNetwork>> = {
  "pools behind convolutions": { input: [1, 12, 8], layers: pooled, batches: [5, 32] },
  "windows that tie": { input: [1, 8, 8], layers: pooled, constant: true },
  "pools behind something else": {
    input: [3, 12, 12],
    layers: [
      same(16),
      batchNorm(),
      relu(),
      maxPool2d(2),
      same(16),
      tanh(),
      maxPool2d(2),
      flatten(),
      dense(3),
    ],
  },
  "no padding, odd sizes": {
    input: [2, 15, 13],
    layers: [conv2d(16, 3), relu(), maxPool2d(2), conv2d(32, 3), relu(), maxPool2d(2), flatten(), dense(3)],
  },
  "a residual network": {
    input: [3, 8, 8],
    layers: [
      same(16),
      batchNorm(),
      relu(),
      residual([same(16), relu(), same(16)]),
      block(32),
      block(64),
      globalAveragePool(),
      dense(3),
    ],
    batches: [4, 32],
  },
  "strides and dilations": {
    input: [16, 17, 20],
    layers: [
      halving(32, 5, 2),
      relu(),
      conv2d(16, 3, { dilation: 2, padding: 2 }),
      sigmoid(),
      halving(16, 3, 0),
      conv2d(32, [3, 1], { stride: [1, 2], padding: [1, 0] }),
      conv2d(16, 1),
      conv2d(16, 4, { stride: 3, padding: 1 }),
      flatten(),
      dense(3),
    ],
  },
  "a large stride": {
    input: [16, 18, 18],
    layers: [
      same(16),
      conv2d(16, 5, { stride: 3, padding: 1 }),
      relu(),
      conv2d(16, 2, { stride: 2 }),
      flatten(),
      dense(3),
    ],
  },
  "numbers of channels without whole blocks": {
    input: [3, 10, 10],
    layers: [
      same(16),
      relu(),
      same(20),
      relu(),
      same(16),
      gelu(),
      conv2d(32, 3, { groups: 4 }),
      leakyRelu(),
      flatten(),
      dense(3),
    ],
  },
  "layers that know no blocks in between": {
    input: [3, 12, 12],
    layers: [
      same(16),
      relu(),
      dropout(0.4),
      same(32),
      averagePool2d(2),
      same(16),
      relu(),
      maxPool2d(3),
      flatten(),
      dense(3),
    ],
  },
  "blocks up to the output": { input: [16, 6, 6], layers: [same(16), relu(), residual([same(16)])] },
};
