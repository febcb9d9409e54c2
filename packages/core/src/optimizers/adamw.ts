import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * AdamW: Adam with decoupled weight decay.
 *
 * Options:
 * - `lr` (0.001): learning rate, the size of a step.
 * - `beta1` (0.9): how much of the mean of gradients is kept from step to step.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `eps` (1e-8): keeps the division finite; larger makes it more like SGD.
 * - `amsgrad` (false): if true, divides by the largest mean of squares so far.
 * - `epsPlacement` (outside): with v̂ the corrected mean of squares, outside: sqrt(v̂) + eps; inside: sqrt(v̂
 *   + eps); uncorrected: added to sqrt(v) before the correction, as Keras does.
 * - `weightDecay` (0.01): each step multiplies the weights by 1 - lr*weightDecay; biases and norms are left
 *   out unless decayBiases is set.
 *
 * Source: Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101.
 *
 * @example
 * const state = adamw().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.99899, -1.99898
 */
export const adamw = /* @__PURE__ */ optimizerEntry({
  id: "adamw",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    h = where(amsgrad, max(h, v), v)
    c = 1 - beta2^t
    d = where(epsPlacement == inside, sqrt(h/c + eps), where(epsPlacement == uncorrected, (sqrt(h) + eps)/sqrt(c), sqrt(h/c) + eps))
    p = p*(1 - lr*weightDecay) - lr*(m/(1 - beta1^t))/d`,
  state: { m: 0, v: 0, h: 0 },
  defaults: {
    lr: 0.001,
    beta1: 0.9,
    beta2: 0.999,
    eps: 1e-8,
    weightDecay: 0.01,
    amsgrad: false,
    epsPlacement: "outside",
  },
  limits: {
    beta1: belowOne,
    beta2: belowOne,
    eps: positive,
  },
  choices: { epsPlacement: ["outside", "inside", "uncorrected"] },
  momentum: "beta1",
  rates: [0.0001, 0.0003, 0.001, 0.003, 0.01],
});

export const documentation: OptimizerDocumentation<typeof adamw> = {
  title: "AdamW",
  summary: "Adam with weight decay applied to the weights directly, instead of through the gradient.",
  source: "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101",
  options: {
    lr: "learning rate, the size of a step",
    beta1: "how much of the mean of gradients is kept from step to step",
    beta2: "how much of the mean of squared gradients is kept",
    eps: "keeps the division finite; larger makes it more like SGD",
    amsgrad: "if true, divides by the largest mean of squares so far",
    epsPlacement:
      "with v̂ the corrected mean of squares, outside: sqrt(v̂) + eps; inside: sqrt(v̂ + eps); uncorrected: added to sqrt(v) before the correction, as Keras does",
    weightDecay:
      "each step multiplies the weights by 1 - lr*weightDecay; biases and norms are left out unless decayBiases is set",
  },
  use: "The default for transformers and a safe default elsewhere. Rate and decay can be tuned one after the other; 0.01 to 0.1 is usual for the decay.",
  avoid:
    "When memory for two extra numbers per parameter is missing; Lion needs one, SGD none. For fine-tuning, mind that the decay pulls towards 0, not towards the weights you started from.",
  related: {
    adam: "this with weightDecay 0",
    lion: "one state, only signs",
    lamb: "scaled per layer, for very large batches",
    "schedule-free-adamw": "needs no decreasing schedule",
  },
  peers:
    "PyTorch AdamW: these defaults, and like it the decay is multiplied by lr (the paper multiplies it by the schedule only). optax.adamw: weight_decay 1e-4. Keras AdamW: weight_decay 0.004, eps 1e-7, uncorrected. All of them decay biases too: set decayBiases to match.",
  ko: {
    title: "AdamW",
    summary: "가중치 감쇠를 기울기가 아니라 가중치에 직접 적용하는 Adam입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭",
      beta1: "단계마다 기울기의 이동 평균을 남기는 비율",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수. 클수록 SGD에 가까워집니다",
      amsgrad: "true이면 지금까지의 최대 제곱 평균으로 나눕니다",
      epsPlacement:
        "보정한 제곱 평균을 v̂라 할 때 outside: sqrt(v̂) + eps, inside: sqrt(v̂ + eps), uncorrected: Keras처럼 보정하기 전의 sqrt(v)에 더합니다",
      weightDecay:
        "단계마다 가중치에 1 - lr*weightDecay를 곱합니다. decayBiases를 켜지 않으면 편향과 정규화 층은 제외합니다",
    },
    use: "트랜스포머의 기본 선택이며 다른 곳에서도 무난합니다. 학습률과 감쇠를 따로 조정할 수 있고, 감쇠는 보통 0.01에서 0.1을 씁니다.",
    avoid:
      "파라미터마다 수를 두 개씩 더 저장할 메모리가 없으면, 하나만 쓰는 Lion이나 하나도 쓰지 않는 SGD를 쓰세요. 미세 조정에서는 감쇠가 처음 가중치가 아니라 0 쪽으로 당긴다는 점에 주의하세요.",
    related: {
      adam: "weightDecay가 0인 AdamW입니다",
      lion: "상태가 하나뿐이며 부호만 씁니다",
      lamb: "아주 큰 배치를 위해 층마다 크기를 맞춥니다",
      "schedule-free-adamw": "학습률을 낮추는 스케줄이 필요 없습니다",
    },
    peers:
      "PyTorch AdamW와 기본값까지 같으며, PyTorch처럼 감쇠에 lr을 곱합니다(논문은 스케줄만 곱합니다). optax.adamw는 weight_decay 1e-4, Keras AdamW는 weight_decay 0.004, eps 1e-7, uncorrected입니다. 모두 편향도 감쇠하므로 똑같이 하려면 decayBiases를 켜세요.",
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
        [0.99899000002, -1.99898000001],
        [0.998047830505, -1.99828995197],
        [0.998244207051, -1.9987124165],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.01, eps: 1e-8, amsgrad: true, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.9890000002, -1.9880000001],
        [0.978689204048, -1.97931476878],
        [0.979774085084, -1.98175992832],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
