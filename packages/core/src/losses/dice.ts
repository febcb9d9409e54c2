import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Soft Dice loss of masks: one minus the overlap of prediction and target, per row.
 *
 * Shapes: `x`, rows of logits, one row per mask; `y`, rows of the same shape, 0 to 1; the length of a row is given as
 * `columns`. One loss per row.
 * Options: `smooth` (1), added to both sides of the fraction; makes two empty masks cost 0.
 * Source: Milletari, Navab & Ahmadi 2016, arXiv:1606.04797.
 *
 * @example
 * dice().evaluate([0, 0], [1, 0], { columns: 2 }); // { value: 0.3333333, gradient: [-0.1111111, 0.0555556] }
 * @throws DownhillError `usage` when the shapes differ or `columns` is missing; `data` when a target is outside 0 to 1.
 */
export const dice = /* @__PURE__ */ lossEntry({
  id: "dice",
  inputs: { x: "prediction", y: { kind: "target", range: [0, 1] } },
  formula: `
    p = sigmoid(x)
    L = 1 - (2*sum(p*y) + smooth)/(sum(p) + sum(y) + smooth)`,
  defaults: { smooth: 1 },
  limits: { smooth: positive },
});

export const documentation: LossDocumentation<typeof dice> = {
  title: "Dice",
  summary: "One minus twice the overlap over the total size of predicted and true mask.",
  source:
    "Milletari, Navab & Ahmadi 2016, V-Net, arXiv:1606.04797; the coefficient: Dice 1945, doi:10.2307/1932409",
  options: {
    smooth: "added to overlap and size, in pixels; keeps empty masks defined and steadies small ones",
  },
  use: "Segmentation where the object covers a small part of the image and overlap is what is reported: a mask of ten pixels counts as much as one of ten thousand. Often added to binary cross-entropy.",
  avoid:
    "Calibrated probabilities: masks come out hard. With tiny masks single pixels swing the loss; use larger batches per row, or add cross-entropy.",
  related: {
    tversky:
      "this with separate weights for missed and invented pixels; equal at 0.5 and 0.5 with half the smooth",
    "binary-cross-entropy-with-logits": "per pixel, calibrated, dominated by the background",
  },
  peers:
    "V-Net squares the probabilities in the denominator. optax.losses.dice_loss: smooth 1, on logits, averaged over classes, soft form as here. Keras Dice takes probabilities, pools the whole batch and uses 1e-7.",
  ko: {
    title: "다이스 손실",
    summary: "1에서, 예측 마스크와 정답 마스크의 겹침의 두 배를 두 크기의 합으로 나눈 값을 뺍니다.",
    options: {
      smooth:
        "겹침과 크기에 더하는 값(픽셀). 빈 마스크에서도 값이 정해지고 작은 마스크에서 흔들림이 줄어듭니다",
    },
    use: "물체가 이미지의 작은 부분만 차지하고 겹침으로 평가하는 분할 문제에 씁니다. 열 픽셀짜리 마스크도 만 픽셀짜리와 똑같이 셉니다. 이진 교차 엔트로피와 더해 쓰는 일이 많습니다.",
    avoid:
      "보정된 확률이 필요하면 피하세요. 마스크가 0과 1로 굳어집니다. 아주 작은 마스크에서는 픽셀 하나가 손실을 크게 흔들므로, 한 행에 더 많은 이미지를 묶거나 교차 엔트로피를 더하세요.",
    related: {
      tversky:
        "놓친 픽셀과 잘못 표시한 픽셀에 따로 가중치를 줍니다. 두 가중치가 0.5이고 smooth가 절반이면 같습니다",
      "binary-cross-entropy-with-logits": "픽셀마다 계산합니다. 확률이 보정되지만 배경에 좌우됩니다",
    },
    peers:
      "V-Net은 분모에서 확률을 제곱합니다. optax.losses.dice_loss는 smooth가 1이고 로짓을 받아 클래스에 대해 평균하며, 여기처럼 확률을 그대로 씁니다. Keras Dice는 확률을 받아 배치 전체를 하나로 합치고 1e-7을 씁니다.",
  },
  examples: [
    {
      inputs: {
        x: [
          [0, 0],
          [-10000, -10000],
          [10000, -10000],
        ],
        y: [
          [1, 0],
          [0, 0],
          [1, 0],
        ],
      },
      L: [0.333333333333, 0, 0],
      from: "by hand: 1 - 2/3",
    },
  ],
};
