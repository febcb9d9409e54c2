import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Gaussian negative log-likelihood: regression that predicts its own uncertainty.
 *
 * Shapes: `p` (the mean), `y` and `v` (the variance, 0 or more) of equal length, one loss per element. Gradients for
 * `p` and `v`.
 * Options: `eps` (1e-6), the smallest variance that counts; `full` (false), whether to add log(2π)/2.
 * Source: Nix & Weigend 1994, doi:10.1109/ICNN.1994.374138.
 *
 * @example
 * gaussianNll().evaluate([1], [3], [4]); // { value: 1.1931472, gradients: { p: [-0.5], v: [0] } }
 * @throws DownhillError `usage` when the lengths differ.
 */
export const gaussianNll = /* @__PURE__ */ lossEntry({
  id: "gaussian-nll",
  inputs: {
    p: "prediction",
    y: "target",
    v: { kind: "prediction", range: [0, Number.POSITIVE_INFINITY] },
  },
  // The clamp is a constant for the derivative: a variance that fell below eps can still grow back.
  formula: `
    s = v + stop(max(v, eps) - v)
    L = 0.5*(log(s) + (p - y)^2/s) + where(full, 0.5*log(2*pi), 0)`,
  defaults: { eps: 1e-6, full: false },
  limits: { eps: positive },
});

export const documentation: LossDocumentation<typeof gaussianNll> = {
  title: "Gaussian negative log-likelihood",
  summary: "Squared error divided by a predicted variance, plus the price of claiming a large variance.",
  source:
    "Nix & Weigend 1994, Estimating the mean and variance of the target probability distribution, doi:10.1109/ICNN.1994.374138",
  options: {
    eps: "variances below this count as this, in squared units of the target",
    full: "true: add log(2π)/2, so that the value is the whole log-likelihood; the gradient is the same",
  },
  use: "Regression whose noise differs from sample to sample, when an error bar is wanted with each prediction. Let the model emit the variance through softplus or exp.",
  avoid:
    "Small data and strong models: predicting a tiny variance where the fit happens to be perfect is rewarded without bound. Train the mean with MSE first, or raise eps.",
  related: { mse: "the same up to scale when the variance is constant" },
  peers: "PyTorch GaussianNLLLoss(full=False, eps=1e-6): the same, including the gradient below eps.",
  ko: {
    title: "가우시안 음의 로그 가능도",
    summary: "제곱 오차를 예측한 분산으로 나누고, 분산을 크게 예측한 데 대한 비용을 더합니다.",
    options: {
      eps: "이보다 작은 분산은 이 값으로 봅니다(목표값 단위의 제곱)",
      full: "true이면 log(2π)/2를 더해 값이 온전한 로그 가능도가 됩니다. 기울기는 같습니다",
    },
    use: "표본마다 잡음의 크기가 다른 회귀에서 예측과 함께 오차 범위가 필요할 때 씁니다. 분산은 softplus나 exp를 거쳐 출력하세요.",
    avoid:
      "데이터가 적고 모델이 강할 때는 피하세요. 우연히 딱 맞은 점에서 분산을 아주 작게 예측하면 손실이 끝없이 내려갑니다. 먼저 MSE로 평균을 학습하거나 eps를 키우세요.",
    related: { mse: "분산이 일정하면 상수배만 다릅니다" },
    peers:
      "PyTorch GaussianNLLLoss(full=False, eps=1e-6)와 같으며, 분산이 eps보다 작을 때의 기울기까지 같습니다.",
  },
  examples: [
    { inputs: { p: [1], y: [3], v: [4] }, L: [1.19314718056], from: "by hand: (log(4) + 1)/2" },
    {
      inputs: { p: [1], y: [1], v: [1] },
      options: { full: true },
      L: [0.918938533205],
      from: "by hand: log(2*pi)/2",
    },
  ],
};
