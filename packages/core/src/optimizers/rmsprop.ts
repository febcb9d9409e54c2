import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * RMSprop: each step is divided by the root of a running mean of squared gradients.
 *
 * Options:
 * - `lr` (0.01): learning rate, the size of a step.
 * - `alpha` (0.99): how much of the mean of squares is kept from step to step.
 * - `eps` (1e-8): keeps the division finite.
 * - `momentum` (0): above 0: the divided gradients are accumulated like this.
 * - `centered` (false): if true, divides by the standard deviation instead of the root mean square.
 * - `epsPlacement` (outside): outside: sqrt(s) + eps; inside: sqrt(s + eps).
 * - `lrPlacement` (outside): with momentum, outside: a new rate acts at once; inside: as old steps fade.
 *
 * Source: Tieleman & Hinton 2012, Lecture 6.5 of Neural Networks for Machine Learning, Coursera; centered:
 * Graves 2013, arXiv:1308.0850.
 *
 * @example
 * const state = rmsprop().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9, -1.9
 */
export const rmsprop = /* @__PURE__ */ optimizerEntry({
  id: "rmsprop",
  formula: `
    s = alpha*s + (1 - alpha)*g^2
    a = where(centered, alpha*a + (1 - alpha)*g, a)
    # Rounding may leave the variance below 0.
    w = where(centered, max(s - a^2, 0), s)
    d = where(epsPlacement == inside, sqrt(w + eps), sqrt(w) + eps)
    b = momentum*b + where(lrPlacement == inside, lr*g/d, g/d)
    p = p - where(lrPlacement == inside, b, lr*b)`,
  state: { s: 0, a: 0, b: 0 },
  defaults: {
    lr: 0.01,
    alpha: 0.99,
    eps: 1e-8,
    momentum: 0,
    centered: false,
    epsPlacement: "outside",
    lrPlacement: "outside",
  },
  limits: {
    alpha: belowOne,
    eps: positive,
    momentum: belowOne,
  },
  choices: { epsPlacement: ["outside", "inside"], lrPlacement: ["outside", "inside"] },
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof rmsprop> = {
  title: "RMSprop",
  summary: "Divides each parameter's step by the root of a running mean of its squared gradients.",
  source:
    "Tieleman & Hinton 2012, Lecture 6.5 of Neural Networks for Machine Learning, Coursera; centered: Graves 2013, arXiv:1308.0850",
  options: {
    lr: "learning rate, the size of a step",
    alpha: "how much of the mean of squares is kept from step to step",
    eps: "keeps the division finite",
    momentum: "above 0: the divided gradients are accumulated like this",
    centered: "if true, divides by the standard deviation instead of the root mean square",
    epsPlacement: "outside: sqrt(s) + eps; inside: sqrt(s + eps)",
    lrPlacement: "with momentum, outside: a new rate acts at once; inside: as old steps fade",
  },
  use: "Recurrent networks and reinforcement learning, where the scale of gradients changes over time. It follows such changes within about 1/(1 - alpha) steps.",
  avoid:
    "As a first choice today: Adam adds momentum and corrects the start. Here the means begin at 0, so the first step is 1/sqrt(1 - alpha) times lr, ten times at alpha 0.99.",
  related: {
    adagrad: "sums instead of averaging",
    adam: "adds momentum and bias correction",
    adadelta: "sets its own rate",
  },
  peers:
    "PyTorch RMSprop: these defaults. Keras RMSprop (lr 0.001, rho 0.9, epsilon 1e-7) and TF.js train.rmsprop: alpha 0.9, both placements inside. optax.rmsprop (decay 0.9): both inside, eps_in_sqrt=False is epsPlacement outside. PyTorch's OneCycleLR also moves this momentum; here schedules leave it alone.",
  ko: {
    title: "RMSprop",
    summary: "각 파라미터의 보폭을 기울기 제곱의 이동 평균의 제곱근으로 나눕니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      alpha: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      momentum: "0보다 크면 나눈 기울기를 이 비율로 쌓습니다",
      centered: "true이면 제곱 평균 제곱근 대신 표준편차로 나눕니다",
      epsPlacement: "outside: sqrt(s) + eps, inside: sqrt(s + eps)를 분모로 씁니다",
      lrPlacement:
        "모멘텀을 쓸 때 outside: 새 학습률이 바로 적용됩니다. inside: 옛 갱신량이 사라지면서 적용됩니다",
    },
    use: "기울기의 크기가 시간에 따라 변하는 순환 신경망과 강화 학습에 씁니다. 대략 1/(1 - alpha) 단계 안에 변화를 따라잡습니다.",
    avoid:
      "오늘날 첫 선택으로는 모멘텀과 초기 보정을 갖춘 Adam이 낫습니다. 여기서는 평균이 0에서 출발하므로 첫 보폭이 lr의 1/sqrt(1 - alpha)배, alpha가 0.99이면 열 배가 됩니다.",
    related: {
      adagrad: "평균하지 않고 합합니다",
      adam: "모멘텀과 편향 보정을 더했습니다",
      adadelta: "학습률을 스스로 정합니다",
    },
    peers:
      "PyTorch RMSprop과 기본값까지 같습니다. Keras RMSprop(lr 0.001, rho 0.9, epsilon 1e-7)과 TF.js train.rmsprop은 alpha 0.9에 두 배치 옵션이 모두 inside입니다. optax.rmsprop(decay 0.9)도 둘 다 inside이고, eps_in_sqrt=False는 epsPlacement outside입니다. PyTorch의 OneCycleLR은 이 모멘텀도 움직이지만 여기의 스케줄은 그대로 둡니다.",
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
        [0.90000002, -1.90000001],
        [0.855098702558, -1.90000001],
        [0.942572661607, -1.9949628719],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: {
        lr: 0.01,
        alpha: 0.9,
        eps: 1e-8,
        centered: false,
        momentum: 0,
        epsPlacement: "inside",
        lrPlacement: "inside",
      },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.968377229723, -1.96837722498],
        [0.953633036672, -1.96837722498],
        [0.98181882856, -1.99866635147],
      ],
      from: "Keras 3.15.1",
    },
  ],
};
