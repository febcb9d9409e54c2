import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Binary cross-entropy on logits: one independent yes-or-no question per element.
 *
 * Shapes: `x` (logits, any number) and `y` (0 to 1, soft targets allowed) of equal length, one loss per element. The
 * gradient is sigmoid(x) - y when `positiveWeight` is 1.
 * Options: `positiveWeight` (1), multiplies the loss of the positive part.
 * Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.2.
 *
 * @example
 * binaryCrossEntropyWithLogits().evaluate([0, 10000], [1, 0]); // { value: 5000.3465736, gradient: [-0.25, 0.5] }
 * binaryCrossEntropyWithLogits({ positiveWeight: 3 }).evaluate([0, 0], [1, 0]); // { value: 1.3862944 }
 * @throws DownhillError `usage` when the lengths differ; `data` when a target is outside 0 to 1.
 */
export const binaryCrossEntropyWithLogits = /* @__PURE__ */ lossEntry({
  id: "binary-cross-entropy-with-logits",
  inputs: { x: "prediction", y: { kind: "target", range: [0, 1] } },
  // softplus(-x) = -log(sigmoid(x)): two terms that are both small when right, so nothing cancels.
  formula: `
    L = positiveWeight*y*softplus(-x) + (1 - y)*softplus(x)`,
  defaults: { positiveWeight: 1 },
  limits: { positiveWeight: positive },
});

export const documentation: LossDocumentation<typeof binaryCrossEntropyWithLogits> = {
  title: "Binary cross-entropy (logits)",
  summary: "Sigmoid and negative log-probability in one, finite for every logit.",
  source: "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.2",
  options: {
    positiveWeight: "multiplies the loss of positives; negatives divided by positives balances a rare class",
  },
  use: "Two classes, or several labels of which any number may be true at once. The default for both; the outputs are calibrated probabilities after a sigmoid.",
  avoid:
    "Classes of which exactly one is true: cross-entropy knows that they exclude each other. With a positiveWeight the sigmoid of the output is no longer the probability.",
  related: {
    "binary-cross-entropy": "the same on probabilities",
    "cross-entropy": "the same as two classes with logits x and 0",
    "soft-margin": "the same with labels -1 and 1",
    focal: "this with easy examples weighted down",
    asymmetric: "this with easy negatives weighted down, for many labels",
  },
  peers:
    "PyTorch BCEWithLogitsLoss(pos_weight), Keras BinaryCrossentropy(from_logits=True), optax.sigmoid_binary_cross_entropy, TF.js losses.sigmoidCrossEntropy: the same. PyTorch MultiLabelSoftMarginLoss has the same mean. Keras takes probabilities unless told otherwise.",
  ko: {
    title: "이진 교차 엔트로피(로짓 입력)",
    summary: "시그모이드와 음의 로그 확률을 한 번에 계산하며, 어떤 로짓에서도 유한합니다.",
    options: {
      positiveWeight:
        "양성의 손실에 곱하는 값. 음성 수를 양성 수로 나눈 값을 주면 드문 클래스의 균형이 맞습니다",
    },
    use: "두 클래스 분류와, 여러 레이블이 동시에 참일 수 있는 다중 레이블 분류의 기본 선택입니다. 출력에 시그모이드를 취하면 보정된 확률이 됩니다.",
    avoid:
      "정확히 하나만 참인 클래스라면 피하세요. 교차 엔트로피는 클래스가 서로 배타적임을 압니다. positiveWeight를 쓰면 시그모이드 출력은 더 이상 확률이 아닙니다.",
    related: {
      "binary-cross-entropy": "확률을 입력으로 받는 같은 손실",
      "cross-entropy": "두 클래스의 로짓이 x와 0인 교차 엔트로피와 같습니다",
      "soft-margin": "레이블이 -1과 1인 같은 손실",
      focal: "이 손실에서 쉬운 표본의 비중을 줄인 것",
      asymmetric: "레이블이 많을 때 이 손실에서 쉬운 음성의 비중을 줄인 것",
    },
    peers:
      "PyTorch BCEWithLogitsLoss(pos_weight), Keras BinaryCrossentropy(from_logits=True), optax.sigmoid_binary_cross_entropy, TF.js losses.sigmoidCrossEntropy와 같습니다. PyTorch MultiLabelSoftMarginLoss도 평균이 같습니다. Keras는 따로 지정하지 않으면 확률을 받습니다.",
  },
  examples: [
    {
      inputs: { x: [0, 10000, -10000, 2], y: [1, 1, 1, 0] },
      L: [Math.LN2, 0, 10000, 2.12692801104],
      from: "PyTorch 2.13 BCEWithLogitsLoss",
    },
    {
      inputs: { x: [0, 0], y: [1, 0] },
      options: { positiveWeight: 3 },
      L: [2.07944154168, Math.LN2],
      from: "by hand: 3 log(2) and log(2)",
    },
  ],
};
