import { adam, cosineAnnealing, momentum, mse, type Optimizer } from "@downhill/core";
import { type ArrayDataset, fit, predict } from "@downhill/core/training";
import { dense } from "@downhill/onnx";
import type { Bilingual, Claim, ClaimContext } from "../claim.js";
import { clothes } from "../images.js";
import { sections } from "../lecture.js";
import { below, measured, show, verdictOf } from "../measure.js";
import { reversing } from "../problems/reversal.js";
import { uniqueFeatures } from "../problems/unique-features.js";
import { build, observed } from "../training.js";
import { contest, portion } from "../tuning.js";

const names = ["sgd", "adam"] as const;
type Name = (typeof names)[number];
interface Run {
  readonly validation: number;
  readonly test: number;
}

const rates = {
  sgd: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
  adam: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05],
} as const;
const optimizerOf = (name: Name, lr: number): Optimizer =>
  name === "sgd" ? momentum({ lr, momentum: 0.9 }) : adam({ lr });

interface Task {
  readonly label: Bilingual;
  readonly seeds: number;
  readonly prepare: (full: boolean) => Promise<(optimizer: Optimizer, seed: number) => Promise<Run>>;
}

/** Share of samples whose prediction has the label's sign. */
async function sameSign(model: Awaited<ReturnType<typeof build>>, dataset: ArrayDataset): Promise<number> {
  const { data } = await predict(model, dataset);
  return (
    data.reduce((sum, value, i) => sum + (value * Number(dataset.targets.data[i]) > 0 ? 1 : 0), 0) /
    data.length
  );
}

const tasks: readonly Task[] = [
  {
    label: { en: "linear, features of each sample's own", ko: "표본마다 고유한 특징이 있는 선형 모델" },
    seeds: 8,
    prepare: async (full) => async (optimizer, seed) => {
      const [train, validation, test] = uniqueFeatures([60, 60, 100], seed) as [
        ArrayDataset,
        ArrayDataset,
        ArrayDataset,
      ];
      const model = await build([dense(1, { bias: false })], seed, train.inputs.dims.slice(1));
      try {
        model.arena.values.fill(0);
        const schedule = cosineAnnealing();
        await fit(model, train, {
          loss: mse(),
          optimizer,
          schedule,
          epochs: full ? 200 : 20,
          batchSize: "full",
        });
        return { validation: await sameSign(model, validation), test: await sameSign(model, test) };
      } catch {
        return { validation: 0.5, test: 0.5 };
      } finally {
        await model.dispose();
      }
    },
  },
  {
    label: { en: "pictures, one hidden layer", ko: "이미지, 은닉층 하나" },
    seeds: 8,
    prepare: async (full) => {
      const images = await clothes(
        full ? { train: 6400, validation: 3000, test: 10000 } : { train: 640, validation: 200, test: 200 },
      );
      const epochs = full ? 8 : 1;
      return (optimizer, seed) =>
        observed(images, {
          seed,
          optimizer,
          schedule: cosineAnnealing(),
          epochs,
          batchSize: 64,
          validateEvery: epochs,
        });
    },
  },
  {
    label: { en: "Transformer, reversing tokens", ko: "트랜스포머, 토큰 뒤집기" },
    seeds: 5,
    prepare: async (full) => (optimizer, seed) =>
      reversing({
        optimizer,
        schedule: cosineAnnealing(),
        normFirst: true,
        layers: full ? 2 : 1,
        steps: full ? 60 : 10,
        batchSize: 16,
        seed,
      }),
  },
];

async function compare(context: ClaimContext, task: Task) {
  const run = await task.prepare(context.scale === "full");
  const results = await contest(context, {
    names,
    rates,
    seeds: task.seeds,
    run: (name, rate, seed) => run(optimizerOf(name, rate), seed),
    score: ({ validation }) => -validation,
  });
  const of = (name: Name) => measured(results[name].runs.map(({ test }) => test));
  return { label: task.label, sgd: of("sgd"), adam: of("adam"), rates: results };
}

export const sgdVersusAdam: Claim = {
  id: "sgd-versus-adam",
  section: sections.adaptive,
  claim: {
    en: "SGD with momentum sometimes beats Adam.",
    ko: "모멘텀을 쓴 SGD가 Adam보다 나을 때가 있다.",
  },
  source:
    "Wilson et al. 2017, The Marginal Value of Adaptive Gradient Methods in Machine Learning, arXiv:1705.08292",
  experiment: {
    en: `Three tasks, SGD with momentum 0.9 against Adam, both with cosine and each at the best of ${rates.sgd.length} rates by validation (two other seeds), paired seeds, test accuracy. A linear model with more features than samples, built by Wilson et al. so that many solutions fit (60 samples, 200 full-batch steps, mean squared error, from zero); a network 196-64-10 on 6,400 pictures of Fashion-MNIST (MNIST where it is not installed), batches of 64, 8 epochs; a pre-LN Transformer of 2 layers that reverses 6 tokens, batches of 16, 60 steps.`,
    ko: `세 과제에서 모멘텀 0.9의 SGD와 Adam을 비교한다. 둘 다 코사인 감소를 쓰고, 학습률은 각자 ${rates.sgd.length}개 가운데 검증 데이터에서 가장 좋은 값을 다른 시드 두 개로 골라 같은 시드로 짝지은 테스트 정확도를 잰다. 과제는 (1) Wilson 등이 만든, 표본보다 특징이 많아 해가 여럿인 선형 모델(표본 60개, 평균 제곱 오차, 0에서 시작해 전체 배치로 200단계), (2) Fashion-MNIST(설치되어 있지 않으면 MNIST) 6,400장과 196-64-10 신경망(배치 64, 8에폭), (3) 토큰 6개를 뒤집는 2층 pre-LN 트랜스포머(배치 16, 60단계)이다.`,
  },
  criterion: {
    en: "Holds if SGD is ahead on a task of real data (95 % paired interval). Qualified if it is ahead only on the constructed one.",
    ko: "실제 데이터 과제에서 SGD가 앞서면(대응 표본 95 % 구간) 성립한다. 만들어 낸 과제에서만 앞서면 조건부로 성립한다.",
  },
  async run(context) {
    const results: Awaited<ReturnType<typeof compare>>[] = [];
    for (const [i, task] of tasks.entries()) {
      results.push(await compare(portion(context, i / tasks.length, (i + 1) / tasks.length), task));
    }
    const [linear, pictures, tokens] = results as [
      (typeof results)[0],
      (typeof results)[0],
      (typeof results)[0],
    ];
    const ahead = ({ sgd, adam: other }: (typeof results)[0]) =>
      below(other, sgd) ? "SGD" : below(sgd, other) ? "Adam" : undefined;
    const said = (result: (typeof results)[0]) => ({
      en: `${show(result.sgd)} against ${show(result.adam)} (${ahead(result) ?? "no difference"})`,
      ko: `${show(result.sgd)} 대 ${show(result.adam)}(${ahead(result) ?? "차이 없음"})`,
    });
    return {
      verdict: verdictOf(ahead(pictures) === "SGD", ahead(linear) === "SGD"),
      found: {
        en: `SGD against Adam, and which is ahead: linear model ${said(linear).en}, pictures ${said(pictures).en}, Transformer ${said(tokens).en}. Where many solutions fit, Adam's equal steps for all features give rare ones too much weight.`,
        ko: `SGD 대 Adam의 정확도와 앞선 쪽은 선형 모델 ${said(linear).ko}, 이미지 ${said(pictures).ko}, 트랜스포머 ${said(tokens).ko}이다. 해가 여럿일 때 모든 특징을 같은 폭으로 갱신하는 Adam은 드문 특징에 지나치게 큰 가중치를 준다.`,
      },
      rows: results.map(({ label, sgd, adam: other, rates: tuned }) => ({
        label,
        values: {
          "SGD with momentum": sgd,
          Adam: other,
          "rate SGD": tuned.sgd.rate,
          "rate Adam": tuned.adam.rate,
        },
      })),
      figure: {
        kind: "bars",
        title: {
          en: "Test accuracy, each at its best rate",
          ko: "각자 가장 좋은 학습률에서의 테스트 정확도",
        },
        x: { label: { en: "task", ko: "과제" }, ticks: results.map(({ label }) => label.en) },
        y: { label: { en: "accuracy", ko: "정확도" } },
        series: [
          { label: "SGD with momentum", x: results.map((_, i) => i), y: results.map(({ sgd }) => sgd.mean) },
          { label: "Adam", x: results.map((_, i) => i), y: results.map(({ adam: other }) => other.mean) },
        ],
      },
    };
  },
};
