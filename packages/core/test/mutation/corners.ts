/**
 * Known answers where a formula takes its rare way: boundaries, zeros, switches. Worked out by hand or in float64 from
 * the papers, apart from the formulas. Without them some slips in a formula would go unnoticed.
 */
import type { LossExample } from "../../src/definition.js";
import type { Path } from "../support/optimizers.js";

const zeros: readonly number[] = Array.from({ length: 2000 }, () => 0);
const { cos, exp, log, log1p, sin } = Math;

export const lossCorners: Readonly<Record<string, readonly LossExample[]>> = {
  arcface: [
    // A cosine of -1 and one of -0.9 lie beyond the angle where the straight line takes over.
    {
      inputs: {
        x: [
          [-1, 0],
          [-0.9, 0],
        ],
        target: [0, 0],
      },
      options: { scale: 1 },
      L: [log1p(exp(1 + 0.5 * sin(0.5))), log1p(exp(0.9 + 0.5 * sin(0.5)))],
      from: "by hand",
    },
    {
      inputs: { x: [[1.000000238418579, 0]], target: [0] },
      options: { scale: 1 },
      L: [log1p(exp(-1.000000238418579 * cos(0.5)))],
      from: "by hand: a cosine that rounding has lifted above 1",
    },
  ],
  asymmetric: [
    {
      inputs: { x: [0], y: [0] },
      options: { clip: 0.005 },
      L: [-(0.495 ** 4) * log(0.505)],
      from: "by hand",
    },
  ],
  "cosine-embedding": [
    {
      inputs: {
        a: [
          [1, 0],
          [1, 0],
        ],
        b: [
          [0, 0],
          [0, 0],
        ],
        y: [1, -1],
      },
      L: [1, 0],
      from: "by hand",
    },
    {
      inputs: {
        a: [
          [0, 0],
          [0, 0],
        ],
        b: [
          [1, 0],
          [1, 0],
        ],
        y: [1, -1],
      },
      L: [1, 0],
      from: "by hand",
    },
    { inputs: { a: [[1e-6, 0]], b: [[1e-6, 0]], y: [1] }, L: [0.5], from: "by hand: 1e-12/(1e-12 + 1e-12)" },
  ],
  "kl-divergence": [
    {
      inputs: { x: [[-Math.LN2, -Math.LN2]], y: [[0.005, 0.995]] },
      L: [0.005 * log(0.01) + 0.995 * log(1.99)],
      from: "by hand",
    },
  ],
};

export interface OptimizerCorner extends Path {
  readonly after: readonly (readonly number[])[];
  /** Weights meant for evaluation after the last step. */
  readonly evaluation?: readonly number[];
}

export const optimizerCorners: Readonly<Record<string, readonly OptimizerCorner[]>> = {
  adabound: [
    {
      options: { lr: 0.01, beta2: 0.5, finalRatio: 1, amsbound: true },
      p: [1],
      g: [[2], [0.1], [0.1], [-0.3]],
      after: [[0.9900000000707107], [0.9838762757570539], [0.9794585545032117], [0.9768127153283892]],
    },
  ],
  // Parameters so small that the smallest scale counts instead.
  adafactor: [
    {
      p: [0, 0],
      g: [
        [1, -0.5],
        [0.25, 0.5],
      ],
      after: [
        [-1e-5, 1e-5],
        [-1.3679863746741844e-5, 0],
      ],
    },
  ],
  // In the second step everything points against the mean: nothing moves but the decay.
  "cautious-adamw": [
    { p: [1], g: [[1], [-0.05], [1]], after: [[0.99899000001], [0.99898001011], [0.9981728525199972]] },
    // One of two thousand moves, by a thousand steps at most.
    { p: zeros, g: [[1, ...zeros.slice(1)]], after: [[-1 / (1 + 1e-8), ...zeros.slice(1)]] },
  ],
  ftrl: [
    { options: { lr: 0 }, p: [1], g: [[0.5], [-1]], after: [[0.4654775161743061], [0.46547751617516675]] },
  ],
  lamb: [
    {
      p: [0, 0],
      g: [
        [1, -1],
        [0.5, 0.25],
      ],
      after: [
        [-0.0009999990000010008, 0.0009999990000010008],
        [-0.0010012620735032546, 0.0010006351142422423],
      ],
    },
    { p: [3 / 1024, 4 / 1024], g: [[1, -1]], after: [[0.0029262348301699877, 0.003909702669830013]] },
    { p: [1, 2], g: [[0, 0]], after: [[1, 2]] },
  ],
  lars: [
    {
      p: [0, 0],
      g: [
        [1, -1],
        [0.5, 0.25],
      ],
      after: [
        [-0.1, 0.1],
        [-0.1900126491106407, 0.18999367544467968],
      ],
    },
    { p: [3 / 1024, 4 / 1024], g: [[1, -1]], after: [[0.0029293422330169986, 0.003906595266983001]] },
    { p: [1, 2], g: [[0, 0]], after: [[1, 2]] },
  ],
  // In the seventh step there are 5.02 numbers to speak of: just enough.
  radam: [
    {
      options: { lr: 0.01, beta2: 0.77 },
      p: [1],
      g: [[1], [0.5], [-0.5], [2], [1], [0.25], [1]],
      after: [
        [0.99],
        [0.9826315789473684],
        [0.9798271509030879],
        [0.9720225565442627],
        [0.9636818566834535],
        [0.9565876807098835],
        [0.9530516593623695],
      ],
    },
  ],
  // The variance of a constant is 0, and rounding leaves it below in the sixteenth step.
  rmsprop: [
    {
      options: { centered: true, alpha: 0.1, eps: 1e4, lr: 1e3 },
      p: [1],
      g: Array.from({ length: 20 }, () => [7.3]),
      after: [
        [0.27015983499613583],
        [-0.45978714597432935],
        [-1.1897703030132938],
        [-1.919764974318648],
        [-2.6497632891531993],
        [-3.3797627562538546],
        [-4.1097625877361255],
        [-4.8397625344461295],
        [-5.569762517594353],
        [-6.299762512265357],
        [-7.02976251058019],
        [-7.7597625100472865],
        [-8.48976250987888],
        [-9.219762509826305],
        [-9.949762509811233],
        [-10.679762509811233],
        [-11.409762509811234],
        [-12.139762509811234],
        [-12.869762509811235],
        [-13.599762509811235],
      ],
    },
  ],
  // The rate falls after it rose, and is 0 at first.
  "schedule-free-sgd": [
    {
      p: [1],
      g: [[1], [-2], [0.5], [3], [1]],
      lr: [0, 0.1, 0.2, 0.1, 0.05],
      after: [[1], [1.2], [1.1179999999999999], [0.9599999999999999], [0.8919230769230768]],
      evaluation: [0.9076923076923076],
    },
  ],
  "schedule-free-adamw": [
    {
      p: [1],
      g: [[1], [-2], [0.5], [3], [1]],
      lr: [0, 0.1, 0.2, 0.1, 0.05],
      after: [[1], [1.126472126721713], [1.0644815166941182], [0.9789899518365097], [0.9414301262091066]],
      evaluation: [0.9501044519560957],
    },
  ],
  signum: [{ options: { lr: 0.25, momentum: 0 }, p: [1], g: [[3], [-2], [0]], after: [[0.75], [1], [1]] }],
  // The square of the gradient is what v holds: v stays.
  yogi: [
    {
      options: { initialAccumulator: 0.25 },
      p: [1],
      g: [[0.5], [1]],
      after: [[0.9996837922327183], [0.9990027952589311]],
    },
  ],
};
