import type { ScheduleDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Step decay: the rate is multiplied by gamma every so many steps.
 *
 * Options:
 * - `every` (1000): steps between two reductions.
 * - `gamma` (0.1): what the rate is multiplied by.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: PyTorch StepLR; used since Krizhevsky, Sutskever & Hinton 2012, ImageNet Classification with Deep
 * Convolutional Neural Networks.
 *
 * @example
 * const rate = stepDecay({ every: 100, gamma: 0.5 });
 * [rate(99), rate(100), rate(250)]; // 1, 0.5, 0.25
 */
export const stepDecay = /* @__PURE__ */ scheduleEntry({
  id: "step-decay",
  formula: `
    lr = lr*gamma^floor(t/every)`,
  defaults: { every: 1000, gamma: 0.1 },
  limits: { every: { min: 1, integer: true }, gamma: positive },
});

export const documentation: ScheduleDocumentation<typeof stepDecay> = {
  title: "Step decay",
  summary: "Multiplies the rate by gamma once every so many steps.",
  source:
    "PyTorch StepLR; used since Krizhevsky, Sutskever & Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks",
  options: { every: "steps between two reductions", gamma: "what the rate is multiplied by" },
  use: "Reproducing older vision results, and when you want to see what each reduction buys: the loss falls visibly at every step of the stairs.",
  avoid:
    "When the length of the run changes often: every has to be set again each time. Cosine annealing scales by itself and is rarely worse.",
  related: {
    "multi-step": "reductions at steps of your choice",
    exponential: "the same fall without stairs",
    "reduce-on-plateau": "reduces when progress stops",
  },
  peers:
    "PyTorch StepLR(step_size, gamma=0.1) counts calls, usually epochs; here t counts optimizer steps. optax.exponential_decay(staircase=True): the same.",
  ko: {
    title: "계단식 감소",
    summary: "일정한 단계마다 학습률에 gamma를 곱합니다.",
    options: { every: "다음번에 낮출 때까지의 단계", gamma: "학습률에 곱하는 값" },
    use: "예전 이미지 인식 결과를 재현할 때, 그리고 감소 한 번의 효과를 눈으로 보고 싶을 때 씁니다. 계단마다 손실이 뚜렷이 내려갑니다.",
    avoid:
      "학습 길이가 자주 바뀌면 피하세요. every를 매번 다시 정해야 합니다. 코사인 감소는 길이에 저절로 맞춰지고 성능도 거의 뒤지지 않습니다.",
    related: {
      "multi-step": "원하는 단계에서 낮춥니다",
      exponential: "계단 없이 똑같이 낮춥니다",
      "reduce-on-plateau": "더 나아지지 않을 때 낮춥니다",
    },
    peers:
      "PyTorch StepLR(step_size, gamma=0.1)은 호출을 세며 보통 에폭마다 호출합니다. 여기서 t는 옵티마이저의 단계를 셉니다. optax.exponential_decay(staircase=True)와 같습니다.",
  },
  examples: [
    { options: { every: 2, gamma: 0.5 }, lr: [1, 1, 0.5, 0.5, 0.25], from: "by hand" },
    { options: { lr: 0.3, every: 1, gamma: 0.1 }, lr: [0.3, 0.03, 0.003], from: "by hand" },
  ],
};
