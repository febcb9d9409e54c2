import type { LossDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { lossEntry } from "../loss.js";

/**
 * Multi-class hinge: every wrong class must stay a margin below the true one.
 *
 * Shapes: `x`, rows of scores; `target`, one class index per row. One loss per row: the sum over the wrong classes
 * divided by the number of classes.
 * Options: `margin` (1); `squared` (false), whether each shortfall is squared.
 * Source: Weston & Watkins 1999.
 *
 * @example
 * multiClassHinge().evaluate([0.1, 0.2, 0.4, 0.8], [3]); // { value: 0.325, gradient: [0.25, 0.25, 0.25, -0.75] }
 * @throws DownhillError `usage` when the scores are not whole rows; `data` when a class index is not a column.
 */
export const multiClassHinge = /* @__PURE__ */ lossEntry({
  id: "multi-class-hinge",
  inputs: { x: "prediction", target: "class" },
  formula: `
    h = where(column == target, 0, max(0, margin - x[target] + x))
    L = mean(where(squared, h^2, h))`,
  defaults: { margin: 1, squared: false },
  limits: { margin: notNegative },
});

export const documentation: LossDocumentation<typeof multiClassHinge> = {
  title: "Multi-class hinge",
  summary: "Charges each wrong class for what it lacks to a margin below the true class.",
  source: "Weston & Watkins 1999, Support Vector Machines for Multi-Class Pattern Recognition, ESANN",
  options: {
    margin: "how far below the true class a wrong one must be to cost nothing, in units of the score",
    squared: "true: square each shortfall",
  },
  use: "Ranking the true class first is all that counts and no probability is needed; small linear models on good features.",
  avoid:
    "When probabilities are wanted, or with very many classes: dividing by their number makes the gradient small. Cross-entropy is the better default.",
  related: {
    hinge: "for two classes, labels -1 and 1",
    "cross-entropy": "smooth, with probabilities",
  },
  peers:
    "PyTorch MultiMarginLoss(p=1, margin=1): the same; p=2 is squared. optax.losses.multiclass_hinge_loss charges the worst wrong class only, as does Keras CategoricalHinge.",
  ko: {
    title: "다중 클래스 힌지 손실",
    summary: "틀린 클래스마다, 정답 클래스보다 마진만큼 낮아지지 못한 정도를 부과합니다.",
    options: {
      margin: "틀린 클래스의 점수가 정답 클래스보다 이만큼 낮으면 손실이 0입니다(점수의 단위)",
      squared: "true이면 모자란 만큼을 제곱합니다",
    },
    use: "정답 클래스가 맨 앞에 오기만 하면 되고 확률은 필요 없을 때, 좋은 특징 위의 작은 선형 모델에 씁니다.",
    avoid:
      "확률이 필요하거나 클래스가 아주 많으면 피하세요. 클래스 수로 나누므로 기울기가 작아집니다. 기본 선택으로는 교차 엔트로피가 낫습니다.",
    related: { hinge: "두 클래스에 쓰며 레이블은 -1과 1입니다", "cross-entropy": "매끄러우며 확률을 줍니다" },
    peers:
      "PyTorch MultiMarginLoss(p=1, margin=1)와 같으며 p=2는 squared에 해당합니다. optax.losses.multiclass_hinge_loss와 Keras CategoricalHinge는 가장 나쁜 틀린 클래스에만 부과합니다.",
  },
  examples: [
    {
      inputs: { x: [[0.1, 0.2, 0.4, 0.8]], target: [3] },
      L: [0.325],
      from: "PyTorch 2.13 MultiMarginLoss, its documentation",
    },
    {
      inputs: { x: [[0, 1]], target: [0] },
      options: { squared: true },
      L: [2],
      from: "by hand",
    },
  ],
};
