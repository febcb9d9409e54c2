import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, share } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Quasi-hyperbolic momentum: a weighted mean of the plain gradient and a long momentum.
 *
 * Options:
 * - `lr` (1): learning rate; the mean is not a sum, so about 1/(1 - momentum) times that of momentum.
 * - `beta` (0.999): how much of the mean of gradients is kept from step to step.
 * - `nu` (0.7): share of the mean in the step; 0 is SGD.
 *
 * Source: Ma & Yarats 2019, Quasi-hyperbolic momentum and Adam for deep learning, arXiv:1810.06801.
 *
 * @example
 * const state = qhm({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.984965, -1.96993
 */
export const qhm = /* @__PURE__ */ optimizerEntry({
  id: "qhm",
  formula: `
    m = beta*m + (1 - beta)*g
    p = p - lr*((1 - nu)*g + nu*m)`,
  state: { m: 0 },
  defaults: { lr: 1, beta: 0.999, nu: 0.7 },
  limits: { beta: belowOne, nu: share },
  rates: [0.01, 0.03, 0.1, 0.3, 1],
});

export const documentation: OptimizerDocumentation<typeof qhm> = {
  title: "Quasi-hyperbolic momentum",
  summary: "Steps along a weighted mean of the current gradient and a long running mean of gradients.",
  source: "Ma & Yarats 2019, Quasi-hyperbolic momentum and Adam for deep learning, arXiv:1810.06801",
  options: {
    lr: "learning rate; the mean is not a sum, so about 1/(1 - momentum) times that of momentum",
    beta: "how much of the mean of gradients is kept from step to step",
    nu: "share of the mean in the step; 0 is SGD",
  },
  use: "Where momentum serves but 0.9 is too forgetful: with beta 0.999 and nu 0.7 old gradients steady the path while new ones still count for 30 percent.",
  avoid: "With schedules that move momentum: here beta and nu share that part, and neither is moved.",
  related: { momentum: "nu 1, and lr divided by 1 - beta", sgd: "nu 0", qhadam: "the same for Adam" },
  peers:
    "The authors' qhoptim QHM(lr=1, momentum=0.999, nu=0.7): the same. PyTorch, Keras and optax have none.",
  ko: {
    title: "준쌍곡 모멘텀(QHM)",
    summary: "현재 기울기와 긴 이동 평균을 가중 평균한 방향으로 움직입니다.",
    options: {
      lr: "학습률. 합이 아니라 평균을 쓰므로 모멘텀의 약 1/(1 - momentum)배",
      beta: "단계마다 기울기의 이동 평균을 남기는 비율",
      nu: "갱신에서 평균이 차지하는 비율. 0이면 SGD",
    },
    use: "모멘텀이 통하지만 0.9로는 과거를 너무 빨리 잊을 때 씁니다. beta 0.999, nu 0.7이면 옛 기울기가 경로를 안정시키고 새 기울기도 30퍼센트를 차지합니다.",
    avoid:
      "모멘텀을 움직이는 스케줄과는 맞지 않습니다. 여기서는 beta와 nu가 그 구실을 나누어 맡으므로 어느 쪽도 움직이지 않습니다.",
    related: {
      momentum: "nu가 1이고 lr을 1 - beta로 나눈 경우입니다",
      sgd: "nu가 0인 경우입니다",
      qhadam: "같은 생각을 Adam에 적용합니다",
    },
    peers: "저자의 qhoptim QHM(lr=1, momentum=0.999, nu=0.7)과 같습니다. PyTorch, Keras, optax에는 없습니다.",
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
        [0.984965, -1.96993],
        [0.977412535, -1.96986007],
        [1.00743012246, -2.06000020993],
      ],
      from: "the paper's algorithm, in float64",
    },
    {
      options: { lr: 0.1, beta: 0.9, nu: 0.5 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.9725, -1.945],
        [0.9565, -1.9405],
        [1.00835, -2.10145],
      ],
      from: "the paper's algorithm, in float64",
    },
  ],
};
