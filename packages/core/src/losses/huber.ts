import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Huber: quadratic near zero, linear beyond `delta`.
 *
 * Shapes: `p` and `y` of any equal length, one loss per element.
 * Options: `delta` (1), the residual at which the loss turns linear, above 0.
 * Source: Huber 1964, doi:10.1214/aoms/1177703732.
 *
 * @example
 * huber().evaluate([-2, 0.5, 0], [0, -0.5, 0]); // { value: 0.6666667, gradient: [-0.3333333, 0.3333333, 0] }
 * huber({ delta: 2 }).evaluate([3], [0]); // { value: 4, gradient: [2] }
 * @throws DownhillError `usage` when the lengths differ or `delta` is not above 0.
 */
export const huber = /* @__PURE__ */ lossEntry({
  id: "huber",
  // min() instead of a branch: same value, and the gradient at |r| = delta is not counted twice.
  formula: `
    r = abs(p - y)
    q = min(r, delta)
    L = 0.5*q^2 + delta*(r - q)`,
  defaults: { delta: 1 },
  limits: { delta: positive },
});

export const documentation: LossDocumentation<typeof huber> = {
  title: "Huber",
  summary: "Quadratic for residuals up to delta, linear beyond, with no kink in between.",
  source: "Huber 1964, Robust Estimation of a Location Parameter, doi:10.1214/aoms/1177703732",
  options: {
    delta: "the residual, in units of the target, at which the loss turns from quadratic to linear",
  },
  use: "Regression where most targets are clean and some are far off: nearly as precise as MSE on the clean ones, nearly as robust as MAE on the rest. Set delta to the residual you still believe, about 1.35 standard deviations of the noise.",
  avoid:
    "When delta cannot be tied to the scale of the targets. With unscaled targets in the thousands, delta = 1 is just MAE; scale the targets first.",
  related: {
    mse: "twice this when every residual is within delta",
    mae: "the limit for delta → 0, divided by delta",
    "smooth-l1": "this divided by delta, with beta = delta",
    "log-cosh": "much the same shape, smooth everywhere, no option",
  },
  peers:
    "PyTorch HuberLoss, Keras Huber, optax.huber_loss and TF.js losses.huberLoss: the same, delta 1. PyTorch SmoothL1Loss divides by beta.",
  ko: {
    title: "후버 손실",
    summary: "잔차가 delta 이하면 이차, 그보다 크면 일차이며, 두 구간은 꺾임 없이 이어집니다.",
    options: { delta: "손실이 이차에서 일차로 바뀌는 잔차의 크기(목표값의 단위)" },
    use: "목표값이 대체로 깨끗하지만 일부가 크게 벗어난 회귀에 씁니다. 깨끗한 값에서는 거의 MSE만큼 정밀하고 나머지에서는 거의 MAE만큼 강건합니다. delta는 믿을 수 있는 잔차의 크기, 대략 잡음 표준편차의 1.35배로 잡습니다.",
    avoid:
      "delta를 목표값의 크기에 맞춰 정할 수 없을 때는 피하세요. 수천 단위의 목표값을 그대로 쓰면 delta = 1은 MAE와 다름없으므로 먼저 목표값의 크기를 맞추세요.",
    related: {
      mse: "모든 잔차가 delta 이하이면 이 손실의 두 배",
      mae: "이 손실을 delta로 나눈 것의 delta → 0 극한",
      "smooth-l1": "beta = delta일 때 이 손실을 delta로 나눈 것",
      "log-cosh": "모양이 거의 같고 어디서나 매끄러우며 옵션이 없습니다",
    },
    peers:
      "PyTorch HuberLoss, Keras Huber, optax.huber_loss, TF.js losses.huberLoss와 같으며 모두 delta가 1입니다. PyTorch SmoothL1Loss는 beta로 나눕니다.",
  },
  examples: [
    { inputs: { p: [-2, 0.5, 0, 0.5], y: [0, -0.5, 0, 1] }, L: [1.5, 0.5, 0, 0.125], from: "by hand" },
    { inputs: { p: [3, 2, -1], y: [0, 0, 0] }, options: { delta: 2 }, L: [4, 2, 0.5], from: "by hand" },
  ],
};
