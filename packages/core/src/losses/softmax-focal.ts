import type { LossDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Focal loss for exclusive classes: cross-entropy with well-classified rows weighted down.
 *
 * Shapes: `x`, rows of logits; `target`, one class index per row. One loss per row.
 * Options: `gamma` (2), how fast the weight falls with confidence, 0 for none; `classWeights` play alpha's part.
 * Source: Lin et al. 2017, arXiv:1708.02002.
 *
 * @example
 * softmaxFocal().evaluate([0, 0], [0]); // { value: 0.1732868, gradient: [-0.2982868, 0.2982868] }
 * @throws DownhillError `usage` when the logits are not whole rows; `data` when a class index is not a column.
 */
export const softmaxFocal = /* @__PURE__ */ lossEntry({
  id: "softmax-focal",
  inputs: { x: "prediction", target: "class", w: "class weight" },
  // -expm1(-c) is 1 - p without cancellation when p is nearly 1.
  formula: `
    c = logsumexp(x) - x[target]
    L = w[target]*(-expm1(-c))^gamma*c`,
  defaults: { gamma: 2 },
  limits: { gamma: notNegative },
});

export const documentation: LossDocumentation<typeof softmaxFocal> = {
  title: "Focal (classes)",
  summary: "Multiplies cross-entropy by (1 - p)^gamma, p being the probability of the true class.",
  source: "Lin, Goyal, Girshick, He & Dollár 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002",
  options: { gamma: "exponent of the probability that the prediction was wrong; 0 is cross-entropy" },
  use: "Exclusive classes of which a few are rare and the common ones are easy. Also known to lower overconfidence, compared with plain cross-entropy.",
  avoid:
    "Noisy labels: they look hard and gain weight. When only the class frequencies differ, classWeights alone are simpler.",
  related: {
    "cross-entropy": "this with gamma 0",
    focal: "for independent yes-or-no labels",
    "poly-1": "weights the first term of the same series instead",
  },
  peers:
    "Keras CategoricalFocalCrossentropy multiplies everything by alpha = 0.25 as well and takes probabilities. fastai FocalLoss(gamma=2) is the same. PyTorch and optax have the binary form only.",
  ko: {
    title: "포컬 손실(다중 클래스)",
    summary: "교차 엔트로피에 (1 - p)^gamma를 곱합니다. p는 정답 클래스의 확률입니다.",
    options: { gamma: "예측이 틀렸을 확률의 지수. 0이면 교차 엔트로피" },
    use: "서로 배타적인 클래스 가운데 일부가 드물고 흔한 클래스는 쉬울 때 씁니다. 교차 엔트로피보다 과신을 줄인다고도 알려져 있습니다.",
    avoid:
      "레이블에 잡음이 많으면 피하세요. 틀린 레이블이 어려운 표본으로 보여 비중이 커집니다. 클래스 빈도만 다르다면 classWeights로 충분합니다.",
    related: {
      "cross-entropy": "gamma가 0인 이 손실",
      focal: "레이블마다 따로 예, 아니요를 정할 때 씁니다",
      "poly-1": "같은 급수에서 첫 항의 가중치를 바꿉니다",
    },
    peers:
      "Keras CategoricalFocalCrossentropy는 전체에 alpha = 0.25도 곱하며 확률을 받습니다. fastai FocalLoss(gamma=2)와는 같습니다. PyTorch와 optax에는 이진 손실만 있습니다.",
  },
  examples: [
    {
      inputs: {
        x: [
          [0, 0],
          [10000, -10000],
          [10000, -10000],
        ],
        target: [0, 0, 1],
      },
      L: [0.17328679514, 0, 20000],
      from: "by hand: log(2)/4",
    },
  ],
};
