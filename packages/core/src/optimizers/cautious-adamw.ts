import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Cautious AdamW: AdamW that moves only where its momentum agrees with the gradient.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `eps` (1e-8): keeps the division finite.
 * - `weightDecay` (0.01): each step multiplies the weights by 1 - lr*weightDecay.
 *
 * Source: Liang et al. 2024, Cautious Optimizers: Improving Training with One Line of Code, arXiv:2411.16085.
 *
 * @example
 * const state = cautiousAdamw().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.99899, -1.99898
 */
export const cautiousAdamw = /* @__PURE__ */ optimizerEntry({
  id: "cautious-adamw",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    k = sign(m)*sign(g) > 0
    # The rest moves further, so that the mean step keeps its size.
    u = k/max(mean(k), 0.001)*(m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t)) + eps)
    p = p*(1 - lr*weightDecay) - lr*u`,
  state: { m: 0, v: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof cautiousAdamw> = {
  title: "Cautious AdamW",
  summary:
    "AdamW that leaves out, in each step, the parameters whose momentum points against the current gradient.",
  source:
    "Liang et al. 2024, Cautious Optimizers: Improving Training with One Line of Code, arXiv:2411.16085",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    eps: "keeps the division finite",
    weightDecay: "each step multiplies the weights by 1 - lr*weightDecay",
  },
  use: "In place of AdamW with the same options: the step never goes against the current gradient, and the paper finds pre-training a little faster.",
  avoid:
    "When each microsecond counts: the mean over the tensor takes a second pass. With very noisy gradients half of the parameters rest in each step, by chance.",
  related: { adamw: "without the mask", rprop: "also rests where signs disagree" },
  peers:
    "timm: the optimizers whose names begin with c, and option caution. PyTorch, Keras and optax have none.",
  ko: {
    title: "신중한 AdamW",
    summary: "단계마다 모멘텀의 방향이 현재 기울기와 어긋나는 파라미터를 빼고 움직이는 AdamW입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      weightDecay: "단계마다 가중치에 1 - lr*weightDecay를 곱합니다",
    },
    use: "AdamW와 같은 옵션으로 바꿔 쓸 수 있습니다. 현재 기울기를 거슬러 움직이지 않으며, 논문에서는 사전 학습이 조금 빨라졌습니다.",
    avoid:
      "텐서 전체의 평균을 구하느라 한 번 더 훑으므로 속도가 아주 중요하면 피하세요. 기울기의 잡음이 매우 크면 단계마다 파라미터의 절반가량이 우연히 쉽니다.",
    related: { adamw: "빼는 파라미터가 없습니다", rprop: "부호가 어긋나면 역시 쉽니다" },
    peers:
      "timm에서는 이름이 c로 시작하는 옵티마이저와 caution 옵션입니다. PyTorch, Keras, optax에는 없습니다.",
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
        [0.99899000002, -1.99898000001],
        [0.99711565089, -1.99896001021],
        [0.997312036757, -1.99938246804],
      ],
      from: "the paper's algorithm, in float64",
    },
    {
      options: { lr: 0.1, eps: 0.1, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.906666666667, -1.88909090909],
        [0.748810754946, -1.8702],
        [0.759248926112, -1.89344607193],
      ],
      from: "the paper's algorithm, in float64",
    },
  ],
};
