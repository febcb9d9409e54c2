import type { OptimizerDocumentation } from "../definition.js";
import { belowOne } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Nesterov momentum: momentum whose step already counts the next push of the velocity.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `momentum` (0.9): how much of the velocity is kept from step to step.
 * - `lrPlacement` (outside): outside: the velocity is in units of the gradient; inside: steps are
 *   accumulated, and a new rate acts as old ones fade.
 *
 * Source: Nesterov 1983, A method for solving the convex programming problem with convergence rate O(1/k²);
 * form of Sutskever et al. 2013, On the importance of initialization and momentum in deep learning.
 *
 * @example
 * const state = nesterov({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.905, -1.81
 */
export const nesterov = /* @__PURE__ */ optimizerEntry({
  id: "nesterov",
  formula: `
    v = momentum*v + where(lrPlacement == inside, lr*g, g)
    p = p - where(lrPlacement == inside, momentum*v + lr*g, lr*(g + momentum*v))`,
  state: { v: 0 },
  defaults: { lr: 0.001, momentum: 0.9, lrPlacement: "outside" },
  limits: { momentum: belowOne },
  choices: { lrPlacement: ["outside", "inside"] },
  momentum: "momentum",
  rates: [0.001, 0.003, 0.01, 0.03, 0.1],
});

export const documentation: OptimizerDocumentation<typeof nesterov> = {
  title: "Nesterov momentum",
  summary:
    "Momentum with a look ahead: the step adds the coming push of the velocity to the current gradient.",
  source:
    "Nesterov 1983, A method for solving the convex programming problem with convergence rate O(1/k²); form of Sutskever et al. 2013, On the importance of initialization and momentum in deep learning",
  options: {
    lr: "learning rate, the size of a step",
    momentum: "how much of the velocity is kept from step to step",
    lrPlacement:
      "outside: the velocity is in units of the gradient; inside: steps are accumulated, and a new rate acts as old ones fade",
  },
  use: "Wherever momentum serves; it corrects itself one step earlier and overshoots a little less, which allows a slightly higher momentum or rate.",
  avoid:
    "With very noisy gradients the look ahead buys nothing over plain momentum. Do not expect the accelerated convergence rate of the convex theory from stochastic gradients.",
  related: { momentum: "the same without the look ahead", nadam: "Adam with this look ahead" },
  peers:
    'PyTorch SGD(nesterov=True, momentum=0.9), optax.sgd(nesterov=True), TF.js train.momentum(…, true): lrPlacement outside. Keras SGD(nesterov=True): inside. timm\'s "sgd" is this, its "momentum" is not.',
  ko: {
    title: "네스테로프 모멘텀",
    summary: "속도가 다음에 밀어 줄 몫까지 현재 기울기에 미리 더해 움직이는 모멘텀입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      momentum: "단계마다 속도를 남기는 비율",
      lrPlacement:
        "outside: 속도가 기울기의 단위입니다. inside: 갱신량을 쌓으며 새 학습률은 옛 갱신량이 사라지면서 적용됩니다",
    },
    use: "모멘텀을 쓰는 곳이면 어디든 쓸 수 있습니다. 한 단계 먼저 방향을 고치므로 지나침이 조금 적고, momentum이나 학습률을 조금 더 높일 수 있습니다.",
    avoid:
      "기울기의 잡음이 매우 크면 일반 모멘텀보다 나을 것이 없습니다. 볼록 이론이 말하는 가속 수렴을 확률적 기울기에서 기대하지 마세요.",
    related: { momentum: "내다보기가 없는 같은 방법", nadam: "이 내다보기를 쓰는 Adam" },
    peers:
      'PyTorch SGD(nesterov=True, momentum=0.9), optax.sgd(nesterov=True), TF.js train.momentum(…, true)은 lrPlacement outside, Keras SGD(nesterov=True)는 inside입니다. timm의 "sgd"가 이것이며 "momentum"은 아닙니다.',
  },
  examples: [
    {
      options: { lr: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
      ],
      after: [
        [0.905, -1.81],
        [0.817, -1.729],
      ],
      from: "by hand",
    },
    {
      options: { lr: 0.05, momentum: 0.9, l2: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.943, -1.886],
        [0.8859915, -1.819483],
        [0.93676043075, -2.0358196115],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
