import type { LossDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Hinge embedding: a distance is charged when the pair is similar, and its shortfall to a margin when not.
 *
 * Shapes: `p` (distances) and `y` (1 = similar, -1 = dissimilar) of equal length, one loss per element.
 * Options: `margin` (1), the distance beyond which dissimilar pairs are left alone.
 * Source: PyTorch, HingeEmbeddingLoss.
 *
 * @example
 * hingeEmbedding().evaluate([0.25, 0.25], [1, -1]); // { value: 0.5, gradient: [0.5, -0.5] }
 * @throws DownhillError `usage` when the lengths differ; `data` when a target is not -1 or 1.
 */
export const hingeEmbedding = /* @__PURE__ */ lossEntry({
  id: "hinge-embedding",
  inputs: { p: "prediction", y: { kind: "target", values: [-1, 1] } },
  formula: `
    L = where(y == 1, p, max(0, margin - p))`,
  defaults: { margin: 1 },
  limits: { margin: notNegative },
});

export const documentation: LossDocumentation<typeof hingeEmbedding> = {
  title: "Hinge embedding",
  summary: "The distance itself for similar pairs, the shortfall to a margin for dissimilar ones.",
  source: "PyTorch, HingeEmbeddingLoss (from Torch's HingeEmbeddingCriterion)",
  options: { margin: "distance that dissimilar pairs must keep" },
  use: "When the model already outputs a distance of each pair, such as an L1 distance or an edit cost.",
  avoid:
    "Scores of a classifier: this is not the hinge loss. When the model outputs the two embeddings, contrastive computes distance and gradient in one pass.",
  related: {
    contrastive: "takes the embeddings, and squares",
    hinge: "the loss of classifiers; a different thing",
  },
  peers: "PyTorch HingeEmbeddingLoss: the same. Absent from Keras, optax and TF.js.",
  ko: {
    title: "힌지 임베딩 손실",
    summary: "비슷한 쌍에는 거리 자체를, 다른 쌍에는 마진에 모자란 거리를 부과합니다.",
    options: { margin: "다른 쌍이 떨어져 있어야 하는 거리" },
    use: "모델이 L1 거리나 편집 비용처럼 쌍의 거리를 바로 출력할 때 씁니다.",
    avoid:
      "분류기의 점수에는 쓰지 마세요. 힌지 손실과는 다른 손실입니다. 모델이 두 임베딩을 출력한다면 대조 손실이 거리와 기울기를 한 번에 계산합니다.",
    related: {
      contrastive: "임베딩을 바로 받으며 거리를 제곱합니다",
      hinge: "분류기에 쓰는 다른 손실입니다",
    },
    peers: "PyTorch HingeEmbeddingLoss와 같습니다. Keras, optax, TF.js에는 없습니다.",
  },
  examples: [{ inputs: { p: [0.25, 0.25, 2], y: [1, -1, -1] }, L: [0.25, 0.75, 0], from: "by hand" }],
};
