import type { ScheduleDocumentation } from "../definition.js";
import { belowOne, count, notNegative, positive, share } from "../limits.js";
import { scheduleEntry } from "../schedule.js";

/**
 * 1cycle: up to a large rate, then down to a very small one, with momentum moving the other way.
 *
 * Options:
 * - `peak`: the largest rate; by default the base rate.
 * - `steps`: length in steps; by default the whole run.
 * - `warmup` (0.3): share of the steps in which the rate rises.
 * - `div` (25): the first rate is peak/div.
 * - `finalDiv` (10000): the last rate is the first divided by this.
 * - `anneal` (cosine): cosine or linear: the shape of all phases.
 * - `threePhase` (false): if true, falls to the first rate as fast as it rose, then to the last.
 * - `cycleMomentum` (true): if true, momentum (beta1 in Adam) moves the other way.
 * - `lowMomentum` (0.85): momentum at the peak.
 * - `highMomentum` (0.95): momentum at both ends.
 * - `lr`: the base rate; by default the optimizer's.
 *
 * Source: Smith & Topin 2018, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning
 * Rates, arXiv:1708.07120; form of PyTorch.
 *
 * @example
 * const rate = oneCycle({ peak: 1, steps: 101, warmup: 0.5, anneal: "linear" });
 * rate(0); // 0.04
 * rate(100); // 0.000004
 * oneCycle({ peak: 1, steps: 10 }).bind({ lr: 1, steps: 10 }).at(2); // { lr: 1, momentum: 0.85 }
 */
export const oneCycle = /* @__PURE__ */ scheduleEntry({
  id: "one-cycle",
  formula: `
    last = max(steps - 1, 0)
    s = min(t, last)
    up = warmup*steps - 1
    down = where(threePhase, 2*up, last)
    first = peak/div
    final = first/finalDiv
    # How much of its phase has passed; a phase without length has.
    a = where(up > 0, s/up, 1)
    b = where(down > up, (s - up)/(down - up), 1)
    c = where(last > down, (s - down)/(last - down), 1)
    x = where(s <= up, a, where(s <= down, b, c))
    y = where(anneal == cosine, (1 + cos(pi*x))/2, 1 - x)
    from = where(s <= up, first, where(s <= down, peak, first))
    to = where(s <= up, peak, where(s <= down, where(threePhase, first, final), final))
    lr = to + (from - to)*y
    before = where(s <= up, highMomentum, where(s <= down, lowMomentum, highMomentum))
    after = where(s <= up, lowMomentum, highMomentum)
    momentum = after + (before - after)*y`,
  defaults: {
    peak: null,
    steps: null,
    warmup: 0.3,
    div: 25,
    finalDiv: 10000,
    anneal: "cosine",
    threePhase: false,
    cycleMomentum: true,
    lowMomentum: 0.85,
    highMomentum: 0.95,
  },
  limits: {
    peak: notNegative,
    steps: count,
    warmup: share,
    div: positive,
    finalDiv: positive,
    lowMomentum: belowOne,
    highMomentum: belowOne,
  },
  choices: { anneal: ["cosine", "linear"] },
  momentumSwitch: "cycleMomentum",
});

export const documentation: ScheduleDocumentation<typeof oneCycle> = {
  title: "1cycle",
  summary:
    "Raises the rate to a peak and lowers it far below where it began; momentum falls and rises meanwhile.",
  source:
    "Smith & Topin 2018, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, arXiv:1708.07120; form of PyTorch",
  options: {
    peak: "the largest rate; by default the base rate",
    steps: "length in steps; by default the whole run",
    warmup: "share of the steps in which the rate rises",
    div: "the first rate is peak/div",
    finalDiv: "the last rate is the first divided by this",
    anneal: "cosine or linear: the shape of all phases",
    threePhase: "if true, falls to the first rate as fast as it rose, then to the last",
    cycleMomentum: "if true, momentum (beta1 in Adam) moves the other way",
    lowMomentum: "momentum at the peak",
    highMomentum: "momentum at both ends",
  },
  use: "Short runs of known length: with a peak near the largest stable rate, which find-lr shows, it often reaches in tens of epochs what step decay needs a hundred for.",
  avoid:
    "Runs of unknown length, and transformers with AdamW, where warm-up and a plain cosine are customary and momentum is left alone.",
  related: {
    "cosine-annealing": "only the fall",
    cyclic: "up and down again and again",
    "warmup-stable-decay": "with a plateau at the top",
  },
  peers:
    "PyTorch OneCycleLR: the same; max_lr is peak, pct_start is warmup, final_div_factor counts from the first rate. fastai: pct_start 0.25 and a last rate of peak/1e5. optax.cosine_onecycle_schedule does not move momentum.",
  ko: {
    title: "1사이클",
    summary: "학습률을 최고점까지 올렸다가 처음보다 훨씬 낮게 내리며, 그동안 모멘텀은 반대로 움직입니다.",
    options: {
      peak: "최고 학습률. 기본값은 기준 학습률",
      steps: "단계로 센 길이. 기본값은 학습 전체",
      warmup: "전체 단계 중 학습률이 오르는 비율",
      div: "첫 학습률은 peak/div입니다",
      finalDiv: "마지막 학습률은 첫 학습률을 이 값으로 나눈 것입니다",
      anneal: "cosine 또는 linear. 모든 구간의 모양을 정합니다",
      threePhase: "true이면 오를 때와 같은 속도로 첫 학습률까지 내린 뒤 마지막 학습률까지 낮춥니다",
      cycleMomentum: "true이면 모멘텀(Adam에서는 beta1)이 반대로 움직입니다",
      lowMomentum: "학습률이 가장 높을 때의 모멘텀",
      highMomentum: "양 끝에서의 모멘텀",
    },
    use: "길이를 아는 짧은 학습에 씁니다. find-lr로 찾은 안정적인 최대 학습률 부근을 최고점으로 두면, 계단식 감소로 백 에폭 걸릴 성능에 수십 에폭 만에 이르는 일이 많습니다.",
    avoid:
      "길이를 모르는 학습과 AdamW로 학습하는 트랜스포머에는 맞지 않습니다. 후자는 모멘텀을 그대로 두고 워밍업과 코사인을 쓰는 것이 관례입니다.",
    related: {
      "cosine-annealing": "내리막만 있습니다",
      cyclic: "오르내리기를 되풀이합니다",
      "warmup-stable-decay": "최고점에 평평한 구간이 있습니다",
    },
    peers:
      "PyTorch OneCycleLR과 같습니다. max_lr은 peak, pct_start는 warmup이고, final_div_factor는 첫 학습률을 기준으로 셉니다. fastai는 pct_start가 0.25이고 마지막 학습률이 peak/1e5입니다. optax.cosine_onecycle_schedule은 모멘텀을 움직이지 않습니다.",
  },
  examples: [
    {
      options: { lr: 1, steps: 10, anneal: "linear", warmup: 0.5, div: 5, finalDiv: 10 },
      lr: [0.2, 0.4, 0.6, 0.8, 1, 0.804, 0.608, 0.412, 0.216, 0.02, 0.02],
      from: "by hand",
    },
  ],
};
