import type { OptimizerDocumentation } from "../definition.js";
import { belowOne, notNegative, positive } from "../limits.js";
import { optimizerEntry } from "../optimizer.js";

/**
 * Schedule-free AdamW: AdamW that averages its path instead of following a decreasing schedule.
 *
 * Options:
 * - `lr` (0.0025): learning rate, the size of a step; somewhat larger than AdamW's.
 * - `beta1` (0.9): how near to the average gradients are taken; takes momentum's part.
 * - `beta2` (0.999): how much of the mean of squared gradients is kept.
 * - `eps` (1e-8): keeps the division finite.
 * - `weightPower` (2): steps count in the average with the largest rate so far to this power.
 * - `weightDecay` (0): decay as part of the update at p: p moves by lr*weightDecay*p.
 *
 * Source: Defazio et al. 2024, The Road Less Scheduled, arXiv:2405.15682.
 *
 * @example
 * const state = scheduleFreeAdamw().init([1, -2]);
 * state.step(new Float32Array([0.5, -1]));
 * state.parameters; // 0.9975, -1.9975
 */
export const scheduleFreeAdamw = /* @__PURE__ */ optimizerEntry({
  id: "schedule-free-adamw",
  formula: `
    # z is the fast iterate; p lies between it and its average. Rates count by the largest so far, so that warm-up weighs little.
    v = beta2*v + (1 - beta2)*g^2
    largest = max(largest, lr)
    w = largest^weightPower
    total = total + w
    c = where(total > 0, w/total, 0)
    d = g/(sqrt(v/(1 - beta2^t)) + eps) + weightDecay*p
    p = p + c*(z - p) - lr*(1 - beta1*(1 - c))*d
    z = z - lr*d`,
  evaluation: "p = p + (1 - 1/beta1)*(z - p)",
  state: { z: "p", v: 0, largest: { per: "tensor", start: 0 }, total: { per: "tensor", start: 0 } },
  defaults: { lr: 0.0025, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightPower: 2, weightDecay: 0 },
  limits: {
    beta1: { min: 0, max: 1, open: "min" },
    beta2: belowOne,
    eps: positive,
    weightPower: notNegative,
  },
  rates: [0.0003, 0.001, 0.0025, 0.005, 0.01],
});

export const documentation: OptimizerDocumentation<typeof scheduleFreeAdamw> = {
  title: "Schedule-free AdamW",
  summary:
    "AdamW without momentum that averages its own path as it goes, which replaces a decreasing schedule.",
  source: "Defazio et al. 2024, The Road Less Scheduled, arXiv:2405.15682",
  options: {
    lr: "learning rate, the size of a step; somewhat larger than AdamW's",
    beta1: "how near to the average gradients are taken; takes momentum's part",
    beta2: "how much of the mean of squared gradients is kept",
    eps: "keeps the division finite",
    weightPower: "steps count in the average with the largest rate so far to this power",
    weightDecay: "decay as part of the update at p: p moves by lr*weightDecay*p",
  },
  use: "As AdamW, when the length of the run is not known or no schedule is to be tuned; it won the self-tuning track of the 2024 AlgoPerf competition. Use warm-up and nothing else.",
  avoid:
    "With a decreasing schedule, which counts twice. Evaluate and save inside withEvaluationWeights; batch-norm statistics belong to the other weights and want a fresh pass over the data.",
  related: {
    adamw: "the same with momentum instead of averaging, and a schedule",
    "schedule-free-sgd": "without the division",
  },
  peers:
    "The authors' AdamWScheduleFree (lr 0.0025) and optax.contrib.schedule_free_adamw: the same. Their warmup_steps is the schedule warmup here.",
  ko: {
    title: "스케줄 없는 AdamW",
    summary: "모멘텀 대신 지나온 경로를 스스로 평균하여, 학습률을 낮추는 스케줄을 대신하는 AdamW입니다.",
    options: {
      lr: "학습률, 곧 한 단계의 보폭. AdamW보다 조금 크게 둡니다",
      beta1: "기울기를 평균에 얼마나 가까운 곳에서 구할지 정합니다. 모멘텀의 구실을 합니다",
      beta2: "단계마다 기울기 제곱의 이동 평균을 남기는 비율",
      eps: "분모가 0이 되지 않게 하는 작은 수",
      weightPower: "평균에서 각 단계의 비중을 정하는 지수. 지금까지의 최대 학습률을 이만큼 거듭제곱합니다",
      weightDecay: "가중치 감쇠를 p에서의 갱신에 넣어 p가 lr*weightDecay*p만큼 움직입니다",
    },
    use: "AdamW를 쓰되 학습 길이를 모르거나 스케줄을 조정하고 싶지 않을 때 씁니다. 2024년 AlgoPerf 대회의 자동 조정 부문에서 우승했습니다. 워밍업만 함께 쓰세요.",
    avoid:
      "학습률을 낮추는 스케줄과 함께 쓰지 마세요. 효과가 이중으로 걸립니다. 평가와 저장은 withEvaluationWeights 안에서 하세요. 배치 정규화의 통계는 다른 가중치의 것이므로 데이터를 한 번 더 통과시켜 다시 구해야 합니다.",
    related: { adamw: "평균 대신 모멘텀과 스케줄을 쓰는 방법", "schedule-free-sgd": "나눗셈이 없습니다" },
    peers:
      "저자의 AdamWScheduleFree(lr 0.0025), optax.contrib.schedule_free_adamw와 같습니다. 그쪽의 warmup_steps는 여기의 warmup 스케줄에 해당합니다.",
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
        [0.99750000005, -1.99750000003],
        [0.996630243177, -1.99750000003],
        [0.997904462528, -1.99914251035],
      ],
      from: "optax 0.2.8",
    },
    {
      options: { lr: 0.1, beta1: 0.95, beta2: 0.9, eps: 0.1, weightDecay: 0.1 },
      p: [1, -2],
      g: [
        [0.5, -1],
        [0.25, 0],
        [-1, 3],
      ],
      after: [
        [0.906666666667, -1.88909090909],
        [0.875065808254, -1.87917318182],
        [0.909243323277, -1.92422012809],
      ],
      from: "optax 0.2.8",
    },
  ],
};
