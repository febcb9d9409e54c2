import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, notNegative, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * AdEMAMix: AdamW with a second, very long momentum beside the usual one.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the fast mean is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `beta3` (0.9999): how much of the slow mean is kept.
 * - `alpha` (5): weight of the slow mean.
 * - `eps` (1e-8): keeps the division finite.
 * - `weightDecay` (0): each step multiplies the weights by 1 - lr*weightDecay.
 *
 * Source: Pagliardini, Ablin & Grangier 2024, The AdEMAMix Optimizer: Better, Faster, Older,
 * arXiv:2409.03137.
 *
 * @example
 * const state = ademamix({ lr: 0.01 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.989995, -1.989995
 */
export const ademamix = /* @__PURE__ */ optimizerEntry({
  id: "ademamix",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    # The slow mean is not corrected: it fills up by itself.
    n = beta3*n + (1 - beta3)*g
    u = (m/(1 - beta1^t) + alpha*n)/(sqrt(v/(1 - beta2^t)) + eps)
    p = p*(1 - lr*weightDecay) - lr*u`,
  state: { m: 0, n: 0, v: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, beta3: 0.9999, alpha: 5, eps: 1e-8, weightDecay: 0 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    beta3: belowOne,
    alpha: notNegative,
    eps: positive,
  },
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof ademamix> = {
  title: "AdEMAMix",
  summary: "AdamW with two momenta, one fast and one very slow, so that gradients from long ago still count.",
  source:
    "Pagliardini, Ablin & Grangier 2024, The AdEMAMix Optimizer: Better, Faster, Older, arXiv:2409.03137",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the fast mean is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    beta3: "how much of the slow mean is kept",
    alpha: "weight of the slow mean",
    eps: "keeps the division finite",
    weightDecay: "each step multiplies the weights by 1 - lr*weightDecay",
  },
  use: "Long pre-training, tens of thousands of steps and more, where very old gradients still help. For shorter runs take beta3 0.999.",
  avoid:
    "Short runs, where the slow mean never fills, and data that change: it steers by gradients from thousands of steps ago. The paper also warms alpha and beta3 up; here they are constant.",
  related: { adamw: "alpha 0", qhadam: "mixes the gradient itself with one mean" },
  peers: "optax.contrib.ademamix (b3 and alpha as numbers, alpha 5): the same. PyTorch and Keras have none.",
  ko: {
    title: "AdEMAMix",
    summary: "빠른 모멘텀과 아주 느린 모멘텀을 함께 써서 오래된 기울기까지 반영하는 AdamW입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 빠른 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      beta3: "단계마다 느린 평균을 남기는 비율",
      alpha: "느린 평균의 가중치",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      weightDecay: "단계마다 가중치에 1 - lr*weightDecay를 곱합니다",
    },
    use: "아주 오래된 기울기도 도움이 되는, 수만 단계 이상의 긴 사전 학습에 씁니다. 더 짧은 학습에는 beta3를 0.999로 낮추세요.",
    avoid:
      "느린 평균이 채워지지 못하는 짧은 학습과 데이터가 변하는 경우에는 피하세요. 수천 단계 전의 기울기를 따라가게 됩니다. 논문은 alpha와 beta3도 점차 올리지만 여기서는 일정합니다.",
    related: { adamw: "alpha가 0인 AdEMAMix입니다", qhadam: "기울기 자체와 평균 하나를 섞습니다" },
    peers:
      "optax.contrib.ademamix(b3와 alpha를 수로 주고 alpha는 5)와 같습니다. PyTorch와 Keras에는 없습니다.",
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
        [0.9899950002, -1.9899950001],
        [0.980663716424, -1.98328734552],
        [0.982729176891, -1.98771729541],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.01, beta3: 0.9, alpha: 2, eps: 0.1, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.989, -1.98709090909],
        [0.977744542091, -1.97700293835],
        [0.979531029727, -1.9814943281],
      ],
      from: "optax 0.2.8",
    },
  ],
};
