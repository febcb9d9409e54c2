import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * InfoNCE on rows of similarities: each row must find its positive among all columns.
 *
 * A formula sees one row at a time, so the model (or the caller) computes the similarities: `x[i][j]` is the
 * similarity of row i of one view with row j of the other, usually the cosine, and `target[i]` is i.
 *
 * Shapes: `x`, rows of similarities; `target`, the column of the positive, one per row. One loss per row.
 * Options: `temperature` (0.07), divides the similarities; above 0.
 * Source: van den Oord, Li & Vinyals 2018, arXiv:1807.03748.
 *
 * @example
 * infoNce({ temperature: 0.5 }).evaluate([1, 0, 0, 1], [0, 1]); // { value: 0.126928, gradient: [-0.1192029, 0.1192029, 0.1192029, -0.1192029] }
 * @throws DownhillError `usage` when the similarities are not whole rows or `temperature` is not above 0; `data` when
 * a target is not a column.
 */
export const infoNce = /* @__PURE__ */ lossEntry({
  id: "info-nce",
  inputs: { x: "prediction", target: "class" },
  formula: `
    s = x/temperature
    L = logsumexp(s) - s[target]`,
  defaults: { temperature: 0.07 },
  limits: { temperature: positive },
});

export const documentation: LossDocumentation<typeof infoNce> = {
  title: "InfoNCE",
  summary:
    "Cross-entropy over similarities divided by a temperature: pick the true partner out of the batch.",
  source:
    "van den Oord, Li & Vinyals 2018, Representation Learning with Contrastive Predictive Coding, arXiv:1807.03748",
  options: { temperature: "divides the similarities; smaller looks at the hardest negatives only" },
  use: "Two views of the same things without labels: image and caption, query and document, two crops. Every other row of the batch is a negative, so larger batches help.",
  avoid:
    "Small batches, or batches in which the same thing occurs twice: the duplicate is pushed away. Unnormalised similarities with a small temperature saturate at once; use cosines.",
  related: {
    "nt-xent": "both views in one batch, a row's similarity with itself left out",
    "cross-entropy": "the same with temperature 1",
    triplet: "one negative per anchor",
  },
  peers:
    "CLIP averages this over rows and over columns: evaluate it on x and on its transpose. Absent as a loss from PyTorch, Keras and TF.js; optax.ntxent works on embeddings and labels.",
  ko: {
    title: "InfoNCE",
    summary: "유사도를 온도로 나눈 뒤 취한 교차 엔트로피로, 배치 안에서 진짜 짝을 골라내게 합니다.",
    options: { temperature: "유사도를 나누는 값. 작을수록 가장 어려운 음성만 봅니다" },
    use: "레이블 없이 같은 대상의 두 모습이 있을 때 씁니다. 이미지와 설명, 질의와 문서, 한 이미지에서 잘라 낸 두 조각이 그런 예입니다. 배치의 나머지 행이 모두 음성이므로 배치가 클수록 좋습니다.",
    avoid:
      "배치가 작거나 같은 대상이 두 번 들어 있으면 피하세요. 같은 대상을 서로 밀어냅니다. 정규화하지 않은 유사도를 작은 온도로 나누면 바로 포화되므로 코사인을 쓰세요.",
    related: {
      "nt-xent": "두 모습을 한 배치에 담고 자기 자신과의 유사도를 제외합니다",
      "cross-entropy": "온도가 1이면 같습니다",
      triplet: "앵커마다 음성이 하나입니다",
    },
    peers:
      "CLIP은 행 방향과 열 방향의 손실을 평균합니다. x와 그 전치에 대해 각각 계산하세요. PyTorch, Keras, TF.js에는 손실로 들어 있지 않습니다. optax.ntxent는 임베딩과 레이블을 받습니다.",
  },
  examples: [
    {
      inputs: { x: [[1, 2, 3]], target: [2] },
      options: { temperature: 0.5 },
      L: [0.1429316285],
      from: "by hand: log(1 + e^-2 + e^-4)",
    },
  ],
};
