import type { LossDocumentation } from "../definition.js";
import { lossEntry } from "../loss.js";

/**
 * Binary cross-entropy on probabilities.
 *
 * Shapes: `p` (probabilities, 0 to 1) and `y` (0 to 1, soft targets allowed) of equal length, one loss per element.
 * The logarithm is never below -100 and the gradient never beyond 1e12, so p = 0 and p = 1 stay finite.
 * Options: none of its own.
 * Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.2.
 *
 * @example
 * binaryCrossEntropy().evaluate([0.5, 0.9], [1, 0]); // { value: 1.4978661, gradient: [-1, 5] }
 * binaryCrossEntropy().evaluate([0], [1]); // { value: 100, gradient: [-1e12] }
 * @throws DownhillError `usage` when the lengths differ; `data` when a target is outside 0 to 1.
 */
export const binaryCrossEntropy = /* @__PURE__ */ lossEntry({
  id: "binary-cross-entropy",
  inputs: { p: { kind: "prediction", range: [0, 1] }, y: { kind: "target", range: [0, 1] } },
  // p - stop(p) is 0 and has slope 1: the value is v and the derivative g. Differentiating the logarithms would
  // give the same g, but 1/0 at p = 0 and p = 1.
  formula: `
    v = -y*max(log(p), -100) - (1 - y)*max(log1p(-p), -100)
    g = (p - y)/max(p*(1 - p), 1e-12)
    L = stop(v) + stop(g)*(p - stop(p))`,
  defaults: {},
});

export const documentation: LossDocumentation<typeof binaryCrossEntropy> = {
  title: "Binary cross-entropy (probabilities)",
  summary: "The negative log-probability that the prediction gave to what happened.",
  source: "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.2",
  options: {},
  use: "Probabilities that come without their logits: the output of a mixture, a model that ends in a sigmoid and cannot be changed, an average of several models.",
  avoid:
    "Whenever the logit is at hand: binary cross-entropy with logits is exact where a float32 probability has already rounded to 1. Predictions outside 0 to 1 give NaN.",
  related: {
    "binary-cross-entropy-with-logits": "the same on logits; prefer it",
    focal: "the same with easy examples weighted down, on logits",
  },
  peers:
    "PyTorch BCELoss: the same, value and gradient, including the clamp at -100. Keras BinaryCrossentropy and TF.js clip p to 1e-7 from both ends instead, so their largest loss is about 16.",
  ko: {
    title: "이진 교차 엔트로피(확률 입력)",
    summary: "실제로 일어난 결과에 예측이 부여한 확률의 음의 로그입니다.",
    options: {},
    use: "로짓 없이 확률만 있을 때 씁니다. 혼합 모델의 출력, 시그모이드로 끝나며 고칠 수 없는 모델, 여러 모델의 평균 확률이 그런 예입니다.",
    avoid:
      "로짓을 얻을 수 있다면 피하세요. float32 확률이 이미 1로 반올림된 곳에서도 로짓 입력 이진 교차 엔트로피는 정확합니다. 0과 1 사이를 벗어난 예측은 NaN이 됩니다.",
    related: {
      "binary-cross-entropy-with-logits": "로짓을 입력으로 받는 같은 손실. 이쪽이 낫습니다",
      focal: "로짓을 입력으로 받으며 쉬운 표본의 비중을 줄인 것",
    },
    peers:
      "PyTorch BCELoss와 값도 기울기도 같으며, 로그를 -100에서 자르는 것까지 같습니다. Keras BinaryCrossentropy와 TF.js는 그 대신 p를 양 끝에서 1e-7만큼 자르므로 손실이 최대 16 정도입니다.",
  },
  examples: [
    {
      inputs: { p: [0.5, 1, 0, 0, 1], y: [1, 1, 0, 1, 0] },
      L: [Math.LN2, 0, 0, 100, 100],
      from: "PyTorch 2.13 BCELoss",
    },
  ],
};
