import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Soft margin: the logistic loss with labels -1 and 1.
 *
 * Shapes: `x` (logits, any number) and `y` (-1 or 1) of equal length, one loss per element.
 * Options: none of its own.
 * Source: Cox 1958, The Regression Analysis of Binary Sequences.
 *
 * @example
 * softMargin().evaluate([0, 2], [1, -1]); // { value: 1.4100376, gradient: [-0.25, 0.4403985] }
 * @throws DownhillError `usage` when the lengths differ; `data` when a label is not -1 or 1.
 */
export const softMargin = /* @__PURE__ */ lossEntry({
  id: "soft-margin",
  inputs: { x: "prediction", y: { kind: "target", values: [-1, 1] } },
  formula: `
    L = softplus(-y*x)`,
  defaults: {},
});

export const documentation: LossDocumentation<typeof softMargin> = {
  title: "Soft margin (logistic)",
  summary: "The logarithm of 1 + e^(-yx): a hinge with its corner melted away.",
  source: "Cox 1958, The Regression Analysis of Binary Sequences, doi:10.1111/j.2517-6161.1958.tb00292.x",
  options: {},
  use: "Logistic regression when the labels are already -1 and 1, or to compare fairly with the hinge loss on the same labels.",
  avoid: "Soft targets or a weight for positives: binary cross-entropy with logits has both.",
  related: {
    "binary-cross-entropy-with-logits": "the same with labels 0 and 1",
    hinge: "the same far from zero, with a corner and a zone without gradient",
  },
  peers: "PyTorch SoftMarginLoss: the same. optax sigmoid_binary_cross_entropy is this with labels 0 and 1.",
  ko: {
    title: "소프트 마진 손실(로지스틱)",
    summary: "1 + e^(-yx)의 로그로, 힌지 손실의 모서리를 매끄럽게 녹인 것입니다.",
    options: {},
    use: "레이블이 이미 -1과 1인 로지스틱 회귀에 쓰거나, 같은 레이블로 힌지 손실과 공정하게 비교할 때 씁니다.",
    avoid: "소프트 타깃이나 양성 가중치가 필요하면 피하세요. 둘 다 로짓 입력 이진 교차 엔트로피에 있습니다.",
    related: {
      "binary-cross-entropy-with-logits": "레이블이 0과 1인 같은 손실",
      hinge: "0에서 먼 곳에서는 같지만, 모서리와 기울기가 없는 구간이 있습니다",
    },
    peers:
      "PyTorch SoftMarginLoss와 같습니다. optax sigmoid_binary_cross_entropy는 레이블이 0과 1인 같은 손실입니다.",
  },
  examples: [
    {
      inputs: { x: [0, 2, -10000], y: [1, -1, -1] },
      L: [Math.LN2, 2.12692801104, 0],
      from: "PyTorch 2.13 SoftMarginLoss",
    },
  ],
};
