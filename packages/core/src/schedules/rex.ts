import type { ScheduleDocumentation } from "../definition.js";
import { count, notNegative } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * REX: a fall that starts slower than a line and ends faster.
 *
 * Options:
 * - `steps`: length in steps; by default the whole run.
 * - `minimum` (0): the rate after steps, and from then on.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Chen, Wolfe & Kyrillidis 2021, REX: Revisiting Budgeted Training with an Improved Schedule,
 * arXiv:2107.04197.
 *
 * @example
 * const rate = rex({ steps: 100 });
 * [rate(0), rate(50), rate(100)]; // 1, 0.6666667, 0
 */
export const rex = /* @__PURE__ */ scheduleEntry({
  id: "rex",
  formula: `
    x = where(t < steps, t/steps, 1)
    lr = minimum + (lr - minimum)*(1 - x)/(1 - x/2)`,
  defaults: { steps: null, minimum: 0 },
  limits: { steps: count, minimum: notNegative },
});

export const documentation: ScheduleDocumentation<typeof rex> = {
  title: "REX",
  summary:
    "Lowers the rate to a minimum along a hyperbola that stays high for long and falls fast at the end.",
  source:
    "Chen, Wolfe & Kyrillidis 2021, REX: Revisiting Budgeted Training with an Improved Schedule, arXiv:2107.04197",
  options: {
    steps: "length in steps; by default the whole run",
    minimum: "the rate after steps, and from then on",
  },
  use: "Runs on a small budget of epochs, where the paper finds it at least as good as linear and step schedules without an option to tune.",
  avoid:
    "Long runs with a rate near the limit of stability: it stays near the top longer than linear and cosine do.",
  related: { linear: "without the bend", "cosine-annealing": "lower in the second half" },
  peers: "PyTorch, Keras and optax have none.",
  ko: {
    title: "REX",
    summary: "오래 높게 머물다가 끝에서 빠르게 떨어지는 쌍곡선을 따라 학습률을 최솟값까지 낮춥니다.",
    options: { steps: "단계로 센 길이. 기본값은 학습 전체", minimum: "steps 단계가 지난 뒤의 학습률" },
    use: "에폭 수가 적은 학습에 씁니다. 논문에서는 조정할 옵션 없이도 선형이나 계단식에 뒤지지 않았습니다.",
    avoid:
      "안정 한계에 가까운 학습률로 오래 학습할 때는 피하세요. 선형이나 코사인보다 꼭대기 근처에 오래 머뭅니다.",
    related: { linear: "휘지 않은 직선입니다", "cosine-annealing": "후반에 더 낮습니다" },
    peers: "PyTorch, Keras, optax에는 없습니다.",
  },
  examples: [
    { options: { steps: 2 }, lr: [1, 0.666666666667, 0, 0], from: "by hand" },
    { options: { lr: 0.1, steps: 2, minimum: 0.04 }, lr: [0.1, 0.08, 0.04], from: "by hand" },
  ],
};
