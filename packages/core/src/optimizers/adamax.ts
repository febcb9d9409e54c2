import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Adamax: Adam with the largest recent gradient in place of the root mean square.
 *
 * Options:
 * - `lr` (0.002): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how fast the maximum of absolute gradients fades.
 * - `eps` (1e-8): added to the absolute gradient; keeps the division finite.
 *
 * Source: Kingma & Ba 2015, section 7.1, arXiv:1412.6980.
 *
 * @example
 * const state = adamax().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.998, -1.998
 */
export const adamax = /* @__PURE__ */ optimizerEntry({
  id: "adamax",
  formula: `
    m = beta1*m + (1 - beta1)*g
    u = max(beta2*u, abs(g) + eps)
    p = p - lr*(m/(1 - beta1^t))/u`,
  state: { m: 0, u: 0 },
  defaults: { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  momentum: "beta1",
  rates: [0.0003, 0.001, 0.002, 0.005, 0.01],
});

export const documentation: OptimizerDocumentation<typeof adamax> = {
  title: "Adamax",
  summary: "Adam that divides by a fading maximum of absolute gradients instead of a root mean square.",
  source: "Kingma & Ba 2015, section 7.1, arXiv:1412.6980",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how fast the maximum of absolute gradients fades",
    eps: "added to the absolute gradient; keeps the division finite",
  },
  use: "Embeddings and other parameters with rare, bursty gradients: no step exceeds lr by much, and the squares cannot underflow.",
  avoid:
    "When Adam works: it adapts faster after a burst, since one large gradient holds this maximum up for about 1/(1 - beta2) steps.",
  related: { adam: "the root mean square instead of the maximum", amsgrad: "a maximum that does not fade" },
  peers:
    "PyTorch Adamax and optax.adamax: the same form (optax: lr required). Keras Adamax: lr 0.001, epsilon 1e-7 added to the maximum instead.",
  ko: {
    title: "Adamax",
    summary: "제곱 평균 제곱근 대신, 서서히 줄어드는 기울기 절댓값의 최댓값으로 나누는 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "기울기 절댓값의 최댓값이 줄어드는 속도",
      eps: "기울기의 절댓값에 더하는 값. 분모가 0이 되지 않게 합니다",
    },
    use: "임베딩처럼 기울기가 드물고 한꺼번에 몰리는 파라미터에 씁니다. 보폭이 lr을 크게 넘지 않고, 제곱이 0으로 사라질 일도 없습니다.",
    avoid:
      "Adam이 잘 동작한다면 Adam을 쓰세요. 여기서는 큰 기울기 하나가 약 1/(1 - beta2) 단계 동안 최댓값을 붙들어 적응이 느립니다.",
    related: { adam: "최댓값 대신 제곱 평균 제곱근을 씁니다", amsgrad: "최댓값이 줄지 않습니다" },
    peers:
      "PyTorch Adamax, optax.adamax와 같은 꼴입니다(optax는 lr을 반드시 줍니다). Keras Adamax는 lr이 0.001이고 epsilon 1e-7을 최댓값에 더합니다.",
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
        [0.99800000004, -1.99800000002],
        [0.9965248407, -1.99705168329],
        [0.996797903428, -1.99759042868],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.01, beta1: 0.5, beta2: 0.9, eps: 0.1, l2: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.991428571429, -1.99076923077],
        [0.984559334845, -1.98621608591],
        [0.987851238429, -1.99094652701],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
