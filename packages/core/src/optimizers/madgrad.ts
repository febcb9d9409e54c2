import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * MADGRAD: dual averaging with AdaGrad's sums under a cube root, and momentum.
 *
 * Options:
 * - `lr` (0.01): learning rate, the size of a step; with the cube root it is not comparable to Adam's.
 * - `momentum` (0.9): how much of the last point is kept in the average.
 * - `eps` (1e-6): keeps the division finite; also added to lr.
 *
 * Source: Defazio & Jelassi 2022, A Momentumized, Adaptive, Dual Averaged Gradient Method, arXiv:2101.11075.
 *
 * @example
 * const state = madgrad().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9963158, -1.995358
 */
export const madgrad = /* @__PURE__ */ optimizerEntry({
  id: "madgrad",
  formula: `
    w = (lr + eps)*sqrt(t)
    s = s + w*g
    v = v + w*g^2
    p = momentum*p + (1 - momentum)*(start - s/(v^(1/3) + eps))`,
  state: { start: "p", s: 0, v: 0 },
  defaults: { lr: 0.01, momentum: 0.9, eps: 1e-6 },
  limits: { momentum: belowOne, eps: positive },
  momentum: "momentum",
  rates: [0.0001, 0.001, 0.003, 0.01, 0.03],
});

export const documentation: OptimizerDocumentation<typeof madgrad> = {
  title: "MADGRAD",
  summary:
    "Steps from the starting point by the weighted sum of all gradients, divided by the cube root of their squares.",
  source: "Defazio & Jelassi 2022, A Momentumized, Adaptive, Dual Averaged Gradient Method, arXiv:2101.11075",
  options: {
    lr: "learning rate, the size of a step; with the cube root it is not comparable to Adam's",
    momentum: "how much of the last point is kept in the average",
    eps: "keeps the division finite; also added to lr",
  },
  use: "Image reconstruction and vision, where the paper finds it at least as good as both SGD and Adam; sparse problems that AdaGrad is good at.",
  avoid:
    "With much weight decay: use less than for SGD, down to 0. The starting weights stay part of the rule, so that it suits training from scratch better than very long fine-tuning.",
  related: { adagrad: "a square root, and no memory of the start", asgd: "another way to average" },
  peers:
    "The authors' madgrad.MADGRAD and optax.contrib.madgrad: the same, eps added to lr included. PyTorch and Keras have none.",
  ko: {
    title: "MADGRAD",
    summary: "출발점에서 모든 기울기의 가중합을 제곱합의 세제곱근으로 나눈 만큼 움직이고 모멘텀을 더합니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭. 세제곱근 때문에 Adam의 학습률과 견줄 수 없습니다",
      momentum: "평균에서 직전 위치를 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수. lr에도 더합니다",
    },
    use: "논문에서 SGD와 Adam에 뒤지지 않은 이미지 복원과 비전 문제, 그리고 AdaGrad가 잘하는 희소한 문제에 씁니다.",
    avoid:
      "가중치 감쇠를 크게 쓰지 마세요. SGD보다 작게, 때로는 0까지 줄이세요. 처음 가중치가 갱신 규칙에 계속 남으므로 아주 긴 미세 조정보다 처음부터 학습할 때 알맞습니다.",
    related: { adagrad: "제곱근을 쓰며 출발점을 기억하지 않습니다", asgd: "다른 방식의 평균입니다" },
    peers:
      "저자의 madgrad.MADGRAD, optax.contrib.madgrad와 같으며, lr에 eps를 더하는 것까지 같습니다. PyTorch와 Keras에는 없습니다.",
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
        [0.996315750044, -1.99535812327],
        [0.990998461815, -1.99118043422],
        [0.995098102849, -1.99969976535],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.1, momentum: 0.5, eps: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.893254346039, -1.85397271756],
        [0.778445793186, -1.78095907634],
        [0.993143214687, -2.15414616035],
      ],
      from: "optax 0.2.8",
    },
  ],
};
