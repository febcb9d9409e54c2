import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * AdaBound: Adam whose rates are squeezed between two bounds that close in on a common one.
 *
 * Options:
 * - `lr` (0.001): learning rate of the Adam at the start.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `finalRatio` (100): the SGD rate at the end, as a multiple of lr.
 * - `gamma` (0.001): how fast the bounds close in: half-way after about 1/gamma steps.
 * - `eps` (1e-8): keeps the division finite.
 * - `amsbound` (false): if true, divides by the largest mean of squares so far.
 *
 * Source: Luo et al. 2019, Adaptive Gradient Methods with Dynamic Bound of Learning Rate, arXiv:1902.09843.
 *
 * @example
 * const state = adabound().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.999, -1.999
 */
export const adabound = /* @__PURE__ */ optimizerEntry({
  id: "adabound",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    h = where(amsbound, max(h, v), v)
    low = finalRatio*(1 - 1/(gamma*t + 1))
    high = finalRatio*(1 + 1/(gamma*t))
    r = sqrt(1 - beta2^t)/(1 - beta1^t)/(sqrt(h) + eps)
    p = p - lr*min(max(r, low), high)*m`,
  state: { m: 0, v: 0, h: 0 },
  defaults: {
    lr: 0.001,
    beta1: 0.9,
    beta2: 0.999,
    finalRatio: 100,
    gamma: 0.001,
    eps: 1e-8,
    amsbound: false,
  },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
    finalRatio: positive,
    gamma: positive,
  },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof adabound> = {
  title: "AdaBound",
  summary:
    "Adam whose per-parameter rates are clipped between bounds that converge to one rate: from Adam to SGD.",
  source: "Luo et al. 2019, Adaptive Gradient Methods with Dynamic Bound of Learning Rate, arXiv:1902.09843",
  options: {
    lr: "learning rate of the Adam at the start",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    finalRatio: "the SGD rate at the end, as a multiple of lr",
    gamma: "how fast the bounds close in: half-way after about 1/gamma steps",
    eps: "keeps the division finite",
    amsbound: "if true, divides by the largest mean of squares so far",
  },
  use: "When Adam's fast start and momentum's better end are both wanted in one run, as on image classification.",
  avoid:
    "When no good SGD rate is known: finalRatio*lr is one, and a wrong one ruins the end of the run. AdamW with a schedule is simpler and usually as good.",
  related: { adam: "without bounds", momentum: "what it becomes" },
  peers:
    "The authors' adabound.AdaBound(final_lr=0.1): finalRatio is final_lr/lr, which also keeps it in step with schedules as their base_lr does. timm's is the same. PyTorch, Keras and optax have none.",
  ko: {
    title: "AdaBound",
    summary:
      "파라미터별 학습률을 한 값으로 좁혀 가는 두 경계 사이로 자르는, Adam에서 SGD로 옮겨 가는 방법입니다.",
    options: {
      lr: "처음 Adam의 학습률",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      finalRatio: "끝에서 쓸 SGD 학습률. lr의 배수",
      gamma: "두 경계가 좁혀지는 속도. 약 1/gamma 단계 뒤에 절반쯤 좁혀집니다",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      amsbound: "true이면 지금까지의 최대 제곱 평균으로 나눕니다",
    },
    use: "이미지 분류처럼 Adam의 빠른 시작과 모멘텀의 좋은 마무리를 한 번의 학습에서 모두 얻고 싶을 때 씁니다.",
    avoid:
      "좋은 SGD 학습률을 모르면 쓰지 마세요. finalRatio*lr이 바로 그 값이며, 틀리면 학습의 마무리를 망칩니다. 스케줄을 쓴 AdamW가 더 단순하고 대체로 그만큼 좋습니다.",
    related: { adam: "경계가 없습니다", momentum: "마지막에 이르는 모습입니다" },
    peers:
      "저자의 adabound.AdaBound(final_lr=0.1)에서 finalRatio는 final_lr/lr에 해당하며, base_lr처럼 스케줄에 맞춰 함께 움직입니다. timm도 같습니다. PyTorch, Keras, optax에는 없습니다.",
  },
  examples: [
    {
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.999000000632, -1.99900000032],
        [0.998067821521, -1.99832994227],
        [0.998274178491, -1.99877238966],
      ],
      from: "the paper's algorithm, in float64",
    },
    {
      options: { lr: 0.01, gamma: 0.5, beta2: 0.9, amsbound: true },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.983333333333, -1.96666666667],
        [0.948333333333, -1.92166666667],
        [0.970533333333, -2.05306666667],
      ],
      from: "the paper's algorithm, in float64",
    },
  ],
};
