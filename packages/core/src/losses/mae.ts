import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Mean absolute error: the size of the difference of prediction and target.
 *
 * Shapes: `p` and `y` of any equal length, one loss per element. The gradient at a residual of 0 is 0.
 * Options: none of its own.
 * Source: Bloomfield & Steiger 1983, Least Absolute Deviations.
 *
 * @example
 * mae().evaluate([1, 2, -1.5], [0, 2, 0.5]); // { value: 1, gradient: [0.3333333, 0, -0.3333333] }
 * @throws DownhillError `usage` when the lengths differ.
 */
export const mae = /* @__PURE__ */ lossEntry({
  id: "mae",
  formula: `
    L = abs(p - y)`,
  defaults: {},
});

export const documentation: LossDocumentation<typeof mae> = {
  title: "Mean absolute error",
  summary: "Takes the size of the residual, so that every unit of error costs the same.",
  source: "Bloomfield & Steiger 1983, Least Absolute Deviations: Theory, Applications, and Algorithms",
  options: {},
  use: "Regression whose targets contain gross errors, or when the error is reported in the unit of the target. The minimum is the conditional median, which outliers hardly move.",
  avoid:
    "When the last digits matter and the learning rate is constant: the gradient has the same size however small the residual, so the parameters keep bouncing around the minimum. Lower the learning rate over time, or use Huber.",
  related: {
    mse: "squares the residual, and its minimum is the mean",
    huber: "this for large residuals, smooth near zero",
    quantile: "twice quantile 0.5",
  },
  peers:
    "PyTorch L1Loss, Keras MeanAbsoluteError, TF.js losses.absoluteDifference. optax has none; Huber with a small delta comes close.",
  ko: {
    title: "평균 절대 오차",
    summary: "잔차의 절댓값을 취하므로 오차 한 단위의 비용이 어디서나 같습니다.",
    options: {},
    use: "목표값에 큰 오류가 섞인 회귀나, 오차를 목표값의 단위 그대로 보고할 때 씁니다. 최소점은 조건부 중앙값이라 이상치에 거의 흔들리지 않습니다.",
    avoid:
      "학습률을 고정한 채 끝자리까지 맞춰야 할 때는 피하세요. 잔차가 아무리 작아도 기울기의 크기가 같아 최소점 주위를 계속 오갑니다. 학습률을 점차 낮추거나 후버 손실을 쓰세요.",
    related: {
      mse: "잔차를 제곱하며 최소점이 평균입니다",
      huber: "큰 잔차에서는 이 손실과 같은 모양이고 0 근처에서 매끄럽습니다",
      quantile: "quantile이 0.5인 분위수 손실의 두 배가 이 손실입니다",
    },
    peers:
      "PyTorch L1Loss, Keras MeanAbsoluteError, TF.js losses.absoluteDifference와 같습니다. optax에는 없지만 delta가 작은 후버 손실이 비슷합니다.",
  },
  examples: [{ inputs: { p: [1, 2, -1.5], y: [0, 2, 0.5] }, L: [1, 0, 2], from: "by hand" }],
};
