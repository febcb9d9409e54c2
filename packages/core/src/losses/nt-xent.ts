import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * NT-Xent, SimCLR's loss, on rows of similarities: as InfoNCE, with a row's similarity to itself left out.
 *
 * A formula sees one row at a time, so the model (or the caller) computes the similarities: with two views of n things
 * stacked to 2n rows, `x[i][j]` is the cosine of rows i and j, `self[i]` is i and `target[i]` is (i + n) mod 2n.
 *
 * Shapes: `x`, rows of similarities; `target`, the column of the positive, and `self`, the column to leave out, one
 * each per row. One loss per row.
 * Options: `temperature` (0.5), divides the similarities; above 0.
 * Source: Chen, Kornblith, Norouzi & Hinton 2020, arXiv:2002.05709.
 *
 * @example
 * ntXent({ temperature: 1 }).evaluate([1, 0.5, 0], [1], [0]); // { value: 0.474077, gradient: [0, -0.3775407, 0.3775407] }
 * @throws DownhillError `usage` when the similarities are not whole rows or `temperature` is not above 0; `data` when
 * a target is not a column.
 */
export const ntXent = /* @__PURE__ */ lossEntry({
  id: "nt-xent",
  inputs: { x: "prediction", target: "class", self: "class" },
  // -1e30 vanishes beside any similarity, and unlike minus infinity it leaves no NaN behind.
  formula: `
    s = where(column == self, -1e30, x/temperature)
    L = logsumexp(s) - s[target]`,
  defaults: { temperature: 0.5 },
  limits: { temperature: positive },
});

export const documentation: LossDocumentation<typeof ntXent> = {
  title: "NT-Xent (SimCLR)",
  summary: "InfoNCE over a batch that holds both views, without each row's similarity to itself.",
  source:
    "Chen, Kornblith, Norouzi & Hinton 2020, A Simple Framework for Contrastive Learning of Visual Representations, arXiv:2002.05709",
  options: { temperature: "divides the similarities; 0.1 to 0.5 in the paper" },
  use: "Self-supervised learning from two augmented views of each image, both encoded by the same network, in batches of hundreds.",
  avoid:
    "Two different encoders (image and text): InfoNCE, whose rows and columns are different things. Small batches give too few negatives.",
  related: {
    "info-nce": "the same without the column left out",
    "cross-entropy": "the same with temperature 1 and no column left out",
  },
  peers:
    "optax.ntxent works on embeddings and labels, temperature 0.07. Absent from PyTorch, Keras and TF.js.",
  ko: {
    title: "NT-Xent(SimCLR)",
    summary: "두 모습을 한 배치에 함께 담고, 각 행의 자기 자신과의 유사도를 제외한 InfoNCE입니다.",
    options: { temperature: "유사도를 나누는 값. 논문에서는 0.1에서 0.5" },
    use: "이미지마다 두 가지로 증강한 모습을 같은 신경망으로 인코딩하는 자기 지도 학습에, 수백 장 규모의 배치로 씁니다.",
    avoid:
      "이미지와 텍스트처럼 인코더가 서로 다르면 행과 열이 다른 대상인 InfoNCE를 쓰세요. 배치가 작으면 음성이 부족합니다.",
    related: {
      "info-nce": "열을 제외하지 않는 같은 손실",
      "cross-entropy": "온도가 1이고 열을 제외하지 않으면 같습니다",
    },
    peers: "optax.ntxent는 임베딩과 레이블을 받으며 온도가 0.07입니다. PyTorch, Keras, TF.js에는 없습니다.",
  },
  examples: [
    {
      inputs: { x: [[1, 0.5, 0]], target: [1], self: [0] },
      options: { temperature: 1 },
      L: [0.47407698418],
      from: "by hand: log(1 + e^-0.5)",
    },
  ],
};
