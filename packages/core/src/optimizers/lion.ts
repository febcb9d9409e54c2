import type { OptimizerDocumentation } from "../definition.js";
import { belowOne } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Lion: the sign of an interpolated momentum: every parameter moves by exactly lr.
 *
 * Options:
 * - `lr` (0.0001): how far every parameter moves in a step.
 * - `beta1` (0.9): share of the old momentum in the direction of this step.
 * - `beta2` (0.99): how much of the momentum is kept from step to step.
 * - `weightDecay` (0): each step multiplies the weights by 1 - lr*weightDecay.
 *
 * Source: Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, arXiv:2302.06675.
 *
 * @example
 * const state = lion({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, 0]));
 * state.parameters; // 0.9, -2
 */
export const lion = /* @__PURE__ */ optimizerEntry({
  id: "lion",
  formula: `
    u = sign(beta1*m + (1 - beta1)*g)
    m = beta2*m + (1 - beta2)*g
    p = p*(1 - lr*weightDecay) - lr*u`,
  state: { m: 0 },
  defaults: { lr: 0.0001, beta1: 0.9, beta2: 0.99, weightDecay: 0 },
  limits: { beta1: belowOne, beta2: belowOne },
  momentum: "beta1",
  rates: [1e-5, 3e-5, 0.0001, 0.0003, 0.001],
});

export const documentation: OptimizerDocumentation<typeof lion> = {
  title: "Lion",
  summary: "Moves every parameter by lr in the direction of the sign of a momentum; found by program search.",
  source: "Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, arXiv:2302.06675",
  options: {
    lr: "how far every parameter moves in a step",
    beta1: "share of the old momentum in the direction of this step",
    beta2: "how much of the momentum is kept from step to step",
    weightDecay: "each step multiplies the weights by 1 - lr*weightDecay",
  },
  use: "Large models and large batches, with half of Adam's memory. Take a rate 3 to 10 times smaller than AdamW's and a weight decay 3 to 10 times larger.",
  avoid:
    "Small batches, where the sign of a noisy gradient is noise of full size, and the end of training without a falling schedule: the steps never shrink by themselves.",
  related: { adamw: "scales by size instead of sign", signum: "the sign of plain momentum" },
  peers:
    "optax.lion: the same, weight_decay 1e-3. Keras Lion: lr 0.001, weight decay none. PyTorch has none.",
  ko: {
    title: "Lion",
    summary:
      "모든 파라미터를 모멘텀의 부호 방향으로 정확히 lr만큼 옮깁니다. 프로그램 탐색으로 발견되었습니다.",
    options: {
      lr: "한 단계에 모든 파라미터가 움직이는 거리",
      beta1: "이번 단계의 방향에서 지난 모멘텀이 차지하는 비율",
      beta2: "단계마다 모멘텀을 남기는 비율",
      weightDecay: "단계마다 가중치에 1 - lr*weightDecay를 곱합니다",
    },
    use: "큰 모델과 큰 배치에 씁니다. 메모리는 Adam의 절반입니다. 학습률은 AdamW의 3분의 1에서 10분의 1로, 가중치 감쇠는 3배에서 10배로 잡으세요.",
    avoid:
      "배치가 작으면 잡음의 부호가 그대로 보폭이 되므로 피하세요. 보폭이 저절로 줄지 않으므로 학습률을 낮추는 스케줄 없이 끝내지 마세요.",
    related: { adamw: "부호 대신 크기에 맞춰 나눕니다", signum: "일반 모멘텀의 부호를 씁니다" },
    peers:
      "optax.lion과 같으며 optax의 weight_decay는 1e-3입니다. Keras Lion은 lr이 0.001이고 가중치 감쇠가 없습니다. PyTorch에는 없습니다.",
  },
  examples: [
    {
      options: { lr: 0.1 },
      p: [1, -2],
      g: [
        [0.5, 0],
        [0.25, 0],
        [-1, -3],
      ],
      after: [
        [0.9, -2],
        [0.8, -2],
        [0.9, -1.9],
      ],
      from: "by hand",
    },
    {
      options: { lr: 0.01, beta1: 0.5, beta2: 0.7, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.989, -1.988],
        [0.978011, -1.976012],
        [0.987032989, -1.984035988],
      ],
      from: "optax 0.2.8",
    },
  ],
};
