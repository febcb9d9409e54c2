import type { OptimizerDocumentation } from "../definition.js";
import { notNegative, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * AdaGrad: each parameter's rate shrinks with the sum of its squared gradients.
 *
 * Options:
 * - `lr` (0.01): learning rate, the size of the first step of each parameter.
 * - `eps` (1e-10): keeps the division finite.
 * - `initialAccumulator` (0): where the sums of squares begin; above 0 it tames the first steps.
 * - `lrDecay` (0): divides lr by 1 + lrDecay after one step, by 1 + 2*lrDecay after two.
 * - `epsPlacement` (outside): outside: sqrt(s) + eps; inside: sqrt(s + eps).
 *
 * Source: Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods for Online Learning and Stochastic
 * Optimization, JMLR 12.
 *
 * @example
 * const state = adagrad().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.99, -1.99
 */
export const adagrad = /* @__PURE__ */ optimizerEntry({
  id: "adagrad",
  formula: `
    s = s + g^2
    d = where(epsPlacement == inside, sqrt(s + eps), sqrt(s) + eps)
    p = p - lr/(1 + (t - 1)*lrDecay)*g/d`,
  state: { s: "initialAccumulator" },
  defaults: { lr: 0.01, eps: 1e-10, initialAccumulator: 0, lrDecay: 0, epsPlacement: "outside" },
  limits: { eps: positive, initialAccumulator: notNegative, lrDecay: notNegative },
  choices: { epsPlacement: ["outside", "inside"] },
  rates: [0.001, 0.003, 0.01, 0.03, 0.1],
});

export const documentation: OptimizerDocumentation<typeof adagrad> = {
  title: "AdaGrad",
  summary: "Divides each parameter's step by the root of the sum of all its squared gradients so far.",
  source:
    "Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12",
  options: {
    lr: "learning rate, the size of the first step of each parameter",
    eps: "keeps the division finite",
    initialAccumulator: "where the sums of squares begin; above 0 it tames the first steps",
    lrDecay: "divides lr by 1 + lrDecay after one step, by 1 + 2*lrDecay after two",
    epsPlacement: "outside: sqrt(s) + eps; inside: sqrt(s + eps)",
  },
  use: "Sparse features, such as word counts, clicks and embeddings: a rare feature keeps a large rate until it has been seen often. Good for convex problems, with little tuning.",
  avoid:
    "Long training of deep networks: the sums never shrink, so the steps fade away even where there is still much to learn. RMSprop and Adam forget, and go on.",
  related: {
    rmsprop: "forgets old squares",
    adadelta: "forgets them and sets its own rate",
    ftrl: "the same rates with exact zeros by l1",
  },
  peers:
    "PyTorch Adagrad: these defaults. Keras Adagrad (lr 0.001, initial_accumulator_value 0.1, epsilon 1e-7), optax.adagrad and TF.js train.adagrad (accumulator 0.1, 1e-7): epsPlacement inside.",
  ko: {
    title: "AdaGrad",
    summary: "각 파라미터의 보폭을 지금까지 본 기울기 제곱합의 제곱근으로 나눕니다.",
    options: {
      lr: "학습률, 곧 각 파라미터의 첫 보폭",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      initialAccumulator: "제곱합의 초깃값. 0보다 크면 첫 보폭이 누그러집니다",
      lrDecay: "lr을 한 단계 뒤에는 1 + lrDecay로, 두 단계 뒤에는 1 + 2*lrDecay로 나눕니다",
      epsPlacement: "outside: sqrt(s) + eps, inside: sqrt(s + eps)를 분모로 씁니다",
    },
    use: "단어 빈도, 클릭, 임베딩처럼 희소한 특징에 씁니다. 드물게 나타나는 특징은 충분히 볼 때까지 큰 학습률을 유지합니다. 볼록 문제에서는 거의 조정하지 않아도 잘 동작합니다.",
    avoid:
      "심층 신경망을 오래 학습할 때는 피하세요. 제곱합이 줄지 않으므로 배울 것이 남아 있어도 보폭이 사라집니다. RMSprop과 Adam은 과거를 잊기 때문에 계속 나아갑니다.",
    related: {
      rmsprop: "오래된 제곱을 잊습니다",
      adadelta: "오래된 제곱을 잊고 학습률을 스스로 정합니다",
      ftrl: "같은 학습률에 l1으로 정확한 0을 만듭니다",
    },
    peers:
      "PyTorch Adagrad와 기본값까지 같습니다. Keras Adagrad(lr 0.001, initial_accumulator_value 0.1, epsilon 1e-7), optax.adagrad, TF.js train.adagrad(누적값 0.1, 1e-7)는 epsPlacement inside입니다.",
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
        [0.990000000002, -1.99],
        [0.985527864048, -1.99],
        [0.994256579656, -1.99948683298],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.1, eps: 0.1, initialAccumulator: 0.1, epsPlacement: "inside" },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.92546440075, -1.90871290708],
        [0.890542885962, -1.90871290708],
        [0.97185444878, -2.00264655075],
      ],
      from: "Keras 3.15.1",
    },
  ],
};
