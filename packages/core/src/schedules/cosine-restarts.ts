import type { ScheduleDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Cosine annealing with warm restarts: half cosines one after the other, each `multiplier` times as long as
 * the one before.
 *
 * Options:
 * - `first` (1000): length of the first cosine in steps.
 * - `multiplier` (1): how many times longer each cosine is than the one before.
 * - `decay` (1): what the base rate is multiplied by at each restart.
 * - `minimum` (0): the rate just before each restart.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983.
 *
 * @example
 * const rate = cosineRestarts({ first: 100, multiplier: 2 });
 * [rate(0), rate(50), rate(100), rate(200), rate(300)]; // 1, 0.5, 1, 0.5, 1
 */
export const cosineRestarts = /* @__PURE__ */ scheduleEntry({
  id: "cosine-restarts",
  formula: `
    # Restart k begins at first*(multiplier^k - 1)/(multiplier - 1). The logarithm finds the nearest; it may be one ahead.
    near = floor(log(1 + t*(multiplier - 1)/first)/log(multiplier) + 0.5)
    grown = where(first*((multiplier^near - 1)/(multiplier - 1)) > t, near - 1, near)
    k = where(multiplier == 1, floor(t/first), grown)
    begin = where(multiplier == 1, k*first, first*((multiplier^k - 1)/(multiplier - 1)))
    x = (t - begin)/(first*multiplier^k)
    top = max(lr*decay^k, minimum)
    lr = minimum + (top - minimum)*(1 + cos(pi*x))/2`,
  defaults: { first: 1000, multiplier: 1, decay: 1, minimum: 0 },
  limits: {
    first: { min: 1, integer: true },
    multiplier: { min: 1, integer: true },
    decay: { min: 0, max: 1, open: "min" },
    minimum: notNegative,
  },
});

export const documentation: ScheduleDocumentation<typeof cosineRestarts> = {
  title: "Cosine annealing with warm restarts",
  summary: "Anneals along half a cosine, jumps back to the base rate, and anneals again, each time longer.",
  source: "Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, arXiv:1608.03983",
  options: {
    first: "length of the first cosine in steps",
    multiplier: "how many times longer each cosine is than the one before",
    decay: "what the base rate is multiplied by at each restart",
    minimum: "the rate just before each restart",
  },
  use: "For snapshots to average or to choose from: just before each restart the network has settled. With multiplier 2 a run that is stopped there has used a full cosine.",
  avoid:
    "For one final model: a single cosine of the whole length usually ends lower, and stopping between restarts leaves the rate high.",
  related: { "cosine-annealing": "a single cosine", cyclic: "up and down in straight lines" },
  peers:
    "PyTorch CosineAnnealingWarmRestarts: T_0 is first, T_mult (1) is multiplier. Keras CosineDecayRestarts: t_mul 2, m_mul is decay. optax.sgdr_schedule names each part.",
  ko: {
    title: "코사인 재시작(SGDR)",
    summary: "코사인을 따라 낮추었다가 기준 학습률로 되돌아가기를, 매번 더 길게 되풀이합니다.",
    options: {
      first: "첫 코사인의 길이(단계)",
      multiplier: "다음 코사인이 직전 코사인의 몇 배로 길어지는지 정합니다",
      decay: "재시작할 때마다 기준 학습률에 곱하는 값",
      minimum: "재시작 직전의 학습률",
    },
    use: "평균하거나 골라 쓸 중간 모델이 필요할 때 씁니다. 재시작 직전마다 신경망이 안정됩니다. multiplier가 2이면 그 시점에 멈추어도 온전한 코사인을 마친 것입니다.",
    avoid:
      "최종 모델 하나만 필요하면 전체 길이의 코사인 하나가 대체로 더 낮은 손실로 끝납니다. 재시작 사이에 멈추면 학습률이 높은 채로 끝납니다.",
    related: { "cosine-annealing": "코사인 하나를 씁니다", cyclic: "직선으로 오르내립니다" },
    peers:
      "PyTorch CosineAnnealingWarmRestarts의 T_0는 first, T_mult(1)는 multiplier입니다. Keras CosineDecayRestarts는 t_mul이 2이고 m_mul이 decay입니다. optax.sgdr_schedule은 부분마다 값을 적습니다.",
  },
  examples: [
    { options: { first: 2 }, lr: [1, 0.5, 1, 0.5, 1], from: "by hand" },
    {
      options: { first: 1, multiplier: 2 },
      lr: [1, 1, 0.5, 1, 0.853553390593, 0.5, 0.146446609407, 1],
      from: "by hand",
    },
    {
      options: { lr: 0.1, first: 2, decay: 0.5, minimum: 0.02 },
      lr: [0.1, 0.06, 0.05, 0.035, 0.025],
      from: "by hand",
    },
  ],
};
