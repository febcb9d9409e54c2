import type { OptimizerDocumentation } from "../definition.js";
import { positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Adafactor: no momentum, steps relative to the size of the weights, clipped updates.
 *
 * Options:
 * - `lr` (0.01): largest relative step; from step 1/lr² on it falls as 1/sqrt(t).
 * - `beta2Decay` (-0.8): new squares count t^beta2Decay in step t.
 * - `eps` (1.1920928955078125e-07): lower bound of the root mean square of gradients.
 * - `minimumScale` (0.001): weights smaller than this are treated as if this large.
 * - `clip` (1): largest root mean square of an update before it is scaled.
 * - `weightDecay` (0): each step multiplies the weights by 1 - lr*weightDecay.
 *
 * Source: Shazeer & Stern 2018, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost,
 * arXiv:1804.04235.
 *
 * @example
 * const state = adafactor({ eps: 1.1920928955078125e-07 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9841886, -1.984189
 */
export const adafactor = /* @__PURE__ */ optimizerEntry({
  id: "adafactor",
  formula: `
    v = v + t^beta2Decay*(g^2 - v)
    u = g/sqrt(max(v, eps^2))
    s = max(minimumScale, norm(p)/sqrt(columns))*min(lr, 1/sqrt(t))
    p = p*(1 - lr*weightDecay) - s*u/max(1, norm(u)/(sqrt(columns)*clip))`,
  state: { v: 0 },
  defaults: {
    lr: 0.01,
    beta2Decay: -0.8,
    eps: 1.1920928955078125e-7,
    minimumScale: 0.001,
    clip: 1,
    weightDecay: 0,
  },
  limits: {
    beta2Decay: { max: 0 },
    eps: positive,
    minimumScale: positive,
    clip: { min: 1 },
  },
  rates: [0.001, 0.003, 0.01, 0.03, 0.1],
});

export const documentation: OptimizerDocumentation<typeof adafactor> = {
  title: "Adafactor",
  summary: "Adaptive steps relative to the size of the weights, with clipped updates and no momentum.",
  source:
    "Shazeer & Stern 2018, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, arXiv:1804.04235",
  options: {
    lr: "largest relative step; from step 1/lr² on it falls as 1/sqrt(t)",
    beta2Decay: "new squares count t^beta2Decay in step t",
    eps: "lower bound of the root mean square of gradients",
    minimumScale: "weights smaller than this are treated as if this large",
    clip: "largest root mean square of an update before it is scaled",
    weightDecay: "each step multiplies the weights by 1 - lr*weightDecay",
  },
  use: "Models trained with Adafactor before, such as T5, and runs without a tuned rate: steps are relative to the weights, and clipping keeps early ones in bounds.",
  avoid:
    "To save memory: the paper keeps one mean per row and per column of a matrix; a tensor here is one vector, so one mean per element is kept, as the paper does for vectors.",
  related: { rmsprop: "without clipping and relative steps", lamb: "relative steps with momentum" },
  peers:
    "PyTorch Adafactor: these defaults, and the same for vectors; matrices are factored there. Keras Adafactor: lr 0.001. optax.adafactor: another decay and its own defaults.",
  ko: {
    title: "Adafactor",
    summary: "가중치 크기에 비례하는 보폭과 갱신 클리핑을 쓰고 모멘텀은 쓰지 않는 적응형 방법입니다.",
    options: {
      lr: "상대 보폭의 상한. 1/lr² 단계부터는 1/sqrt(t)에 따라 줄어듭니다",
      beta2Decay: "t단계에서 새 제곱값의 비중은 t^beta2Decay입니다",
      eps: "기울기의 제곱 평균 제곱근의 하한",
      minimumScale: "이보다 작은 가중치는 이 크기로 봅니다",
      clip: "크기를 맞추기 전 갱신량의 제곱 평균 제곱근의 상한",
      weightDecay: "단계마다 가중치에 1 - lr*weightDecay를 곱합니다",
    },
    use: "T5처럼 Adafactor로 학습된 모델과, 학습률을 조정하지 않는 학습에 씁니다. 보폭이 가중치에 비례하고 클리핑이 초기 보폭을 제한합니다.",
    avoid:
      "메모리를 줄이려는 목적이라면 맞지 않습니다. 논문은 행렬의 행과 열마다 평균을 하나씩 저장하지만, 여기서는 텐서를 벡터로 다루므로 논문의 벡터처럼 원소마다 평균을 저장합니다.",
    related: { rmsprop: "클리핑과 상대 보폭이 없습니다", lamb: "상대 보폭에 모멘텀을 씁니다" },
    peers:
      "PyTorch Adafactor와 기본값이 같고 벡터에서는 계산도 같습니다. PyTorch는 행렬을 행과 열로 분해해 저장합니다. Keras Adafactor는 lr 0.001입니다. optax.adafactor는 감쇠 방식과 기본값이 다릅니다.",
  },
  examples: [
    {
      options: { eps: 1.1920928955078125e-7 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.984188611699, -1.9841886117],
        [0.973809612264, -1.9841886117],
        [0.988970368198, -2.00027221951],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.3, eps: 0.1, minimumScale: 0.5, beta2Decay: -0.5, clip: 1.5 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.525658350975, -1.52565835097],
        [0.275913685881, -1.52565835097],
        [0.691275201497, -1.9534375929],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
