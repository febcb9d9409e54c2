import type { LossDocumentation } from "../definition.js";
import { share } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Cross-entropy of logits and a class index: the loss of classification.
 *
 * Shapes: `x`, one row of logits per sample; `target`, one class index per row. One loss per row. The gradient is
 * softmax(x) minus the one-hot target, divided by the number of rows.
 * Options: `labelSmoothing` (0), the share of the target spread evenly over all classes. Every loss with classes also
 * takes `classWeights` and `ignoreIndex`.
 * Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3; smoothing: Szegedy et al. 2016.
 *
 * @example
 * crossEntropy().evaluate([1, 2, 3], [2]); // { value: 0.407606, gradient: [0.0900306, 0.2447285, -0.334759] }
 * crossEntropy({ labelSmoothing: 0.1 }).evaluate([1, 2, 3], [2]); // { value: 0.507606 }
 * @throws DownhillError `usage` when the logits are not whole rows; `data` when a class index is not a column,
 * naming row and value.
 */
export const crossEntropy = /* @__PURE__ */ lossEntry({
  id: "cross-entropy",
  inputs: { x: "prediction", target: "class", w: "class weight" },
  // z is the negative log-probability of each class.
  formula: `
    z = logsumexp(x) - x
    L = (1 - labelSmoothing)*w[target]*z[target] + labelSmoothing*mean(w*z)`,
  defaults: { labelSmoothing: 0 },
  limits: { labelSmoothing: share },
});

export const documentation: LossDocumentation<typeof crossEntropy> = {
  title: "Cross-entropy",
  summary: "Softmax and negative log-probability of the true class in one, finite for every logit.",
  source:
    "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3; label smoothing: Szegedy et al. 2016, arXiv:1512.00567",
  options: {
    labelSmoothing: "share of the target that is spread evenly over all classes, 0 to 1; 0.1 is usual",
  },
  use: "Classification into classes of which exactly one is true; the default. Its gradient is largest where the model is confident and wrong. Label smoothing of 0.1 helps large networks generalise and curbs overconfidence.",
  avoid:
    "Several true labels at once: use binary cross-entropy per label. With many wrong labels it learns them by heart; generalized cross-entropy resists longer.",
  related: {
    "soft-cross-entropy": "for targets that are whole distributions",
    "softmax-focal": "this with easy examples weighted down",
    "generalized-cross-entropy": "this in the limit q → 0; robust to wrong labels",
    "poly-1": "this with epsilon 0",
  },
  peers:
    "PyTorch CrossEntropyLoss(weight, ignore_index, label_smoothing): the same, including the mean over the targets' weights. Keras SparseCategoricalCrossentropy takes probabilities unless from_logits=True. optax.softmax_cross_entropy_with_integer_labels is the same per row. TF.js softmaxCrossEntropy takes one-hot rows: soft-cross-entropy.",
  ko: {
    title: "교차 엔트로피",
    summary: "소프트맥스와 정답 클래스의 음의 로그 확률을 한 번에 계산하며, 어떤 로짓에서도 유한합니다.",
    options: { labelSmoothing: "목표 확률 중 모든 클래스에 고르게 나누는 비율, 0에서 1. 보통 0.1" },
    use: "정확히 한 클래스만 참인 다중 분류의 기본 선택입니다. 확신에 차서 틀린 곳에서 기울기가 가장 큽니다. 0.1의 레이블 스무딩은 큰 신경망의 일반화를 돕고 과신을 줄입니다.",
    avoid:
      "참인 레이블이 동시에 여럿이면 레이블마다 이진 교차 엔트로피를 쓰세요. 틀린 레이블이 많으면 그것까지 외워 버립니다. 일반화 교차 엔트로피가 더 오래 버팁니다.",
    related: {
      "soft-cross-entropy": "목표가 분포 전체일 때 씁니다",
      "softmax-focal": "이 손실에서 쉬운 표본의 비중을 줄인 것",
      "generalized-cross-entropy": "q → 0의 극한이 이 손실이며, 틀린 레이블에 강건합니다",
      "poly-1": "epsilon이 0이면 이 손실과 같습니다",
    },
    peers:
      "PyTorch CrossEntropyLoss(weight, ignore_index, label_smoothing)와 같으며, 정답 클래스의 가중치로 나누는 평균까지 같습니다. Keras SparseCategoricalCrossentropy는 from_logits=True가 아니면 확률을 받습니다. optax.softmax_cross_entropy_with_integer_labels는 행마다 같습니다. TF.js softmaxCrossEntropy는 원-핫 행을 받으므로 soft-cross-entropy에 해당합니다.",
  },
  examples: [
    {
      inputs: {
        x: [
          [1, 2, 3],
          [0, 0, 0],
          [10000, -10000, 0],
        ],
        target: [2, 1, 2],
      },
      L: [0.407605964444, 1.09861228867, 10000],
      from: "PyTorch 2.13 CrossEntropyLoss",
    },
    {
      inputs: { x: [[1, 2, 3]], target: [2] },
      options: { labelSmoothing: 0.1 },
      L: [0.507605964444],
      from: "PyTorch 2.13 CrossEntropyLoss",
    },
  ],
};
