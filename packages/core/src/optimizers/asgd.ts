import type { OptimizerDocumentation } from "../definition.js";
import { count, notNegative } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Averaged SGD: SGD whose path is averaged, and the average is what is evaluated.
 *
 * Options:
 * - `lr` (0.01): learning rate of the first step.
 * - `decay` (0.0001): how fast the rate falls; weights also decay by decay times the rate.
 * - `power` (0.75): exponent of the fall of the rate.
 * - `averageAfter` (1000000): number of steps before averaging starts; until then the average is the last
 *   point.
 *
 * Source: Polyak & Juditsky 1992, Acceleration of Stochastic Approximation by Averaging, doi:10.1137/0330046.
 *
 * @example
 * const state = asgd().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.994999, -1.989998
 */
export const asgd = /* @__PURE__ */ optimizerEntry({
  id: "asgd",
  formula: `
    eta = lr/(1 + decay*lr*(t - 1))^power
    p = p*(1 - decay*eta) - eta*g
    k = max(1, t - 1 - averageAfter)
    a = where(k > 1, a + (p - a)/k, p)`,
  evaluation: "p = a",
  state: { a: "p" },
  defaults: { lr: 0.01, decay: 0.0001, power: 0.75, averageAfter: 1000000 },
  limits: { decay: notNegative, power: notNegative, averageAfter: count },
  rates: [0.001, 0.01, 0.03, 0.1, 0.3],
});

export const documentation: OptimizerDocumentation<typeof asgd> = {
  title: "Averaged SGD",
  summary: "SGD with a slowly falling rate that keeps the average of its path for evaluation.",
  source:
    "Polyak & Juditsky 1992, Acceleration of Stochastic Approximation by Averaging, doi:10.1137/0330046",
  options: {
    lr: "learning rate of the first step",
    decay: "how fast the rate falls; weights also decay by decay times the rate",
    power: "exponent of the fall of the rate",
    averageAfter: "number of steps before averaging starts; until then the average is the last point",
  },
  use: "Convex problems such as logistic regression, and language models that have stopped improving: set averageAfter to that step, and the average drops below the noise of the path.",
  avoid:
    "With averageAfter left at its default: a million steps is longer than most runs, and nothing is averaged.",
  related: {
    sgd: "decay 0 and no average",
    "schedule-free-sgd": "takes its gradients near the average, so that it may start at once",
  },
  peers:
    "PyTorch ASGD: these defaults; lambd is decay, alpha is power, t0 is averageAfter, and ax in its state is what withEvaluationWeights shows.",
  ko: {
    title: "평균 SGD(ASGD)",
    summary: "천천히 줄어드는 학습률로 움직이며 경로의 평균을 평가용으로 보관하는 SGD입니다.",
    options: {
      lr: "첫 단계의 학습률",
      decay: "학습률이 줄어드는 속도. 가중치도 decay에 학습률을 곱한 만큼 감쇠합니다",
      power: "학습률 감소의 지수",
      averageAfter: "평균을 시작하기 전까지의 단계 수. 그때까지는 마지막 점이 평균입니다",
    },
    use: "로지스틱 회귀 같은 볼록 문제와 더는 나아지지 않는 언어 모델에 씁니다. averageAfter를 그 시점으로 정하면 평균이 경로의 잡음 아래로 내려갑니다.",
    avoid:
      "averageAfter를 기본값으로 두지 마세요. 백만 단계는 대부분의 학습보다 길어 아무것도 평균하지 않습니다.",
    related: {
      sgd: "decay가 0이고 평균하지 않는 것",
      "schedule-free-sgd": "평균 가까이에서 기울기를 구하므로 처음부터 평균할 수 있습니다",
    },
    peers:
      "PyTorch ASGD와 기본값까지 같습니다. lambd는 decay, alpha는 power, t0는 averageAfter이고, 상태의 ax가 withEvaluationWeights로 보는 값입니다.",
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
        [0.994999, -1.989998],
        [0.992498006877, -1.98999601],
        [1.00249699938, -2.01999397501],
      ],
      from: "PyTorch 2.13.0",
    },
    {
      options: { lr: 0.05, decay: 0.1, power: 0.6, averageAfter: 8, l2: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.965, -1.93],
        [0.942916185347, -1.9107576694],
        [0.983245529138, -2.04087096704],
      ],
      from: "PyTorch 2.13.0",
    },
  ],
};
