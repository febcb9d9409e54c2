import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * LAMB: AdamW whose step is scaled, tensor by tensor, to the size of the weights.
 *
 * Options:
 * - `lr` (0.001): relative change of each tensor in a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `eps` (1e-6): keeps the division finite.
 * - `weightDecay` (0): adds weightDecay*p to the update before it is rescaled.
 *
 * Source: You et al. 2020, Large Batch Optimization for Deep Learning: Training BERT in 76 minutes,
 * arXiv:1904.00962.
 *
 * @example
 * const state = lamb().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9984189, -1.998419
 */
export const lamb = /* @__PURE__ */ optimizerEntry({
  id: "lamb",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    u = (m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t)) + eps) + weightDecay*p
    # A tensor that is all zeros, or has no gradient, takes a plain step.
    r = where(min(norm(p), norm(u)) > 0, norm(p)/norm(u), 1)
    p = p - lr*r*u`,
  state: { m: 0, v: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-6, weightDecay: 0 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  momentum: "beta1",
  rates: [0.0003, 0.001, 0.003, 0.01, 0.03],
});

export const documentation: OptimizerDocumentation<typeof lamb> = {
  title: "LAMB",
  summary: "AdamW whose update is rescaled per tensor so that its norm is lr times the norm of the weights.",
  source:
    "You et al. 2020, Large Batch Optimization for Deep Learning: Training BERT in 76 minutes, arXiv:1904.00962",
  options: {
    lr: "relative change of each tensor in a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    eps: "keeps the division finite",
    weightDecay: "adds weightDecay*p to the update before it is rescaled",
  },
  use: "Batches of many thousands, where AdamW's rate cannot be raised further because some layers would diverge while others stand still.",
  avoid:
    "Small and medium batches: the two norms per tensor cost a pass over the weights and buy nothing there.",
  related: { adamw: "without the rescaling", lars: "the same idea on SGD" },
  peers:
    "optax.lamb: the same (eps 1e-6, weight_decay 0). Keras Lamb: eps 1e-7. PyTorch has none; timm's lamb also clips gradients by their global norm: set clipNorm to 1.",
  ko: {
    title: "LAMB",
    summary: "텐서마다 갱신의 크기를 가중치 크기의 lr배로 맞추는 AdamW입니다.",
    options: {
      lr: "한 단계에 각 텐서가 변하는 비율",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      weightDecay: "크기를 맞추기 전의 갱신량에 weightDecay*p를 더합니다",
    },
    use: "배치가 수천에서 수만에 이르러, 일부 층은 발산하고 일부 층은 멈춰 있어 AdamW의 학습률을 더 올릴 수 없을 때 씁니다.",
    avoid:
      "작거나 보통 크기의 배치에는 쓰지 마세요. 텐서마다 노름을 두 번 구하느라 가중치를 한 번 더 훑지만 얻는 것이 없습니다.",
    related: { adamw: "크기를 맞추지 않습니다", lars: "같은 생각을 SGD에 적용합니다" },
    peers:
      "optax.lamb과 같습니다(eps 1e-6, weight_decay 0). Keras Lamb은 eps 1e-7입니다. PyTorch에는 없습니다. timm의 lamb은 기울기를 전체 노름으로 클리핑하기도 하므로 clipNorm을 1로 두세요.",
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
        [0.99841886196, -1.99841886038],
        [0.996604913464, -1.99711497809],
        [0.997548335664, -1.99913775938],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.1, eps: 0.1, weightDecay: 0.1, beta2: 0.9 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.856024456039, -1.82891217828],
        [0.70846426374, -1.69106093273],
        [0.782726380798, -1.85869513235],
      ],
      from: "optax 0.2.8",
    },
  ],
};
