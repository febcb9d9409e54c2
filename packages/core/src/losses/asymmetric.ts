import type { LossDocumentation } from "../definition.js";
import { belowOne, notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Asymmetric loss for many labels: focal on both sides, harder on negatives, and very easy negatives dropped.
 *
 * Shapes: `x` (logits, any number) and `y` (0 or 1) of equal length, one loss per element.
 * Options: `gammaPositive` (1) and `gammaNegative` (4), the focusing of either side; `clip` (0.05), negatives below
 * this probability cost nothing.
 * Source: Ridnik et al. 2021, arXiv:2009.14119.
 *
 * @example
 * asymmetric().evaluate([0, 0], [1, 0]); // { value: 0.185545, gradient: [-0.2116434, 0.0365585] }
 * @throws DownhillError `usage` when the lengths differ or an option is out of its bounds; `data` when a target is
 * not 0 or 1.
 */
export const asymmetric = /* @__PURE__ */ lossEntry({
  id: "asymmetric",
  inputs: { x: "prediction", y: { kind: "target", values: [0, 1] } },
  // q is the shifted probability of a negative. Without a shift its log(1 - q) is taken from the logit: q may be 1.
  formula: `
    positive = sigmoid(-x)^gammaPositive*softplus(-x)
    q = max(sigmoid(x) - clip, 0)
    negative = q^gammaNegative*where(clip > 0, -log1p(-q), softplus(x))
    L = y*positive + (1 - y)*negative`,
  defaults: { gammaPositive: 1, gammaNegative: 4, clip: 0.05 },
  limits: { gammaPositive: notNegative, gammaNegative: notNegative, clip: belowOne },
});

export const documentation: LossDocumentation<typeof asymmetric> = {
  title: "Asymmetric (ASL)",
  summary: "Binary cross-entropy that fades easy negatives much faster than easy positives.",
  source: "Ridnik et al. 2021, Asymmetric Loss For Multi-Label Classification, arXiv:2009.14119",
  options: {
    gammaPositive: "focusing of positives, 0 for none",
    gammaNegative: "focusing of negatives, 0 for none",
    clip: "subtracted from the probability of a negative; below it a negative costs nothing",
  },
  use: "Images or texts with a few true labels out of many possible ones, some of them missing: an unlabelled positive looks like a hard negative, and the focusing limits the harm.",
  avoid:
    "Balanced labels, or when calibrated probabilities are wanted: they are shifted by clip and by the focusing.",
  related: {
    focal: "the same focusing on both sides",
    "binary-cross-entropy-with-logits": "this with both gammas and clip at 0",
  },
  peers:
    "timm AsymmetricLossMultiLabel(gamma_neg=4, gamma_pos=1, clip=0.05) has the same value, but sums, and treats the focusing weight as a constant in the gradient by default. Here the gradient is that of the paper's formula.",
  ko: {
    title: "비대칭 손실(ASL)",
    summary: "쉬운 음성의 비중을 쉬운 양성보다 훨씬 빠르게 줄이는 이진 교차 엔트로피입니다.",
    options: {
      gammaPositive: "양성의 집중 지수. 0이면 집중하지 않습니다",
      gammaNegative: "음성의 집중 지수. 0이면 집중하지 않습니다",
      clip: "음성의 확률에서 빼는 값. 확률이 이보다 낮은 음성은 손실이 0입니다",
    },
    use: "가능한 레이블은 많은데 참인 것은 몇 개뿐이고 일부는 빠져 있는 이미지·텍스트의 다중 레이블 분류에 씁니다. 빠진 양성은 어려운 음성처럼 보이는데, 집중 지수가 그 피해를 줄입니다.",
    avoid:
      "레이블이 균형 잡혀 있거나 보정된 확률이 필요하면 피하세요. 출력 확률이 clip과 집중 지수만큼 치우칩니다.",
    related: {
      focal: "양쪽에 같은 집중 지수를 씁니다",
      "binary-cross-entropy-with-logits": "이 손실에서 두 집중 지수와 clip을 모두 0으로 둔 것",
    },
    peers:
      "timm AsymmetricLossMultiLabel(gamma_neg=4, gamma_pos=1, clip=0.05)과 값은 같지만, timm은 합을 내고 기본적으로 집중 가중치를 기울기에서 상수로 다룹니다. 여기서는 논문의 수식을 그대로 미분합니다.",
  },
  examples: [
    {
      inputs: { x: [0, 0, -10, 10000], y: [1, 0, 0, 1] },
      L: [0.34657359028, 0.0245150535122, 0, 0],
      from: "by hand: log(2)/2 and 0.45^4 log(1/0.55)",
    },
    {
      inputs: { x: [0, 10000], y: [0, 0] },
      options: { gammaPositive: 0, gammaNegative: 0, clip: 0 },
      L: [Math.LN2, 10000],
      from: "by hand: binary cross-entropy",
    },
  ],
};
