import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Adadelta: the ratio of the root mean squares of past updates and gradients takes the rate's place.
 *
 * Options:
 * - `lr` (1): factor on the update; the method itself means 1.
 * - `rho` (0.9): how much of both running means is kept from step to step.
 * - `eps` (1e-6): added under both roots; it also sets the size of the first steps, about sqrt(eps).
 *
 * Source: Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701.
 *
 * @example
 * const state = adadelta().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9968378, -1.996838
 */
export const adadelta = /* @__PURE__ */ optimizerEntry({
  id: "adadelta",
  formula: `
    s = rho*s + (1 - rho)*g^2
    d = g*sqrt(u + eps)/sqrt(s + eps)
    u = rho*u + (1 - rho)*d^2
    p = p - lr*d`,
  state: { s: 0, u: 0 },
  defaults: { lr: 1, rho: 0.9, eps: 1e-6 },
  limits: { rho: belowOne, eps: positive },
  rates: [0.1, 0.3, 1, 3, 10],
});

export const documentation: OptimizerDocumentation<typeof adadelta> = {
  title: "Adadelta",
  summary:
    "Scales each step by the root mean square of past updates over that of past gradients, so that a rate of 1 fits.",
  source: "Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701",
  options: {
    lr: "factor on the update; the method itself means 1",
    rho: "how much of both running means is kept from step to step",
    eps: "added under both roots; it also sets the size of the first steps, about sqrt(eps)",
  },
  use: "When no learning rate is known at all and slow, steady progress is enough.",
  avoid:
    "As a rule: it starts with steps of about sqrt(eps) and takes long to grow them, so a tuned Adam or RMSprop is nearly always faster.",
  related: {
    rmsprop: "the same division with a rate instead of the mean of updates",
    adagrad: "sums instead of averaging",
  },
  peers:
    "PyTorch Adadelta: these defaults. Keras Adadelta: lr 0.001, rho 0.95, epsilon 1e-7; give lr 1 for the paper's method. TF.js train.adadelta divides by the accumulator of the step before, so that its first step differs.",
  ko: {
    title: "Adadelta",
    summary: "지난 갱신량과 기울기의 제곱 평균 제곱근의 비로 보폭을 정하므로 학습률은 1이면 됩니다.",
    options: {
      lr: "갱신량에 곱하는 값. 원래 방법은 1입니다",
      rho: "단계마다 두 이동 평균을 남기는 비율",
      eps: "두 제곱근 안에 더하는 값. 첫 보폭도 sqrt(eps) 정도로 정합니다",
    },
    use: "적당한 학습률을 전혀 알 수 없고, 느리더라도 꾸준히 나아가면 충분할 때 씁니다.",
    avoid:
      "대체로 권하지 않습니다. 첫 보폭이 sqrt(eps) 정도에서 시작해 커지는 데 오래 걸리므로, 조정한 Adam이나 RMSprop이 거의 언제나 빠릅니다.",
    related: { rmsprop: "갱신량의 평균 대신 학습률을 쓰는 같은 나눗셈", adagrad: "평균하지 않고 합합니다" },
    peers:
      "PyTorch Adadelta와 기본값까지 같습니다. Keras Adadelta는 lr 0.001, rho 0.95, epsilon 1e-7이므로 논문대로 하려면 lr을 1로 주세요. TF.js train.adadelta는 직전 단계의 누적값으로 나누므로 첫 단계가 다릅니다.",
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
        [0.996837785583, -1.99683773815],
        [0.994752698556, -1.99683773815],
        [0.999059414168, -2.00101279412],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.5, rho: 0.8, eps: 0.1, l2: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.771252144501, -1.69539615046],
        [0.62564403847, -1.63436761602],
        [0.937916504369, -2.04916840403],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
