import { huber, type Loss, mae, mse, sgd } from "@downhill/core";
import type { Claim, Finding, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { below, logSpaced, overSeeds, show, tune, verdictOf } from "../measure.js";
import { distance, fitLine, type Line, noisyLine, type Points } from "../problems/line.js";

const truth = { slope: 3, intercept: 1 };
const losses: Readonly<Record<string, Loss>> = { MSE: mse(), Huber: huber({ delta: 1 }), MAE: mae() };
const names = Object.keys(losses);
const noises = [0, 0.3];
const rates = logSpaced(0.003, 1, 6);
const steps = 300;

export const maeGradientJump: Claim = {
  id: "mae-gradient-jump",
  section: sections.regression,
  claim: {
    en: "MAE's gradient jumps at 0, which makes it unstable near the minimum.",
    ko: "MAE는 0에서 기울기가 불연속이어서 최솟값 근처에서 수렴이 불안정하다.",
  },
  source: "Boyd, Xiao & Mutapcic 2003, Subgradient Methods (lecture notes, Stanford EE392o)",
  experiment: {
    en: "A line is fitted to 200 points on y = 3x + 1 by full-batch gradient descent with a constant rate, 300 steps, once with exact targets and once with noise of deviation 0.3. Each loss has its own rate, the best of 6 from 0.003 to 1 on three other seeds. Measured: the distance of the last line to the loss's own minimum (the true line without noise; with noise, where 3000 steps of a falling rate end). 10 seeds. Beside it MAE with the same first rate falling linearly to 0.",
    ko: "y = 3x + 1 위의 점 200개에 고정 학습률 전체 배치 경사 하강법 300단계로 직선을 맞춘다. 목표값이 정확한 경우와 표준편차 0.3의 잡음이 있는 경우를 각각 본다. 학습률은 손실마다 0.003부터 1까지 6개 중 다른 시드 3개에서 가장 좋은 것을 쓴다. 마지막 직선과 그 손실의 최솟점 사이의 거리를 잰다(잡음이 없으면 참 직선, 있으면 학습률을 줄여 가며 3000단계 뒤에 도달한 직선). 시드 10개. MAE는 같은 학습률에서 시작해 0까지 선형으로 줄이는 경우도 함께 본다.",
  },
  criterion: {
    en: "The gradient changes by 2 within two neighbouring numbers around 0, and with a constant rate MAE ends at least 10 times farther from its minimum than MSE and Huber, with and without noise.",
    ko: "0을 사이에 둔 이웃한 두 수에서 기울기가 2만큼 변하고, 고정 학습률에서 MAE가 MSE와 Huber보다 최솟점에서 10배 이상 먼 곳에서 끝난다. 잡음이 있을 때와 없을 때 모두 그래야 한다.",
  },
  async run(context): Promise<Finding> {
    const tiny = 2 ** -126;
    const slopes = names.map((name) => {
      const { gradient } = losses[name]!.evaluate([-tiny, tiny], [0, 0], { columns: 1 });
      return 2 * (gradient[1]! - gradient[0]!);
    });
    const chosen = new Map<string, number>();
    const tuningSeeds = context.scale === "full" ? [100, 101, 102] : [100];
    for (const noise of noises) {
      for (const name of names) {
        const best = await tune(rates, (rate) =>
          tuningSeeds.reduce((sum, seed) => sum + remaining(name, noise, seed, () => rate), 0),
        );
        chosen.set(`${name} ${noise}`, best.rate);
      }
    }
    const results = await overSeeds(context, 10, (seed) => {
      const ends: Record<string, number> = {};
      for (const noise of noises) {
        for (const name of names) {
          const rate = chosen.get(`${name} ${noise}`)!;
          ends[`${name} ${noise}`] = remaining(name, noise, seed, () => rate);
        }
        const first = rates.at(-1)!;
        ends[`noise ${noise}`] = distance(minimumOf("MAE", noise, seed), truth);
        ends[`falling ${noise}`] = remaining("MAE", noise, seed, (step) => first * (1 - step / steps));
      }
      return ends;
    });
    const end = (name: string, noise: number): Measured => results[`${name} ${noise}`]!;
    const worse = (noise: number): boolean =>
      ["MSE", "Huber"].every(
        (name) =>
          below(end(name, noise), end("MAE", noise)) && end("MAE", noise).mean >= 10 * end(name, noise).mean,
      );
    const jumps = Math.abs(slopes[2]! - 2) < 1e-6 && slopes[0]! < 1e-6 && slopes[1]! < 1e-6;
    const row = (en: string, ko: string, at: (name: string) => number | Measured) => ({
      label: { en, ko },
      values: Object.fromEntries(names.map((name) => [name, at(name)])),
    });
    const falling = { MAE: end("falling", 0) };
    return {
      verdict: verdictOf(jumps && noises.every(worse), jumps && worse(0)),
      found: {
        en: `With exact targets and a constant rate MAE ends ${show(end("MAE", 0))} from the minimum, MSE ${show(end("MSE", 0))} and Huber ${show(end("Huber", 0))}: around 0 its gradient changes by ${show(slopes[2]!)}, theirs by at most ${show(Math.max(slopes[0]!, slopes[1]!))}. A rate that falls to 0 brings MAE to ${show(end("falling", 0))}. With noisy targets the jumps of 200 points average out: MAE ${show(end("MAE", 0.3))}, MSE ${show(end("MSE", 0.3))}, Huber ${show(end("Huber", 0.3))}; the noise itself moves MAE's minimum by ${show(end("noise", 0.3))}.`,
        ko: `목표값이 정확하고 학습률이 고정이면 최솟점까지 남은 거리는 MAE ${show(end("MAE", 0))}, MSE ${show(end("MSE", 0))}, Huber ${show(end("Huber", 0))}이다. 0을 지날 때 MAE의 기울기는 ${show(slopes[2]!)}만큼 변하고 MSE와 Huber의 기울기 변화는 ${show(Math.max(slopes[0]!, slopes[1]!))} 이하이다. 학습률을 0까지 줄이면 MAE도 ${show(end("falling", 0))}까지 다가간다. 잡음이 있으면 점 200개의 불연속이 서로 평균되어 MAE ${show(end("MAE", 0.3))}, MSE ${show(end("MSE", 0.3))}, Huber ${show(end("Huber", 0.3))}이 된다. 이때 잡음 자체가 MAE의 최솟점을 옮기는 거리는 ${show(end("noise", 0.3))}이다.`,
      },
      rows: [
        row(
          "change of the gradient around 0",
          "0을 지날 때 기울기의 변화",
          (name) => slopes[names.indexOf(name)]!,
        ),
        row("distance left, exact targets", "남은 거리, 정확한 목표값", (name) => end(name, 0)),
        { label: { en: "the same, falling rate", ko: "같은 조건, 줄어드는 학습률" }, values: falling },
        row("distance left, noisy targets", "남은 거리, 잡음 있는 목표값", (name) => end(name, 0.3)),
        {
          label: { en: "the same, falling rate", ko: "같은 조건, 줄어드는 학습률" },
          values: { MAE: end("falling", 0.3) },
        },
        {
          label: { en: "distance of the minimum from the true line", ko: "최솟점과 참 직선 사이의 거리" },
          values: { MAE: end("noise", 0.3) },
        },
        row("rate chosen, exact targets", "고른 학습률, 정확한 목표값", (name) => chosen.get(`${name} 0`)!),
        row(
          "rate chosen, noisy targets",
          "고른 학습률, 잡음 있는 목표값",
          (name) => chosen.get(`${name} 0.3`)!,
        ),
      ],
      figure: {
        kind: "lines",
        title: {
          en: "Exact targets, rate 0.1: distance to the minimum",
          ko: "정확한 목표값, 학습률 0.1: 최솟점까지의 거리",
        },
        x: { label: { en: "step", ko: "단계" } },
        y: { label: { en: "distance", ko: "거리" }, log: true },
        series: names.map((label) => {
          const y: number[] = [];
          const on = (_: number, line: Line) => y.push(distance(line, truth));
          descend(label, noisyLine({ ...truth, count: 200, noise: 0 }, 0), () => 0.1, on);
          return { label, x: y.map((_, step) => step), y };
        }),
      },
    };
  },
};

function descend(
  name: string,
  points: Points,
  rate: (step: number) => number,
  on?: (step: number, line: Line) => void,
): Line {
  return fitLine(losses[name]!, points, { steps, optimizer: sgd(), rate, ...(on && { on }) });
}

/** Distance to the loss's own minimum after descent. */
function remaining(name: string, noise: number, seed: number, rate: (step: number) => number): number {
  const points = noisyLine({ ...truth, count: 200, noise }, seed);
  return distance(descend(name, points, rate), minimumOf(name, noise, seed));
}

const minima = new Map<string, Line>();

function minimumOf(name: string, noise: number, seed: number): Line {
  if (noise === 0) return truth;
  const key = `${name} ${seed}`;
  const points = noisyLine({ ...truth, count: 200, noise }, seed);
  const known = minima.get(key) ?? fitLine(losses[name]!, points, { steps: 3000 });
  minima.set(key, known);
  return known;
}
