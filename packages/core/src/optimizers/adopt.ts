import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * ADOPT: Adam that divides by the squares before this gradient, and before the momentum.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of divided gradients is kept.
 * - `beta2` (0.9999): how much of the mean of squares is kept; 0.9999 is safe here.
 * - `eps` (1e-6): lower bound of the divisor.
 * - `clip` (true): if true, divided gradients are held within ±(t - 1)^(1/4), which protects against a first
 *   gradient near 0.
 *
 * Source: Taniguchi et al. 2024, ADOPT: Modified Adam Can Converge with Any β2 with the Optimal Rate,
 * arXiv:2411.02853.
 *
 * @example
 * const state = adopt().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.step(new Float32Array([0.25, 0]));
 * state.parameters; // 0.99995, -2
 */
export const adopt = /* @__PURE__ */ optimizerEntry({
  id: "adopt",
  formula: `
    n = g/max(sqrt(v), eps)
    c = (t - 1)^0.25
    k = where(clip, min(max(n, -c), c), n)
    # The first gradient only starts v.
    m = where(t > 1, beta1*m + (1 - beta1)*k, 0)
    v = where(t > 1, beta2*v + (1 - beta2)*g^2, g^2)
    p = p - lr*m`,
  state: { m: 0, v: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.9999, eps: 1e-6, clip: true },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof adopt> = {
  title: "ADOPT",
  summary:
    "Adam that divides each gradient by the estimate from before it, then averages; converges for any beta2.",
  source:
    "Taniguchi et al. 2024, ADOPT: Modified Adam Can Converge with Any β2 with the Optimal Rate, arXiv:2411.02853",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of divided gradients is kept",
    beta2: "how much of the mean of squares is kept; 0.9999 is safe here",
    eps: "lower bound of the divisor",
    clip: "if true, divided gradients are held within ±(t - 1)^(1/4), which protects against a first gradient near 0",
  },
  use: "When Adam is unstable unless beta2 is tuned, for example with small batches or heavy-tailed gradients: it converges for any beta2.",
  avoid:
    "Very short runs: the first step does not move, and the clip holds the next few back. Without clip, a parameter whose first gradient is near 0 can leap.",
  related: {
    adam: "divides after averaging, by an estimate that contains this gradient",
    adamw: "Adam with decay; here give weightDecay",
  },
  peers: "optax.contrib.adopt: the same (use_clipping is clip). PyTorch and Keras have none.",
  ko: {
    title: "ADOPT",
    summary:
      "기울기를 그 이전까지의 추정값으로 먼저 나눈 뒤 평균을 내어, 어떤 beta2에서도 수렴하는 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 나눈 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 제곱의 이동 평균을 남기는 비율. 여기서는 0.9999도 안전합니다",
      eps: "나누는 수의 하한",
      clip: "true이면 나눈 기울기를 ±(t - 1)^(1/4) 안으로 제한하여, 첫 기울기가 0에 가까울 때 튀는 것을 막습니다",
    },
    use: "배치가 작거나 기울기의 꼬리가 두꺼워 beta2를 조정하지 않으면 Adam이 불안정할 때 씁니다. 어떤 beta2에서도 수렴합니다.",
    avoid:
      "아주 짧은 학습에는 맞지 않습니다. 첫 단계는 움직이지 않고 이후 몇 단계는 클리핑에 묶입니다. clip을 끄면 첫 기울기가 0에 가까운 파라미터가 크게 튈 수 있습니다.",
    related: {
      adam: "먼저 평균을 낸 뒤, 현재 기울기가 들어간 추정값으로 나눕니다",
      adamw: "감쇠를 쓰는 Adam입니다. 여기서는 weightDecay를 주세요",
    },
    peers: "optax.contrib.adopt와 같습니다(use_clipping이 clip). PyTorch와 Keras에는 없습니다.",
  },
  examples: [
    {
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [1, -2],
        [0.99995, -2],
        [1.00002392071, -2.00011892071],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.01, beta1: 0.5, beta2: 0.9, eps: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [1, -2],
        [0.9975, -2],
        [1.00219603558, -2.00594603558],
      ],
      from: "optax 0.2.8",
    },
  ],
};
