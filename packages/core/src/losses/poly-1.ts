import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Poly-1: cross-entropy plus a multiple of the probability given to wrong classes.
 *
 * Shapes: `x`, rows of logits; `target`, one class index per row. One loss per row.
 * Options: `epsilon` (2), the weight of the extra term; above -1.
 * Source: Leng et al. 2022, arXiv:2204.12511.
 *
 * @example
 * poly1().evaluate([0, 0], [0]); // { value: 1.6931472, gradient: [-1, 1] }
 * @throws DownhillError `usage` when the logits are not whole rows; `data` when a class index is not a column.
 */
export const poly1 = /* @__PURE__ */ lossEntry({
  id: "poly-1",
  inputs: { x: "prediction", target: "class", w: "class weight" },
  formula: `
    c = logsumexp(x) - x[target]
    L = w[target]*(c - epsilon*expm1(-c))`,
  defaults: { epsilon: 2 },
  limits: { epsilon: { min: -1 } },
});

export const documentation: LossDocumentation<typeof poly1> = {
  title: "Poly-1",
  summary: "Cross-entropy with the first term of its series in 1 - p reweighted by epsilon.",
  source:
    "Leng et al. 2022, PolyLoss: A Polynomial Expansion Perspective of Classification Loss Functions, arXiv:2204.12511",
  options: {
    epsilon: "weight of 1 - p beside cross-entropy: the paper's epsilon1, 2 for ImageNet, -1 for detection",
  },
  use: "A one-option variation on cross-entropy worth a race: positive epsilon keeps pulling on examples that are nearly right, negative ones let go earlier.",
  avoid:
    "Before the learning rate is tuned: a larger epsilon also makes the gradient larger, and the comparison unfair.",
  related: {
    "cross-entropy": "this with epsilon 0",
    "softmax-focal": "drops the first terms of the same series instead",
    "generalized-cross-entropy": "with q = 1 exactly the extra term",
  },
  peers: "optax.losses.poly_loss_cross_entropy(epsilon=2): the same for one-hot labels.",
  ko: {
    title: "폴리-1 손실",
    summary: "교차 엔트로피를 1 - p의 급수로 펼쳤을 때 첫 항의 가중치를 epsilon만큼 바꾼 손실입니다.",
    options: {
      epsilon:
        "교차 엔트로피에 더하는 1 - p의 가중치. 논문의 epsilon1로, ImageNet에서는 2, 객체 검출에서는 -1",
    },
    use: "옵션이 하나뿐인 교차 엔트로피의 변형으로, 비교 실험에 넣어 볼 만합니다. epsilon이 양수면 거의 맞은 표본도 계속 당기고, 음수면 일찍 놓아 줍니다.",
    avoid: "학습률을 조정하기 전에는 피하세요. epsilon이 커지면 기울기도 커져 비교가 공정하지 않습니다.",
    related: {
      "cross-entropy": "epsilon이 0인 이 손실",
      "softmax-focal": "같은 급수에서 앞쪽 항을 버립니다",
      "generalized-cross-entropy": "q = 1이면 더한 항과 정확히 같습니다",
    },
    peers: "원-핫 레이블에 대한 optax.losses.poly_loss_cross_entropy(epsilon=2)와 같습니다.",
  },
  examples: [
    {
      inputs: {
        x: [
          [0, 0],
          [10000, -10000],
        ],
        target: [0, 1],
      },
      L: [1.69314718056, 20002],
      from: "by hand: log(2) + 2/2",
    },
  ],
};
