import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Quantile (pinball): the absolute error, weighted differently for predictions too low and too high.
 *
 * Shapes: `p` and `y` of any equal length, one loss per element.
 * Options: `quantile` (0.5), which quantile of the target to predict, strictly between 0 and 1.
 * Source: Koenker & Bassett 1978, doi:10.2307/1913643.
 *
 * @example
 * quantile({ quantile: 0.9 }).evaluate([0, 2], [1, 1]); // { value: 0.5, gradient: [-0.45, 0.05] }
 * @throws DownhillError `usage` when the lengths differ or `quantile` is not between 0 and 1.
 */
export const quantile = /* @__PURE__ */ lossEntry({
  id: "quantile",
  formula: `
    e = y - p
    L = max(quantile*e, (quantile - 1)*e)`,
  defaults: { quantile: 0.5 },
  limits: { quantile: { min: 0, max: 1, open: "both" } },
});

export const documentation: LossDocumentation<typeof quantile> = {
  title: "Quantile (pinball)",
  summary: "Charges quantile per unit of prediction too low and 1 - quantile per unit too high.",
  source: "Koenker & Bassett 1978, Regression Quantiles, doi:10.2307/1913643",
  options: { quantile: "the quantile to predict, between 0 and 1: 0.9 is exceeded by one target in ten" },
  use: "Prediction intervals (train one output at 0.05 and one at 0.95), and decisions where too little costs more than too much: stock, capacity, delivery times.",
  avoid:
    "Extreme quantiles of small data: at 0.99 only one sample in a hundred pulls upwards. Outputs trained for several quantiles can cross; sort them afterwards.",
  related: { mae: "twice this with quantile 0.5" },
  peers: "Absent from PyTorch, Keras, optax and TF.js; scikit-learn's mean_pinball_loss(alpha) is the same.",
  ko: {
    title: "분위수 손실(핀볼 손실)",
    summary: "예측이 모자라면 한 단위에 quantile, 넘치면 한 단위에 1 - quantile을 부과합니다.",
    options: { quantile: "예측할 분위수, 0과 1 사이. 0.9이면 목표값 열 개 중 하나가 예측을 넘습니다" },
    use: "예측 구간을 구하거나(0.05와 0.95에 출력을 하나씩 학습), 부족이 초과보다 비싼 결정, 곧 재고·용량·배송 시간 예측에 씁니다.",
    avoid:
      "데이터가 적은데 극단의 분위수를 구할 때는 피하세요. 0.99에서는 표본 백 개 중 하나만 위로 당깁니다. 여러 분위수를 따로 학습하면 서로 엇갈릴 수 있으니 나중에 정렬하세요.",
    related: { mae: "quantile이 0.5인 이 손실의 두 배" },
    peers: "PyTorch, Keras, optax, TF.js에는 없습니다. scikit-learn의 mean_pinball_loss(alpha)와 같습니다.",
  },
  examples: [
    { inputs: { p: [0, 2, 1], y: [1, 1, 1] }, options: { quantile: 0.9 }, L: [0.9, 0.1, 0], from: "by hand" },
    { inputs: { p: [0, 3], y: [1, 1] }, L: [0.5, 1], from: "by hand" },
  ],
};
