import { adagrad, type Optimizer, rmsprop, sgd } from "@downhill/core";
import { Random } from "@downhill/core/random";
import type { Claim, Finding, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { below, logSpaced, overSeeds, show, verdictOf } from "../measure.js";

/** One-dimensional problems that run side by side as elements of one vector. */
const COPIES = 16;
const JUMP = 5;
const rates = logSpaced(0.01, 10, 7);
const sides = ["AdaGrad", "RMSprop", "SGD"] as const;
type Side = (typeof sides)[number];
const make: Readonly<Record<Side, (lr: number) => Optimizer>> = {
  AdaGrad: (lr) => adagrad({ lr }),
  RMSprop: (lr) => rmsprop({ lr }),
  SGD: (lr) => sgd({ lr }),
};

export const adagradRateDecays: Claim = {
  id: "adagrad-rate-decays",
  section: sections.adaptive,
  claim: {
    en: "AdaGrad's effective learning rate decays towards zero, so that learning stops; RMSprop's does not.",
    ko: "AdaGrad는 실효 학습률이 0으로 줄어 학습이 멈추지만 RMSprop은 그렇지 않다.",
  },
  source:
    "Duchi, Hazan & Singer 2011, JMLR 12; Tieleman & Hinton 2012, Lecture 6.5; Zeiler 2012, arXiv:1212.5701",
  experiment: {
    en: "One number follows a target through noisy gradients (x - target + normal noise of deviation 1). The target is 5, and jumps back to 0 after 1,000, 10,000 or 30,000 steps. Measured: the effective rate (lr divided by the root of the accumulated squares) just before the jump, and the steps until the mean distance of 16 copies has fallen to a fifth of the jump (at most 10,000). Rates: for each optimizer, the one of 7 from 0.01 to 10 with the smallest squared error over the first 1,000 steps on another seed. 5 seeds.",
    ko: "수 하나가 잡음 섞인 기울기(x - 목표 + 표준편차 1의 정규 잡음)로 목표를 따라간다. 목표는 5였다가 1,000단계, 10,000단계 또는 30,000단계 뒤에 0으로 바뀐다. 바뀌기 직전의 실효 학습률(lr을 누적 제곱의 제곱근으로 나눈 값)과, 복사본 16개의 평균 거리가 변화량의 5분의 1까지 줄어드는 데 걸린 단계(최대 10,000)를 잰다. 학습률은 옵티마이저마다 0.01부터 10까지 7개 중 다른 시드의 처음 1,000단계에서 제곱 오차가 가장 작은 것을 쓴다. 시드 5개.",
  },
  criterion: {
    en: "From the first to the last jump AdaGrad's effective rate falls to less than a third and its recovery takes at least twice as long; RMSprop's rate and recovery change by less than a factor of 1.5.",
    ko: "첫 번째 시점에서 마지막 시점 사이에 AdaGrad의 실효 학습률은 3분의 1 아래로 떨어지고 회복 시간은 두 배 이상이 되며, RMSprop의 실효 학습률과 회복 시간은 1.5배 넘게 변하지 않는다.",
  },
  async run(context): Promise<Finding> {
    const full = context.scale === "full";
    const times = full ? [1000, 10_000, 30_000] : [100, 300, 1000];
    const chosen = Object.fromEntries(
      sides.map((side) => {
        const errors = rates.map((rate) => follow(side, rate, times[0]!, 100).error);
        return [side, rates[errors.indexOf(Math.min(...errors))]!];
      }),
    ) as Record<Side, number>;
    const results = await overSeeds(context, 5, (seed) => {
      const numbers: Record<string, number> = {};
      for (const side of sides) {
        for (const time of times) {
          const { rate, recovery } = follow(side, chosen[side], time, seed, 10_000);
          numbers[`rate ${side} ${time}`] = rate;
          numbers[`steps ${side} ${time}`] = recovery;
        }
      }
      return numbers;
    });
    const of = (what: "rate" | "steps", side: Side, time: number): Measured =>
      results[`${what} ${side} ${time}`]!;
    const [early, late] = [times[0]!, times.at(-1)!];
    const ratio = (what: "rate" | "steps", side: Side) =>
      of(what, side, late).mean / of(what, side, early).mean;
    const within = (value: number) => value < 1.5 && value > 1 / 1.5;
    const decays = ratio("rate", "AdaGrad") < 1 / 3;
    const slows =
      ratio("steps", "AdaGrad") >= 2 && below(of("steps", "AdaGrad", early), of("steps", "AdaGrad", late));
    const steady = within(ratio("rate", "RMSprop")) && within(ratio("steps", "RMSprop"));
    const row = (what: "rate" | "steps", en: string, ko: string, time: number) => ({
      label: {
        en: en.replace("T", time.toLocaleString("en")),
        ko: ko.replace("T", time.toLocaleString("en")),
      },
      values: Object.fromEntries(sides.map((side) => [side, of(what, side, time)])),
    });
    return {
      verdict: verdictOf(decays && slows && steady, decays && within(ratio("rate", "RMSprop"))),
      found: {
        en: `From step ${early} to ${late} AdaGrad's effective rate falls from ${show(of("rate", "AdaGrad", early))} to ${show(of("rate", "AdaGrad", late))} and its recovery grows from ${show(of("steps", "AdaGrad", early))} to ${show(of("steps", "AdaGrad", late))} steps. RMSprop's rate stays (${show(of("rate", "RMSprop", early))}, then ${show(of("rate", "RMSprop", late))}), and so does its recovery: ${show(of("steps", "RMSprop", early))}, then ${show(of("steps", "RMSprop", late))}. Plain SGD with a constant rate needs ${show(of("steps", "SGD", late))}: on this problem nothing has to adapt.`,
        ko: `${early}단계에서 ${late}단계 사이에 AdaGrad의 실효 학습률은 ${show(of("rate", "AdaGrad", early))}에서 ${show(of("rate", "AdaGrad", late))}까지 줄고 회복 시간은 ${show(of("steps", "AdaGrad", early))}단계에서 ${show(of("steps", "AdaGrad", late))}단계까지 늘어난다. RMSprop은 실효 학습률(${show(of("rate", "RMSprop", early))}, 이후 ${show(of("rate", "RMSprop", late))})과 회복 시간(${show(of("steps", "RMSprop", early))}단계, 이후 ${show(of("steps", "RMSprop", late))}단계)이 그대로다. 학습률이 고정된 SGD는 ${show(of("steps", "SGD", late))}단계면 충분한데, 이 문제에는 적응할 것이 없기 때문이다.`,
      },
      rows: [
        ...times.map((time) => row("rate", "effective rate at step T", "T단계의 실효 학습률", time)),
        ...times.map((time) =>
          row("steps", "steps to recover, jump at step T", "회복 단계 수, T단계에 변화", time),
        ),
        { label: { en: "rate chosen", ko: "고른 학습률" }, values: chosen },
      ],
      figure: {
        kind: "lines",
        title: { en: "Steps to recover after the target jumps", ko: "목표가 바뀐 뒤 회복에 걸린 단계" },
        x: { label: { en: "step of the jump", ko: "목표가 바뀐 시점" }, log: true },
        y: { label: { en: "steps to recover", ko: "회복 단계 수" }, log: true },
        series: sides.map((label) => ({
          label,
          x: times,
          y: times.map((time) => of("steps", label, time).mean),
        })),
      },
    };
  },
};

interface Following {
  /** Mean squared distance until the jump. */
  readonly error: number;
  readonly rate: number;
  readonly recovery: number;
}

function follow(side: Side, lr: number, jump: number, seed: number, most = 0): Following {
  const random = new Random(seed);
  const state = make[side](lr).init(new Float32Array(COPIES));
  const x = state.parameters;
  const gradient = new Float32Array(COPIES);
  let error = 0;
  const step = (target: number): void => {
    for (let i = 0; i < COPIES; i++) gradient[i] = x[i]! - target + random.normal();
    state.step(gradient);
  };
  for (let t = 0; t < jump; t++) {
    step(JUMP);
    if (Math.abs(x[0]!) > 1e6) return { error: Number.POSITIVE_INFINITY, rate: lr, recovery: most };
    for (let i = 0; i < COPIES; i++) error += (x[i]! - JUMP) ** 2 / (jump * COPIES);
  }
  const sums = state.states.get("s")?.array.subarray(0, COPIES);
  const rate = sums ? sums.reduce((total, sum) => total + lr / Math.sqrt(sum) / COPIES, 0) : lr;
  let recovery = 0;
  while (recovery < most && x.reduce((sum, one) => sum + Math.abs(one), 0) / COPIES > JUMP / 5) {
    step(0);
    recovery++;
  }
  return { error, rate, recovery };
}
