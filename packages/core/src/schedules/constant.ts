import type { ScheduleDocumentation } from "../definition.js";
import { count, notNegative } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Constant: the same rate in every step.
 *
 * Options:
 * - `factor` (1): multiple of the base rate.
 * - `steps`: length, which matters only inside a sequence.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: PyTorch ConstantLR.
 *
 * @example
 * const rate = constant({ lr: 0.1 });
 * rate(1000); // 0.1
 */
export const constant = /* @__PURE__ */ scheduleEntry({
  id: "constant",
  formula: `
    lr = factor*lr`,
  defaults: { factor: 1, steps: null },
  limits: { factor: notNegative, steps: count },
});

export const documentation: ScheduleDocumentation<typeof constant> = {
  title: "Constant",
  summary: "Keeps the base rate, or a fixed multiple of it.",
  source: "PyTorch ConstantLR",
  options: { factor: "multiple of the base rate", steps: "length, which matters only inside a sequence" },
  use: "As the baseline of any comparison of schedules, with schedule-free optimizers, and as a part of a sequence.",
  avoid:
    "As the only schedule of a final run: with a constant rate the noise of the gradient keeps the loss from settling, and almost any decay ends lower.",
  related: {
    sequence: "joins parts such as this",
    "warmup-stable-decay": "constant between a rise and a fall",
  },
  peers:
    "PyTorch ConstantLR multiplies the first 5 steps by 1/3 by default: sequence([[constant({ factor: 1/3 }), 5], constant()]).",
  ko: {
    title: "상수 학습률",
    summary: "기준 학습률, 또는 그 일정한 배수를 그대로 유지합니다.",
    options: { factor: "기준 학습률의 배수", steps: "길이. 이어 붙이기 안에서만 의미가 있습니다" },
    use: "스케줄을 비교할 때의 기준선으로, 스케줄 없는 옵티마이저와 함께, 그리고 이어 붙이기의 한 부분으로 씁니다.",
    avoid:
      "최종 학습에서 이것만 쓰지 마세요. 학습률이 일정하면 기울기의 잡음 때문에 손실이 가라앉지 못하며, 어떤 식으로든 줄이는 편이 더 낮은 손실로 끝납니다.",
    related: {
      sequence: "이런 부분들을 이어 붙입니다",
      "warmup-stable-decay": "올린 뒤 일정하게 유지하다가 낮춥니다",
    },
    peers:
      "PyTorch ConstantLR은 기본값으로 처음 5단계에 1/3을 곱합니다. sequence([[constant({ factor: 1/3 }), 5], constant()])와 같습니다.",
  },
  examples: [
    { lr: [1, 1, 1], from: "by hand" },
    { options: { lr: 0.1, factor: 0.5 }, lr: [0.05, 0.05], from: "by hand" },
  ],
};
