import type { ScheduleDocumentation } from "../definition.js";
import { count, notNegative } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Cosine annealing: half a cosine from the base rate down to `minimum`.
 *
 * Options:
 * - `steps`: length in steps; by default the whole run.
 * - `minimum` (0): the rate after steps, and from then on.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983.
 *
 * @example
 * const rate = cosineAnnealing({ steps: 100 });
 * [rate(0), rate(50), rate(100)]; // 1, 0.5, 0
 */
export const cosineAnnealing = /* @__PURE__ */ scheduleEntry({
  id: "cosine-annealing",
  formula: `
    x = where(t < steps, t/steps, 1)
    lr = minimum + (lr - minimum)*(1 + cos(pi*x))/2`,
  defaults: { steps: null, minimum: 0 },
  limits: { steps: count, minimum: notNegative },
});

export const documentation: ScheduleDocumentation<typeof cosineAnnealing> = {
  title: "Cosine annealing",
  summary: "Lowers the rate along half a cosine: slowly at first, fast in the middle, slowly at the end.",
  source: "Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983",
  options: {
    steps: "length in steps; by default the whole run",
    minimum: "the rate after steps, and from then on",
  },
  use: "The default when the length of the run is known, usually after a warm-up. There is nothing to tune but the base rate.",
  avoid:
    "When the run may be cut short or prolonged: a cosine stopped half-way ends at a rate that is too high. warmup-stable-decay can branch off at any time.",
  related: {
    "cosine-restarts": "starts again several times",
    "one-cycle": "with a rise before it, and momentum",
    linear: "a straight line instead",
  },
  peers:
    "PyTorch CosineAnnealingLR(T_max, eta_min=0), which goes up again after T_max; here the minimum is held. optax.cosine_decay_schedule and Keras CosineDecay: alpha is minimum divided by the base rate.",
  ko: {
    title: "코사인 감소",
    summary: "코사인 반주기를 따라 처음과 끝은 천천히, 가운데는 빠르게 학습률을 낮춥니다.",
    options: { steps: "단계로 센 길이. 기본값은 학습 전체", minimum: "steps 단계가 지난 뒤의 학습률" },
    use: "학습 길이를 알 때의 기본값이며 보통 워밍업 뒤에 씁니다. 기준 학습률 말고는 조정할 것이 없습니다.",
    avoid:
      "학습을 일찍 끝내거나 연장할 수 있으면 피하세요. 중간에 멈춘 코사인은 학습률이 너무 높은 채로 끝납니다. warmup-stable-decay는 언제든 마무리로 넘어갈 수 있습니다.",
    related: {
      "cosine-restarts": "여러 번 다시 시작합니다",
      "one-cycle": "먼저 올린 뒤 낮추며 모멘텀도 움직입니다",
      linear: "곡선 대신 직선입니다",
    },
    peers:
      "PyTorch CosineAnnealingLR(T_max, eta_min=0)은 T_max 뒤에 다시 올라가지만 여기서는 최솟값에 머뭅니다. optax.cosine_decay_schedule과 Keras CosineDecay의 alpha는 minimum을 기준 학습률로 나눈 값입니다.",
  },
  examples: [
    { options: { steps: 4 }, lr: [1, 0.853553390593, 0.5, 0.146446609407, 0, 0], from: "by hand" },
    { options: { lr: 0.1, steps: 2, minimum: 0.02 }, lr: [0.1, 0.06, 0.02, 0.02], from: "by hand" },
  ],
};
