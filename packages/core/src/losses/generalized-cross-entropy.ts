import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Generalized cross-entropy: between cross-entropy and the mean absolute error of the probability.
 *
 * Shapes: `x`, rows of logits; `target`, one class index per row. One loss per row, at most 1/q.
 * Options: `q` (0.7), from near 0 (cross-entropy) to 1 (1 - p).
 * Source: Zhang & Sabuncu 2018, arXiv:1805.07836.
 *
 * @example
 * generalizedCrossEntropy({ q: 0.5 }).evaluate([0, 0], [0]); // { value: 0.5857864, gradient: [-0.3535534, 0.3535534] }
 * @throws DownhillError `usage` when the logits are not whole rows or `q` is not above 0 and at most 1; `data` when a
 * class index is not a column.
 */
export const generalizedCrossEntropy = /* @__PURE__ */ lossEntry({
  id: "generalized-cross-entropy",
  inputs: { x: "prediction", target: "class", w: "class weight" },
  formula: `
    c = logsumexp(x) - x[target]
    L = w[target]*(-expm1(-q*c))/q`,
  defaults: { q: 0.7 },
  limits: { q: { min: 0, max: 1, open: "min" } },
});

export const documentation: LossDocumentation<typeof generalizedCrossEntropy> = {
  title: "Generalized cross-entropy",
  summary: "(1 - p^q)/q of the true class: bounded, so that wrong labels cannot shout.",
  source:
    "Zhang & Sabuncu 2018, Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels, arXiv:1805.07836",
  options: { q: "robustness: near 0 is cross-entropy, 1 is the absolute error of the probability" },
  use: "Labels known to be partly wrong: crowd-sourced, scraped, weakly supervised. The loss of a row is at most 1/q, and rows that the model strongly disagrees with hardly pull.",
  avoid:
    "Clean labels, where it learns more slowly than cross-entropy. From a bad start at q near 1 the gradient is nearly zero everywhere; warm up with cross-entropy.",
  related: {
    "cross-entropy": "the limit for q → 0",
    "softmax-focal": "the opposite: hard rows weigh more",
  },
  peers: "Absent from PyTorch, Keras, optax and TF.js. The paper's truncated variant is not included.",
  ko: {
    title: "일반화 교차 엔트로피",
    summary: "정답 클래스의 (1 - p^q)/q로, 값에 상한이 있어 틀린 레이블이 학습을 좌우하지 못합니다.",
    options: { q: "강건함의 정도. 0에 가까우면 교차 엔트로피, 1이면 확률의 절대 오차" },
    use: "크라우드소싱, 웹 수집, 약지도처럼 레이블 일부가 틀렸음을 알 때 씁니다. 한 행의 손실은 1/q를 넘지 않으며, 모델이 강하게 반대하는 행은 거의 당기지 않습니다.",
    avoid:
      "레이블이 깨끗하면 피하세요. 교차 엔트로피보다 느리게 학습합니다. q가 1에 가까우면 출발점이 나쁠 때 기울기가 거의 0이므로, 먼저 교차 엔트로피로 어느 정도 학습해 두세요.",
    related: { "cross-entropy": "q → 0의 극한", "softmax-focal": "반대로 어려운 행의 비중을 키웁니다" },
    peers: "PyTorch, Keras, optax, TF.js에는 없습니다. 논문의 절단(truncated) 변형은 들어 있지 않습니다.",
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
      options: { q: 0.5 },
      L: [0.585786437627, 2],
      from: "by hand: 2 - sqrt(2) and 1/q",
    },
  ],
};
