import { adam, type Optimizer, optimizer } from "@downhill/core";
import { Random } from "@downhill/core/random";
import type { Claim, Finding, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { below, logSpaced, overSeeds, show, tune, verdictOf } from "../measure.js";
import { trainOnMoons } from "../problems/moons.js";

/** Adam's formula with both corrections left out. */
const uncorrected = optimizer({
  id: "adam-uncorrected",
  formula: `
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g^2
    p = p - lr*m/(sqrt(v) + eps)`,
  state: { m: 0, v: 0 },
  defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
});
const sides = {
  corrected: (lr: number): Optimizer => adam({ lr }),
  uncorrected: (lr: number): Optimizer => uncorrected({ lr }),
};
type Side = keyof typeof sides;
const names = Object.keys(sides) as Side[];
const rates = logSpaced(0.001, 0.1, 5);
const shown = [1, 3, 10, 12, 30, 100, 1000, 3000];

export const adamBiasCorrection: Claim = {
  id: "adam-bias-correction",
  section: sections.adaptive,
  claim: {
    en: "Adam's means start at 0; without bias correction the first steps are distorted.",
    ko: "Adam의 이동 평균은 0에서 출발하므로 편향 보정이 없으면 초기 갱신이 왜곡된다.",
  },
  source: "Kingma & Ba 2015, Adam, sections 3 and 6.4, arXiv:1412.6980",
  experiment: {
    en: "Adam (β₁ 0.9, β₂ 0.999) with its corrections and without, written as two formulas. First a constant gradient: the length of step t divided by the learning rate. Then 256 parameters with normal gradients, 5 seeds: the mean length of the first step. Then a network (2-16-16-2) on two half moons, 400 points, batches of 40, 20 epochs, each side at its best of 5 rates from 0.001 to 0.1 (chosen on 2 other seeds), 5 seeds: training loss at the end, and the highest loss in the first 20 steps relative to the start.",
    ko: "보정이 있는 Adam과 없는 Adam(β₁ 0.9, β₂ 0.999)을 두 수식으로 쓴다. 먼저 기울기가 일정할 때 t번째 보폭을 학습률로 나눈 값을 구한다. 다음으로 기울기가 정규분포인 파라미터 256개에서 첫 보폭의 평균을 잰다(시드 5개). 끝으로 초승달 두 개 데이터(400점, 배치 40)에서 2-16-16-2 신경망을 20에폭 학습한다. 학습률은 각각 0.001부터 0.1까지 5개 중 다른 시드 2개에서 가장 좋은 것을 쓰고, 시드 5개로 마지막 학습 손실과 처음 20단계의 최대 손실(출발 대비)을 잰다.",
  },
  criterion: {
    en: "Without the correction steps differ from lr by more than a factor of 2 in the first 10 steps, with it by less than 1 %; and the network ends with a higher loss (95 % paired interval). Qualified if only the steps differ.",
    ko: "보정이 없으면 처음 10단계의 보폭이 lr의 2배 넘게 벗어나고 보정이 있으면 1 % 넘게 벗어나지 않으며, 신경망의 마지막 손실도 더 높다(대응 표본 95 % 구간). 보폭만 다르면 조건부로 성립한다.",
  },
  async run(context): Promise<Finding> {
    const full = context.scale === "full";
    const epochs = full ? 20 : 1;
    const tuningSeeds = full ? [100, 101] : [100];
    const curves = Object.fromEntries(
      names.map((side) => [side, stepLengths(sides[side](1e-3), 3000)]),
    ) as Record<Side, number[]>;
    const chosen = {} as Record<Side, number>;
    for (const side of names) {
      const best = await tune(rates, async (rate) => {
        let sum = 0;
        for (const seed of tuningSeeds) sum += (await trainOnMoons(sides[side](rate), epochs, seed)).after;
        return sum;
      });
      chosen[side] = best.rate;
    }
    const results = await overSeeds(context, 5, async (seed) => {
      const numbers: Record<string, number> = {};
      for (const side of names) {
        numbers[`first ${side}`] = firstStep(sides[side](1e-3), seed);
        const { losses, before, after } = await trainOnMoons(sides[side](chosen[side]), epochs, seed);
        numbers[`loss ${side}`] = after;
        numbers[`peak ${side}`] = Math.max(...losses.slice(0, 20)) / before;
      }
      return numbers;
    });
    const of = (what: string, side: Side): Measured => results[`${what} ${side}`]!;
    const ten = (side: Side) => curves[side].slice(0, 10).map((length) => Math.abs(Math.log(length)));
    const distorted = Math.min(...ten("uncorrected")) > Math.log(2);
    const exact = Math.max(...ten("corrected")) < 0.01;
    const worse = below(of("loss", "corrected"), of("loss", "uncorrected"));
    const peak = Math.max(...curves.uncorrected);
    const peakAt = curves.uncorrected.indexOf(peak) + 1;
    const back = curves.uncorrected.map((length) => Math.abs(length - 1) > 0.1).lastIndexOf(true) + 2;
    const row = (en: string, ko: string, at: (side: Side) => number | Measured) => ({
      label: { en, ko },
      values: Object.fromEntries(names.map((side) => [side, at(side)])),
    });
    return {
      verdict: verdictOf(distorted && exact && worse, distorted && exact),
      found: {
        en: `Without the correction the first step is ${show(curves.uncorrected[0]!)} times lr, and steps peak at ${show(peak)} times lr in step ${peakAt}; within 10 % of lr only from step ${back} on. So early steps become too large, not too small as is often said: the mean of squares is more biased than the mean. With it every step is ${show(curves.corrected[0]!)} times lr. On the network, each at its best rate (${show(chosen.corrected)} and ${show(chosen.uncorrected)}), the loss ends at ${show(of("loss", "corrected"))} with and ${show(of("loss", "uncorrected"))} without it.`,
        ko: `보정이 없으면 첫 보폭이 lr의 ${show(curves.uncorrected[0]!)}배이고 ${peakAt}단계에서 최대 ${show(peak)}배가 되며, ${back}단계부터야 lr과의 차이가 10 % 안으로 들어온다. 흔히 말하듯 초기 보폭이 작아지는 것이 아니라 커진다. 제곱 평균이 평균보다 더 크게 0 쪽으로 치우치기 때문이다. 보정이 있으면 보폭은 언제나 lr의 ${show(curves.corrected[0]!)}배이다. 신경망에서 각자 가장 좋은 학습률(${show(chosen.corrected)}, ${show(chosen.uncorrected)})을 쓰면 마지막 손실은 보정이 있을 때 ${show(of("loss", "corrected"))}, 없을 때 ${show(of("loss", "uncorrected"))}이다.`,
      },
      rows: [
        ...shown.map((t) =>
          row(
            `step ${t} / lr, constant gradient`,
            `${t}번째 보폭 / lr, 일정한 기울기`,
            (side) => curves[side][t - 1]!,
          ),
        ),
        row("first step / lr, normal gradients", "첫 보폭 / lr, 정규분포 기울기", (side) =>
          of("first", side),
        ),
        row("network: loss at the end", "신경망: 마지막 손실", (side) => of("loss", side)),
        row("network: highest loss of 20 steps / start", "신경망: 처음 20단계의 최대 손실 / 출발", (side) =>
          of("peak", side),
        ),
        row("network: rate chosen", "신경망: 고른 학습률", (side) => chosen[side]),
      ],
      figure: {
        kind: "lines",
        title: { en: "Length of step t under a constant gradient", ko: "기울기가 일정할 때 t번째 보폭" },
        x: { label: { en: "t", ko: "t" }, log: true },
        y: { label: { en: "step / lr", ko: "보폭 / lr" } },
        series: names.map((label) => {
          const at = logSpaced(1, 3000, 80).map(Math.round);
          const x = [...new Set(at)];
          return { label, x, y: x.map((t) => curves[label][t - 1]!) };
        }),
      },
    };
  },
};

/** Step lengths in units of lr while the gradient is 1 throughout. */
function stepLengths(rule: Optimizer, steps: number): number[] {
  const state = rule.init([0]);
  return Array.from({ length: steps }, () => {
    // From 0 each time: the difference of two float32 positions would lose digits.
    state.parameters[0] = 0;
    state.step(Float32Array.of(1));
    return -state.parameters[0]! / rule.options.lr;
  });
}

function firstStep(rule: Optimizer, seed: number): number {
  const state = rule.init(new Float32Array(256));
  state.step(new Random(seed).fillNormal(new Float32Array(256)));
  return state.parameters.reduce((sum, one) => sum + Math.abs(one), 0) / 256 / rule.options.lr;
}
