import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive, share } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * QHAdam: Adam with the plain gradient and its square mixed back into both means.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.995): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `nu1` (0.7): share of the mean in the numerator.
 * - `nu2` (1): share of the mean in the denominator.
 * - `eps` (1e-8): keeps the division finite.
 *
 * Source: Ma & Yarats 2019, Quasi-hyperbolic momentum and Adam for deep learning, arXiv:1810.06801.
 *
 * @example
 * const state = qhadam({ lr: 0.01 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.99, -1.99
 */
export const qhadam = /* @__PURE__ */ optimizerEntry({
  id: "qhadam",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    n = (1 - nu1)*g + nu1*m/(1 - beta1^t)
    d = sqrt((1 - nu2)*g^2 + nu2*v/(1 - beta2^t)) + eps
    p = p - lr*n/d`,
  state: { m: 0, v: 0 },
  defaults: { lr: 0.001, beta1: 0.995, beta2: 0.999, nu1: 0.7, nu2: 1, eps: 1e-8 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
    nu1: share,
    nu2: share,
  },
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof qhadam> = {
  title: "QHAdam",
  summary:
    "Adam whose numerator and denominator are weighted means of the current values and their running means.",
  source: "Ma & Yarats 2019, Quasi-hyperbolic momentum and Adam for deep learning, arXiv:1810.06801",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    nu1: "share of the mean in the numerator",
    nu2: "share of the mean in the denominator",
    eps: "keeps the division finite",
  },
  use: "In place of Adam where it wavers late in training; nu1 0.7 with beta1 0.995 is the authors' recommendation, nu2 0.95 tames rare large gradients.",
  avoid: "When only lr can be tuned: Adam's defaults are better understood.",
  related: { adam: "both nu 1", qhm: "the same for momentum", nadam: "nu1 = beta1, up to the correction" },
  peers:
    "The authors' qhoptim QHAdam(nus=(0.7, 1.0), betas=(0.995, 0.999)): the same. PyTorch, Keras and optax have none.",
  ko: {
    title: "QHAdam",
    summary: "분자와 분모를 각각 현재 값과 이동 평균의 가중 평균으로 바꾼 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      nu1: "분자에서 평균이 차지하는 비율",
      nu2: "분모에서 평균이 차지하는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
    },
    use: "학습 후반에 Adam이 흔들릴 때 대신 씁니다. nu1 0.7, beta1 0.995는 저자의 권장값이고, nu2를 0.95로 하면 드문 큰 기울기를 누그러뜨립니다.",
    avoid: "lr만 조정할 수 있다면 더 잘 알려진 Adam의 기본값이 낫습니다.",
    related: {
      adam: "두 nu가 모두 1인 경우입니다",
      qhm: "같은 생각을 모멘텀에 적용합니다",
      nadam: "nu1 = beta1이면 보정만 다릅니다",
    },
    peers:
      "저자의 qhoptim QHAdam(nus=(0.7, 1.0), betas=(0.995, 0.999))과 같습니다. PyTorch, Keras, optax에는 없습니다.",
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
        [0.98146611777, -1.98506142267],
        [0.98690859107, -1.99256959455],
      ],
      from: "the paper's algorithm, in float64",
    },
    {
      options: { lr: 0.01, beta1: 0.9, nu2: 0.8, eps: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.991666666667, -1.99090909091],
        [0.984595224526, -1.98638116299],
        [0.989294597387, -1.99300136674],
      ],
      from: "the paper's algorithm, in float64",
    },
  ],
};
