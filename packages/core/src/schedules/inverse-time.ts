import type { ScheduleDocumentation } from "../definition.js";
import { notNegative, positive } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Inverse time decay: the base rate divided by a number that grows with the step.
 *
 * Options:
 * - `rate` (0.01): growth of the divisor in every steps.
 * - `every` (1): steps in which the divisor grows by rate.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Robbins & Monro 1951, doi:10.1214/aoms/1177729586; Keras InverseTimeDecay.
 *
 * @example
 * const rate = inverseTime({ rate: 0.01 });
 * [rate(0), rate(100), rate(300)]; // 1, 0.5, 0.25
 */
export const inverseTime = /* @__PURE__ */ scheduleEntry({
  id: "inverse-time",
  formula: `
    lr = lr/(1 + rate*t/every)`,
  defaults: { rate: 0.01, every: 1 },
  limits: { rate: notNegative, every: positive },
});

export const documentation: ScheduleDocumentation<typeof inverseTime> = {
  title: "Inverse time decay",
  summary: "Divides the rate by 1 + rate·t: the classic fall for which SGD provably converges.",
  source: "Robbins & Monro 1951, doi:10.1214/aoms/1177729586; Keras InverseTimeDecay",
  options: {
    rate: "growth of the divisor in every steps",
    every: "steps in which the divisor grows by rate",
  },
  use: "Convex problems and online learning without an end, where theory asks for rates that sum to infinity while their squares do not.",
  avoid:
    "Deep networks of known length: the tail is long, and the final rate depends on where you happen to stop.",
  related: { exponential: "falls faster", "inverse-square-root": "falls more slowly" },
  peers: "Keras InverseTimeDecay(decay_steps, decay_rate): every and rate. PyTorch and optax have none.",
  ko: {
    title: "시간 역수 감소",
    summary: "학습률을 1 + rate·t로 나눕니다. SGD의 수렴이 증명되는 고전적인 감소입니다.",
    options: {
      rate: "every 단계마다 나누는 수가 커지는 양",
      every: "나누는 수가 rate만큼 커지는 데 걸리는 단계",
    },
    use: "볼록 문제와 끝이 없는 온라인 학습에 씁니다. 이론은 학습률의 합은 무한하고 제곱합은 유한할 것을 요구합니다.",
    avoid:
      "길이가 정해진 심층 학습에는 맞지 않습니다. 꼬리가 길고, 마지막 학습률이 우연히 멈춘 시점에 좌우됩니다.",
    related: { exponential: "더 빠르게 낮춥니다", "inverse-square-root": "더 천천히 낮춥니다" },
    peers:
      "Keras InverseTimeDecay(decay_steps, decay_rate)가 every와 rate에 해당합니다. PyTorch와 optax에는 없습니다.",
  },
  examples: [
    { options: { rate: 1 }, lr: [1, 0.5, 0.333333333333, 0.25], from: "by hand" },
    { options: { lr: 0.1, rate: 1, every: 2 }, lr: [0.1, 0.0666666666667, 0.05], from: "by hand" },
  ],
};
