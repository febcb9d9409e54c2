import type { LossDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Hinge: the loss of the support vector machine. Labels are -1 and 1.
 *
 * Shapes: `p` (scores, any number) and `y` (-1 or 1) of equal length, one loss per element.
 * Options: `margin` (1), the score on the right side beyond which nothing is charged.
 * Source: Cortes & Vapnik 1995, doi:10.1007/BF00994018.
 *
 * @example
 * hinge().evaluate([2, 0.5, 0.5], [1, 1, -1]); // { value: 0.6666667, gradient: [0, -0.3333333, 0.3333333] }
 * @throws DownhillError `usage` when the lengths differ; `data` when a label is not -1 or 1.
 */
export const hinge = /* @__PURE__ */ lossEntry({
  id: "hinge",
  inputs: { p: "prediction", y: { kind: "target", values: [-1, 1] } },
  formula: `
    L = max(0, margin - y*p)`,
  defaults: { margin: 1 },
  limits: { margin: notNegative },
});

export const documentation: LossDocumentation<typeof hinge> = {
  title: "Hinge",
  summary: "Charges what is missing to a margin on the right side of zero, and nothing beyond it.",
  source: "Cortes & Vapnik 1995, Support-Vector Networks, doi:10.1007/BF00994018",
  options: { margin: "the score on the right side from which on nothing is charged, in units of the score" },
  use: "Binary classification where only the decision counts, with weight decay to keep the margin wide: a linear support vector machine. Examples that are right by the margin stop pulling.",
  avoid:
    "When a probability is wanted: the score has no such meaning. Once everything is beyond the margin the gradient is zero and nothing improves any more.",
  related: {
    "squared-hinge": "the square of this, without the kink",
    "soft-margin": "smooth, never quite zero, gives probabilities",
    "multi-class-hinge": "for more than two classes",
  },
  peers:
    "Labels differ: here and in optax.hinge_loss and TF.js layers they are -1 and 1; Keras Hinge converts 0 and 1; TF.js losses.hingeLoss takes 0 and 1 only. PyTorch's HingeEmbeddingLoss is something else.",
  ko: {
    title: "힌지 손실",
    summary: "0에서 올바른 쪽으로 마진에 모자란 만큼만 부과하고, 마진을 넘으면 부과하지 않습니다.",
    options: { margin: "올바른 쪽에서 점수가 이 값 이상이면 손실이 0입니다(점수의 단위)" },
    use: "판정만 중요한 이진 분류에서 가중치 감쇠와 함께 씁니다. 선형 서포트 벡터 머신이 됩니다. 마진만큼 맞힌 표본은 더 이상 학습에 영향을 주지 않습니다.",
    avoid:
      "확률이 필요하면 피하세요. 점수에 확률의 의미가 없습니다. 모든 표본이 마진을 넘으면 기울기가 0이 되어 더 나아지지 않습니다.",
    related: {
      "squared-hinge": "이 손실의 제곱으로, 꺾이는 점이 없습니다",
      "soft-margin": "매끄럽고 완전히 0이 되지 않으며 확률을 줍니다",
      "multi-class-hinge": "클래스가 셋 이상일 때 씁니다",
    },
    peers:
      "레이블이 다릅니다. 여기와 optax.hinge_loss, TF.js 층의 손실은 -1과 1을 받고, Keras Hinge는 0과 1을 바꾸어 주며, TF.js losses.hingeLoss는 0과 1만 받습니다. PyTorch의 HingeEmbeddingLoss는 다른 손실입니다.",
  },
  examples: [
    { inputs: { p: [2, 0.5, -1, 0.5], y: [1, 1, 1, -1] }, L: [0, 0.5, 2, 1.5], from: "by hand" },
    { inputs: { p: [0.25], y: [1] }, options: { margin: 0.5 }, L: [0.25], from: "by hand" },
  ],
};
