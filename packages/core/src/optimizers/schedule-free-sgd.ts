import type { OptimizerDocumentation } from "../definition.js";
import { notNegative } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Schedule-free SGD: gradients are taken between a fast iterate and its average, and the average is what is
 * evaluated.
 *
 * Options:
 * - `lr` (1): learning rate; larger than SGD's, as for SGD with momentum times 1/(1 - momentum).
 * - `beta` (0.9): how near to the average gradients are taken.
 * - `weightPower` (2): steps count in the average with the largest rate so far to this power.
 * - `weightDecay` (0): decay as a gradient at p: p moves by lr*weightDecay*p.
 *
 * Source: Defazio et al. 2024, The Road Less Scheduled, arXiv:2405.15682.
 *
 * @example
 * const state = scheduleFreeSgd({ lr: 0.1 }).init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.95, -1.9
 */
export const scheduleFreeSgd = /* @__PURE__ */ optimizerEntry({
  id: "schedule-free-sgd",
  formula: `
    # z is the fast iterate; p lies between it and its average. Rates count by the largest so far, so that warm-up weighs little.
    largest = max(largest, lr)
    w = largest^weightPower
    total = total + w
    c = where(total > 0, w/total, 0)
    d = g + weightDecay*p
    p = p + c*(z - p) - lr*(1 - beta*(1 - c))*d
    z = z - lr*d`,
  evaluation: "p = p + (1 - 1/beta)*(z - p)",
  state: { z: "p", largest: { per: "tensor", start: 0 }, total: { per: "tensor", start: 0 } },
  defaults: { lr: 1, beta: 0.9, weightPower: 2, weightDecay: 0 },
  limits: { beta: { min: 0, max: 1, open: "min" }, weightPower: notNegative },
  rates: [0.1, 0.3, 1, 3, 10],
});

export const documentation: OptimizerDocumentation<typeof scheduleFreeSgd> = {
  title: "Schedule-free SGD",
  summary: "SGD that averages its own path as it goes, which replaces a decreasing schedule.",
  source: "Defazio et al. 2024, The Road Less Scheduled, arXiv:2405.15682",
  options: {
    lr: "learning rate; larger than SGD's, as for SGD with momentum times 1/(1 - momentum)",
    beta: "how near to the average gradients are taken",
    weightPower: "steps count in the average with the largest rate so far to this power",
    weightDecay: "decay as a gradient at p: p moves by lr*weightDecay*p",
  },
  use: "When the length of the run is not known in advance, or no schedule is to be tuned: at any time the averaged weights are as good as a finished schedule's. Use warm-up and nothing else.",
  avoid:
    "With a decreasing schedule, which counts twice. Evaluate and save inside withEvaluationWeights; batch-norm statistics belong to the other weights and want a fresh pass over the data.",
  related: {
    "schedule-free-adamw": "the same around Adam's division",
    asgd: "averages the path without taking gradients near the average",
    momentum: "what it is meant to replace, together with its schedule",
  },
  peers:
    "The authors' SGDScheduleFree (momentum is beta, lr 1.0) and optax.contrib.schedule_free_sgd: the same. Their warmup_steps is the schedule warmup here. Keras has its own class.",
  ko: {
    title: "스케줄 없는 SGD",
    summary: "지나온 경로를 스스로 평균하여, 학습률을 낮추는 스케줄을 대신하는 SGD입니다.",
    options: {
      lr: "학습률. 모멘텀 SGD의 학습률에 1/(1 - momentum)을 곱한 것처럼 SGD보다 크게 둡니다",
      beta: "기울기를 평균에 얼마나 가까운 곳에서 구할지 정합니다",
      weightPower: "평균에서 각 단계의 비중을 정하는 지수. 지금까지의 최대 학습률을 이만큼 거듭제곱합니다",
      weightDecay: "가중치 감쇠를 p에서의 기울기로 넣어 p가 lr*weightDecay*p만큼 움직입니다",
    },
    use: "학습 길이를 미리 알 수 없거나 스케줄을 조정하고 싶지 않을 때 씁니다. 언제 멈추어도 평균 가중치는 스케줄을 마친 것만큼 좋습니다. 워밍업만 함께 쓰세요.",
    avoid:
      "학습률을 낮추는 스케줄과 함께 쓰지 마세요. 효과가 이중으로 걸립니다. 평가와 저장은 withEvaluationWeights 안에서 하세요. 배치 정규화의 통계는 다른 가중치의 것이므로 데이터를 한 번 더 통과시켜 다시 구해야 합니다.",
    related: {
      "schedule-free-adamw": "같은 방법을 Adam의 나눗셈에 적용합니다",
      asgd: "평균 가까이에서 기울기를 구하지 않고 경로만 평균합니다",
      momentum: "스케줄과 함께 이 방법이 대신하려는 것",
    },
    peers:
      "저자의 SGDScheduleFree(momentum이 beta, lr 1.0), optax.contrib.schedule_free_sgd와 같습니다. 그쪽의 warmup_steps는 여기의 warmup 스케줄에 해당합니다. Keras에는 따로 클래스가 있습니다.",
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
        [0.93625, -1.9],
        [0.9725, -2.02],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.1, beta: 0.5, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.94, -1.88],
        [0.9142, -1.8659],
        [0.971905333333, -2.051894],
      ],
      from: "optax 0.2.8",
    },
  ],
};
