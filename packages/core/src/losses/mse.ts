import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Mean squared error: the squared difference of prediction and target.
 *
 * Shapes: `p` and `y` of any equal length, one loss per element.
 * Options: none of its own.
 * Source: Legendre 1805; the maximum-likelihood loss of a Gaussian with constant variance.
 *
 * @example
 * mse().evaluate([1, 2, -1.5], [0, 2, 0.5]); // { value: 1.6666667, gradient: [0.6666667, 0, -1.3333333] }
 * @throws DownhillError `usage` when the lengths differ.
 */
export const mse = /* @__PURE__ */ lossEntry({
  id: "mse",
  formula: `
    L = (p - y)^2`,
  defaults: {},
});

export const documentation: LossDocumentation<typeof mse> = {
  title: "Mean squared error",
  summary: "Squares the residual, so that twice the error costs four times as much.",
  source: "Legendre 1805, Nouvelles méthodes pour la détermination des orbites des comètes (least squares)",
  options: {},
  use: "Regression with roughly Gaussian noise and clean targets. The minimum is the conditional mean, and the gradient shrinks as the residual does, so a constant learning rate converges.",
  avoid:
    "Targets with outliers: one residual of 100 weighs as much as 10,000 residuals of 1. Not for class probabilities behind a sigmoid either: its gradient vanishes when the prediction is confidently wrong.",
  related: {
    mae: "grows linearly instead, and its minimum is the median",
    huber: "half of this near zero, linear for large residuals",
    "gaussian-nll": "the same with a variance that is predicted too",
  },
  peers:
    "PyTorch MSELoss, Keras MeanSquaredError and TF.js losses.meanSquaredError are the same. optax.squared_error is the same per element; optax.l2_loss is half of it.",
  ko: {
    title: "평균 제곱 오차",
    summary: "잔차를 제곱하므로 오차가 두 배가 되면 손실은 네 배가 됩니다.",
    options: {},
    use: "잡음이 정규분포에 가깝고 목표값이 깨끗한 회귀 문제에 씁니다. 최소점은 조건부 평균이며, 잔차가 줄면 기울기도 함께 줄어 학습률을 고정해도 수렴합니다.",
    avoid:
      "목표값에 이상치가 있으면 피하세요. 크기가 100인 잔차 하나가 크기가 1인 잔차 10,000개와 맞먹습니다. 시그모이드 출력의 분류에도 맞지 않습니다. 확신에 차서 틀린 예측에서 기울기가 사라지기 때문입니다.",
    related: {
      mae: "잔차에 비례해 커지며 최소점이 중앙값입니다",
      huber: "0 근처에서는 이 손실의 절반이고 큰 잔차에서는 일차입니다",
      "gaussian-nll": "분산도 함께 예측하는 제곱 오차입니다",
    },
    peers:
      "PyTorch MSELoss, Keras MeanSquaredError, TF.js losses.meanSquaredError와 같습니다. optax.squared_error는 원소마다 같고 optax.l2_loss는 그 절반입니다.",
  },
  examples: [{ inputs: { p: [1, 2, -1.5], y: [0, 2, 0.5] }, L: [1, 0, 4], from: "by hand" }],
};
