import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * RAdam: Adam that waits with its division until the mean of squares can be trusted.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept; it also sets how long the warm-up
 *   lasts.
 * - `eps` (1e-8): keeps the division finite.
 * - `epsPlacement` (uncorrected): uncorrected: added to sqrt(v) before the bias correction; outside: after
 *   it.
 *
 * Source: Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond, arXiv:1908.03265.
 *
 * @example
 * const state = radam().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9995, -1.999
 */
export const radam = /* @__PURE__ */ optimizerEntry({
  id: "radam",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    c = 1 - beta2^t
    final = 2/(1 - beta2) - 1
    rho = final - 2*t*beta2^t/c
    r = sqrt((rho - 4)*(rho - 2)*final/((final - 4)*(final - 2)*rho))
    d = where(epsPlacement == outside, sqrt(v/c) + eps, (sqrt(v) + eps)/sqrt(c))
    p = p - lr*(m/(1 - beta1^t))*where(rho > 5, r/d, 1)`,
  state: { m: 0, v: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, epsPlacement: "uncorrected" },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  choices: { epsPlacement: ["uncorrected", "outside"] },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof radam> = {
  title: "RAdam",
  summary:
    "Adam that starts as momentum and phases its division in as the estimate of the squares becomes reliable.",
  source: "Liu et al. 2020, On the Variance of the Adaptive Learning Rate and Beyond, arXiv:1908.03265",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept; it also sets how long the warm-up lasts",
    eps: "keeps the division finite",
    epsPlacement: "uncorrected: added to sqrt(v) before the bias correction; outside: after it",
  },
  use: "When Adam diverges early unless the rate is warmed up, and you would rather not tune a warm-up.",
  avoid:
    "When gradients are large: the first five or so steps are plain momentum with the same lr, so that a gradient of 1000 moves the weights by 1000*lr. Clip, or use warm-up with Adam.",
  related: {
    adam: "with a warm-up schedule: much the same effect, and explicit",
    momentum: "what the first steps are",
  },
  peers: "PyTorch RAdam: these defaults, eps uncorrected. optax.radam: epsPlacement outside.",
  ko: {
    title: "RAdam",
    summary: "모멘텀으로 시작해, 제곱 평균의 추정이 믿을 만해질수록 Adam의 나눗셈을 점차 적용합니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율. 워밍업의 길이도 정합니다",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      epsPlacement: "uncorrected: 편향을 보정하기 전의 sqrt(v)에 더합니다. outside: 보정한 뒤에 더합니다",
    },
    use: "워밍업 없이는 Adam이 초기에 발산하지만 워밍업을 따로 조정하고 싶지 않을 때 씁니다.",
    avoid:
      "기울기가 클 때는 피하세요. 처음 다섯 단계 정도는 같은 lr의 모멘텀이므로 기울기 1000은 가중치를 1000*lr만큼 옮깁니다. 클리핑을 하거나 Adam에 워밍업을 쓰세요.",
    related: {
      adam: "워밍업 스케줄을 쓰면 효과가 거의 같고 더 분명합니다",
      momentum: "처음 몇 단계가 이것입니다",
    },
    peers:
      "PyTorch RAdam과 기본값까지 같으며 eps는 uncorrected입니다. optax.radam은 epsPlacement outside입니다.",
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
        [0.9995, -1.999],
        [0.999131578947, -1.99852631579],
        [0.999268110313, -1.99933443387],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.01, beta2: 0.9, eps: 0.1, epsPlacement: "outside" },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.995, -1.99],
        [0.991315789474, -1.98526315789],
        [0.992681103127, -1.99334433871],
      ],
      from: "optax 0.2.8",
    },
  ],
};
