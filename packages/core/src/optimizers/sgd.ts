import type { OptimizerDocumentation } from "../definition.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * SGD: the parameters move against the gradient, nothing is remembered.
 *
 * Options:
 * - `lr` (0.001): learning rate, the step per unit of gradient.
 *
 * Source: Robbins & Monro 1951, A Stochastic Approximation Method, doi:10.1214/aoms/1177729586.
 *
 * @example
 * const state = sgd({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.95, -1.9
 */
export const sgd = /* @__PURE__ */ optimizerEntry({
  id: "sgd",
  formula: `
    p = p - lr*g`,
  state: {},
  defaults: { lr: 0.001 },
  rates: [0.001, 0.01, 0.03, 0.1, 0.3],
});

export const documentation: OptimizerDocumentation<typeof sgd> = {
  title: "SGD",
  summary: "Stochastic gradient descent: each step goes against the gradient, lr times its length.",
  source: "Robbins & Monro 1951, A Stochastic Approximation Method, doi:10.1214/aoms/1177729586",
  options: { lr: "learning rate, the step per unit of gradient" },
  use: "As the baseline that everything else must beat, and for convex or small problems. It needs no memory beside the parameters, and what it does is easy to follow.",
  avoid:
    "Deep networks on a deadline: without momentum it crawls along narrow valleys, and one rate has to fit all parameters. Where the loss surface is badly scaled, momentum or Adam gets there sooner.",
  related: {
    momentum: "adds a memory of past gradients",
    nesterov: "looks ahead along that memory",
    "sign-sgd": "keeps only the signs of the gradient",
  },
  peers:
    "PyTorch SGD (lr 0.001), Keras SGD (lr 0.01), optax.sgd and TF.js train.sgd (lr required): the same rule. PyTorch's weight_decay is l2 here; for its momentum and nesterov see those entries.",
  ko: {
    title: "확률적 경사 하강법(SGD)",
    summary: "단계마다 기울기의 반대 방향으로, 기울기 크기의 lr배만큼 움직입니다.",
    options: { lr: "학습률, 곧 기울기 한 단위당 보폭" },
    use: "다른 모든 옵티마이저가 넘어야 할 기준선으로, 그리고 볼록하거나 작은 문제에 씁니다. 파라미터 말고는 메모리가 필요 없고 동작을 이해하기 쉽습니다.",
    avoid:
      "시간이 한정된 심층 신경망에는 권하지 않습니다. 모멘텀이 없어 좁은 골짜기에서 느리고, 학습률 하나가 모든 파라미터에 맞아야 합니다. 손실 곡면의 축척이 고르지 않으면 모멘텀이나 Adam이 더 빨리 도달합니다.",
    related: {
      momentum: "지난 기울기의 기억을 더합니다",
      nesterov: "그 기억을 따라 앞을 내다봅니다",
      "sign-sgd": "기울기의 부호만 남깁니다",
    },
    peers:
      "PyTorch SGD(lr 0.001), Keras SGD(lr 0.01), optax.sgd와 TF.js train.sgd(lr을 반드시 줌)는 모두 같은 규칙입니다. PyTorch의 weight_decay는 여기의 l2입니다. PyTorch의 momentum과 nesterov는 해당 항목을 보세요.",
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
        [0.95, -1.9],
        [0.925, -1.9],
        [1.025, -2.2],
      ],
      from: "by hand",
    },
  ],
};
