import type { OptimizerDocumentation } from "../definition.js";
import { notNegative, positive, share } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * FTRL-Proximal: AdaGrad's rates with exact zeros from l1, for sparse linear models.
 *
 * Options:
 * - `lr` (0.001): learning rate, as AdaGrad's; keep it constant.
 * - `power` (0.5): the rate falls with the sum of squares to this power.
 * - `beta` (0): added to that root: tames the first steps.
 * - `l1` (0): weights whose accumulated gradient stays below this are exactly 0.
 * - `l2` (0): adds l2/2*p² to the objective.
 * - `initialAccumulator` (0.1): where the sums of squares begin.
 *
 * Source: McMahan et al. 2013, Ad Click Prediction: a View from the Trenches, doi:10.1145/2487575.2488200.
 *
 * @example
 * const state = ftrl({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.3809621, -1.301631
 */
export const ftrl = /* @__PURE__ */ optimizerEntry({
  id: "ftrl",
  formula: `
    # A rate of 0 would divide by 0.
    a = max(lr, 1e-12)
    q = n + g^2
    z = z + g - (q^power - n^power)/a*p
    n = q
    p = (min(max(z, -l1), l1) - z)/((beta + q^power)/a + l2)`,
  state: { z: 0, n: "initialAccumulator" },
  defaults: { lr: 0.001, power: 0.5, beta: 0, l1: 0, l2: 0, initialAccumulator: 0.1 },
  limits: { power: share, beta: notNegative, initialAccumulator: positive },
  rates: [0.001, 0.01, 0.1, 0.3, 1],
});

export const documentation: OptimizerDocumentation<typeof ftrl> = {
  title: "FTRL-Proximal",
  summary: "AdaGrad's rates for linear models, with an l1 penalty that leaves weights at exactly 0.",
  source: "McMahan et al. 2013, Ad Click Prediction: a View from the Trenches, doi:10.1145/2487575.2488200",
  options: {
    lr: "learning rate, as AdaGrad's; keep it constant",
    power: "the rate falls with the sum of squares to this power",
    beta: "added to that root: tames the first steps",
    l1: "weights whose accumulated gradient stays below this are exactly 0",
    l2: "adds l2/2*p² to the objective",
    initialAccumulator: "where the sums of squares begin",
  },
  use: "Linear and logistic models over very many sparse features, such as clicks, where most weights should be exactly 0 and data arrive as a stream.",
  avoid:
    "Networks: the weights are computed anew from the accumulated gradients, so that the initial weights are forgotten in the first step. Start at 0, and keep the rate constant.",
  related: { adagrad: "the same rates without exact zeros" },
  peers:
    "Keras Ftrl: these defaults; its l2_regularization_strength is half of l2. The paper's α is lr, β is beta, λ1 and λ2 are l1 and l2. PyTorch and optax have none.",
  ko: {
    title: "FTRL-Proximal",
    summary: "선형 모델을 위한 방법으로, AdaGrad의 학습률을 쓰고 l1 벌점으로 가중치를 정확히 0으로 둡니다.",
    options: {
      lr: "AdaGrad와 같은 학습률. 일정하게 두세요",
      power: "학습률은 제곱합을 이만큼 거듭제곱한 값에 반비례해 줄어듭니다",
      beta: "그 거듭제곱에 더하는 값. 첫 보폭을 누그러뜨립니다",
      l1: "누적 기울기가 이 값을 넘지 않는 가중치는 정확히 0이 됩니다",
      l2: "목적 함수에 l2/2*p²을 더합니다",
      initialAccumulator: "제곱합의 초깃값",
    },
    use: "클릭 예측처럼 희소한 특징이 아주 많은 선형·로지스틱 모델에 씁니다. 가중치 대부분이 정확히 0이어야 하고 데이터가 흘러 들어오는 경우에 맞습니다.",
    avoid:
      "신경망에는 쓰지 마세요. 가중치를 누적 기울기로부터 새로 계산하므로 첫 단계에서 초기 가중치를 잊습니다. 0에서 시작하고 학습률은 일정하게 두세요.",
    related: { adagrad: "정확한 0이 없는 같은 학습률" },
    peers:
      "Keras Ftrl과 기본값까지 같으며, l2_regularization_strength는 l2의 절반입니다. 논문의 α는 lr, β는 beta, λ1과 λ2는 l1과 l2입니다. PyTorch와 optax에는 없습니다.",
  },
  examples: [
    {
      options: { lr: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.380962090702, -1.30163105192],
        [0.342037143494, -1.30163105192],
        [0.426177775877, -1.39602856825],
      ],
      from: "Keras 3.15.1",
    },
    {
      options: { lr: 0.1, beta: 0.5, l1: 0.5, l2: 0.2 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.157771638667, -0.83831893595],
        [0.136261851733, -0.83831893595],
        [0.19479319158, -0.919442777706],
      ],
      from: "Keras 3.15.1",
    },
  ],
};
