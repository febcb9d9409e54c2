import type { OptimizerDocumentation } from "../definition.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * signSGD: every parameter moves by lr against the sign of its gradient.
 *
 * Options:
 * - `lr` (0.001): how far every parameter moves in a step.
 *
 * Source: Bernstein et al. 2018, signSGD: Compressed Optimisation for Non-Convex Problems, arXiv:1802.04434.
 *
 * @example
 * const state = signSgd({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9, -1.9
 */
export const signSgd = /* @__PURE__ */ optimizerEntry({
  id: "sign-sgd",
  formula: `
    p = p - lr*sign(g)`,
  state: {},
  defaults: { lr: 0.001 },
  rates: [1e-5, 0.0001, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof signSgd> = {
  title: "signSGD",
  summary: "Moves every parameter by exactly lr against the sign of its gradient.",
  source: "Bernstein et al. 2018, signSGD: Compressed Optimisation for Non-Convex Problems, arXiv:1802.04434",
  options: { lr: "how far every parameter moves in a step" },
  use: "To see how far signs alone carry, and where gradients must be sent in one bit each. It is Adam with both betas at 0.",
  avoid:
    "Small batches and the end of training: the steps never shrink by themselves, and a noisy sign is noise of full size.",
  related: {
    signum: "the sign of a momentum",
    rprop: "signs with a step per parameter",
    lion: "signs with an interpolated momentum",
  },
  peers: "optax.sign_sgd: the same. PyTorch and Keras have none.",
  ko: {
    title: "부호 SGD(signSGD)",
    summary: "모든 파라미터를 기울기 부호의 반대 방향으로 정확히 lr만큼 옮깁니다.",
    options: { lr: "한 단계에 모든 파라미터가 움직이는 거리" },
    use: "부호만으로 어디까지 갈 수 있는지 볼 때, 그리고 기울기를 1비트씩만 보낼 수 있을 때 씁니다. 두 beta가 모두 0인 Adam과 같습니다.",
    avoid:
      "작은 배치와 학습 막바지에는 피하세요. 보폭이 저절로 줄지 않고, 잡음의 부호가 그대로 보폭이 됩니다.",
    related: {
      signum: "모멘텀의 부호를 씁니다",
      rprop: "부호에 파라미터별 보폭을 씁니다",
      lion: "기울기와 보간한 모멘텀의 부호를 씁니다",
    },
    peers: "optax.sign_sgd와 같습니다. PyTorch와 Keras에는 없습니다.",
  },
  examples: [
    {
      options: { lr: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1e-6, 3],
      ],
      after: [
        [0.9, -1.9],
        [0.8, -1.9],
        [0.9, -2],
      ],
      from: "by hand",
    },
  ],
};
