import type { ScheduleDocumentation } from "../definition.js";
import { count, notNegative } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Linear: the rate goes in a straight line from one multiple of the base rate to another.
 *
 * Options:
 * - `start` (1): multiple of the base rate at first.
 * - `end` (0): multiple of the base rate after steps, and from then on.
 * - `steps`: length in steps; by default the whole run.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: PyTorch LinearLR; linear decay to 0: Devlin et al. 2019, BERT, arXiv:1810.04805.
 *
 * @example
 * const rate = linear({ steps: 100 });
 * [rate(0), rate(50), rate(100)]; // 1, 0.5, 0
 */
export const linear = /* @__PURE__ */ scheduleEntry({
  id: "linear",
  formula: `
    x = where(t < steps, t/steps, 1)
    lr = lr*(start + (end - start)*x)`,
  defaults: { start: 1, end: 0, steps: null },
  limits: { start: notNegative, end: notNegative, steps: count },
});

export const documentation: ScheduleDocumentation<typeof linear> = {
  title: "Linear",
  summary: "Changes the rate in a straight line from start times the base rate to end times it.",
  source: "PyTorch LinearLR; linear decay to 0: Devlin et al. 2019, BERT, arXiv:1810.04805",
  options: {
    start: "multiple of the base rate at first",
    end: "multiple of the base rate after steps, and from then on",
    steps: "length in steps; by default the whole run",
  },
  use: "Fine-tuning and transformers, after a warm-up: a straight fall to 0 is simple, has no option to tune, and comparisons often find it at least as good as cosine.",
  avoid: "When the run may be prolonged: at the end the rate is 0 and nothing more is learned.",
  related: {
    "cosine-annealing": "slower at both ends",
    polynomial: "a power of this",
    warmup: "a rise whose first step is not 0",
  },
  peers:
    "PyTorch LinearLR: start_factor 1/3, end_factor 1, total_iters 5, a short warm-up; here the default is the fall that transformers' get_linear_schedule_with_warmup ends with. optax.linear_schedule names the rates instead of factors.",
  ko: {
    title: "선형 변화",
    summary: "기준 학습률의 start배에서 end배까지 직선으로 바꿉니다.",
    options: {
      start: "처음 학습률. 기준 학습률의 배수",
      end: "steps 단계가 지난 뒤의 학습률. 기준 학습률의 배수",
      steps: "단계로 센 길이. 기본값은 학습 전체",
    },
    use: "워밍업 뒤의 미세 조정과 트랜스포머에 씁니다. 0까지 곧게 내려가는 방식은 단순하고 조정할 것이 없으며, 비교 실험에서 코사인에 뒤지지 않는 경우가 많습니다.",
    avoid: "학습을 연장할 가능성이 있으면 피하세요. 끝에서는 학습률이 0이어서 더 배우지 못합니다.",
    related: {
      "cosine-annealing": "양 끝에서 더 천천히 바뀝니다",
      polynomial: "이 직선의 거듭제곱입니다",
      warmup: "첫 단계가 0이 아닌 오르막입니다",
    },
    peers:
      "PyTorch LinearLR은 start_factor 1/3, end_factor 1, total_iters 5의 짧은 워밍업입니다. 여기의 기본값은 transformers의 get_linear_schedule_with_warmup이 끝에서 쓰는 내리막입니다. optax.linear_schedule은 배수 대신 학습률을 적습니다.",
  },
  examples: [
    { options: { steps: 4 }, lr: [1, 0.75, 0.5, 0.25, 0, 0], from: "by hand" },
    { options: { lr: 0.1, start: 0.5, end: 1, steps: 2 }, lr: [0.05, 0.075, 0.1, 0.1], from: "by hand" },
  ],
};
