import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Adan: Adam with a second momentum for the change of the gradient.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.98): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.92): how much of the mean of gradient changes is kept.
 * - `beta3` (0.99): how much of the mean of squares is kept.
 * - `eps` (1e-8): keeps the division finite.
 * - `weightDecay` (0): each step divides the weights by 1 + lr*weightDecay.
 *
 * Source: Xie et al. 2022, Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models,
 * arXiv:2208.06677.
 *
 * @example
 * const state = adan().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.999, -1.999
 */
export const adan = /* @__PURE__ */ optimizerEntry({
  id: "adan",
  formula: `
    d = where(t > 1, g - last, 0)
    last = g
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*d
    n = beta3*n + (1 - beta3)*(g + beta2*d)^2
    u = (m/(1 - beta1^t) + beta2*v/(1 - beta2^t))/(sqrt(n/(1 - beta3^t)) + eps)
    # The decay is a proximal step, so it divides.
    p = (p - lr*u)/(1 + lr*weightDecay)`,
  state: { m: 0, v: 0, n: 0, last: 0 },
  defaults: { lr: 0.001, beta1: 0.98, beta2: 0.92, beta3: 0.99, eps: 1e-8, weightDecay: 0 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    beta3: belowOne,
    eps: positive,
  },
  momentum: "beta1",
  rates: [0.0003, 0.001, 0.003, 0.01, 0.03],
});

export const documentation: OptimizerDocumentation<typeof adan> = {
  title: "Adan",
  summary:
    "Adam with Nesterov momentum written through the change of the gradient, which gets a running mean of its own.",
  source:
    "Xie et al. 2022, Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models, arXiv:2208.06677",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of gradient changes is kept",
    beta3: "how much of the mean of squares is kept",
    eps: "keeps the division finite",
    weightDecay: "each step divides the weights by 1 + lr*weightDecay",
  },
  use: "Vision transformers and other models usually trained with AdamW, with rates 5 to 10 times larger than AdamW's; in the paper it needs about half the epochs.",
  avoid:
    "When memory is short: it keeps four numbers per parameter. With tiny batches the change of the gradient is mostly noise.",
  related: { nadam: "the look ahead without a mean of changes", adamw: "without the look ahead" },
  peers:
    "The authors' code: the same, betas 1 minus the paper's. optax.adan 0.2.8 weighs the changes by 1 - b2 where the authors have b2; the two agree at b2 0.5 only. PyTorch and Keras have none.",
  ko: {
    title: "Adan",
    summary: "네스테로프 모멘텀을 기울기의 변화량으로 표현하고 그 변화량의 이동 평균을 따로 두는 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 변화량의 이동 평균을 남기는 비율",
      beta3: "단계마다 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      weightDecay: "단계마다 가중치를 1 + lr*weightDecay로 나눕니다",
    },
    use: "비전 트랜스포머처럼 보통 AdamW로 학습하는 모델에 AdamW보다 5배에서 10배 큰 학습률로 씁니다. 논문에서는 절반 정도의 에폭으로 충분했습니다.",
    avoid:
      "파라미터마다 수를 네 개 저장하므로 메모리가 부족하면 피하세요. 배치가 아주 작으면 기울기의 변화는 대부분 잡음입니다.",
    related: { nadam: "변화량의 평균 없이 내다봅니다", adamw: "내다보기가 없습니다" },
    peers:
      "저자의 코드와 같으며, beta는 1에서 논문의 값을 뺀 것입니다. optax.adan 0.2.8은 저자가 b2를 쓰는 자리에서 변화량에 1 - b2를 곱하므로 b2가 0.5일 때만 일치합니다. PyTorch와 Keras에는 없습니다.",
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
        [0.99900000002, -1.99900000001],
        [0.998280502771, -1.99898357038],
        [0.998737960477, -1.99956543226],
      ],
      from: "the paper's algorithm, in float64",
    },
    {
      options: { lr: 0.1, beta1: 0.9, eps: 0.1, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.907590759076, -1.8901890189],
        [0.844256913259, -1.87198606287],
        [0.880999167754, -1.91263916107],
      ],
      from: "the paper's algorithm, in float64",
    },
  ],
};
