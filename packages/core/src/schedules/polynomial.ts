import type { ScheduleDocumentation } from "../definition.js";
import { count, notNegative, positive } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Polynomial decay: the base rate times a power of what is left of the run.
 *
 * Options:
 * - `steps`: length in steps; by default the whole run.
 * - `power` (1): 1 is a straight line; above 1 falls faster at first, below 1 at the end.
 * - `minimum` (0): the rate after steps, and from then on.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: PyTorch PolynomialLR; used by Chen et al. 2017, DeepLab, arXiv:1606.00915.
 *
 * @example
 * const rate = polynomial({ steps: 100, power: 2 });
 * [rate(0), rate(50), rate(100)]; // 1, 0.25, 0
 */
export const polynomial = /* @__PURE__ */ scheduleEntry({
  id: "polynomial",
  formula: `
    x = where(t < steps, t/steps, 1)
    lr = minimum + (lr - minimum)*(1 - x)^power`,
  defaults: { steps: null, power: 1, minimum: 0 },
  limits: { steps: count, power: positive, minimum: notNegative },
});

export const documentation: ScheduleDocumentation<typeof polynomial> = {
  title: "Polynomial decay",
  summary: "Lowers the rate to a minimum as a power of the share of the run that is left.",
  source: "PyTorch PolynomialLR; used by Chen et al. 2017, DeepLab, arXiv:1606.00915",
  options: {
    steps: "length in steps; by default the whole run",
    power: "1 is a straight line; above 1 falls faster at first, below 1 at the end",
    minimum: "the rate after steps, and from then on",
  },
  use: "Semantic segmentation (power 0.9) and large-batch training with LARS or LAMB (power 2 and 1), whose recipes use it.",
  avoid: "Without a recipe: the power is one more thing to tune; linear or cosine have none.",
  related: { linear: "power 1", "cosine-annealing": "a similar curve without an option" },
  peers:
    "PyTorch PolynomialLR(total_iters=5, power=1), optax.polynomial_schedule, Keras PolynomialDecay (end_learning_rate 1e-4): end value is minimum.",
  ko: {
    title: "다항식 감소",
    summary: "남은 학습 비율의 거듭제곱에 따라 학습률을 최솟값까지 낮춥니다.",
    options: {
      steps: "단계로 센 길이. 기본값은 학습 전체",
      power: "1이면 직선이고, 1보다 크면 처음에, 작으면 끝에 더 빨리 내려갑니다",
      minimum: "steps 단계가 지난 뒤의 학습률",
    },
    use: "의미론적 분할(power 0.9)과 LARS·LAMB을 쓰는 큰 배치 학습(power 2와 1)처럼 이 스케줄을 쓰는 레시피를 따를 때 씁니다.",
    avoid:
      "따를 레시피가 없다면 조정할 것이 power 하나만큼 늘어나므로, 옵션이 없는 선형이나 코사인이 낫습니다.",
    related: { linear: "power가 1인 경우입니다", "cosine-annealing": "옵션이 없는 비슷한 곡선" },
    peers:
      "PyTorch PolynomialLR(total_iters=5, power=1), optax.polynomial_schedule, Keras PolynomialDecay(end_learning_rate 1e-4)의 마지막 값이 minimum입니다.",
  },
  examples: [
    { options: { steps: 4, power: 2 }, lr: [1, 0.5625, 0.25, 0.0625, 0, 0], from: "by hand" },
    { options: { lr: 0.1, steps: 2, minimum: 0.02 }, lr: [0.1, 0.06, 0.02], from: "by hand" },
  ],
};
