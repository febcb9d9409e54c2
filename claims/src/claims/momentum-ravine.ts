import { momentum, sgd } from "@downhill/core";
import { Random } from "@downhill/core/random";
import type { Claim, Finding, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { below, logSpaced, measured, overSeeds, show, verdictOf } from "../measure.js";
import { descend, signFlips } from "../problems/quadratic.js";

const conditions = [100, 1000];
const LIMIT = 3000;
/** Both sides may try 24 settings. */
const plainRates = logSpaced(0.05, 1.99, 24);
const momentumRates = logSpaced(0.05, 3.9, 6);
const momenta = [0.5, 0.8, 0.9, 0.95];

const optimizerOf = (rate: number, mu: number) =>
  mu === 0 ? sgd({ lr: rate }) : momentum({ lr: rate, momentum: mu });

/** Anywhere on a circle around the minimum, but not on an axis. The curvatures are 1/condition and 1. */
function startOf(seed: number): [number, number] {
  const angle = (Math.PI / 2) * (0.1 + 0.8 * new Random(seed).uniform());
  return [Math.cos(angle), Math.sin(angle)];
}

const run = (rate: number, mu: number, condition: number, seed: number, keep = false, steps = LIMIT) =>
  descend(optimizerOf(rate, mu), [1 / condition, 1], startOf(seed), { steps, keep });

export const momentumRavine: Claim = {
  id: "momentum-ravine",
  section: sections.momentum,
  claim: {
    en: "In a ravine momentum accelerates along the floor and damps the oscillation across it.",
    ko: "모멘텀은 골짜기에서 바닥 방향으로는 가속하고 벽 사이의 진동은 줄인다.",
  },
  source:
    "Polyak 1964, doi:10.1016/0041-5553(64)90137-5; Qian 1999, doi:10.1016/S0893-6080(98)00116-6; Sutskever et al. 2013",
  experiment: {
    en: "A bowl with curvature 1 across and 1/100 or 1/1000 along (condition 100 and 1000), 10 random starts on the unit circle. Speed: steps until the height is 10⁻⁶ of the start; plain gradient descent may choose among 24 rates, momentum among 6 rates times 4 momenta (by the mean over 3 other starts). Oscillation: how often the steep coordinate changes sign before it is below 0.001, at condition 100, near the stability limit (rate 1.9, momentum 0.5) and at rate 1 (momentum 0.9).",
    ko: "벽 방향 곡률이 1, 바닥 방향 곡률이 1/100 또는 1/1000인(조건수 100, 1000) 이차 함수에서 단위원 위의 무작위 출발점 10개를 쓴다. 속도는 높이가 출발점의 10⁻⁶이 될 때까지의 단계 수로 잰다. 경사 하강법은 학습률 24개, 모멘텀은 학습률 6개와 모멘텀 계수 4개의 조합 가운데 다른 출발점 3개의 평균이 가장 좋은 것을 쓴다. 진동은 조건수 100에서 가파른 쪽 좌표가 0.001보다 작아질 때까지 부호가 바뀌는 횟수로 재며, 안정 한계 근처(학습률 1.9, 계수 0.5)와 학습률 1(계수 0.9)에서 본다.",
  },
  criterion: {
    en: "Momentum needs fewer steps at both condition numbers (95 % paired interval), and changes the sign less often than plain gradient descent at both rates.",
    ko: "두 조건수 모두에서 모멘텀의 단계 수가 더 적고(대응 표본 95 % 구간), 두 학습률 모두에서 부호가 바뀌는 횟수가 경사 하강법보다 적다.",
  },
  async run(context): Promise<Finding> {
    const full = context.scale === "full";
    const limit = full ? LIMIT : 300;
    const tuningSeeds = full ? [100, 101, 102] : [100];
    const choose = (settings: readonly (readonly [rate: number, mu: number])[], condition: number) => {
      const scores = settings.map(([rate, mu]) =>
        tuningSeeds.reduce((sum, seed) => sum + run(rate, mu, condition, seed, false, limit).steps, 0),
      );
      return settings[scores.indexOf(Math.min(...scores))]!;
    };
    const plainSettings = plainRates.map((rate) => [rate, 0] as const);
    const momentumSettings = momenta.flatMap((mu) => momentumRates.map((rate) => [rate, mu] as const));
    const chosen = conditions.map((condition) => ({
      plain: choose(plainSettings, condition),
      momentum: choose(momentumSettings, condition),
    }));
    const results = await overSeeds(context, 10, (seed) => {
      const numbers: Record<string, number> = {};
      conditions.forEach((condition, k) => {
        for (const side of ["plain", "momentum"] as const) {
          const [rate, mu] = chosen[k]![side];
          numbers[`${side} ${condition}`] = run(rate, mu, condition, seed, false, limit).steps;
        }
      });
      for (const [rate, mu] of [
        [1.9, 0],
        [1.9, 0.5],
        [1, 0],
        [1, 0.9],
      ] as const)
        numbers[`flips ${rate} ${mu}`] = signFlips(run(rate, mu, 100, seed, true, 400).path, 1);
      return numbers;
    });
    const of = (name: string): Measured => results[name] ?? measured([Number.NaN]);
    const faster = conditions.every((condition) =>
      below(of(`momentum ${condition}`), of(`plain ${condition}`)),
    );
    const dampsNear = below(of("flips 1.9 0.5"), of("flips 1.9 0"));
    const dampsFar = below(of("flips 1 0.9"), of("flips 1 0"));
    const names = ["gradient descent", "momentum"];
    const row = (en: string, ko: string, plain: string, other: string) => ({
      label: { en, ko },
      values: Object.fromEntries([
        [names[0], of(plain)],
        [names[1], of(other)],
      ]) as Record<string, Measured>,
    });
    const [first, second] = chosen;
    return {
      verdict: verdictOf(faster && dampsNear && dampsFar, faster && (dampsNear || dampsFar)),
      found: {
        en: `Momentum needs ${show(of("momentum 100"))} steps instead of ${show(of("plain 100"))} at condition 100 and ${show(of("momentum 1000"))} instead of ${show(of("plain 1000"))} at 1000; near the stability limit it lowers the sign changes from ${show(of("flips 1.9 0"))} to ${show(of("flips 1.9 0.5"))}, but at rate 1, where plain descent has ${show(of("flips 1 0"))}, it has ${show(of("flips 1 0.9"))}. It accelerates in both cases; it damps only an oscillation that is there without it.`,
        ko: `조건수 100에서 경사 하강법은 ${show(of("plain 100"))}단계, 모멘텀은 ${show(of("momentum 100"))}단계가 걸리고 1000에서는 각각 ${show(of("plain 1000"))}단계와 ${show(of("momentum 1000"))}단계가 걸리며, 부호가 바뀌는 횟수는 안정 한계 근처에서 ${show(of("flips 1.9 0"))}회 대 ${show(of("flips 1.9 0.5"))}회로 모멘텀이 적지만, 학습률 1에서는 ${show(of("flips 1 0"))}회 대 ${show(of("flips 1 0.9"))}회로 도리어 많다. 모멘텀은 언제나 가속하지만, 진동은 원래 있을 때만 줄인다.`,
      },
      rows: [
        row("steps, condition 100", "단계 수, 조건수 100", "plain 100", "momentum 100"),
        row("steps, condition 1000", "단계 수, 조건수 1000", "plain 1000", "momentum 1000"),
        row(
          "sign changes, rate 1.9, momentum 0.5",
          "부호 변화, 학습률 1.9, 계수 0.5",
          "flips 1.9 0",
          "flips 1.9 0.5",
        ),
        row(
          "sign changes, rate 1, momentum 0.9",
          "부호 변화, 학습률 1, 계수 0.9",
          "flips 1 0",
          "flips 1 0.9",
        ),
        {
          label: { en: "rate chosen, condition 100", ko: "고른 학습률, 조건수 100" },
          values: { "gradient descent": first!.plain[0], momentum: first!.momentum[0] },
        },
        {
          label: { en: "momentum chosen, condition 100", ko: "고른 계수, 조건수 100" },
          values: { momentum: first!.momentum[1] },
        },
        {
          label: { en: "rate chosen, condition 1000", ko: "고른 학습률, 조건수 1000" },
          values: { "gradient descent": second!.plain[0], momentum: second!.momentum[0] },
        },
        {
          label: { en: "momentum chosen, condition 1000", ko: "고른 계수, 조건수 1000" },
          values: { momentum: second!.momentum[1] },
        },
      ],
      figure: {
        kind: "lines",
        title: {
          en: "Height over the steps, condition 100, best settings",
          ko: "단계에 따른 높이, 조건수 100, 가장 좋은 설정",
        },
        x: { label: { en: "step", ko: "단계" } },
        y: { label: { en: "height", ko: "높이" }, log: true },
        series: (["plain", "momentum"] as const).map((side, k) => {
          const [rate, mu] = first![side];
          const { path } = run(rate, mu, 100, 0, true, 300);
          const y = path.map(([along, across]) => (along! ** 2 / 100 + across! ** 2) / 2);
          // Below a billionth there is nothing more to see.
          const end = y.findIndex((height) => height < 1e-9);
          if (end >= 0) y.length = end;
          return { label: names[k]!, x: y.map((_, step) => step), y };
        }),
      },
    };
  },
};
