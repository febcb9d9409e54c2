import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, notNegative, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * NAdam: Adam with Nesterov's look ahead and a momentum that warms up.
 *
 * Options:
 * - `lr` (0.002): learning rate, the size of a step.
 * - `beta1` (0.9): momentum that is approached.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `eps` (1e-8): keeps the division finite.
 * - `momentumDecay` (0.004): how fast the momentum rises; very large: it is beta1 from the start.
 *
 * Source: Dozat 2016, Incorporating Nesterov Momentum into Adam, ICLR workshop.
 *
 * @example
 * const state = nadam().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9978871, -1.997887
 */
export const nadam = /* @__PURE__ */ optimizerEntry({
  id: "nadam",
  formula: `
    mu = beta1*(1 - 0.5*0.96^(t*momentumDecay))
    next = beta1*(1 - 0.5*0.96^((t + 1)*momentumDecay))
    product = product*mu
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    d = sqrt(v/(1 - beta2^t)) + eps
    p = p - lr*((1 - mu)/(1 - product)*g + next/(1 - product*next)*m)/d`,
  state: { m: 0, v: 0, product: { per: "tensor", start: 1 } },
  defaults: { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8, momentumDecay: 0.004 },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
    momentumDecay: notNegative,
  },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.002, 0.005],
});

export const documentation: OptimizerDocumentation<typeof nadam> = {
  title: "NAdam",
  summary: "Adam with Nesterov's look ahead; its momentum rises from half of beta1 to beta1 during training.",
  source: "Dozat 2016, Incorporating Nesterov Momentum into Adam, ICLR workshop",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "momentum that is approached",
    beta2: "how much of the mean of squared gradients is kept",
    eps: "keeps the division finite",
    momentumDecay: "how fast the momentum rises; very large: it is beta1 from the start",
  },
  use: "Where Adam serves and a little more speed is welcome, for example recurrent networks; the low momentum at the start acts as a mild warm-up.",
  avoid: "With schedules that move momentum themselves, such as 1cycle: two warm-ups add up.",
  related: { adam: "without the look ahead", nesterov: "the look ahead without Adam" },
  peers:
    "PyTorch NAdam: these defaults. Keras Nadam: lr 0.001, eps 1e-7 and momentumDecay 1, a warm-up 250 times faster. optax.nadam and adam(nesterov=True): no warm-up, momentumDecay 1e6.",
  ko: {
    title: "NAdam",
    summary: "네스테로프의 내다보기를 더한 Adam으로, 모멘텀이 beta1의 절반에서 beta1까지 올라갑니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "모멘텀이 다가가는 값",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      momentumDecay: "모멘텀이 올라가는 속도. 아주 크면 처음부터 beta1입니다",
    },
    use: "Adam이 통하는 곳에서 조금 더 빠른 학습을 원할 때, 예를 들어 순환 신경망에 씁니다. 초기의 낮은 모멘텀이 약한 워밍업 구실을 합니다.",
    avoid: "1사이클처럼 모멘텀을 직접 움직이는 스케줄과 함께 쓰지 마세요. 워밍업이 겹칩니다.",
    related: { adam: "내다보기가 없습니다", nesterov: "Adam이 아닌 SGD의 내다보기입니다" },
    peers:
      "PyTorch NAdam과 기본값까지 같습니다. Keras Nadam은 lr 0.001, eps 1e-7, momentumDecay 1로 워밍업이 250배 빠릅니다. optax.nadam과 adam(nesterov=True)에는 워밍업이 없으며 momentumDecay 1e6과 같습니다.",
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
        [0.997887096486, -1.99788709646],
        [0.996839249911, -1.99776095443],
        [0.99872047674, -1.99986087132],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.01, eps: 0.1, momentumDecay: 0.1, l2: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.990939464583, -1.99024250032],
        [0.986122775299, -1.9881482984],
        [0.993338463319, -1.99759796648],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
