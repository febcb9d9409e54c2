import { momentum, nesterov } from "@downhill/core";
import type { Claim, Finding } from "../claim.js";
import { sections } from "../lecture.js";
import { show, verdictOf } from "../measure.js";
import { descend } from "../problems/quadratic.js";

const rates = [0.01, 0.03, 0.1, 0.3, 1, 1.9];
const momenta = [0.8, 0.9, 0.99];
const STEPS = 2000;

interface Flight {
  /** How far beyond the minimum the first swing goes, as a share of the way there. */
  readonly overshoot: number;
  /** Steps until it stays within a hundredth of the start. */
  readonly settled: number;
  readonly positions: readonly number[];
}

/** f(p) = ½p² from p = 1: a rate of 1 is one divided by the curvature. */
function fly(make: typeof momentum | typeof nesterov, rate: number, mu: number, steps: number): Flight {
  const {
    path,
    steps: settled,
    diverged,
  } = descend(make({ lr: rate, momentum: mu }), [1], [1], {
    steps,
    tolerance: 1e-4,
  });
  const positions = path.map(([position]) => position!);
  const below = positions.findIndex((position) => position < 0);
  const swing = below < 0 ? [] : positions.slice(below);
  const end = swing.findIndex((position, i) => i > 0 && position > swing[i - 1]!);
  const deepest = Math.max(0, ...swing.slice(0, end < 0 ? undefined : end).map((position) => -position));
  return { overshoot: diverged ? Number.POSITIVE_INFINITY : deepest, settled, positions };
}

export const nesterovOvershoot: Claim = {
  id: "nesterov-overshoot",
  section: sections.momentum,
  claim: {
    en: "Nesterov's look ahead brakes earlier near the minimum, so that it overshoots less than plain momentum.",
    ko: "네스테로프 모멘텀(NAG)은 앞을 내다보고 최솟값 근처에서 먼저 속도를 줄여 일반 모멘텀보다 덜 지나친다.",
  },
  source:
    "Nesterov 1983; Sutskever et al. 2013, On the importance of initialization and momentum in deep learning, PMLR 28(3)",
  experiment: {
    en: "A bowl of curvature 1, start at 1 at rest, rates from 0.01 to 1.9 times momenta 0.8, 0.9 and 0.99: how far the first swing goes beyond the minimum (a share of the way there), and how many steps until the distance stays below 0.01 (at most 2000). Without randomness.",
    ko: "곡률 1인 이차 함수의 1에서 정지 상태로 출발한다. 학습률 0.01부터 1.9까지와 모멘텀 계수 0.8, 0.9, 0.99의 모든 조합에서 첫 번째로 최솟점을 지나친 거리(출발점까지 거리에 대한 비율)와, 거리가 0.01 아래에 머물기까지의 단계 수(최대 2000)를 잰다. 무작위 요소는 없다.",
  },
  criterion: {
    en: "In every combination in which momentum overshoots, Nesterov overshoots less. Qualified if that is so up to rate 0.3, but not at 1 and 1.9.",
    ko: "모멘텀이 최솟점을 지나치는 모든 조합에서 네스테로프가 덜 지나친다. 학습률 0.3까지만 그렇고 1이나 1.9에서는 아니면 조건부로 성립한다.",
  },
  async run(context): Promise<Finding> {
    const steps = context.scale === "full" ? STEPS : 500;
    const cells = momenta.flatMap((mu) =>
      rates.map((rate) => ({
        mu,
        rate,
        plain: fly(momentum, rate, mu, steps),
        ahead: fly(nesterov, rate, mu, steps),
      })),
    );
    context.progress(1);
    const better = ({ plain, ahead }: (typeof cells)[number]): boolean =>
      plain.overshoot === 0 || ahead.overshoot < plain.overshoot - 1e-6;
    const moderate = cells.filter(({ rate }) => rate <= 0.3);
    const at = (rate: number, mu: number) => cells.find((cell) => cell.rate === rate && cell.mu === mu)!;
    const [usual, heavy, hot] = [at(0.1, 0.9), at(0.1, 0.99), at(1.9, 0.9)];
    return {
      verdict: verdictOf(cells.every(better), moderate.every(better)),
      found: {
        en: `Up to rate 0.3 Nesterov overshoots less than momentum, or neither does, in ${moderate.filter(better).length} of ${moderate.length} combinations, at rates 1 and 1.9 in ${cells.filter((cell) => cell.rate > 0.3 && better(cell)).length} of ${cells.length - moderate.length}. At rate 0.1 and momentum 0.9 the first swing goes ${show(usual.ahead.overshoot)} instead of ${show(usual.plain.overshoot)} beyond the minimum, and settles in ${show(usual.ahead.settled)} instead of ${show(usual.plain.settled)} steps; at momentum 0.99 in ${show(heavy.ahead.settled)} instead of ${show(heavy.plain.settled)}. Its largest stable rate is lower: at rate 1.9 and momentum 0.9 it ${hot.ahead.settled === Number.POSITIVE_INFINITY ? "diverges" : `needs ${hot.ahead.settled} steps`} where momentum needs ${show(hot.plain.settled)} steps.`,
        ko: `학습률 0.3까지는 조합 ${moderate.length}개 중 ${moderate.filter(better).length}개에서 네스테로프가 모멘텀보다 덜 지나치거나 둘 다 지나치지 않고, 학습률 1과 1.9에서는 ${cells.length - moderate.length}개 중 ${cells.filter((cell) => cell.rate > 0.3 && better(cell)).length}개에서 그렇다. 학습률 0.1, 계수 0.9에서 첫 번째로 지나친 거리는 모멘텀 ${show(usual.plain.overshoot)}, 네스테로프 ${show(usual.ahead.overshoot)}이고 가라앉는 데 각각 ${show(usual.plain.settled)}단계와 ${show(usual.ahead.settled)}단계가 걸린다. 계수 0.99에서는 ${show(heavy.plain.settled)}단계와 ${show(heavy.ahead.settled)}단계이다. 네스테로프는 안정한 학습률의 상한이 더 낮아서, 학습률 1.9와 계수 0.9에서 모멘텀은 ${show(hot.plain.settled)}단계 만에 가라앉지만 네스테로프는 ${hot.ahead.settled === Number.POSITIVE_INFINITY ? "발산한다" : `${hot.ahead.settled}단계가 걸린다`}.`,
      },
      rows: cells.map(({ mu, rate, plain, ahead }) => ({
        label: { en: `rate ${rate}, momentum ${mu}`, ko: `학습률 ${rate}, 계수 ${mu}` },
        values: {
          "overshoot, momentum": plain.overshoot,
          "overshoot, Nesterov": ahead.overshoot,
          "steps, momentum": plain.settled,
          "steps, Nesterov": ahead.settled,
        },
      })),
      figure: {
        kind: "lines",
        title: {
          en: "Distance to the minimum, rate 0.1, momentum 0.9",
          ko: "최솟점까지의 거리, 학습률 0.1, 계수 0.9",
        },
        x: { label: { en: "step", ko: "단계" } },
        y: { label: { en: "position", ko: "위치" } },
        series: [
          { label: "momentum", positions: usual.plain.positions },
          { label: "Nesterov", positions: usual.ahead.positions },
        ].map(({ label, positions }) => ({
          label,
          x: positions.slice(0, 100).map((_, step) => step),
          y: positions.slice(0, 100),
        })),
      },
    };
  },
};
