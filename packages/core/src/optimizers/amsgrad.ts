import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * AMSGrad: Adam that divides by the largest mean of squares so far.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `eps` (1e-8): keeps the division finite.
 * - `maximumOf` (raw): raw: the largest v so far, then bias-corrected; corrected: the largest corrected v.
 *
 * Source: Reddi, Kale & Kumar 2018, On the Convergence of Adam and Beyond, arXiv:1904.09237.
 *
 * @example
 * const state = amsgrad({ lr: 0.01 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.99, -1.99
 */
export const amsgrad = /* @__PURE__ */ optimizerEntry({
  id: "amsgrad",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    c = 1 - beta2^t
    h = max(h, where(maximumOf == corrected, v/c, v))
    d = where(maximumOf == corrected, sqrt(h), sqrt(h/c)) + eps
    p = p - lr*(m/(1 - beta1^t))/d`,
  state: { m: 0, v: 0, h: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, maximumOf: "raw" },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  choices: { maximumOf: ["raw", "corrected"] },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof amsgrad> = {
  title: "AMSGrad",
  summary:
    "Adam whose denominator never shrinks: it divides by the largest running mean of squares seen so far.",
  source: "Reddi, Kale & Kumar 2018, On the Convergence of Adam and Beyond, arXiv:1904.09237",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    eps: "keeps the division finite",
    maximumOf: "raw: the largest v so far, then bias-corrected; corrected: the largest corrected v",
  },
  use: "When rare, large gradients carry the signal and Adam forgets them too soon: the counterexamples of the paper are of this kind.",
  avoid:
    "In most deep learning it makes little difference to Adam, and one burst of large gradients slows that parameter for good.",
  related: {
    adam: "has the raw form as the switch amsgrad",
    yogi: "lets the denominator grow slowly instead of never shrinking",
  },
  peers:
    "PyTorch Adam(amsgrad=True): raw, these defaults. optax.amsgrad: corrected. Keras Adam(amsgrad=True): raw, with eps added before the correction; use adam with amsgrad and epsPlacement uncorrected.",
  ko: {
    title: "AMSGrad",
    summary: "지금까지 본 가장 큰 제곱 평균으로 나누어 분모가 줄지 않게 한 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      maximumOf: "raw: v의 최댓값을 구한 뒤 편향을 보정합니다. corrected: 보정한 v의 최댓값을 씁니다",
    },
    use: "드물게 나타나는 큰 기울기에 중요한 정보가 있는데 Adam이 이를 너무 빨리 잊을 때 씁니다. 논문의 반례가 바로 이런 경우입니다.",
    avoid:
      "대부분의 심층 학습에서는 Adam과 차이가 거의 없고, 큰 기울기가 한 번 몰아치면 그 파라미터는 계속 느려집니다.",
    related: {
      adam: "amsgrad 옵션으로 raw와 같은 계산을 합니다",
      yogi: "분모가 줄지 않게 하는 대신 천천히 커지게 합니다",
    },
    peers:
      "PyTorch Adam(amsgrad=True)은 raw이며 기본값까지 같습니다. optax.amsgrad는 corrected입니다. Keras Adam(amsgrad=True)은 raw이지만 보정 전에 eps를 더하므로, adam에 amsgrad를 켜고 epsPlacement를 uncorrected로 두세요.",
  },
  examples: [
    {
      options: { lr: 0.01 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.9900000002, -1.9900000001],
        [0.980678204048, -1.98330276878],
        [0.982741774289, -1.98772724309],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.01, eps: 0.1, beta2: 0.9, maximumOf: "corrected" },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.991666666667, -1.99090909091],
        [0.985526315789, -1.98660287081],
        [0.987273290733, -1.99063819439],
      ],
      from: "optax 0.2.8",
    },
  ],
};
