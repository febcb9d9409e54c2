import type { LossDocumentation } from "../definition.js";
import { share } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Cross-entropy with soft targets: each row of `y` is a distribution over the classes.
 *
 * Shapes: `x`, rows of logits; `y`, rows of the same shape, 0 to 1 (not checked to sum to 1). One loss per row.
 * Options: `labelSmoothing` (0), the share of the target spread evenly over all classes.
 * Source: Hinton, Vinyals & Dean 2015, arXiv:1503.02531; Goodfellow et al. 2016, section 6.2.2.3.
 *
 * @example
 * softCrossEntropy().evaluate([1, 2, 3], [0.5, 0.5, 0], { columns: 3 });
 * // { value: 1.907606, gradient: [-0.4099694, -0.2552715, 0.665241] }
 * @throws DownhillError `usage` when the shapes differ or `columns` is missing; `data` when a target is outside 0 to 1.
 */
export const softCrossEntropy = /* @__PURE__ */ lossEntry({
  id: "soft-cross-entropy",
  inputs: { x: "prediction", y: { kind: "target", range: [0, 1] } },
  formula: `
    s = (1 - labelSmoothing)*y + labelSmoothing/columns
    L = sum(s*(logsumexp(x) - x))`,
  defaults: { labelSmoothing: 0 },
  limits: { labelSmoothing: share },
});

export const documentation: LossDocumentation<typeof softCrossEntropy> = {
  title: "Cross-entropy (soft targets)",
  summary: "The expected negative log-probability of the classes under a target distribution.",
  source:
    "Hinton, Vinyals & Dean 2015, Distilling the Knowledge in a Neural Network, arXiv:1503.02531; Goodfellow et al. 2016, section 6.2.2.3",
  options: { labelSmoothing: "share of the target that is spread evenly over all classes, 0 to 1" },
  use: "Targets that are distributions: a teacher's probabilities in distillation, mixup and cutmix, votes of several annotators. One-hot rows are fine too.",
  avoid:
    "Plain class indices: cross-entropy reads one integer per row instead of a row of floats. The minimum is the entropy of the target, not 0; KL divergence subtracts it.",
  related: {
    "cross-entropy": "the same for one-hot targets, given as indices",
    "kl-divergence": "this minus the entropy of the target; same gradient",
  },
  peers:
    "PyTorch CrossEntropyLoss with probabilities as target, Keras CategoricalCrossentropy(from_logits=True), optax.softmax_cross_entropy, TF.js losses.softmaxCrossEntropy: the same.",
  ko: {
    title: "교차 엔트로피(소프트 타깃)",
    summary: "목표 분포 아래에서 클래스의 음의 로그 확률의 기댓값입니다.",
    options: { labelSmoothing: "목표 확률 중 모든 클래스에 고르게 나누는 비율, 0에서 1" },
    use: "목표가 분포일 때 씁니다. 지식 증류의 교사 확률, mixup과 cutmix, 여러 주석자의 투표가 그런 예입니다. 원-핫 행도 받습니다.",
    avoid:
      "클래스 번호만 있다면 교차 엔트로피를 쓰세요. 행마다 실수 한 줄 대신 정수 하나만 읽습니다. 최솟값은 0이 아니라 목표 분포의 엔트로피이며, 이를 뺀 것이 KL 발산입니다.",
    related: {
      "cross-entropy": "원-핫 목표를 클래스 번호로 받는 같은 손실",
      "kl-divergence": "이 손실에서 목표 분포의 엔트로피를 뺀 것. 기울기는 같습니다",
    },
    peers:
      "확률을 목표로 준 PyTorch CrossEntropyLoss, Keras CategoricalCrossentropy(from_logits=True), optax.softmax_cross_entropy, TF.js losses.softmaxCrossEntropy와 같습니다.",
  },
  examples: [
    {
      inputs: {
        x: [
          [1, 2, 3],
          [1, 2, 3],
        ],
        y: [
          [0, 0, 1],
          [0.5, 0.5, 0],
        ],
      },
      L: [0.407605964444, 1.90760596444],
      from: "PyTorch 2.13 CrossEntropyLoss",
    },
  ],
};
