import { adam, adamw, type Optimizer, sgd } from "@downhill/core";
import { Random } from "@downhill/core/random";
import type { Claim, Finding, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { overSeeds, verdictOf } from "../measure.js";

const COUNT = 128;
const LR = 1e-3;
const DECAY = 0.1;
const deviations = [0.01, 1, 100];
const sides: Readonly<Record<string, () => Optimizer>> = {
  AdamW: () => adamw({ lr: LR, weightDecay: DECAY }),
  "Adam + L2": () => adam({ lr: LR, l2: DECAY }),
  "SGD + L2": () => sgd({ lr: LR, l2: DECAY }),
};
const names = Object.keys(sides);

export const adamwDecoupled: Claim = {
  id: "adamw-decoupled",
  section: sections.adaptive,
  claim: {
    en: "AdamW decouples weight decay from the gradient: unlike L2 in Adam, it decays all weights alike.",
    ko: "AdamW는 가중치 감쇠를 기울기에서 분리하여, Adam에 L2를 더할 때와 달리 모든 가중치를 같은 비율로 줄인다.",
  },
  source: "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101",
  experiment: {
    en: "128 weights of 1 whose gradients are pure noise, normal with mean 0 and deviation 0.01, 1 or 100 (in pairs of opposite sign, so that their mean does not wander); learning rate 0.001, decay 0.1, 5000 steps; 5 seeds. Decay alone leaves (1 - 0.001 · 0.1)⁵⁰⁰⁰ of a weight, whatever the gradients. Measured: the mean weight with AdamW, Adam with L2, and SGD with L2.",
    ko: "값이 1인 가중치 128개의 기울기를 평균 0, 표준편차 0.01, 1, 100인 정규 잡음으로 둔다(평균이 떠돌지 않도록 부호가 반대인 쌍으로 뽑는다). 학습률 0.001, 감쇠 0.1, 5000단계, 시드 5개. 감쇠만 작용하면 기울기와 무관하게 가중치의 (1 - 0.001 · 0.1)⁵⁰⁰⁰이 남는다. AdamW, L2를 더한 Adam, L2를 더한 SGD에서 가중치의 평균을 잰다.",
  },
  criterion: {
    en: "AdamW's mean weight is within 2 % of the closed form at every noise level; Adam with L2 is off by more than 20 % at the smallest and the largest.",
    ko: "AdamW의 평균 가중치는 모든 잡음 수준에서 닫힌 식과 2 % 이내로 일치하고, L2를 더한 Adam은 가장 작은 잡음과 가장 큰 잡음에서 20 % 넘게 벗어난다.",
  },
  async run(context): Promise<Finding> {
    const steps = context.scale === "full" ? 5000 : 500;
    const ideal = (1 - LR * DECAY) ** steps;
    const results = await overSeeds(context, 5, (seed) =>
      Object.fromEntries(
        names.flatMap((name) =>
          deviations.map((deviation) => [
            `${name} ${deviation}`,
            meanWeight(sides[name]!(), deviation, steps, seed).at(-1)!,
          ]),
        ),
      ),
    );
    const of = (name: string, deviation: number): Measured => results[`${name} ${deviation}`]!;
    const off = (name: string, deviation: number) => Math.abs(of(name, deviation).mean / ideal - 1);
    const alike = deviations.every((deviation) => off("AdamW", deviation) < 0.02);
    const coupled = off("Adam + L2", 0.01) > 0.2 && off("Adam + L2", 100) > 0.2;
    const list = (name: string) =>
      deviations.map((deviation) => of(name, deviation).mean.toFixed(4)).join(", ");
    return {
      verdict: verdictOf(alike && coupled, alike),
      found: {
        en: `Decay alone leaves ${ideal.toFixed(4)} of a weight: with gradient noise of 0.01, 1 and 100 AdamW leaves ${list("AdamW")}, Adam with L2 ${list("Adam + L2")}. In SGD L2 leaves ${list("SGD + L2")}: there both forms are the same. In Adam the penalty is divided by the size of the gradient, so that quiet weights decay much faster than asked and noisy ones hardly at all.`,
        ko: `감쇠만 작용하면 가중치가 ${ideal.toFixed(4)}만큼 남는데, 기울기 잡음이 0.01, 1, 100일 때 AdamW에서는 ${list("AdamW")}, L2를 더한 Adam에서는 ${list("Adam + L2")}만큼 남는다. 두 방식이 같은 SGD에서는 L2를 더해도 ${list("SGD + L2")}만큼 남는다. Adam에서는 L2 항이 기울기의 크기로 나뉘므로, 기울기가 작은 가중치는 의도보다 훨씬 빨리 줄고 큰 가중치는 거의 줄지 않는다.`,
      },
      rows: deviations.map((deviation) => ({
        label: { en: `mean weight, noise ${deviation}`, ko: `평균 가중치, 잡음 ${deviation}` },
        values: {
          ...Object.fromEntries(names.map((name) => [name, of(name, deviation)])),
          "(1 − lr·λ)ⁿ": ideal,
        },
      })),
      figure: {
        kind: "lines",
        title: { en: "Mean weight over the steps", ko: "단계에 따른 평균 가중치" },
        x: { label: { en: "step", ko: "단계" } },
        y: { label: { en: "mean weight", ko: "평균 가중치" } },
        series: ["AdamW", "Adam + L2"].flatMap((name) =>
          deviations.map((deviation) => {
            const curve = meanWeight(sides[name]!(), deviation, steps, 0);
            const x = curve.map((_, step) => step).filter((step) => step % 50 === 0);
            return { label: `${name}, σ ${deviation}`, x, y: x.map((step) => curve[step]!) };
          }),
        ),
      },
    };
  },
};

function meanWeight(rule: Optimizer, deviation: number, steps: number, seed: number): number[] {
  const random = new Random(seed);
  const state = rule.init(new Float32Array(COUNT).fill(1));
  const gradient = new Float32Array(COUNT);
  return Array.from({ length: steps }, () => {
    for (let i = 0; i < COUNT; i += 2) {
      gradient[i] = deviation * random.normal();
      gradient[i + 1] = -gradient[i]!;
    }
    state.step(gradient);
    return state.parameters.reduce((sum, one) => sum + one, 0) / COUNT;
  });
}
