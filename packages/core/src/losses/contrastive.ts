import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Contrastive loss of pairs: similar rows are pulled together, dissimilar ones pushed a margin apart.
 *
 * Shapes: `a` and `b`, rows of embeddings of the same shape; `y`, one number per row, 1 = similar, 0 = dissimilar. One
 * loss per row. Gradients for `a` and `b`; identical rows get 0.
 * Options: `margin` (1), the distance beyond which dissimilar rows are left alone.
 * Source: Hadsell, Chopra & LeCun 2006, doi:10.1109/CVPR.2006.100.
 *
 * @example
 * contrastive().evaluate([3, 4], [0, 0], [1]); // { value: 12.5, gradients: { a: [3, 4], b: [-3, -4] } }
 * contrastive().evaluate([0, 0], [0, 0], [0]); // { value: 0.5, gradients: { a: [0, 0], b: [0, 0] } }
 * @throws DownhillError `usage` when the rows do not fit; `data` when a target is outside 0 to 1.
 */
export const contrastive = /* @__PURE__ */ lossEntry({
  id: "contrastive",
  inputs: { a: "prediction", b: "prediction", y: { kind: "row target", range: [0, 1] } },
  formula: `
    d = norm(a - b)
    L = 0.5*y*d^2 + 0.5*(1 - y)*max(0, margin - d)^2`,
  defaults: { margin: 1 },
  limits: { margin: positive },
});

export const documentation: LossDocumentation<typeof contrastive> = {
  title: "Contrastive",
  summary:
    "Half the squared distance of similar pairs; half the squared shortfall to a margin of dissimilar ones.",
  source:
    "Hadsell, Chopra & LeCun 2006, Dimensionality Reduction by Learning an Invariant Mapping, doi:10.1109/CVPR.2006.100",
  options: { margin: "distance that dissimilar rows must keep, in units of the embedding" },
  use: "Embeddings from pairs labelled same or different: signatures, faces, near-duplicates. A threshold on the distance then decides. Normalise the rows, or tie the margin to their scale.",
  avoid:
    "When only relative similarity is known (this is closer than that): triplet. Random pairs are mostly easy and soon yield no gradient; choose hard ones, or use InfoNCE on whole batches.",
  related: {
    triplet: "compares two distances instead of one with a fixed margin",
    "hinge-embedding": "the same idea on distances, without the squares",
    "cosine-embedding": "angle instead of distance",
    "info-nce": "all other rows of the batch as dissimilar ones at once",
  },
  peers:
    "The paper writes Y = 0 for similar; here 1 is similar. pytorch-metric-learning's ContrastiveLoss does not square and averages over non-zero losses only. Absent from PyTorch, Keras, optax and TF.js.",
  ko: {
    title: "대조 손실",
    summary: "비슷한 쌍에는 거리의 제곱의 절반을, 다른 쌍에는 마진에 모자란 거리의 제곱의 절반을 부과합니다.",
    options: { margin: "다른 쌍의 행이 떨어져 있어야 하는 거리(임베딩의 단위)" },
    use: "같음과 다름으로 표시된 쌍에서 임베딩을 학습할 때 씁니다. 서명, 얼굴, 중복에 가까운 문서가 그런 예이며, 판정은 거리의 임계값으로 합니다. 행을 정규화하거나 마진을 임베딩의 크기에 맞추세요.",
    avoid:
      "이것이 저것보다 가깝다는 상대적 정보만 있으면 삼중항 손실을 쓰세요. 무작위 쌍은 대부분 쉬워 곧 기울기가 사라지므로, 어려운 쌍을 고르거나 배치 전체에 InfoNCE를 쓰세요.",
    related: {
      triplet: "거리 하나를 고정된 마진과 비교하지 않고 두 거리를 서로 비교합니다",
      "hinge-embedding": "같은 생각을 제곱하지 않은 거리에 적용합니다",
      "cosine-embedding": "거리 대신 각도를 씁니다",
      "info-nce": "배치의 나머지 행을 모두 한꺼번에 다른 쌍으로 봅니다",
    },
    peers:
      "논문에서는 비슷한 쌍이 Y = 0이지만 여기서는 1입니다. pytorch-metric-learning의 ContrastiveLoss는 제곱하지 않고, 0이 아닌 손실만 평균합니다. PyTorch, Keras, optax, TF.js에는 없습니다.",
  },
  examples: [
    {
      inputs: {
        a: [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0],
        ],
        b: [
          [3, 4],
          [0.375, 0.5],
          [0, 0],
          [3, 4],
        ],
        y: [1, 0, 0, 0],
      },
      L: [12.5, 0.0703125, 0.5, 0],
      from: "by hand: distances 5, 0.625, 0, 5",
    },
  ],
};
