import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, notNegative, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Yogi: Adam whose mean of squares moves by at most (1 - beta2)·g² in a step, up or down.
 *
 * Options:
 * - `lr` (0.01): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): 1 minus the share of g² by which the estimate moves in a step.
 * - `eps` (0.001): keeps the division finite; the paper uses 1e-3.
 * - `initialAccumulator` (1e-6): where the estimates of squares begin.
 *
 * Source: Zaheer et al. 2018, Adaptive Methods for Nonconvex Optimization, NeurIPS.
 *
 * @example
 * const state = yogi({ lr: 0.01 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9900398, -1.990015
 */
export const yogi = /* @__PURE__ */ optimizerEntry({
  id: "yogi",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = v - (1 - beta2)*sign(v - g^2)*g^2
    p = p - lr*(m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t)) + eps)`,
  state: { m: 0, v: "initialAccumulator" },
  defaults: { lr: 0.01, beta1: 0.9, beta2: 0.999, eps: 0.001, initialAccumulator: 1e-6 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
    initialAccumulator: notNegative,
  },
  momentum: "beta1",
  rates: [0.0003, 0.001, 0.003, 0.01, 0.03],
});

export const documentation: OptimizerDocumentation<typeof yogi> = {
  title: "Yogi",
  summary:
    "Adam whose estimate of squared gradients changes additively, so that its steps cannot grow suddenly.",
  source: "Zaheer et al. 2018, Adaptive Methods for Nonconvex Optimization, NeurIPS",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "1 minus the share of g² by which the estimate moves in a step",
    eps: "keeps the division finite; the paper uses 1e-3",
    initialAccumulator: "where the estimates of squares begin",
  },
  use: "Sparse or bursty gradients, where Adam's denominator falls quickly between bursts and the next one makes a leap. Often chosen on the server in federated learning.",
  avoid:
    "When the scale of gradients falls for good: the estimate comes down only in small steps, and training stays slow.",
  related: {
    adam: "multiplies the estimate instead of adding to it",
    amsgrad: "an estimate that never falls",
  },
  peers:
    "optax.yogi: the same, but its first moment also starts at 1e-6; here it starts at 0, as in the paper. PyTorch and Keras have none.",
  ko: {
    title: "Yogi",
    summary: "기울기 제곱의 추정값을 덧셈으로 갱신하여 보폭이 갑자기 커지지 않게 한 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "1에서, 한 단계에 추정값이 움직이는 g²의 비율을 뺀 값",
      eps: "분모가 0이 되지 않게 하는 작은 수. 논문은 1e-3을 씁니다",
      initialAccumulator: "제곱 추정값의 초깃값",
    },
    use: "기울기가 희소하거나 몰려서 나타날 때 씁니다. 그 사이에 Adam의 분모가 급히 줄어 다음 보폭이 튀는 것을 막습니다. 연합 학습의 서버 쪽에서 자주 선택합니다.",
    avoid:
      "기울기가 작아진 뒤 다시 커지지 않는 경우에는 맞지 않습니다. 추정값이 조금씩만 내려와 학습이 느린 상태로 남습니다.",
    related: { adam: "추정값에 더하지 않고 곱합니다", amsgrad: "추정값이 줄지 않습니다" },
    peers:
      "optax.yogi와 같지만 optax는 일차 모멘트도 1e-6에서 시작합니다. 여기서는 논문대로 0에서 시작합니다. PyTorch와 Keras에는 없습니다.",
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
        [0.990039820836, -1.99001497629],
        [0.980760059945, -1.98333053712],
        [0.982819292143, -1.98775192766],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.1, beta1: 0.5, beta2: 0.9, eps: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.916668055519, -1.90909132231],
        [0.850734574649, -1.86871077005],
        [0.904579821553, -1.94646777808],
      ],
      from: "optax 0.2.8",
    },
  ],
};
