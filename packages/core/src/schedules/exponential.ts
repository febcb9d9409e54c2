import type { ScheduleDocumentation } from "../definition.js";
import { notNegative, positive } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Exponential decay: the rate falls by the same factor in every step.
 *
 * Options:
 * - `gamma` (0.999): what the rate is multiplied by in the course of every steps.
 * - `every` (1): steps over which one factor is spread.
 * - `staircase` (false): if true, falls at once after every steps.
 * - `minimum` (0): the rate never falls below this.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: PyTorch ExponentialLR; optax.exponential_decay.
 *
 * @example
 * const rate = exponential({ gamma: 0.5, every: 100 });
 * [rate(0), rate(100), rate(200)]; // 1, 0.5, 0.25
 */
export const exponential = /* @__PURE__ */ scheduleEntry({
  id: "exponential",
  formula: `
    x = t/every
    lr = max(lr*gamma^where(staircase, floor(x), x), minimum)`,
  defaults: { gamma: 0.999, every: 1, staircase: false, minimum: 0 },
  limits: { gamma: positive, every: positive, minimum: notNegative },
});

export const documentation: ScheduleDocumentation<typeof exponential> = {
  title: "Exponential decay",
  summary: "Multiplies the rate by gamma every so many steps, smoothly or in stairs.",
  source: "PyTorch ExponentialLR; optax.exponential_decay",
  options: {
    gamma: "what the rate is multiplied by in the course of every steps",
    every: "steps over which one factor is spread",
    staircase: "if true, falls at once after every steps",
    minimum: "the rate never falls below this",
  },
  use: "Reinforcement learning and other runs of open length that should cool down slowly.",
  avoid:
    "When the length is known: half of the fall happens in the first steps, and the rest of the run is spent at rates too small to matter. Cosine and linear decay keep the rate up longer.",
  related: {
    "step-decay": "the staircase",
    "inverse-time": "a slower fall",
    "cosine-annealing": "for a known length",
  },
  peers:
    "PyTorch ExponentialLR(gamma) counts calls, usually epochs; here t counts optimizer steps. optax.exponential_decay and Keras ExponentialDecay: decay_rate is gamma, transition_steps or decay_steps is every.",
  ko: {
    title: "지수 감소",
    summary: "일정한 단계마다 학습률에 gamma를 곱하되, 매끄럽게 또는 계단식으로 줄입니다.",
    options: {
      gamma: "every 단계에 걸쳐 학습률에 곱하는 값",
      every: "gamma를 한 번 곱하는 데 걸리는 단계",
      staircase: "true이면 every 단계마다 한 번에 낮춥니다",
      minimum: "학습률의 하한",
    },
    use: "강화 학습처럼 길이가 정해지지 않은 학습을 천천히 식힐 때 씁니다.",
    avoid:
      "길이를 안다면 피하세요. 감소의 절반이 초반에 일어나고, 남은 학습은 효과를 내기에 너무 작은 학습률로 흘러갑니다. 코사인 감소나 선형 감소가 학습률을 더 오래 유지합니다.",
    related: {
      "step-decay": "계단식으로 낮춥니다",
      "inverse-time": "더 천천히 낮춥니다",
      "cosine-annealing": "길이를 알 때 씁니다",
    },
    peers:
      "PyTorch ExponentialLR(gamma)은 호출을 세며 보통 에폭마다 호출합니다. 여기서 t는 옵티마이저의 단계를 셉니다. optax.exponential_decay와 Keras ExponentialDecay의 decay_rate는 gamma, transition_steps와 decay_steps는 every입니다.",
  },
  examples: [
    { options: { gamma: 0.5 }, lr: [1, 0.5, 0.25], from: "by hand" },
    { options: { gamma: 0.25, every: 2 }, lr: [1, 0.5, 0.25], from: "by hand" },
    {
      options: { gamma: 0.5, every: 2, staircase: true, minimum: 0.4 },
      lr: [1, 1, 0.5, 0.5, 0.4],
      from: "by hand",
    },
  ],
};
