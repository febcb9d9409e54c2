import { binaryCrossEntropyWithLogits, crossEntropy, type Loss, loss, sgd } from "@downhill/core";
import { Random } from "@downhill/core/random";
import type { Claim, Finding } from "../claim.js";
import { sections } from "../lecture.js";
import { below, logSpaced, overSeeds, show, tune, verdictOf } from "../measure.js";

const sigmoidMse = loss({
  id: "sigmoid-mse",
  inputs: { x: "prediction", y: "target" },
  formula: "L = (sigmoid(x) - y)^2",
});
const softmaxMse = loss({
  id: "softmax-mse",
  inputs: { x: "prediction", target: "class" },
  formula: "L = sum((exp(x - logsumexp(x)) - where(column == target, 1, 0))^2)",
});

const entropy = binaryCrossEntropyWithLogits();
const squared = sigmoidMse();
const LIMIT = 20_000;
const rates = logSpaced(0.03, 300, 9);

export const crossEntropyConfidentMistakes: Claim = {
  id: "cross-entropy-confident-mistakes",
  section: sections.classification,
  claim: {
    en: "Behind a sigmoid or softmax, cross-entropy punishes confident mistakes more than MSE, and learns faster.",
    ko: "시그모이드나 소프트맥스 출력에서 교차 엔트로피는 확신에 찬 오답을 MSE보다 강하게 벌하고 더 빨리 학습한다.",
  },
  source:
    "Nielsen 2015, Neural Networks and Deep Learning, chapter 3; Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2",
  experiment: {
    en: "Gradients with respect to the logit when the right class has probability p from 0.5 to 10⁻⁶, for a sigmoid and for a softmax over 10 classes. Then Nielsen's neuron: input 1, weight and bias 2 (output 0.98), target 0, rate 0.15 for both losses, steps until the output is below 0.1. Then a logistic regression on two overlapping clouds (200 points in the plane, centres 3 apart) that starts confidently wrong, weights (-4, 0): full-batch steps until the mean squared error of the probabilities is within 5 % of that of the true posterior, each loss at its own best of 9 rates from 0.03 to 300 (chosen on 3 other seeds); 10 seeds.",
    ko: "정답 클래스의 확률이 0.5부터 10⁻⁶까지일 때 로짓에 대한 기울기를 시그모이드와 10개 클래스의 소프트맥스에서 구한다. 다음으로 닐슨의 뉴런(입력 1, 가중치와 편향 2, 출력 0.98, 목표 0)을 두 손실 모두 학습률 0.15로 학습해 출력이 0.1 아래로 내려갈 때까지의 단계를 센다. 끝으로 서로 겹치는 두 점구름(평면 위 200점, 중심 거리 3)의 로지스틱 회귀를 확신에 차서 틀린 가중치 (-4, 0)에서 시작해, 확률의 평균 제곱 오차가 참 사후 확률의 것과 5 % 이내로 같아질 때까지 전체 배치 단계를 센다. 학습률은 손실마다 0.03부터 300까지 9개 중 다른 시드 3개에서 가장 좋은 것을 쓴다. 시드 10개.",
  },
  criterion: {
    en: "At p = 0.01 cross-entropy's gradient is at least 10 times that of MSE and grows towards 1 while MSE's vanishes; the saturated neuron needs fewer steps at an equal rate; the regression needs fewer steps with each loss at its best rate (95 % paired interval).",
    ko: "p = 0.01에서 교차 엔트로피의 기울기가 MSE의 10배 이상이고 MSE의 기울기가 사라지는 동안 1에 다가간다. 포화된 뉴런은 같은 학습률에서 더 적은 단계를, 로지스틱 회귀는 각자 가장 좋은 학습률에서 더 적은 단계를 쓴다(대응 표본 95 % 구간).",
  },
  async run(context): Promise<Finding> {
    const probabilities = [0.5, 0.1, 0.01, 1e-4, 1e-6];
    const sigmoid = probabilities.map((p) => gradients(Math.log(p / (1 - p)), [1], entropy, squared));
    const softmax = probabilities.map((p) => softmaxGradients(p));
    const at = probabilities.indexOf(0.01);
    const stronger = [sigmoid, softmax].every(
      (pairs) =>
        pairs[at]!.entropy >= 10 * pairs[at]!.squared &&
        pairs.at(-1)!.entropy > 0.99 &&
        pairs.at(-1)!.squared < 1e-4,
    );
    const neuron = { entropy: nielsen(entropy), squared: nielsen(squared) };
    const steps = (curve: readonly number[]) => curve.findIndex((output) => output < 0.1);
    const seeds = context.scale === "full" ? [100, 101, 102] : [100];
    const limit = context.scale === "full" ? LIMIT : 300;
    const best = async (one: Loss) =>
      tune(rates, (rate) => seeds.reduce((sum, seed) => sum + regression(one, rate, seed, limit), 0));
    const tuned = { entropy: await best(entropy), squared: await best(squared) };
    const runs = await overSeeds(context, 10, (seed) => ({
      entropy: regression(entropy, tuned.entropy.rate, seed, limit),
      squared: regression(squared, tuned.squared.rate, seed, limit),
    }));
    const [slow, fast] = [steps(neuron.squared), steps(neuron.entropy)];
    const saturated = fast < slow;
    const faster = below(runs.entropy, runs.squared);
    const pair = (entropyValue: number, squaredValue: number) => ({
      "cross-entropy": entropyValue,
      MSE: squaredValue,
    });
    return {
      verdict: verdictOf(stronger && saturated && faster, stronger && saturated),
      found: {
        en: `At p = 0.01 the gradient is ${show(sigmoid[at]!.entropy)} with cross-entropy and ${show(sigmoid[at]!.squared)} with MSE; at p = 10⁻⁶ ${show(sigmoid.at(-1)!.entropy)} and ${show(sigmoid.at(-1)!.squared)}. The saturated neuron needs ${fast} steps instead of ${slow} at the same rate. From a confidently wrong start, each at its best rate (${show(tuned.entropy.rate)} and ${show(tuned.squared.rate)}), the regression needs ${show(runs.entropy)} steps with cross-entropy and ${show(runs.squared)} with MSE.`,
        ko: `p = 0.01에서 기울기는 교차 엔트로피 ${show(sigmoid[at]!.entropy)}, MSE ${show(sigmoid[at]!.squared)}이고 p = 10⁻⁶에서는 각각 ${show(sigmoid.at(-1)!.entropy)}, ${show(sigmoid.at(-1)!.squared)}이다. 포화된 뉴런은 같은 학습률에서 ${slow}단계 대신 ${fast}단계면 된다. 확신에 차서 틀린 상태에서 출발한 로지스틱 회귀는 각자 가장 좋은 학습률(${show(tuned.entropy.rate)}, ${show(tuned.squared.rate)})에서 교차 엔트로피 ${show(runs.entropy)}단계, MSE ${show(runs.squared)}단계가 필요하다.`,
      },
      rows: [
        ...probabilities.map((p, k) => ({
          label: { en: `gradient, sigmoid, p = ${p}`, ko: `기울기, 시그모이드, p = ${p}` },
          values: pair(sigmoid[k]!.entropy, sigmoid[k]!.squared),
        })),
        ...probabilities.map((p, k) => ({
          label: { en: `gradient, softmax, p = ${p}`, ko: `기울기, 소프트맥스, p = ${p}` },
          values: pair(softmax[k]!.entropy, softmax[k]!.squared),
        })),
        {
          label: { en: "steps of the neuron, rate 0.15", ko: "뉴런의 단계 수, 학습률 0.15" },
          values: pair(fast, slow),
        },
        {
          label: { en: "steps of the regression, best rates", ko: "회귀의 단계 수, 가장 좋은 학습률" },
          values: { "cross-entropy": runs.entropy, MSE: runs.squared },
        },
        {
          label: { en: "rate chosen", ko: "고른 학습률" },
          values: pair(tuned.entropy.rate, tuned.squared.rate),
        },
      ],
      figure: {
        kind: "lines",
        title: { en: "Output of the saturated neuron, target 0", ko: "포화된 뉴런의 출력, 목표 0" },
        x: { label: { en: "step", ko: "단계" } },
        y: { label: { en: "output", ko: "출력" } },
        series: [
          { label: "cross-entropy", x: neuron.entropy.map((_, step) => step), y: neuron.entropy },
          { label: "MSE", x: neuron.squared.map((_, step) => step), y: neuron.squared },
        ],
      },
    };
  },
};

const gradients = (logit: number, y: readonly number[], ...[first, second]: readonly [Loss, Loss]) => ({
  entropy: Math.abs(first.evaluate([logit], y).gradient[0]!),
  squared: Math.abs(second.evaluate([logit], y).gradient[0]!),
});

/** Ten classes; one wrong class holds all that the right one lacks. */
function softmaxGradients(p: number) {
  const logits = Array.from({ length: 10 }, (_, k) =>
    k === 0 ? Math.log(p) : k === 1 ? Math.log(1 - p) : -40,
  );
  return {
    entropy: Math.abs(crossEntropy().evaluate(logits, [0]).gradient[0]!),
    squared: Math.abs(softmaxMse().evaluate(logits, [0]).gradient[0]!),
  };
}

/** Outputs of one neuron with weight and bias 2 on input 1 that should answer 0. */
function nielsen(one: Loss): number[] {
  const state = sgd({ lr: 0.15 }).init([2, 2]);
  return Array.from({ length: 300 }, () => {
    const logit = state.parameters[0]! + state.parameters[1]!;
    const slope = one.evaluate([logit], [0]).gradient[0]!;
    state.step(Float32Array.of(slope, slope));
    return 1 / (1 + Math.exp(-logit));
  });
}

/** Steps until the accuracy is near the best possible, from weights that say the opposite. */
function regression(one: Loss, rate: number, seed: number, limit: number): number {
  const random = new Random(seed);
  const count = 200;
  const labels = Float32Array.from({ length: count }, (_, i) => i % 2);
  const points = Array.from(labels, (label) => [3 * label - 1.5 + random.normal(), random.normal()] as const);
  // The posterior of two unit clouds around -1.5 and 1.5 is the sigmoid of 3x.
  const wanted =
    1.05 *
    squared.evaluate(
      Float32Array.from(points, ([x]) => 3 * x),
      labels,
    ).value;
  const state = sgd({ lr: rate }).init([-4, 0, 0]);
  const [into, logits] = [[new Float32Array(count)], new Float32Array(count)];
  for (let step = 0; step < limit; step++) {
    const [a, b, c] = state.parameters as unknown as [number, number, number];
    points.forEach(([x, y], i) => {
      logits[i] = a * x + b * y + c;
    });
    if (squared.evaluate(logits, labels, { gradient: false }).value <= wanted) return step;
    const { gradient } = one.evaluate(logits, labels, { into, check: false });
    const sums = new Float32Array(3);
    points.forEach(([x, y], i) => {
      sums[0]! += gradient[i]! * x;
      sums[1]! += gradient[i]! * y;
      sums[2]! += gradient[i]!;
    });
    state.step(sums);
  }
  return limit;
}
