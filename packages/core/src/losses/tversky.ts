import type { LossDocumentation } from "../definition.js";
import { notNegative, positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Tversky loss of masks: Dice with separate weights for false positives and false negatives.
 *
 * Shapes: `x`, rows of logits, one row per mask; `y`, rows of the same shape, 0 to 1; the length of a row is given as
 * `columns`. One loss per row.
 * Options: `alpha` (0.3), the weight of false positives; `beta` (0.7), of false negatives; `smooth` (1).
 * Source: Salehi, Erdogmus & Gholipour 2017, arXiv:1706.05721.
 *
 * @example
 * tversky().evaluate([0, 0], [1, 0], { columns: 2 }); // { value: 0.25, gradient: [-0.096875, 0.028125] }
 * @throws DownhillError `usage` when the shapes differ or `columns` is missing; `data` when a target is outside 0 to 1.
 */
export const tversky = /* @__PURE__ */ lossEntry({
  id: "tversky",
  inputs: { x: "prediction", y: { kind: "target", range: [0, 1] } },
  formula: `
    p = sigmoid(x)
    hit = sum(p*y)
    L = 1 - (hit + smooth)/(hit + alpha*sum(p*(1 - y)) + beta*sum((1 - p)*y) + smooth)`,
  defaults: { alpha: 0.3, beta: 0.7, smooth: 1 },
  limits: { alpha: notNegative, beta: notNegative, smooth: positive },
});

export const documentation: LossDocumentation<typeof tversky> = {
  title: "Tversky",
  summary: "One minus overlap over overlap plus weighted false positives plus weighted false negatives.",
  source:
    "Salehi, Erdogmus & Gholipour 2017, Tversky loss function for image segmentation using 3D fully convolutional deep networks, arXiv:1706.05721",
  options: {
    alpha: "weight of false positives: pixels claimed but not there",
    beta: "weight of false negatives: pixels there but missed",
    smooth: "added to both sides of the fraction, in pixels",
  },
  use: "Segmentation where missing a lesion is worse than marking too much: beta above alpha raises recall, the reverse raises precision.",
  avoid:
    "When overlap as such is the measure: Dice has fewer options. The same care as with Dice for tiny masks.",
  related: {
    dice: "this with alpha and beta 0.5, with twice the smooth",
    "binary-cross-entropy-with-logits": "with positiveWeight, the same trade per pixel",
  },
  peers:
    "Keras Tversky takes probabilities, with alpha 0.5 for false positives and beta 0.5. optax.losses.dice_loss has alpha and beta too, with overlap counted as in Dice. Absent from PyTorch and TF.js.",
  ko: {
    title: "트버스키 손실",
    summary: "1에서, 겹침을 겹침과 가중된 거짓 양성·거짓 음성의 합으로 나눈 값을 뺍니다.",
    options: {
      alpha: "거짓 양성, 곧 없는데 있다고 한 픽셀의 가중치",
      beta: "거짓 음성, 곧 있는데 놓친 픽셀의 가중치",
      smooth: "분자와 분모에 더하는 값(픽셀)",
    },
    use: "병변을 놓치는 것이 지나치게 표시하는 것보다 나쁜 분할 문제에 씁니다. beta를 alpha보다 키우면 재현율이, 반대로 하면 정밀도가 올라갑니다.",
    avoid:
      "겹침 자체가 평가 기준이면 옵션이 적은 다이스 손실을 쓰세요. 아주 작은 마스크에서의 주의점은 다이스 손실과 같습니다.",
    related: {
      dice: "alpha와 beta가 0.5인 이 손실. smooth는 두 배로 둡니다",
      "binary-cross-entropy-with-logits": "positiveWeight를 쓰면 픽셀마다 같은 절충을 합니다",
    },
    peers:
      "Keras Tversky는 확률을 받으며 거짓 양성의 alpha와 beta가 모두 0.5입니다. optax.losses.dice_loss에도 alpha와 beta가 있지만 겹침은 다이스 손실처럼 셉니다. PyTorch와 TF.js에는 없습니다.",
  },
  examples: [
    {
      inputs: {
        x: [
          [0, 0],
          [-10000, -10000],
        ],
        y: [
          [1, 0],
          [0, 0],
        ],
      },
      L: [0.25, 0],
      from: "by hand: 1 - 1.5/2",
    },
  ],
};
