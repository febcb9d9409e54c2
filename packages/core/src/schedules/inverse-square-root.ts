import type { ScheduleDocumentation } from "../definition.js";
import { count } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Inverse square root: a linear rise to the base rate, then a fall with the root of the step.
 *
 * Options:
 * - `warmup` (4000): steps until the base rate is reached.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762; form of fairseq, with the peak as
 * the base rate.
 *
 * @example
 * const rate = inverseSquareRoot({ warmup: 100 });
 * [rate(0), rate(99), rate(399)]; // 0.01, 1, 0.5
 */
export const inverseSquareRoot = /* @__PURE__ */ scheduleEntry({
  id: "inverse-square-root",
  formula: `
    s = t + 1
    lr = lr*where(s < warmup, s/warmup, sqrt(max(warmup, 1)/s))`,
  defaults: { warmup: 4000 },
  limits: { warmup: count },
});

export const documentation: ScheduleDocumentation<typeof inverseSquareRoot> = {
  title: "Inverse square root",
  summary: "Rises in a straight line to the base rate, then falls as one over the root of the step.",
  source:
    "Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762; form of fairseq, with the peak as the base rate",
  options: { warmup: "steps until the base rate is reached" },
  use: "Transformers whose length of training is open: the fall needs no end, and the run can be prolonged at any time.",
  avoid:
    "When the length is known: it ends at a rate that is too high, and a cosine or linear fall to 0 gains the last bit.",
  related: {
    noam: "the same curve, scaled by the width of the model instead of a base rate",
    "warmup-stable-decay": "open length with a proper end",
  },
  peers:
    "fairseq inverse_sqrt (warmup-updates 4000): the same. transformers get_inverse_sqrt_schedule starts at 0 instead of 1/warmup. PyTorch, Keras and optax have none.",
  ko: {
    title: "제곱근 역수 감소",
    summary: "기준 학습률까지 곧게 올랐다가 단계 수의 제곱근에 반비례해 내려갑니다.",
    options: { warmup: "기준 학습률에 이를 때까지의 단계" },
    use: "학습 길이가 정해지지 않은 트랜스포머에 씁니다. 끝을 정할 필요가 없어 언제든 연장할 수 있습니다.",
    avoid:
      "길이를 안다면 피하세요. 학습률이 너무 높은 채로 끝나므로, 0까지 내려가는 코사인이나 선형 감소가 마지막 성능을 더 끌어냅니다.",
    related: {
      noam: "기준 학습률 대신 모델의 폭으로 크기를 정하는 같은 곡선",
      "warmup-stable-decay": "길이를 정해 두지 않아도 끝을 제대로 맺습니다",
    },
    peers:
      "fairseq inverse_sqrt(warmup-updates 4000)와 같습니다. transformers get_inverse_sqrt_schedule은 1/warmup이 아니라 0에서 시작합니다. PyTorch, Keras, optax에는 없습니다.",
  },
  examples: [
    { options: { warmup: 4 }, lr: [0.25, 0.5, 0.75, 1, 0.894427191, 0.816496580928], from: "by hand" },
    { options: { warmup: 0 }, lr: [1, Math.SQRT1_2], from: "by hand" },
  ],
};
