import type { ScheduleDocumentation } from "../definition.js";
import { count, notNegative, share } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Warm-up, stable, decay: a rise, a long plateau at the base rate, and a fall at the end.
 *
 * Options:
 * - `steps`: length in steps; by default the whole run.
 * - `warmup` (0.05): share of the steps in which the rate rises.
 * - `decay` (0.2): share of the steps in which it falls.
 * - `minimum` (0): the rate after steps, and from then on.
 * - `shape` (linear): of the fall: linear; cosine; root: 1 - sqrt(x), steep at first.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Hu et al. 2024, MiniCPM, arXiv:2404.06395; shape root: Hägele et al. 2024, arXiv:2405.18392.
 *
 * @example
 * const rate = warmupStableDecay({ steps: 100 });
 * [rate(0), rate(50), rate(90), rate(100)]; // 0.2, 1, 0.5, 0
 */
export const warmupStableDecay = /* @__PURE__ */ scheduleEntry({
  id: "warmup-stable-decay",
  formula: `
    up = floor(warmup*steps + 0.5)
    down = floor(decay*steps + 0.5)
    rise = where(t + 1 < up, (t + 1)/up, 1)
    x = where(down > 0, min(max(t - (steps - down), 0)/down, 1), 0)
    fall = where(shape == linear, 1 - x, where(shape == root, 1 - sqrt(x), (1 + cos(pi*x))/2))
    lr = where(x > 0, minimum + (lr - minimum)*fall, lr*rise)`,
  defaults: { steps: null, warmup: 0.05, decay: 0.2, minimum: 0, shape: "linear" },
  limits: {
    steps: count,
    warmup: share,
    decay: share,
    minimum: notNegative,
  },
  choices: { shape: ["linear", "cosine", "root"] },
});

export const documentation: ScheduleDocumentation<typeof warmupStableDecay> = {
  title: "Warm-up, stable, decay",
  summary: "A short rise, a long plateau at the base rate, and a fall in the last part of the run.",
  source: "Hu et al. 2024, MiniCPM, arXiv:2404.06395; shape root: Hägele et al. 2024, arXiv:2405.18392",
  options: {
    steps: "length in steps; by default the whole run",
    warmup: "share of the steps in which the rate rises",
    decay: "share of the steps in which it falls",
    minimum: "the rate after steps, and from then on",
    shape: "of the fall: linear; cosine; root: 1 - sqrt(x), steep at first",
  },
  use: "Long runs whose length may change: from any point of the plateau a short decay gives a finished model, and the plateau can go on. 10 to 20 percent of decay is usually enough.",
  avoid:
    "Reading progress off the loss before the decay: it looks worse than a cosine's all along, and drops at the end.",
  related: {
    "cosine-annealing": "falls from the start",
    "one-cycle": "without a plateau",
    sequence: "any other combination",
  },
  peers:
    "transformers get_wsd_schedule takes steps instead of shares. fastai fit_flat_cos: warmup 0, decay 0.25, shape cosine. PyTorch, Keras and optax have none.",
  ko: {
    title: "워밍업-유지-감소(WSD)",
    summary: "짧게 올려 기준 학습률을 오래 유지한 뒤 학습의 마지막 구간에서 낮춥니다.",
    options: {
      steps: "단계로 센 길이. 기본값은 학습 전체",
      warmup: "전체 단계 중 학습률이 오르는 비율",
      decay: "전체 단계 중 학습률이 내리는 비율",
      minimum: "steps 단계가 지난 뒤의 학습률",
      shape: "내리막의 모양. linear, cosine, 처음에 가파른 root(1 - sqrt(x))",
    },
    use: "길이가 바뀔 수 있는 긴 학습에 씁니다. 유지 구간 어디에서든 짧게 낮추면 완성된 모델을 얻고, 유지 구간은 계속 이어 갈 수 있습니다. 감소는 보통 10에서 20퍼센트면 충분합니다.",
    avoid: "감소 전의 손실로 진척을 판단하지 마세요. 내내 코사인보다 나빠 보이다가 마지막에 떨어집니다.",
    related: {
      "cosine-annealing": "처음부터 낮춥니다",
      "one-cycle": "유지 구간이 없습니다",
      sequence: "그 밖의 모든 조합",
    },
    peers:
      "transformers get_wsd_schedule은 비율 대신 단계를 받습니다. fastai fit_flat_cos는 warmup 0, decay 0.25, shape cosine과 같습니다. PyTorch, Keras, optax에는 없습니다.",
  },
  examples: [
    {
      options: { steps: 10, warmup: 0.2, decay: 0.4 },
      lr: [0.5, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0],
      from: "by hand",
    },
    {
      options: { lr: 0.1, steps: 4, warmup: 0, decay: 0.5, minimum: 0.02, shape: "cosine" },
      lr: [0.1, 0.1, 0.1, 0.06, 0.02],
      from: "by hand",
    },
  ],
};
