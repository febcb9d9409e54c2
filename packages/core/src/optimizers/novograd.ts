import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * NovoGrad: gradients divided by one running norm per tensor, then momentum.
 *
 * Options:
 * - `lr` (0.01): learning rate, the size of a step of a whole tensor, before momentum.
 * - `beta1` (0.95): how much of the momentum is kept from step to step.
 * - `beta2` (0.98): how much of the mean of squared norms is kept.
 * - `eps` (1e-8): keeps the division finite.
 * - `weightDecay` (0): adds weightDecay*p to the divided gradient, and so to the momentum.
 *
 * Source: Ginsburg et al. 2019, Stochastic Gradient Methods with Layer-wise Adaptive Moments for Training of
 * Deep Networks, arXiv:1905.11286.
 *
 * @example
 * const state = novograd({ lr: 0.01 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9955279, -1.991056
 */
export const novograd = /* @__PURE__ */ optimizerEntry({
  id: "novograd",
  formula: `
    v = where(t > 1, beta2*v + (1 - beta2)*sum(g^2), sum(g^2))
    m = beta1*m + g/(sqrt(v) + eps) + weightDecay*p
    p = p - lr*m`,
  state: { m: 0, v: { per: "tensor", start: 0 } },
  defaults: { lr: 0.01, beta1: 0.95, beta2: 0.98, eps: 1e-8, weightDecay: 0 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  momentum: "beta1",
  rates: [0.001, 0.003, 0.01, 0.03, 0.1],
});

export const documentation: OptimizerDocumentation<typeof novograd> = {
  title: "NovoGrad",
  summary: "Divides each tensor's gradient by a running mean of its norm, then adds it to a momentum.",
  source:
    "Ginsburg et al. 2019, Stochastic Gradient Methods with Layer-wise Adaptive Moments for Training of Deep Networks, arXiv:1905.11286",
  options: {
    lr: "learning rate, the size of a step of a whole tensor, before momentum",
    beta1: "how much of the momentum is kept from step to step",
    beta2: "how much of the mean of squared norms is kept",
    eps: "keeps the division finite",
    weightDecay: "adds weightDecay*p to the divided gradient, and so to the momentum",
  },
  use: "Speech and vision networks where SGD needs careful warm-up: each layer moves by about lr/(1 - beta1), whatever the size of its gradients, at the memory of momentum.",
  avoid:
    "Embeddings, where one norm serves rows seen often and rows never seen; use Adam, which counts per element.",
  related: {
    momentum: "without the division",
    lars: "divides by the norm of this gradient, times the norm of the weights",
    adam: "counts squares per element",
  },
  peers:
    "NVIDIA's code and timm: betas 0.95 and 0.98. optax.novograd: b1 0.9, b2 0.25, eps 1e-6. PyTorch and Keras have none.",
  ko: {
    title: "NovoGrad",
    summary: "텐서마다 기울기를 그 노름의 이동 평균으로 나눈 뒤 모멘텀에 더합니다.",
    options: {
      lr: "학습률, 곧 모멘텀을 더하기 전 텐서 전체의 한 단계 보폭",
      beta1: "단계마다 모멘텀을 남기는 비율",
      beta2: "단계마다 노름 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      weightDecay: "나눈 기울기에, 따라서 모멘텀에도 weightDecay*p를 더합니다",
    },
    use: "SGD로는 워밍업을 세심하게 조정해야 하는 음성·비전 신경망에 씁니다. 기울기의 크기와 관계없이 층마다 약 lr/(1 - beta1)만큼 움직이고, 메모리는 모멘텀과 같습니다.",
    avoid:
      "자주 나오는 행과 전혀 나오지 않는 행이 노름 하나를 나눠 쓰는 임베딩에는 맞지 않습니다. 원소마다 따로 세는 Adam을 쓰세요.",
    related: {
      momentum: "나누지 않습니다",
      lars: "현재 기울기의 노름으로 나누고 가중치의 노름을 곱합니다",
      adam: "원소마다 제곱을 셉니다",
    },
    peers:
      "NVIDIA의 코드와 timm은 beta가 0.95와 0.98입니다. optax.novograd는 b1 0.9, b2 0.25, eps 1e-6입니다. PyTorch와 Keras에는 없습니다.",
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
        [0.995527864085, -1.99105572817],
        [0.989021716781, -1.98255866993],
        [0.991287217371, -1.99982548619],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.1, beta1: 0.9, beta2: 0.25, eps: 0.1, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.948950242389, -1.89790048478],
        [0.857775067925, -1.78703191623],
        [0.802166333503, -1.7744599052],
      ],
      from: "optax 0.2.8",
    },
  ],
};
