import type { LossDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * ArcFace: cross-entropy over cosines, with the angle to the true class made harder by a margin.
 *
 * Shapes: `x`, rows of cosines between a normalised embedding and each normalised class vector, -1 to 1; `target`, one
 * class index per row. One loss per row. The gradient is with respect to the cosines.
 * Options: `scale` (64), multiplies the cosines; `margin` (0.5), added to the angle of the true class, in radians.
 * Source: Deng, Guo, Xue & Zafeiriou 2019, arXiv:1801.07698.
 *
 * @example
 * arcface({ scale: 1 }).evaluate([1, 0], [0]); // { value: 0.3476854 }
 * @throws DownhillError `usage` when the cosines are not whole rows or an option is out of its bounds; `data` when a
 * class index is not a column.
 */
export const arcface = /* @__PURE__ */ lossEntry({
  id: "arcface",
  inputs: { x: { kind: "prediction", range: [-1, 1] }, target: "class" },
  // cos(angle + margin) without acos. Beyond an angle of pi - margin it would rise again, so a straight line takes over.
  formula: `
    c = x[target]
    t = c*cos(margin) - sqrt(max(0, (1 - c)*(1 + c)))*sin(margin)
    t = where(c > -cos(margin), t, c - margin*sin(margin))
    L = logsumexp(scale*where(column == target, t, x)) - scale*t`,
  defaults: { scale: 64, margin: 0.5 },
  limits: { scale: positive, margin: { min: 0, max: 1.5 } },
});

export const documentation: LossDocumentation<typeof arcface> = {
  title: "ArcFace",
  summary:
    "Replaces the cosine of the true class by the cosine of its angle plus a margin, then softmax cross-entropy.",
  source:
    "Deng, Guo, Xue & Zafeiriou 2019, ArcFace: Additive Angular Margin Loss for Deep Face Recognition, arXiv:1801.07698",
  options: {
    scale: "multiplies all cosines, like one over a temperature",
    margin: "added to the angle between embedding and true class vector, in radians",
  },
  use: "Recognition of people or products among thousands of known classes, when the embedding is used later for classes not seen: classes become compact, and no pairs or triplets have to be chosen.",
  avoid:
    "Raw logits: the rows must be cosines. A few classes, where cross-entropy is enough. From scratch it may stall; begin with a smaller margin.",
  related: {
    "cross-entropy": "the same on scaled cosines with margin 0",
    triplet: "compares embeddings with each other instead of with class vectors",
  },
  peers:
    "insightface's ArcFace(s=64, m=0.5, easy_margin=False) and pytorch-metric-learning's ArcFaceLoss (margin in degrees, 28.6, which is 0.5 radians). Absent from PyTorch, Keras, optax and TF.js.",
  ko: {
    title: "ArcFace",
    summary:
      "정답 클래스의 코사인을, 각도에 마진을 더한 코사인으로 바꾼 뒤 소프트맥스 교차 엔트로피를 취합니다.",
    options: {
      scale: "모든 코사인에 곱하는 수. 온도의 역수와 같습니다",
      margin: "임베딩과 정답 클래스 벡터 사이의 각도에 더하는 값(라디안)",
    },
    use: "수천 클래스의 사람이나 상품을 인식하면서, 그 임베딩을 보지 못한 클래스에도 쓰려 할 때 씁니다. 같은 클래스가 조밀하게 모이며 쌍이나 삼중항을 고를 필요가 없습니다.",
    avoid:
      "로짓을 그대로 넣지 마세요. 행은 코사인이어야 합니다. 클래스가 적으면 교차 엔트로피로 충분합니다. 처음부터 학습하면 진척이 없을 수 있으니 작은 마진에서 시작하세요.",
    related: {
      "cross-entropy": "마진이 0이면 배율을 곱한 코사인에 대한 교차 엔트로피와 같습니다",
      triplet: "임베딩을 클래스 벡터가 아니라 임베딩끼리 비교합니다",
    },
    peers:
      "insightface의 ArcFace(s=64, m=0.5, easy_margin=False), pytorch-metric-learning의 ArcFaceLoss(마진은 도 단위로 28.6, 곧 0.5라디안)와 같습니다. PyTorch, Keras, optax, TF.js에는 없습니다.",
  },
  examples: [
    {
      inputs: { x: [[1, 0]], target: [0] },
      options: { scale: 1 },
      L: [0.347685444867],
      from: "by hand: log(1 + e^-cos(0.5))",
    },
    {
      inputs: { x: [[-1, 0]], target: [0] },
      options: { scale: 1, margin: 0 },
      L: [1.31326168752],
      from: "by hand: log(1 + e)",
    },
  ],
};
