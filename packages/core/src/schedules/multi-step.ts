import type { ScheduleDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Multi-step decay: the rate is multiplied by gamma at each milestone.
 *
 * Options:
 * - `milestones` ([]): steps at which the rate falls; one named twice counts twice.
 * - `gamma` (0.1): what the rate is multiplied by.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: PyTorch MultiStepLR; used by He et al. 2016, Deep Residual Learning for Image Recognition,
 * arXiv:1512.03385.
 *
 * @example
 * const rate = multiStep({ milestones: [100, 150] });
 * [rate(99), rate(100), rate(150)]; // 1, 0.1, 0.01
 */
export const multiStep = /* @__PURE__ */ scheduleEntry({
  id: "multi-step",
  formula: `
    lr = lr*gamma^sum(milestones <= t)`,
  defaults: { milestones: [], gamma: 0.1 },
  limits: { gamma: positive },
});

export const documentation: ScheduleDocumentation<typeof multiStep> = {
  title: "Multi-step decay",
  summary: "Multiplies the rate by gamma at each of the given steps.",
  source:
    "PyTorch MultiStepLR; used by He et al. 2016, Deep Residual Learning for Image Recognition, arXiv:1512.03385",
  options: {
    milestones: "steps at which the rate falls; one named twice counts twice",
    gamma: "what the rate is multiplied by",
  },
  use: "Recipes that name their milestones, such as ResNet's at one half and three quarters of the run.",
  avoid:
    "Without milestones known from a similar run: finding them costs more runs than cosine annealing needs in all.",
  related: { "step-decay": "milestones at equal distances" },
  peers:
    "PyTorch MultiStepLR(milestones, gamma=0.1) counts calls, usually epochs; here t counts optimizer steps. optax.piecewise_constant_schedule and Keras PiecewiseConstantDecay name the rates instead of a factor; Keras changes one step later (t > boundary).",
  ko: {
    title: "다단계 감소",
    summary: "지정한 단계마다 학습률에 gamma를 곱합니다.",
    options: {
      milestones: "학습률을 낮추는 단계들. 두 번 적은 단계는 두 번 셉니다",
      gamma: "학습률에 곱하는 값",
    },
    use: "ResNet이 학습의 절반과 4분의 3 지점에서 낮추듯, 감소 시점이 정해진 레시피를 따를 때 씁니다.",
    avoid:
      "비슷한 학습에서 알아낸 시점이 없다면 피하세요. 시점을 찾느라 학습을 되풀이하는 비용이 코사인 감소에 드는 전부보다 큽니다.",
    related: { "step-decay": "시점의 간격이 일정합니다" },
    peers:
      "PyTorch MultiStepLR(milestones, gamma=0.1)은 호출을 세며 보통 에폭마다 호출합니다. 여기서 t는 옵티마이저의 단계를 셉니다. optax.piecewise_constant_schedule과 Keras PiecewiseConstantDecay는 곱하는 값 대신 학습률을 적으며, Keras는 한 단계 늦게 바뀝니다(t > boundary).",
  },
  examples: [
    { options: { milestones: [2, 3], gamma: 0.5 }, lr: [1, 1, 0.5, 0.25, 0.25], from: "by hand" },
    { lr: [1, 1], from: "by hand" },
  ],
};
