import type { OptimizerDocumentation } from "../definition.js";
import { optimizer } from "../optimizer.js";

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
export const adamw = /* @__PURE__ */ optimizer({
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
    beta1: { min: 0, max: 1, open: "max" },
    beta2: { min: 0, max: 1, open: "max" },
    eps: { min: 0, open: "min" },
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
    use: "트랜스포머의 기본값이며 다른 곳에서도 무난합니다. 학습률과 감쇠를 따로 조정할 수 있고, 감쇠는 보통 0.01에서 0.1을 씁니다.",
    avoid:
      "파라미터마다 수를 두 개씩 더 저장할 메모리가 없을 때는 하나만 쓰는 Lion이나 SGD를 쓰세요. 미세 조정에서는 감쇠가 처음 가중치가 아니라 0 쪽으로 당긴다는 점에 주의하세요.",
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
