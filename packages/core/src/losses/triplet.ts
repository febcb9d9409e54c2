import type { LossDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Triplet loss: the anchor must be nearer to the positive than to the negative, by a margin.
 *
 * Shapes: `anchor`, `positive` and `negative`, rows of embeddings of the same shape; the length of a row is given as
 * `columns`. One loss per row. Gradients for all three.
 * Options: `margin` (1); `squared` (false), true compares squared distances as FaceNet does; `eps` (1e-6), added to
 * each difference as PyTorch does, 0 gives identical rows a gradient of exactly 0.
 * Source: Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832.
 *
 * @example
 * triplet().evaluate([0, 0], [3, 4], [0, 1], { columns: 2 }); // { value: 5.0000024, gradient: [-0.6, 0.2] }
 * triplet({ squared: true, margin: 0.2 }).evaluate([0, 0], [3, 4], [0, 1], { columns: 2 }); // { value: 24.200012 }
 * @throws DownhillError `usage` when the rows do not fit or `columns` is missing.
 */
export const triplet = /* @__PURE__ */ lossEntry({
  id: "triplet",
  inputs: { anchor: "prediction", positive: "prediction", negative: "prediction" },
  formula: `
    p = norm(anchor - positive + eps)
    n = norm(anchor - negative + eps)
    L = max(0, where(squared, p^2 - n^2, p - n) + margin)`,
  defaults: { margin: 1, squared: false, eps: 1e-6 },
  limits: { margin: notNegative, eps: notNegative },
});

export const documentation: LossDocumentation<typeof triplet> = {
  title: "Triplet",
  summary:
    "Charges the distance to the positive, minus the distance to the negative, plus a margin, when above 0.",
  source:
    "Schroff, Kalenichenko & Philbin 2015, FaceNet: A Unified Embedding for Face Recognition and Clustering, arXiv:1503.03832",
  options: {
    margin: "how much nearer the positive must be, in units of the embedding (squared units when squared)",
    squared: "true: compare squared distances",
    eps: "added to every difference before the norm; 0 leaves it out",
  },
  use: "Embeddings for retrieval and recognition of classes not seen in training: faces, products. Use rows on the unit sphere, and negatives that are hard but not the hardest (semi-hard mining).",
  avoid:
    "Random triplets: after a few epochs nearly all cost nothing. On classes seen in training, the features of a classifier with cross-entropy are often as good and easier to get.",
  related: {
    contrastive: "a fixed margin instead of a comparison",
    "info-nce": "many negatives per anchor at once",
    arcface: "margin on a classifier's angles; no triplets to choose",
  },
  peers:
    "PyTorch TripletMarginLoss(margin=1, p=2, eps=1e-6) and optax.losses.triplet_margin_loss: the same; swap is not included. FaceNet: squared true, margin 0.2, rows of norm 1. pytorch-metric-learning: margin 0.05, normalised, mean over non-zero.",
  ko: {
    title: "삼중항 손실",
    summary:
      "앵커에서 양성까지의 거리에서 음성까지의 거리를 빼고 마진을 더한 값이 0보다 크면 그만큼 부과합니다.",
    options: {
      margin: "양성이 음성보다 더 가까워야 하는 거리(임베딩의 단위, squared이면 그 제곱)",
      squared: "true이면 거리의 제곱을 비교합니다",
      eps: "노름을 구하기 전에 차이마다 더하는 값. 0이면 더하지 않습니다",
    },
    use: "얼굴이나 상품처럼 학습 때 보지 못한 클래스를 검색하고 인식하는 임베딩에 씁니다. 행을 단위 구면에 올리고, 어렵되 가장 어렵지는 않은 음성(semi-hard)을 고르세요.",
    avoid:
      "무작위 삼중항은 피하세요. 몇 에폭만 지나면 거의 모두 손실이 0입니다. 학습에 쓴 클래스만 다룬다면 교차 엔트로피로 학습한 분류기의 특징이 대개 그만큼 좋고 얻기도 쉽습니다.",
    related: {
      contrastive: "두 거리를 비교하지 않고 고정된 마진을 씁니다",
      "info-nce": "앵커마다 여러 음성을 한꺼번에 씁니다",
      arcface: "분류기의 각도에 마진을 둡니다. 삼중항을 고를 필요가 없습니다",
    },
    peers:
      "PyTorch TripletMarginLoss(margin=1, p=2, eps=1e-6), optax.losses.triplet_margin_loss와 같으며 swap은 없습니다. FaceNet은 squared true, margin 0.2에 노름이 1인 행을 씁니다. pytorch-metric-learning은 margin이 0.05이고, 행을 정규화하며, 0이 아닌 손실만 평균합니다.",
  },
  examples: [
    {
      inputs: {
        anchor: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
        positive: [
          [3, 4],
          [0, 1],
          [0, 0],
        ],
        negative: [
          [0, 1],
          [3, 4],
          [0, 0],
        ],
      },
      options: { eps: 0 },
      L: [5, 0, 1],
      from: "by hand: distances 5, 1, 0",
    },
    {
      inputs: { anchor: [[0, 0]], positive: [[3, 4]], negative: [[0, 1]] },
      options: { eps: 0, squared: true, margin: 0.25 },
      L: [24.25],
      from: "by hand",
    },
  ],
};
