import { adam, binaryCrossEntropyWithLogits, focal } from "@downhill/core";
import {
  type ArrayDataset,
  averagePrecision,
  perPositive,
  predict,
  priorBias,
  type Sampler,
  type TrainingLoss,
  weightedSampler,
} from "@downhill/core/training";
import type { OnnxModel } from "@downhill/onnx";
import type { Bilingual, Claim } from "../claim.js";
import { digits, labelsOf, rowsOf, withTargets } from "../images.js";
import { sections } from "../lecture.js";
import { below, measured, show, verdictOf } from "../measure.js";
import { perceptron, withTrained } from "../training.js";
import { contest } from "../tuning.js";

const RARE = 3;
/** Negatives per positive. */
const RATIO = 200;
const GAMMAS = [0, 0.5, 1, 2, 5];
const RATES = [0.001, 0.003, 0.01, 0.03, 0.1];

interface Way {
  readonly label: Bilingual;
  readonly loss: TrainingLoss;
  /** Starts the output at the share of positives. */
  readonly prior?: boolean;
  readonly balanced?: boolean;
}

const bce = binaryCrossEntropyWithLogits();
const ways = {
  plain: { label: { en: "cross-entropy", ko: "교차 엔트로피" }, loss: bce },
  prior: {
    label: { en: "cross-entropy, prior bias", ko: "교차 엔트로피 + 사전 확률 편향" },
    loss: bce,
    prior: true,
  },
  weighted: {
    label: { en: "cross-entropy, class weights", ko: "교차 엔트로피 + 클래스 가중치" },
    loss: binaryCrossEntropyWithLogits({ positiveWeight: RATIO }),
  },
  sampled: {
    label: { en: "cross-entropy, weighted sampler", ko: "교차 엔트로피 + 가중 표집" },
    loss: bce,
    balanced: true,
  },
  focalOnly: {
    label: { en: "focal, no prior bias", ko: "포컬, 사전 확률 편향 없음" },
    loss: perPositive(focal()),
  },
  focal: {
    label: { en: "focal, prior bias", ko: "포컬 + 사전 확률 편향" },
    loss: perPositive(focal()),
    prior: true,
  },
} satisfies Record<string, Way>;

/** One output that says whether a digit is the rare one; the first `count` of each kind. */
function detection(digitsOf: ArrayDataset, positives: number, negatives: number): ArrayDataset {
  const left = { rare: positives, other: negatives };
  const labels = labelsOf(digitsOf);
  const rows = [...labels.keys()].filter((row) => left[labels[row] === RARE ? "rare" : "other"]-- > 0);
  const part = rowsOf(digitsOf, rows);
  return withTargets(
    part,
    Float32Array.from(labelsOf(part), (label) => (label === RARE ? 1 : 0)),
    [rows.length, 1],
  );
}

/** All digits, the rare ones weighted down to their share in training, so that precision is that of the imbalance. */
function evaluation(digitsOf: ArrayDataset): ArrayDataset {
  const all = detection(digitsOf, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const targets = all.targets.data as Float32Array;
  const positives = targets.reduce((sum, target) => sum + target, 0);
  const weight = (targets.length - positives) / RATIO / positives;
  return withTargets(
    all,
    targets,
    [targets.length, 1],
    targets.map((target) => (target === 1 ? weight : 1)),
  );
}

/** Of the loss of all negatives, the part that the hardest hundredth of them has, for every gamma. */
async function hardShares(model: OnnxModel, train: ArrayDataset): Promise<number[]> {
  const { data } = await predict(model, train);
  const logits = data.filter((_, row) => train.targets.data[row] === 0);
  return GAMMAS.map((gamma) => {
    const each = focal({ gamma, balanced: false, reduction: "none" });
    const losses = each.evaluate(logits, new Float32Array(logits.length), { gradient: false }).losses!;
    const falling = losses.slice().sort().reverse();
    const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
    return sum(falling.subarray(0, Math.ceil(falling.length / 100))) / sum(falling);
  });
}

export const focalRareClass: Claim = {
  id: "focal-rare-class",
  section: sections.imbalance,
  claim: {
    en: "Under heavy imbalance focal loss learns the rare class, where cross-entropy does not.",
    ko: "클래스 불균형이 심할 때 포컬 손실은 교차 엔트로피가 학습하지 못하는 희소 클래스를 학습한다.",
  },
  source: "Lin, Goyal, Girshick, He & Dollár 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002",
  experiment: {
    en: `MNIST at 14 × 14: find the digit ${RARE}, 60 of them among 12,000 other digits (1:${RATIO}), with a network 196-64-1, Adam, batches of 256, 8 epochs. Measured is the average precision of the rare class on the test digits at the same imbalance. Cross-entropy alone, with the output bias started at the share of positives, with class weights and with a weighted sampler; focal loss (α 0.25, γ 2, divided by the number of positives) with and without that bias. Each at the best of ${RATES.length} rates on validation digits (two other seeds); 8 paired seeds. For the mechanism: after one epoch of cross-entropy with the bias, the share of the hardest 1 % of negatives in the loss of all negatives, by γ.`,
    ko: `14 × 14로 줄인 MNIST에서 다른 숫자 12,000개 사이에 섞인 숫자 ${RARE} 60개(1:${RATIO})를 찾는다. 신경망은 196-64-1이며 Adam, 배치 256으로 8에폭을 학습한다. 같은 불균형의 테스트 숫자에서 희소 클래스의 평균 정밀도(AP)를 잰다. 교차 엔트로피는 그대로, 출력 편향을 양성 비율로 초기화, 클래스 가중치, 가중 표집의 네 가지로, 포컬 손실(α 0.25, γ 2, 양성 수로 나눔)은 편향 초기화가 있는 경우와 없는 경우로 학습한다. 학습률은 방법마다 ${RATES.length}개 가운데 검증 데이터에서 가장 좋은 값을 다른 시드 두 개로 고르고, 같은 시드 8개로 짝지어 비교한다. 원리를 보기 위해 편향을 초기화한 교차 엔트로피로 1에폭을 학습한 뒤, 전체 음성의 손실에서 가장 어려운 1 %가 차지하는 비율을 γ에 따라 잰다.`,
  },
  criterion: {
    en: "Holds if focal loss with its bias has a higher average precision than cross-entropy with the same bias (95 % paired interval). Qualified if it only beats cross-entropy alone, while the share of the hardest negatives grows with every γ.",
    ko: "편향을 초기화한 포컬 손실의 AP가 똑같이 초기화한 교차 엔트로피보다 높으면(대응 표본 95 % 구간) 성립한다. 초기화하지 않은 교차 엔트로피보다만 높고, 어려운 음성의 비율이 γ와 함께 계속 커지면 조건부로 성립한다.",
  },
  async run(context) {
    const full = context.scale === "full";
    const source = await digits(
      full ? { train: 20000, validation: 5000, test: 10000 } : { train: 5000, validation: 500, test: 500 },
    );
    const train = full ? detection(source.train, 60, 12000) : detection(source.train, 20, 2000);
    const [validation, test] = [evaluation(source.validation), evaluation(source.test)];
    const targets = train.targets.data as Float32Array;
    const share = targets.reduce((sum, target) => sum + target, 0) / targets.length;
    const even: Sampler = weightedSampler(targets.map((target) => (target === 1 ? 1 / share : 1)));
    const training = (way: Way, rate: number, seed: number) => ({
      layers: perceptron(1),
      seed,
      loss: way.loss,
      optimizer: adam({ lr: rate }),
      epochs: full ? 8 : 2,
      batchSize: 256,
      metrics: [averagePrecision()],
      ...(way.prior && {
        prepare: (model: OnnxModel) => void model.arena.valuesOf("dense2.bias").fill(priorBias(share)),
      }),
      ...(way.balanced && { sampler: even }),
    });
    const names = Object.keys(ways) as (keyof typeof ways)[];
    const results = await contest(context, {
      names,
      rates: RATES,
      seeds: 8,
      run: (name, rate, seed) =>
        withTrained(train, training(ways[name], rate, seed), async (trained) => ({
          validation: (await trained.evaluation(validation)).metrics.averagePrecision!,
          test: (await trained.evaluation(test)).metrics.averagePrecision!,
        })),
      score: (run) => -run.validation,
    });
    const precision = Object.fromEntries(
      names.map((name) => [name, results[name].measure((run) => run.test)]),
    ) as Record<keyof typeof ways, ReturnType<typeof measured>>;

    const shares: number[][] = [];
    for (let seed = 0; seed < (full ? 5 : 2); seed++) {
      const early = { ...training(ways.prior, results.prior.rate, seed), epochs: 1 };
      shares.push(await withTrained(train, early, (_, model) => hardShares(model, train)));
    }
    const hard = GAMMAS.map((_, i) => measured(shares.map((one) => one[i]!)));
    const mechanism = hard.every((one, i) => i === 0 || below(hard[i - 1]!, one));
    const best = names.reduce((a, b) => (precision[b].mean > precision[a].mean ? b : a));
    return {
      verdict: verdictOf(
        below(precision.prior, precision.focal),
        mechanism && below(precision.plain, precision.focal),
      ),
      found: {
        en: `Average precision: cross-entropy ${show(precision.plain)}, focal with the prior bias ${show(precision.focal)}; but cross-entropy with the same bias has ${show(precision.prior)}, focal without it ${show(precision.focalOnly)}, and the best is ${ways[best].label.en} with ${show(precision[best])}. The mechanism: with γ = 0 the hardest 1 % of negatives have ${show(hard[0]!)} of the negatives' loss, with γ = 2 ${show(hard[3]!)}.`,
        ko: `AP는 교차 엔트로피가 ${show(precision.plain)}, 편향을 초기화한 포컬 손실이 ${show(precision.focal)}이다. 그러나 똑같이 초기화한 교차 엔트로피는 ${show(precision.prior)}, 초기화하지 않은 포컬 손실은 ${show(precision.focalOnly)}이며, 가장 높은 것은 ${ways[best].label.ko}의 ${show(precision[best])}이다. 음성 전체의 손실에서 가장 어려운 1 %의 비율은 γ = 0일 때 ${show(hard[0]!)}, γ = 2일 때 ${show(hard[3]!)}이다.`,
      },
      rows: [
        ...names.map((name) => ({
          label: ways[name].label,
          values: { "average precision": precision[name], rate: results[name].rate },
        })),
        ...GAMMAS.map((gamma, i) => ({
          label: { en: `hardest 1 % of negatives, γ ${gamma}`, ko: `가장 어려운 음성 1 %, γ ${gamma}` },
          values: { "share of the negatives' loss": hard[i]! },
        })),
      ],
      figure: {
        kind: "bars",
        title: { en: "Average precision of the rare class", ko: "희소 클래스의 평균 정밀도" },
        x: { label: { en: "method", ko: "방법" }, ticks: names.map((name) => ways[name].label.en) },
        y: { label: { en: "average precision", ko: "평균 정밀도" } },
        series: [{ label: "AP", x: names.map((_, i) => i), y: names.map((name) => precision[name].mean) }],
      },
    };
  },
};
