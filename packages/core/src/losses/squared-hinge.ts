import type { LossDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Squared hinge: the hinge loss, squared. Labels are -1 and 1.
 *
 * Shapes: `p` (scores, any number) and `y` (-1 or 1) of equal length, one loss per element.
 * Options: `margin` (1), the score on the right side beyond which nothing is charged.
 * Source: Tang 2013, arXiv:1306.0239.
 *
 * @example
 * squaredHinge().evaluate([2, 0.5, 0.5], [1, 1, -1]); // { value: 0.8333333, gradient: [0, -0.3333333, 1] }
 * @throws DownhillError `usage` when the lengths differ; `data` when a label is not -1 or 1.
 */
export const squaredHinge = /* @__PURE__ */ lossEntry({
  id: "squared-hinge",
  inputs: { p: "prediction", y: { kind: "target", values: [-1, 1] } },
  formula: `
    L = max(0, margin - y*p)^2`,
  defaults: { margin: 1 },
  limits: { margin: notNegative },
});

export const documentation: LossDocumentation<typeof squaredHinge> = {
  title: "Squared hinge",
  summary: "Charges the square of what is missing to the margin.",
  source: "Tang 2013, Deep Learning using Linear Support Vector Machines, arXiv:1306.0239",
  options: { margin: "the score on the right side from which on nothing is charged, in units of the score" },
  use: "A support vector machine on top of a network: the slope fades out towards the margin instead of breaking off, which suits gradient descent better than the plain hinge.",
  avoid:
    "Mislabelled data: a label that is wrong by far is charged by the square. The plain hinge forgives more.",
  related: {
    hinge: "the square root of this",
    mse: "the same inside the margin, but MSE also punishes being right by more than the margin",
  },
  peers:
    "Keras SquaredHinge converts labels 0 and 1 to -1 and 1; here they must be -1 and 1. PyTorch and optax have none.",
  ko: {
    title: "제곱 힌지 손실",
    summary: "마진에 모자란 만큼을 제곱하여 부과합니다.",
    options: { margin: "올바른 쪽에서 점수가 이 값 이상이면 손실이 0입니다(점수의 단위)" },
    use: "신경망 위에 서포트 벡터 머신을 얹을 때 씁니다. 마진에 가까워지면 기울기가 뚝 끊기지 않고 서서히 줄어 경사 하강법에 더 알맞습니다.",
    avoid:
      "레이블 오류가 있는 데이터에서는 피하세요. 크게 틀린 레이블은 제곱으로 부과됩니다. 보통의 힌지 손실이 더 너그럽습니다.",
    related: { hinge: "이 손실의 제곱근", mse: "마진 안에서는 같지만, 마진보다 더 맞힌 것에도 부과합니다" },
    peers:
      "Keras SquaredHinge는 레이블 0과 1을 -1과 1로 바꾸어 주지만 여기서는 -1과 1이어야 합니다. PyTorch와 optax에는 없습니다.",
  },
  examples: [{ inputs: { p: [2, 0.5, -1, 0.5], y: [1, 1, 1, -1] }, L: [0, 0.25, 4, 2.25], from: "by hand" }],
};
