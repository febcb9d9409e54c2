import type { LossDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Smooth L1: slope 1 for large residuals, quadratic below `beta`.
 *
 * Shapes: `p` and `y` of any equal length, one loss per element.
 * Options: `beta` (1), the residual below which the loss is quadratic; 0 gives the mean absolute error.
 * Source: Girshick 2015, arXiv:1504.08083.
 *
 * @example
 * smoothL1().evaluate([3, 0.5], [0, 0]); // { value: 1.3125, gradient: [0.5, 0.25] }
 * smoothL1({ beta: 0 }).evaluate([3, 0.5], [0, 0]); // { value: 1.75, gradient: [0.5, 0.5] }
 * @throws DownhillError `usage` when the lengths differ or `beta` is negative.
 */
export const smoothL1 = /* @__PURE__ */ lossEntry({
  id: "smooth-l1",
  formula: `
    r = abs(p - y)
    L = where(r < beta, 0.5*r^2/beta, r - 0.5*beta)`,
  defaults: { beta: 1 },
  limits: { beta: notNegative },
});

export const documentation: LossDocumentation<typeof smoothL1> = {
  title: "Smooth L1",
  summary: "The absolute error with its corner at zero rounded off over a width of beta.",
  source: "Girshick 2015, Fast R-CNN, arXiv:1504.08083",
  options: {
    beta: "the residual, in units of the target, below which the loss is quadratic; 0 is the absolute error",
  },
  use: "Box regression in detectors, and wherever the gradient of one element should never exceed 1 whatever the width of the quadratic part: changing beta leaves the slope far out alone.",
  avoid:
    "When beta is small and the learning rate constant: the slope falls from 1 to 0 within beta, which is as restless as MAE.",
  related: {
    huber: "this times delta, with delta = beta",
    mae: "the same with beta = 0",
  },
  peers: "PyTorch SmoothL1Loss: the same. Keras, optax and TF.js have Huber only; divide it by delta.",
  ko: {
    title: "스무스 L1 손실",
    summary: "절대 오차의 0에서 꺾인 모서리를 beta 너비만큼 둥글게 다듬은 손실입니다.",
    options: { beta: "잔차가 이보다 작으면 손실이 이차입니다(목표값의 단위). 0이면 절대 오차" },
    use: "객체 검출의 박스 회귀처럼, 이차 구간의 너비와 상관없이 원소 하나의 기울기가 1을 넘지 않아야 할 때 씁니다. beta를 바꿔도 먼 곳의 기울기는 그대로입니다.",
    avoid:
      "beta가 작고 학습률이 고정되어 있으면 피하세요. beta 안에서 기울기가 1에서 0으로 급히 바뀌어 MAE만큼 진동합니다.",
    related: { huber: "delta = beta일 때 이 손실에 delta를 곱한 것", mae: "beta가 0이면 같습니다" },
    peers:
      "PyTorch SmoothL1Loss와 같습니다. Keras, optax, TF.js에는 후버 손실만 있으므로 그 값을 delta로 나누세요.",
  },
  examples: [
    { inputs: { p: [3, 0.5, -1, 0], y: [0, 0, 0, 0] }, L: [2.5, 0.125, 0.5, 0], from: "by hand" },
    { inputs: { p: [1, 3], y: [0, 0] }, options: { beta: 2 }, L: [0.25, 2], from: "by hand" },
    { inputs: { p: [3, 0], y: [0, 0] }, options: { beta: 0 }, L: [3, 0], from: "by hand" },
  ],
};
