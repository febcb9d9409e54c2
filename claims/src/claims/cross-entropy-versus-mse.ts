import { crossEntropy, mse, sgd } from "@downhill/core";
import type { ArrayDataset } from "@downhill/core/training";
import { softmax } from "@downhill/onnx";
import type { Claim } from "../claim.js";
import { digits, type Images, labelsOf, withTargets } from "../images.js";
import { sections } from "../lecture.js";
import { below, difference, measured, show, verdictOf } from "../measure.js";
import { perceptron, withTrained } from "../training.js";
import { contest, portion } from "../tuning.js";

const TARGET = 0.9;
const BATCH = 64;
/** Looks at the validation set per epoch. */
const LOOKS = 12;
const RATES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

type Side = "cross-entropy" | "mse";

interface Run {
  /** Steps until the target on the validation set; those of the whole run where it was not reached. */
  readonly steps: number;
  readonly reached: boolean;
  /** On the test set, after the last step. */
  readonly accuracy: number;
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
}

function oneHot(dataset: ArrayDataset): ArrayDataset {
  const labels = labelsOf(dataset);
  const rows = Float32Array.from({ length: labels.length * 10 }, (_, i) =>
    labels[Math.floor(i / 10)] === i % 10 ? 1 : 0,
  );
  return withTargets(dataset, rows, [labels.length, 10]);
}

function runner({ train, validation, test }: Images, epochs: number) {
  const sides = {
    "cross-entropy": { sets: [train, validation, test], layers: perceptron(), loss: crossEntropy() },
    mse: { sets: [train, validation, test].map(oneHot), layers: [...perceptron(), softmax()], loss: mse() },
  } as const;
  return (side: Side, rate: number, seed: number): Promise<Run> => {
    const { sets, layers, loss } = sides[side];
    const curve: Run["curve"][number][] = [];
    const training = {
      layers,
      loss,
      seed,
      optimizer: sgd({ lr: rate }),
      epochs,
      batchSize: BATCH,
      dropLast: true,
      validation: sets[1]!,
      validateEvery: 1 / LOOKS,
      on: (event: { type: string; step?: number; metrics?: Readonly<Record<string, number>> }) => {
        if (event.type === "validation")
          curve.push({ step: event.step!, accuracy: event.metrics!.accuracy! });
      },
    };
    return withTrained(sets[0]!, training, async ({ evaluation, diverged }) => {
      const first = curve.find((look) => look.accuracy >= TARGET)?.step;
      const steps = first ?? epochs * Math.floor(train.length / BATCH);
      return {
        steps,
        reached: first !== undefined,
        accuracy: diverged ? 0.1 : (await evaluation(sets[2]!)).metrics.accuracy!,
        curve,
      };
    });
  };
}

export const crossEntropyVersusMse: Claim = {
  id: "cross-entropy-versus-mse",
  claim: {
    en: "Behind a softmax, a classifier learns faster with cross-entropy than with mean squared error.",
    ko: "소프트맥스 출력의 분류기는 평균 제곱 오차보다 교차 엔트로피로 더 빨리 학습한다.",
  },
  section: sections.classification,
  source:
    "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2; Nielsen 2015, Neural Networks and Deep Learning, chapter 3",
  experiment: {
    en: `MNIST at 14 × 14, 9,600 digits, a network 196-64-10, SGD with batches of ${BATCH}, 3 epochs, softmax under both losses. Steps until ${TARGET * 100} % of 1,000 validation digits are right, looked at ${LOOKS} times per epoch. Each loss at its own best of ${RATES.length} rates from ${RATES[0]} to ${RATES.at(-1)} (two other seeds), and MSE also at the rate that is best for cross-entropy; 8 paired seeds.`,
    ko: `14 × 14로 줄인 MNIST 숫자 9,600개, 196-64-10 신경망, 배치 ${BATCH}의 SGD로 3에폭을 학습하며 두 손실 모두 소프트맥스 뒤에 둔다. 검증 숫자 1,000개의 ${TARGET * 100} %를 맞힐 때까지의 단계 수를 에폭마다 ${LOOKS}번 확인한다. 학습률은 손실마다 ${RATES[0]}에서 ${RATES.at(-1)} 사이의 ${RATES.length}개 가운데 가장 좋은 값을 다른 시드 두 개로 고르고, MSE는 교차 엔트로피에 가장 좋은 학습률로도 학습한다. 같은 시드 8개로 짝지어 비교한다.`,
  },
  criterion: {
    en: "Holds if cross-entropy needs fewer steps than MSE with each at its own best rate (the 95 % interval of the paired difference is below 0). Qualified if only at the same rate.",
    ko: "각자 가장 좋은 학습률에서 교차 엔트로피의 단계 수가 더 적으면(짝지은 차이의 95 % 구간이 0보다 작으면) 성립한다. 같은 학습률에서만 그러면 조건부로 성립한다.",
  },
  async run(context) {
    const full = context.scale === "full";
    const epochs = full ? 3 : 1;
    const images = await digits({ train: full ? 9600 : 1920, validation: 1000, test: full ? 4000 : 500 });
    const run = runner(images, epochs);
    const seeds = full ? 8 : 2;
    const tuned = await contest(portion(context, 0, 0.9), {
      names: ["cross-entropy", "mse"],
      rates: RATES,
      seeds,
      score: ({ steps }) => steps,
      run,
    });
    const rate = tuned["cross-entropy"].rate;
    const slow: Run[] = [];
    for (let seed = 0; seed < seeds; seed++) slow.push(await run("mse", rate, seed));
    context.progress(1);
    const sides = [
      { en: "cross-entropy", ko: "교차 엔트로피", rate, runs: tuned["cross-entropy"].runs },
      { en: "MSE", ko: "MSE", rate: tuned.mse.rate, runs: tuned.mse.runs },
      { en: "MSE, same rate", ko: "MSE, 같은 학습률", rate, runs: slow },
    ];
    const steps = sides.map(({ runs }) => measured(runs.map((one) => one.steps)));
    const accuracies = sides.map(({ runs }) => measured(runs.map((one) => one.accuracy)));
    const missed = slow.filter(({ reached }) => !reached).length;
    const [own, other, same] = steps as [(typeof steps)[0], (typeof steps)[0], (typeof steps)[0]];
    const points = (100 * difference(accuracies[0]!, accuracies[1]!).mean).toFixed(1);
    const times = show(tuned.mse.rate / rate);
    return {
      verdict: verdictOf(below(own, other), below(own, same)),
      found: {
        en: `Each at its best rate, cross-entropy needs ${show(own)} steps to ${TARGET * 100} % and MSE ${show(other)}; MSE's best rate is ${times} times larger (${tuned.mse.rate} against ${rate}). At the rate of cross-entropy MSE needs ${show(same)} steps, where ${missed} of ${seeds} runs end before they get there. After ${epochs} epochs cross-entropy is ${points} points ahead on the test set.`,
        ko: `각자 가장 좋은 학습률에서 ${TARGET * 100} %에 이르기까지 교차 엔트로피는 ${show(own)}단계, MSE는 ${show(other)}단계가 걸린다. 이때 MSE의 학습률은 ${times}배 크다(${rate} 대 ${tuned.mse.rate}). 교차 엔트로피의 학습률을 그대로 쓰면 MSE는 ${show(same)}단계가 걸리고, ${seeds}번 중 ${missed}번은 끝까지 도달하지 못한다. ${epochs}에폭 뒤 테스트 정확도는 교차 엔트로피가 ${points}%p 높다.`,
      },
      rows: sides.map(({ en, ko, rate: used }, i) => ({
        label: { en, ko },
        values: { rate: used, steps: steps[i]!, accuracy: accuracies[i]! },
      })),
      figure: {
        kind: "lines",
        title: { en: "Validation accuracy while learning", ko: "학습하는 동안의 검증 정확도" },
        x: { label: { en: "step", ko: "단계" } },
        y: { label: { en: "accuracy", ko: "정확도" } },
        series: sides.map(({ en, rate: used, runs }) => {
          const curves = runs.map(({ curve }) => curve);
          return {
            label: `${en} (${used})`,
            x: curves[0]!.map(({ step }) => step),
            y: curves[0]!.map(
              (_, look) => measured(curves.map((curve) => curve[look]?.accuracy ?? 0.1)).mean,
            ),
          };
        }),
      },
    };
  },
};
