import type { OptimizerDocumentation } from "../definition.js";
import { belowOne } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Signum: every parameter moves by lr against the sign of its momentum.
 *
 * Options:
 * - `lr` (0.001): how far every parameter moves in a step.
 * - `momentum` (0.9): how much of the mean of gradients is kept from step to step.
 *
 * Source: Bernstein et al. 2018, signSGD: Compressed Optimisation for Non-Convex Problems, arXiv:1802.04434.
 *
 * @example
 * const state = signum({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9, -1.9
 */
export const signum = /* @__PURE__ */ optimizerEntry({
  id: "signum",
  formula: `
    m = momentum*m + (1 - momentum)*g
    p = p - lr*sign(m)`,
  state: { m: 0 },
  defaults: { lr: 0.001, momentum: 0.9 },
  limits: { momentum: belowOne },
  momentum: "momentum",
  rates: [1e-5, 0.0001, 0.0003, 0.001, 0.01],
});

export const documentation: OptimizerDocumentation<typeof signum> = {
  title: "Signum",
  summary: "Moves every parameter by exactly lr against the sign of a running mean of its gradients.",
  source: "Bernstein et al. 2018, signSGD: Compressed Optimisation for Non-Convex Problems, arXiv:1802.04434",
  options: {
    lr: "how far every parameter moves in a step",
    momentum: "how much of the mean of gradients is kept from step to step",
  },
  use: "As signSGD, when single gradients are noisy: the sign of a mean is right more often.",
  avoid: "Lion has the same cost and reacts to the current gradient too; prefer it for large models.",
  related: { "sign-sgd": "this with momentum 0", lion: "the sign of a mix of momentum and gradient" },
  peers: "PyTorch, Keras and optax have none by this name; in optax it is chain(trace, scale_by_sign).",
  ko: {
    title: "Signum",
    summary: "모든 파라미터를 기울기 이동 평균의 부호 반대 방향으로 정확히 lr만큼 옮깁니다.",
    options: {
      lr: "한 단계에 모든 파라미터가 움직이는 거리",
      momentum: "단계마다 기울기의 이동 평균을 남기는 비율",
    },
    use: "부호 SGD를 쓰되 기울기의 잡음이 클 때 씁니다. 평균의 부호가 더 자주 옳습니다.",
    avoid: "비용이 같은 Lion은 현재 기울기에도 반응하므로 큰 모델에는 Lion을 쓰세요.",
    related: { "sign-sgd": "momentum이 0인 경우입니다", lion: "모멘텀과 기울기를 섞은 것의 부호를 씁니다" },
    peers: "PyTorch, Keras, optax에 이 이름은 없습니다. optax에서는 chain(trace, scale_by_sign)입니다.",
  },
  examples: [
    {
      options: { lr: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.9, -1.9],
        [0.8, -1.8],
        [0.9, -1.9],
      ],
      from: "by hand",
    },
  ],
};
