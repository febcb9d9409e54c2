import type { ScheduleDocumentation } from "../definition.js";
import { count, share } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Linear warm-up: the rate rises in a straight line to the base rate and stays there.
 *
 * Options:
 * - `steps` (100): the base rate is reached in the last of these steps.
 * - `start` (0): multiple of the base rate that the line starts from, one step before the first.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, arXiv:1706.02677.
 *
 * @example
 * const rate = warmup({ steps: 100 });
 * [rate(0), rate(49), rate(99), rate(500)]; // 0.01, 0.5, 1, 1
 */
export const warmup = /* @__PURE__ */ scheduleEntry({
  id: "warmup",
  formula: `
    lr = lr*(start + (1 - start)*where(t + 1 < steps, (t + 1)/steps, 1))`,
  defaults: { steps: 100, start: 0 },
  limits: { steps: count, start: share },
});

export const documentation: ScheduleDocumentation<typeof warmup> = {
  title: "Linear warm-up",
  summary: "Raises the rate in a straight line to the base rate; the first step is not 0.",
  source: "Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, arXiv:1706.02677",
  options: {
    steps: "the base rate is reached in the last of these steps",
    start: "multiple of the base rate that the line starts from, one step before the first",
  },
  use: "As the first part of a sequence, for Adam, large batches and transformers: the first gradients are large and the running means unsettled. 1 to 5 percent of the run is usual.",
  avoid:
    "Alone, unless a constant rate afterwards is meant, as for schedule-free optimizers. Plain SGD on small problems does not need it.",
  related: {
    sequence: "puts something after it",
    linear: "a line between any two multiples",
    "warmup-stable-decay": "warm-up, plateau and fall in one",
  },
  peers:
    "PyTorch LinearLR(start_factor, total_iters=n) reaches the base rate one step later than this with n steps, and cannot start at 0. transformers starts at exactly 0, which wastes the first step.",
  ko: {
    title: "선형 워밍업",
    summary: "기준 학습률까지 곧게 올립니다. 첫 단계의 학습률은 0이 아닙니다.",
    options: {
      steps: "이 길이의 마지막 단계에서 기준 학습률에 이릅니다",
      start: "첫 단계보다 한 단계 앞에서 직선이 시작하는 값. 기준 학습률의 배수",
    },
    use: "Adam, 큰 배치, 트랜스포머에서 이어 붙이기의 첫 부분으로 씁니다. 처음에는 기울기가 크고 이동 평균이 자리 잡지 않았기 때문입니다. 보통 전체 학습의 1에서 5퍼센트를 씁니다.",
    avoid:
      "스케줄 없는 옵티마이저처럼 이후 학습률을 일정하게 둘 때가 아니면 단독으로 쓰지 마세요. 작은 문제의 SGD에는 필요 없습니다.",
    related: {
      sequence: "뒤에 다른 스케줄을 잇습니다",
      linear: "두 배수 사이의 직선입니다",
      "warmup-stable-decay": "워밍업, 유지, 감소를 하나로 묶었습니다",
    },
    peers:
      "PyTorch LinearLR(start_factor, total_iters=n)은 n단계인 이 스케줄보다 한 단계 늦게 기준 학습률에 이르며 0에서 시작할 수 없습니다. transformers는 정확히 0에서 시작하므로 첫 단계를 버립니다.",
  },
  examples: [
    { options: { steps: 4 }, lr: [0.25, 0.5, 0.75, 1, 1], from: "by hand" },
    { options: { lr: 0.1, steps: 2, start: 0.5 }, lr: [0.075, 0.1, 0.1], from: "by hand" },
    { options: { steps: 0 }, lr: [1, 1], from: "by hand" },
  ],
};
