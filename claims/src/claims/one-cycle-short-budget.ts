import { momentum } from "@downhill/core";
import type { Claim } from "../claim.js";
import { clothes } from "../images.js";
import { sections } from "../lecture.js";
import { below, difference, measured, show, verdictOf } from "../measure.js";
import { ways } from "../schedules.js";
import { type Look, observed } from "../training.js";
import { contest, portion } from "../tuning.js";

const BATCH = 64;
const RATES = [0.02, 0.05, 0.1, 0.2, 0.5];
const BUDGETS = [1, 2, 4, 6, 8];
const SHORT = 2;
const names = ["constant", "cosine", "cycle"] as const;
type Name = (typeof names)[number];

interface Run {
  readonly validation: number;
  readonly test: number;
  readonly looks: readonly Look[];
}

/** Epochs that a curve needs to a level, by straight lines between budgets; infinite where it stays below. */
function epochsTo(level: number, accuracies: readonly number[]): number {
  const first = accuracies.findIndex((accuracy) => accuracy >= level);
  if (first <= 0) return first === 0 ? BUDGETS[0]! : Number.POSITIVE_INFINITY;
  const [before, after] = [accuracies[first - 1]!, accuracies[first]!];
  return (
    BUDGETS[first - 1]! + ((level - before) / (after - before)) * (BUDGETS[first]! - BUDGETS[first - 1]!)
  );
}

export const oneCycleShortBudget: Claim = {
  id: "one-cycle-short-budget",
  section: sections.schedules,
  claim: {
    en: "1cycle reaches the target in fewer epochs.",
    ko: "1사이클 정책을 쓰면 더 적은 에폭으로 목표 성능에 도달한다.",
  },
  source: "Smith & Topin 2018, Super-Convergence, arXiv:1708.07120",
  experiment: {
    en: `Fashion-MNIST (MNIST where it is not installed) at 14 × 14, 9,600 pictures, a network 196-64-10, SGD with momentum 0.9, batches of ${BATCH}. Separate runs of ${BUDGETS.join(", ")} epochs with a constant rate, cosine and 1cycle, each at its own best peak for that budget (${RATES.length} rates, validation set, two other seeds); 6 paired seeds. The target is what the constant rate has after the longest budget, on the test set. Beside it: in one run of the longest budget, when the validation accuracy first reaches the target.`,
    ko: `14 × 14로 줄인 Fashion-MNIST(설치되어 있지 않으면 MNIST) 9,600장, 196-64-10 신경망, 모멘텀 0.9의 SGD, 배치 ${BATCH}를 쓴다. 고정 학습률, 코사인, 1사이클로 ${BUDGETS.join(", ")}에폭짜리 학습을 따로따로 하고, 최고 학습률은 예산마다 각자 ${RATES.length}개 가운데 검증 데이터에서 가장 좋은 값을 다른 시드 두 개로 고른다. 같은 시드 6개로 짝지어 비교한다. 목표는 가장 긴 예산을 쓴 고정 학습률의 테스트 정확도이다. 아울러 가장 긴 학습 한 번 안에서 검증 정확도가 목표에 처음 닿는 시점도 본다.`,
  },
  criterion: {
    en: `Holds if the budget that 1cycle needs to the target is smaller than that of the constant rate and that of cosine, and at ${SHORT} epochs it is above both (95 % paired interval). Qualified if this is so against the constant rate only.`,
    ko: `목표에 이르는 데 필요한 예산이 고정 학습률과 코사인보다 작고, ${SHORT}에폭에서 둘보다 정확도가 높으면(대응 표본 95 % 구간) 성립한다. 고정 학습률에 대해서만 그러면 조건부로 성립한다.`,
  },
  async run(context) {
    const full = context.scale === "full";
    const images = await clothes(
      full ? { train: 9600, validation: 3000, test: 10000 } : { train: 640, validation: 300, test: 300 },
    );
    const perEpoch = Math.floor(images.train.length / BATCH);
    const runs: Record<Name, (readonly Run[])[]> = { constant: [], cosine: [], cycle: [] };
    const total = BUDGETS.reduce((sum, epochs) => sum + epochs, 0);
    let done = 0;
    for (const epochs of BUDGETS) {
      const results = await contest(portion(context, done / total, (done + epochs) / total), {
        names,
        rates: RATES,
        seeds: 6,
        run: (name, rate, seed): Promise<Run> => {
          const schedule = ways[name].schedule(epochs * perEpoch);
          return observed(images, {
            seed,
            optimizer: momentum({ lr: rate, momentum: 0.9 }),
            epochs,
            batchSize: BATCH,
            dropLast: true,
            ...(schedule && { schedule }),
          });
        },
        score: (run) => -run.validation,
      });
      for (const name of names) runs[name].push(results[name].runs);
      done += epochs;
    }
    const test = (name: Name, budget: number) => measured(runs[name][budget]!.map((run) => run.test));
    const means = (name: Name) => BUDGETS.map((_, budget) => test(name, budget).mean);
    const longest = BUDGETS.length - 1;
    const target = test("constant", longest).mean;
    const needed = (name: Name) => epochsTo(target, means(name));
    const short = BUDGETS.indexOf(SHORT);
    const beats = (name: Name) =>
      needed("cycle") < needed(name) && below(test(name, short), test("cycle", short));
    const gain = (name: Name) => (100 * difference(test("cycle", short), test(name, short)).mean).toFixed(1);
    const crossing = (name: Name) =>
      measured(
        runs[name][longest]!.map(({ looks }) => {
          const first = looks.find(({ accuracy }) => accuracy >= target);
          return (first?.step ?? BUDGETS[longest]! * perEpoch) / perEpoch;
        }),
      );
    return {
      verdict: verdictOf(beats("constant") && beats("cosine"), beats("constant")),
      found: {
        en: `The target, ${show(target)}, needs a run of ${show(needed("constant"))} epochs with a constant rate, ${show(needed("cosine"))} with cosine and ${show(needed("cycle"))} with 1cycle. In ${SHORT} epochs 1cycle ends ${gain("constant")} points above the constant rate and ${gain("cosine")} above cosine. It takes a run that was planned to be short: within one run of ${BUDGETS[longest]} epochs the target is first touched after ${show(crossing("constant"))} epochs with a constant rate, after ${show(crossing("cycle"))} with 1cycle.`,
        ko: `목표 정확도 ${show(target)}에 이르는 데 필요한 학습 길이는 고정 학습률 ${show(needed("constant"))}에폭, 코사인 ${show(needed("cosine"))}에폭, 1사이클 ${show(needed("cycle"))}에폭이다. ${SHORT}에폭만 학습하면 1사이클은 고정 학습률보다 ${gain("constant")}%p, 코사인보다 ${gain("cosine")}%p 높게 끝난다. 단, 처음부터 짧게 계획한 학습이라야 한다. ${BUDGETS[longest]}에폭짜리 학습 한 번 안에서 목표에 처음 닿는 때는 고정 학습률 ${show(crossing("constant"))}에폭, 1사이클 ${show(crossing("cycle"))}에폭이다.`,
      },
      rows: names.map((name) => ({
        label: ways[name].label,
        values: {
          ...Object.fromEntries(BUDGETS.map((epochs, budget) => [`${epochs} epochs`, test(name, budget)])),
          "epochs to the target": needed(name),
          "first touch in the longest run": crossing(name),
        },
      })),
      figure: {
        kind: "lines",
        title: { en: "Test accuracy by length of the run", ko: "학습 길이에 따른 테스트 정확도" },
        x: { label: { en: "epochs of the run", ko: "학습 에폭" } },
        y: { label: { en: "test accuracy", ko: "테스트 정확도" } },
        series: names.map((name) => ({ label: ways[name].label.en, x: BUDGETS, y: means(name) })),
      },
    };
  },
};
