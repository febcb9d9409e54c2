import type { ScheduleDocumentation } from "../definition.js";
import { schedule } from "../schedule.js";

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
export const multiStep = /* @__PURE__ */ schedule({
  id: "multi-step",
  formula: `
    lr = lr*gamma^sum(milestones <= t)`,
  defaults: { milestones: [], gamma: 0.1 },
  limits: { gamma: { min: 0, open: "min" } },
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
    use: "ResNet처럼 학습의 절반과 4분의 3 지점 등 감소 시점이 정해진 방법을 따를 때 씁니다.",
    avoid:
      "비슷한 학습에서 알아낸 시점이 없다면 피하세요. 시점을 찾는 데 드는 학습이 코사인 감쇠 한 번보다 많습니다.",
  },
  examples: [
    { options: { milestones: [2, 3], gamma: 0.5 }, lr: [1, 1, 0.5, 0.25, 0.25], from: "by hand" },
    { lr: [1, 1], from: "by hand" },
  ],
};
