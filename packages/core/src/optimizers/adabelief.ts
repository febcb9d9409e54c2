import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * AdaBelief: Adam that divides by the deviation of the gradient from its mean.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared deviations is kept.
 * - `eps` (1e-16): added to the deviations in every step and to the root; with 1e-16 steps can become large
 *   where gradients hardly change.
 *
 * Source: Zhuang et al. 2020, AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients,
 * arXiv:2010.07468.
 *
 * @example
 * const state = adabelief({ lr: 0.01 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9888889, -1.988889
 */
export const adabelief = /* @__PURE__ */ optimizerEntry({
  id: "adabelief",
  formula: `
    m = beta1*m + (1 - beta1)*g
    s = beta2*s + (1 - beta2)*(g - m)^2 + eps
    p = p - lr*(m/(1 - beta1^t))/(sqrt(s/(1 - beta2^t)) + eps)`,
  state: { m: 0, s: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-16 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof adabelief> = {
  title: "AdaBelief",
  summary:
    "Adam that divides by how far gradients stray from their running mean: large steps where they agree.",
  source:
    "Zhuang et al. 2020, AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients, arXiv:2010.07468",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared deviations is kept",
    eps: "added to the deviations in every step and to the root; with 1e-16 steps can become large where gradients hardly change",
  },
  use: "Where Adam trains fast but generalizes less well than momentum, and for adversarial networks, as in the paper's experiments.",
  avoid:
    "Where gradients are nearly constant: the deviation goes to 0 and the steps grow up to the limit that eps sets. Results depend on eps more than Adam's do.",
  related: {
    adam: "divides by the size of the gradient instead of its deviation",
    yogi: "another change of the second moment",
  },
  peers: "optax.adabelief: the same (eps and eps_root both 1e-16). PyTorch and Keras have none.",
  ko: {
    title: "AdaBelief",
    summary:
      "기울기가 이동 평균에서 벗어난 정도로 나누어, 기울기가 한결같은 곳에서는 크게 움직이는 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 편차 제곱의 이동 평균을 남기는 비율",
      eps: "단계마다 편차의 제곱과 제곱근에 더하는 값. 1e-16이면 기울기가 거의 변하지 않는 곳에서 보폭이 커질 수 있습니다",
    },
    use: "Adam이 빠르게 학습하지만 일반화는 모멘텀보다 못할 때, 그리고 논문의 실험처럼 적대적 생성 신경망에 씁니다.",
    avoid:
      "기울기가 거의 일정한 곳에서는 편차가 0에 가까워져 보폭이 eps가 정하는 한도까지 커집니다. 결과가 Adam보다 eps에 민감합니다.",
    related: { adam: "편차 대신 기울기의 크기로 나눕니다", yogi: "이차 모멘트를 다른 방식으로 바꿉니다" },
    peers: "optax.adabelief와 같습니다(eps와 eps_root 모두 1e-16). PyTorch와 Keras에는 없습니다.",
  },
  examples: [
    {
      options: { lr: 0.01 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.988888888889, -1.98888888889],
        [0.978136706954, -1.98148078246],
        [0.980329533333, -1.98626514626],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.01, eps: 0.0001, beta2: 0.9 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.988918678995, -1.98889697416],
        [0.978008961047, -1.98130291706],
        [0.980129316672, -1.98589271517],
      ],
      from: "optax 0.2.8",
    },
  ],
};
