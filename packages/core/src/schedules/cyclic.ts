import type { ScheduleDocumentation } from "../definition.js";
import { belowOne, notNegative } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Cyclic: up and down in straight lines between two rates, again and again.
 *
 * Options:
 * - `peak`: the largest rate; by default the base rate.
 * - `div` (4): the smallest rate is peak/div.
 * - `up` (2000): steps of each rise.
 * - `down` (2000): steps of each fall.
 * - `mode` (triangular): triangular: all peaks alike; triangular2: each half as far above the low;
 *   exponential: times gamma^t.
 * - `gamma` (1): factor per step on the height in mode exponential.
 * - `cycleMomentum` (true): if true, momentum (beta1 in Adam) moves the other way.
 * - `lowMomentum` (0.8): momentum at the peak.
 * - `highMomentum` (0.9): momentum at the low.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Smith 2017, Cyclical Learning Rates for Training Neural Networks, arXiv:1506.01186; form of
 * PyTorch.
 *
 * @example
 * const rate = cyclic({ peak: 1, div: 5, up: 100, down: 100 });
 * [rate(0), rate(100), rate(150), rate(200)]; // 0.2, 1, 0.6, 0.2
 */
export const cyclic = /* @__PURE__ */ scheduleEntry({
  id: "cyclic",
  formula: `
    total = up + down
    k = floor(t/total)
    s = t - k*total
    x = where(s <= up, s/up, (total - s)/down)
    h = x*where(mode == triangular, 1, where(mode == triangular2, 0.5^k, gamma^t))
    low = peak/div
    lr = low + (peak - low)*h
    momentum = highMomentum - (highMomentum - lowMomentum)*h`,
  defaults: {
    peak: null,
    div: 4,
    up: 2000,
    down: 2000,
    mode: "triangular",
    gamma: 1,
    cycleMomentum: true,
    lowMomentum: 0.8,
    highMomentum: 0.9,
  },
  limits: {
    peak: notNegative,
    div: { min: 1 },
    up: { min: 1, integer: true },
    down: { min: 1, integer: true },
    gamma: { min: 0, max: 1, open: "min" },
    lowMomentum: belowOne,
    highMomentum: belowOne,
  },
  choices: { mode: ["triangular", "triangular2", "exponential"] },
  momentumSwitch: "cycleMomentum",
});

export const documentation: ScheduleDocumentation<typeof cyclic> = {
  title: "Cyclic",
  summary:
    "Moves the rate up and down in straight lines between a low and a peak, with momentum moving the other way.",
  source:
    "Smith 2017, Cyclical Learning Rates for Training Neural Networks, arXiv:1506.01186; form of PyTorch",
  options: {
    peak: "the largest rate; by default the base rate",
    div: "the smallest rate is peak/div",
    up: "steps of each rise",
    down: "steps of each fall",
    mode: "triangular: all peaks alike; triangular2: each half as far above the low; exponential: times gamma^t",
    gamma: "factor per step on the height in mode exponential",
    cycleMomentum: "if true, momentum (beta1 in Adam) moves the other way",
    lowMomentum: "momentum at the peak",
    highMomentum: "momentum at the low",
  },
  use: "When no good rate is known but a range is: the cycle passes through it again and again. A rise or fall of 2 to 10 epochs is the paper's advice.",
  avoid: "For the best end result: stop at a low, or better use 1cycle, which grew out of this.",
  related: {
    "one-cycle": "a single cycle with a long fall",
    "cosine-restarts": "jumps up instead of climbing",
  },
  peers:
    "PyTorch CyclicLR: base_lr is peak/div, max_lr is peak, mode exp_range is exponential. Here, as for all schedules, the optimizer's lr is the peak. Keras and optax have none.",
  ko: {
    title: "순환 학습률",
    summary: "낮은 값과 최고점 사이를 곧게 오르내리기를 되풀이하며, 모멘텀은 반대로 움직입니다.",
    options: {
      peak: "최고 학습률. 기본값은 기준 학습률",
      div: "최저 학습률은 peak/div입니다",
      up: "한 번 오르는 데 걸리는 단계",
      down: "한 번 내리는 데 걸리는 단계",
      mode: "triangular: 최고점이 모두 같습니다. triangular2: 최저점에서의 높이가 매번 절반이 됩니다. exponential: 높이에 gamma^t를 곱합니다",
      gamma: "exponential에서 단계마다 높이에 곱하는 값",
      cycleMomentum: "true이면 모멘텀(Adam에서는 beta1)이 반대로 움직입니다",
      lowMomentum: "학습률이 가장 높을 때의 모멘텀",
      highMomentum: "학습률이 가장 낮을 때의 모멘텀",
    },
    use: "적당한 학습률은 모르지만 범위는 알 때 씁니다. 주기마다 그 범위를 되풀이해 지나갑니다. 논문은 한 번 오르거나 내리는 데 2에서 10에폭을 권합니다.",
    avoid: "가장 좋은 최종 성능이 목적이면 낮은 지점에서 멈추거나, 이 방법에서 나온 1사이클을 쓰세요.",
    related: {
      "one-cycle": "길게 내려오는 주기 하나를 씁니다",
      "cosine-restarts": "서서히 오르지 않고 한 번에 뛰어오릅니다",
    },
    peers:
      "PyTorch CyclicLR의 base_lr은 peak/div, max_lr은 peak, mode exp_range는 exponential입니다. 여기서는 모든 스케줄과 마찬가지로 옵티마이저의 lr이 최고점입니다. Keras와 optax에는 없습니다.",
  },
  examples: [
    { options: { lr: 1, div: 5, up: 2, down: 2 }, lr: [0.2, 0.6, 1, 0.6, 0.2, 0.6], from: "by hand" },
    {
      options: { lr: 1, div: 5, up: 1, down: 1, mode: "triangular2" },
      lr: [0.2, 1, 0.2, 0.6, 0.2, 0.4],
      from: "by hand",
    },
  ],
};
