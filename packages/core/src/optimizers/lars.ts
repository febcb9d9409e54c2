import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, notNegative, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * LARS: momentum whose rate is set, tensor by tensor, from the norms of weights and gradients.
 *
 * Options:
 * - `lr` (0.1): factor on the relative change; rises with the batch.
 * - `momentum` (0.9): how much of the last step is kept.
 * - `trust` (0.001): relative change of a tensor in one step at lr 1, before momentum.
 * - `l2` (0): adds l2*p to the gradient, and counts in the ratio.
 * - `eps` (0): added to the divisor of the ratio.
 *
 * Source: You, Gitman & Ginsburg 2017, Large Batch Training of Convolutional Networks, arXiv:1708.03888.
 *
 * @example
 * const state = lars().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9999, -1.9998
 */
export const lars = /* @__PURE__ */ optimizerEntry({
  id: "lars",
  formula: `
    u = g + l2*p
    # A tensor that is all zeros, or has no gradient, takes a plain step.
    r = where(min(norm(p), norm(u)) > 0, trust*norm(p)/(norm(g) + l2*norm(p) + eps), 1)
    v = momentum*v + lr*r*u
    p = p - v`,
  state: { v: 0 },
  defaults: { lr: 0.1, momentum: 0.9, trust: 0.001, l2: 0, eps: 0 },
  limits: {
    momentum: belowOne,
    trust: positive,
    l2: notNegative,
    eps: notNegative,
  },
  momentum: "momentum",
  rates: [0.1, 0.3, 1, 3, 10],
});

export const documentation: OptimizerDocumentation<typeof lars> = {
  title: "LARS",
  summary:
    "SGD with momentum whose rate is set per tensor from the ratio of the norms of weights and gradient.",
  source: "You, Gitman & Ginsburg 2017, Large Batch Training of Convolutional Networks, arXiv:1708.03888",
  options: {
    lr: "factor on the relative change; rises with the batch",
    momentum: "how much of the last step is kept",
    trust: "relative change of a tensor in one step at lr 1, before momentum",
    l2: "adds l2*p to the gradient, and counts in the ratio",
    eps: "added to the divisor of the ratio",
  },
  use: "Convolutional networks with batches of thousands, with warm-up and a polynomial decay; also contrastive pre-training such as SimCLR.",
  avoid:
    "Batches below about a thousand, where plain momentum is as good. Biases and norm parameters should be left out of l2, as is the default.",
  related: { momentum: "one rate for all tensors", lamb: "the same idea on AdamW" },
  peers:
    "optax.lars (lr inside the velocity, weight_decay 0): the same where l2 is 0; with decay it divides by the norm of the sum instead of the sum of the norms. PyTorch and Keras have none.",
  ko: {
    title: "LARS",
    summary: "가중치와 기울기의 노름 비로 텐서마다 학습률을 정하는 모멘텀 SGD입니다.",
    options: {
      lr: "상대 변화량에 곱하는 값. 배치가 크면 함께 키웁니다",
      momentum: "직전 단계의 갱신량을 남기는 비율",
      trust: "lr이 1일 때 모멘텀을 더하기 전 한 단계에 텐서가 변하는 비율",
      l2: "기울기에 l2*p를 더하며, 노름의 비에도 반영합니다",
      eps: "노름의 비의 분모에 더하는 값",
    },
    use: "수천 규모의 배치로 합성곱 신경망을 학습할 때 워밍업, 다항식 감소와 함께 씁니다. SimCLR 같은 대조 학습의 사전 학습에도 씁니다.",
    avoid:
      "배치가 천 정도보다 작으면 일반 모멘텀으로 충분합니다. 편향과 정규화 층의 파라미터는 기본값대로 l2에서 빼 두세요.",
    related: { momentum: "모든 텐서에 학습률 하나를 씁니다", lamb: "같은 생각을 AdamW에 적용합니다" },
    peers:
      "optax.lars(속도 안에 lr, weight_decay 0)와는 l2가 0일 때 같습니다. 감쇠가 있으면 optax는 노름의 합 대신 합의 노름으로 나눕니다. PyTorch와 Keras에는 없습니다.",
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
        [0.9999, -1.9998],
        [0.999586415563, -1.99962],
        [0.999374883651, -1.99967008224],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 1, momentum: 0.9, trust: 0.01, l2: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.99, -1.98],
        [0.964609846813, -1.95270128845],
        [0.947580690791, -1.94620481252],
      ],
      from: "the paper's algorithm, in float64",
    },
  ],
};
