import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Adam: momentum divided by the root mean square of the gradient, both corrected for their start at 0.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `eps` (1e-8): keeps the division finite; larger makes it more like SGD.
 * - `amsgrad` (false): if true, divides by the largest mean of squares so far.
 * - `epsPlacement` (outside): with v̂ the corrected mean of squares, outside: sqrt(v̂) + eps; inside: sqrt(v̂
 *   + eps); uncorrected: added to sqrt(v) before the correction, as Keras does.
 *
 * Source: Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, arXiv:1412.6980; amsgrad: Reddi, Kale
 * & Kumar 2018, arXiv:1904.09237.
 *
 * @example
 * const state = adam().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.999, -1.999
 */
export const adam = /* @__PURE__ */ optimizerEntry({
  id: "adam",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    h = where(amsgrad, max(h, v), v)
    c = 1 - beta2^t
    d = where(epsPlacement == inside, sqrt(h/c + eps), where(epsPlacement == uncorrected, (sqrt(h) + eps)/sqrt(c), sqrt(h/c) + eps))
    p = p - lr*(m/(1 - beta1^t))/d`,
  state: { m: 0, v: 0, h: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, amsgrad: false, epsPlacement: "outside" },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  choices: { epsPlacement: ["outside", "inside", "uncorrected"] },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof adam> = {
  title: "Adam",
  summary:
    "Running means of gradient and squared gradient, corrected for their start at 0; steps are about lr whatever the scale of the gradient.",
  source:
    "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, arXiv:1412.6980; amsgrad: Reddi, Kale & Kumar 2018, arXiv:1904.09237",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    eps: "keeps the division finite; larger makes it more like SGD",
    amsgrad: "if true, divides by the largest mean of squares so far",
    epsPlacement:
      "with v̂ the corrected mean of squares, outside: sqrt(v̂) + eps; inside: sqrt(v̂ + eps); uncorrected: added to sqrt(v) before the correction, as Keras does",
  },
  use: "The first thing to try: lr 0.001 learns something almost everywhere, and parameters with small gradients move as fast as the others.",
  avoid:
    "With weight decay, use AdamW: l2 added to the gradient is divided by its own root mean square and loses its meaning. On image classification, tuned momentum often ends with a better test accuracy.",
  related: {
    adamw: "decays weights beside the update instead of through the gradient",
    amsgrad: "this with the switch amsgrad",
    rmsprop: "without momentum and correction",
    radam: "with a warm-up built in",
    nadam: "with Nesterov's look ahead",
  },
  peers:
    "PyTorch Adam, optax.adam (eps_root is epsPlacement inside), TF.js train.adam (eps 1e-7): outside. Keras Adam: eps 1e-7, uncorrected, which shrinks steps where gradients are near eps. PyTorch's weight_decay is l2 here, Keras' is weightDecay.",
  ko: {
    title: "Adam",
    summary:
      "기울기와 기울기 제곱의 이동 평균을 출발점 0에 대해 보정하여, 기울기의 크기와 관계없이 lr 정도의 보폭으로 움직입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수. 클수록 SGD에 가까워집니다",
      amsgrad: "true이면 지금까지의 최대 제곱 평균으로 나눕니다",
      epsPlacement:
        "보정한 제곱 평균을 v̂라 할 때 outside: sqrt(v̂) + eps, inside: sqrt(v̂ + eps), uncorrected: Keras처럼 보정하기 전의 sqrt(v)에 더합니다",
    },
    use: "가장 먼저 시도할 옵티마이저입니다. lr 0.001이면 거의 어디서나 학습이 되고, 기울기가 작은 파라미터도 다른 파라미터만큼 빠르게 움직입니다.",
    avoid:
      "가중치 감쇠를 쓰려면 AdamW를 쓰세요. 기울기에 더한 l2는 기울기의 제곱 평균 제곱근으로 나뉘면서 의미를 잃습니다. 이미지 분류에서는 잘 조정한 모멘텀 SGD의 테스트 정확도가 더 높은 경우가 많습니다.",
    related: {
      adamw: "가중치를 기울기를 거치지 않고 따로 감쇠합니다",
      amsgrad: "amsgrad를 켠 Adam입니다",
      rmsprop: "모멘텀과 보정이 없습니다",
      radam: "워밍업이 들어 있습니다",
      nadam: "네스테로프의 내다보기를 더했습니다",
    },
    peers:
      "PyTorch Adam, optax.adam(eps_root는 epsPlacement inside), TF.js train.adam(eps 1e-7)은 outside입니다. Keras Adam은 eps 1e-7에 uncorrected여서 기울기가 eps에 가까운 곳에서 보폭이 줄어듭니다. PyTorch의 weight_decay는 여기의 l2이고 Keras의 것은 weightDecay입니다.",
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
        [0.99900000002, -1.99900000001],
        [0.998067820405, -1.99832994177],
        [0.998274177429, -1.9987723892],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.01, eps: 1e-8, amsgrad: false, epsPlacement: "uncorrected" },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.990000006325, -1.99000000316],
        [0.980678215212, -1.98329942274],
        [0.982741784914, -1.98772389663],
      ],
      from: "Keras 3.15.1",
    },
  ],
};
