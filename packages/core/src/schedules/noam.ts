import type { ScheduleDocumentation } from "../definition.js";
import { notNegative, positive } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * Noam: the schedule of the first Transformer: the rate follows from the width of the model.
 *
 * Options:
 * - `width` (512): size of the model's vectors (d_model).
 * - `warmup` (4000): steps in which the rate rises.
 * - `factor` (1): scales the whole curve.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Vaswani et al. 2017, section 5.3, Attention Is All You Need, arXiv:1706.03762.
 *
 * @example
 * const rate = noam({ width: 4, warmup: 4 });
 * [rate(0), rate(3), rate(15)]; // 0.0625, 0.25, 0.125
 */
export const noam = /* @__PURE__ */ scheduleEntry({
  id: "noam",
  formula: `
    s = t + 1
    lr = factor/sqrt(width)*min(1/sqrt(s), s/warmup^1.5)`,
  defaults: { width: 512, warmup: 4000, factor: 1 },
  limits: { width: positive, warmup: { min: 1, integer: true }, factor: notNegative },
});

export const documentation: ScheduleDocumentation<typeof noam> = {
  title: "Noam",
  summary:
    "The Transformer paper's schedule: warm-up, then inverse square root, scaled by the width of the model.",
  source: "Vaswani et al. 2017, section 5.3, Attention Is All You Need, arXiv:1706.03762",
  options: {
    width: "size of the model's vectors (d_model)",
    warmup: "steps in which the rate rises",
    factor: "scales the whole curve",
  },
  use: "Reproducing the paper, with Adam(beta2 0.98, eps 1e-9), and code bases that tune factor instead of a rate.",
  avoid:
    "Otherwise: inverse-square-root is the same curve with a peak that you can read. This one sets the rate itself; the optimizer's lr is not used.",
  related: {
    "inverse-square-root": "the same curve with the base rate as its peak",
    warmup: "only the rise",
  },
  peers: "tensor2tensor and OpenNMT noam: the same. PyTorch, Keras and optax have none.",
  ko: {
    title: "노엄 스케줄",
    summary:
      "워밍업 뒤 단계 수의 제곱근에 반비례하며 모델의 폭으로 크기가 정해지는, 트랜스포머 논문의 스케줄입니다.",
    options: {
      width: "모델 벡터의 크기(d_model)",
      warmup: "학습률이 오르는 단계",
      factor: "곡선 전체에 곱하는 값",
    },
    use: "Adam(beta2 0.98, eps 1e-9)과 함께 논문을 재현할 때, 그리고 학습률 대신 factor를 조정하는 코드에 씁니다.",
    avoid:
      "그 밖에는 최고점을 바로 읽을 수 있는 inverse-square-root를 쓰세요. 이 스케줄은 학습률을 직접 정하므로 옵티마이저의 lr은 쓰이지 않습니다.",
    related: { "inverse-square-root": "최고점이 기준 학습률인 같은 곡선", warmup: "오르막만 있습니다" },
    peers: "tensor2tensor와 OpenNMT의 noam과 같습니다. PyTorch, Keras, optax에는 없습니다.",
  },
  examples: [
    { options: { width: 4, warmup: 4 }, lr: [0.0625, 0.125, 0.1875, 0.25, 0.22360679775], from: "by hand" },
  ],
};
