import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Cosine embedding loss of pairs: similar rows should point the same way, dissimilar ones should not.
 *
 * Shapes: `a` and `b`, rows of embeddings of the same shape; `y`, one number per row, 1 = similar, -1 = dissimilar. One
 * loss per row. Gradients for `a` and `b`; rows of zeros stay finite.
 * Options: `margin` (0), the cosine that dissimilar rows may have for free.
 * Source: Torch and PyTorch, CosineEmbeddingLoss.
 *
 * @example
 * cosineEmbedding().evaluate([1, 0], [0, 2], [1]); // { value: 1, gradients: { a: [0, -1], b: [-0.5, 0] } }
 * @throws DownhillError `usage` when the rows do not fit; `data` when a target is not -1 or 1.
 */
export const cosineEmbedding = /* @__PURE__ */ lossEntry({
  id: "cosine-embedding",
  inputs: { a: "prediction", b: "prediction", y: { kind: "row target", values: [-1, 1] } },
  formula: `
    c = sum(a*b)/sqrt((sum(a^2) + 1e-12)*(sum(b^2) + 1e-12))
    L = where(y == 1, 1 - c, max(0, c - margin))`,
  defaults: { margin: 0 },
  limits: { margin: { min: -1, max: 1 } },
});

export const documentation: LossDocumentation<typeof cosineEmbedding> = {
  title: "Cosine embedding",
  summary: "One minus the cosine of similar pairs; the cosine above a margin of dissimilar ones.",
  source: "PyTorch, CosineEmbeddingLoss (from Torch's CosineEmbeddingCriterion)",
  options: { margin: "cosine up to which dissimilar rows cost nothing, -1 to 1; 0 to 0.5 is sensible" },
  use: "Pairs of texts or images where only the direction of the embedding is used later: semantic search with cosine similarity.",
  avoid:
    "Embeddings near the origin: the gradient grows as one over the length of the row. For many negatives per row InfoNCE learns faster.",
  related: {
    contrastive: "distance instead of angle",
    "info-nce": "cosines of a row with a whole batch",
  },
  peers:
    "PyTorch CosineEmbeddingLoss: the same, with its 1e-12 under the root. Keras CosineSimilarity and TF.js cosineDistance have no dissimilar pairs; Keras returns minus the cosine.",
  ko: {
    title: "코사인 임베딩 손실",
    summary: "비슷한 쌍에는 1에서 코사인을 뺀 값을, 다른 쌍에는 마진을 넘는 코사인을 부과합니다.",
    options: {
      margin: "다른 쌍의 코사인이 이 값 이하이면 손실이 0입니다. -1에서 1까지이며 0에서 0.5가 알맞습니다",
    },
    use: "코사인 유사도로 찾는 의미 검색처럼 나중에 임베딩의 방향만 쓰는 텍스트나 이미지 쌍에 씁니다.",
    avoid:
      "임베딩이 원점에 가까우면 피하세요. 기울기가 행의 길이에 반비례해 커집니다. 행마다 음성이 많다면 InfoNCE가 더 빨리 학습합니다.",
    related: { contrastive: "각도 대신 거리를 씁니다", "info-nce": "한 행과 배치 전체의 코사인을 씁니다" },
    peers:
      "PyTorch CosineEmbeddingLoss와 같으며, 제곱근 안에 더하는 1e-12까지 같습니다. Keras CosineSimilarity와 TF.js cosineDistance는 다른 쌍을 다루지 않습니다. Keras는 코사인에 음의 부호를 붙여 돌려줍니다.",
  },
  examples: [
    {
      inputs: {
        a: [
          [1, 0],
          [1, 0],
          [1, 0],
          [0, 0],
        ],
        b: [
          [2, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        y: [1, 1, -1, -1],
      },
      L: [0, 1, 1, 0],
      from: "PyTorch 2.13 CosineEmbeddingLoss",
    },
  ],
};
