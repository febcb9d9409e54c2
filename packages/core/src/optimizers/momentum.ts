import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, share } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * SGD with momentum: a velocity that sums past gradients, each worth `momentum` of the one after it.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `momentum` (0.9): how much of the velocity is kept from step to step.
 * - `dampening` (0): share of each new gradient that is left out, from the second step on.
 * - `lrPlacement` (outside): outside: the velocity is in units of the gradient and a new rate acts at once;
 *   inside: steps are accumulated, and a new rate acts as old ones fade.
 *
 * Source: Polyak 1964, Some methods of speeding up the convergence of iteration methods,
 * doi:10.1016/0041-5553(64)90137-5; form of Sutskever et al. 2013 and PyTorch.
 *
 * @example
 * const state = momentum({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.95, -1.9
 */
export const momentum = /* @__PURE__ */ optimizerEntry({
  id: "momentum",
  formula: `
    # As in PyTorch the first gradient enters the velocity undampened.
    d = where(t == 1, 1, 1 - dampening)
    v = momentum*v + where(lrPlacement == inside, lr*d*g, d*g)
    p = p - where(lrPlacement == inside, v, lr*v)`,
  state: { v: 0 },
  defaults: { lr: 0.001, momentum: 0.9, dampening: 0, lrPlacement: "outside" },
  limits: { momentum: belowOne, dampening: share },
  choices: { lrPlacement: ["outside", "inside"] },
  momentum: "momentum",
  rates: [0.001, 0.003, 0.01, 0.03, 0.1],
});

export const documentation: OptimizerDocumentation<typeof momentum> = {
  title: "SGD with momentum",
  summary: "SGD with a velocity: past gradients keep pushing, each fading by the factor momentum per step.",
  source:
    "Polyak 1964, Some methods of speeding up the convergence of iteration methods, doi:10.1016/0041-5553(64)90137-5; form of Sutskever et al. 2013 and PyTorch",
  options: {
    lr: "learning rate, the size of a step",
    momentum: "how much of the velocity is kept from step to step",
    dampening: "share of each new gradient that is left out, from the second step on",
    lrPlacement:
      "outside: the velocity is in units of the gradient and a new rate acts at once; inside: steps are accumulated, and a new rate acts as old ones fade",
  },
  use: "The workhorse for convolutional networks: with a tuned rate and a falling schedule it generalizes as well as anything. At momentum 0.9 the effective step is ten times lr.",
  avoid:
    "When there is no time to tune the rate, or when gradients differ in scale by orders of magnitude between layers, as in transformers; there use AdamW.",
  related: {
    sgd: "this with momentum 0",
    nesterov: "evaluates the gradient as if one step ahead",
    qhm: "averages instead of summing, and mixes in the plain gradient",
  },
  peers:
    "PyTorch SGD(momentum=0.9), optax.sgd, TF.js train.momentum: lrPlacement outside. Keras SGD(momentum=0.9): inside. With a constant rate both give the same parameters; when a schedule cuts the rate, the outside form slows at once.",
  ko: {
    title: "모멘텀 SGD",
    summary: "지난 기울기를 단계마다 momentum배로 줄이며 쌓은 속도로 움직이는 SGD입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      momentum: "단계마다 속도를 남기는 비율",
      dampening: "둘째 단계부터 새 기울기에서 덜어 내는 비율",
      lrPlacement:
        "outside: 속도가 기울기의 단위이며 새 학습률이 바로 적용됩니다. inside: 갱신량을 쌓으며 새 학습률은 옛 갱신량이 사라지면서 적용됩니다",
    },
    use: "합성곱 신경망의 주력 옵티마이저입니다. 학습률을 잘 고르고 점차 줄이면 일반화 성능이 어떤 방법에도 뒤지지 않습니다. momentum이 0.9이면 실효 보폭은 lr의 열 배입니다.",
    avoid:
      "학습률을 조정할 시간이 없거나, 트랜스포머처럼 층마다 기울기의 크기가 몇 자릿수씩 다를 때는 AdamW를 쓰세요.",
    related: {
      sgd: "momentum이 0인 경우입니다",
      nesterov: "한 단계 앞선 곳에서처럼 기울기를 구합니다",
      qhm: "합하지 않고 평균하며 현재 기울기를 섞습니다",
    },
    peers:
      "PyTorch SGD(momentum=0.9), optax.sgd, TF.js train.momentum은 lrPlacement outside, Keras SGD(momentum=0.9)는 inside입니다. 학습률이 일정하면 둘의 파라미터는 같습니다. 스케줄이 학습률을 낮추면 outside 쪽이 곧바로 느려집니다.",
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
        [0.88, -1.81],
        [0.917, -2.029],
      ],
      from: "by hand",
    },
    {
      options: { lr: 0.05, momentum: 0.9, dampening: 0.5 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.975, -1.95],
        [0.94625, -1.905],
        [0.945375, -1.9395],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
