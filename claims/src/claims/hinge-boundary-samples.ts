import { binaryCrossEntropyWithLogits, hinge, type Loss, sgd } from "@downhill/core";
import { Random } from "@downhill/core/random";
import type { Claim, Finding, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { overSeeds, show, verdictOf } from "../measure.js";

const COUNT = 200;
/** At the end samples on the margin's edge flicker: one counts as active if it had a gradient in any of these steps. */
const LAST = 100;

/** Two unit clouds in the plane, `apart` between their centres; some labels are wrong. */
const data = [
  { name: "far", apart: 6, flipped: 0 },
  { name: "overlapping", apart: 3, flipped: 0 },
  { name: "flipped", apart: 6, flipped: 0.05 },
] as const;
/** Columns: d is the distance of the centres, ✗ marks wrong labels. */
const columns = { far: "d = 6", overlapping: "d = 3", flipped: "d = 6, 5 % ✗" };

export const hingeBoundarySamples: Claim = {
  id: "hinge-boundary-samples",
  section: sections.classification,
  claim: {
    en: "Hinge ignores samples beyond the margin and attends to those near the boundary.",
    ko: "힌지 손실은 마진을 넘은 표본을 무시하고 결정 경계 근처의 표본에 집중한다.",
  },
  source: "Cortes & Vapnik 1995, Support-Vector Networks, doi:10.1007/BF00994018",
  experiment: {
    en: "Two clouds of 100 points each in the plane (unit deviation, centres 6 or 3 apart, or 6 with 5 % of the labels wrong), a linear classifier, hinge with l2 = 0.01, 1000 full-batch steps of gradient descent, rate falling from 0.5 to 0; 10 seeds. Measured: the share of samples without gradient in the first step and throughout the last 100; of the others, the share inside the margin band; and how far the boundary turns when the classifier is trained again on the samples with a gradient only. Binary cross-entropy, trained alike, for comparison.",
    ko: "평면 위의 점구름 두 개(각 100점, 표준편차 1, 중심 거리 6 또는 3, 또는 6에 레이블 5 %가 오류)를 선형 분류기로 나눈다. l2 = 0.01인 힌지 손실로 전체 배치 경사 하강법을 1000단계 돌리며 학습률은 0.5에서 0까지 줄인다. 시드 10개. 첫 단계와 마지막 100단계 내내 기울기가 없는 표본의 비율, 기울기가 남은 표본 중 마진 띠 안에 있는 비율, 기울기가 남은 표본만으로 다시 학습했을 때 경계가 돌아가는 각도를 잰다. 비교를 위해 이진 교차 엔트로피도 똑같이 학습한다.",
  },
  criterion: {
    en: "At the end more than half of the samples have no gradient, and at least 95 % of those with one lie inside the margin band, in all three data sets. Qualified if the rest are samples on the wrong side and the boundary depends on the samples with a gradient only (turns by less than 1°).",
    ko: "세 데이터 모두에서 마지막에 절반이 넘는 표본의 기울기가 없고, 기울기가 있는 표본의 95 % 이상이 마진 띠 안에 있다. 나머지가 경계의 반대편에 놓인 표본이고 경계가 기울기 있는 표본만으로 정해지면(회전각 1° 미만) 조건부로 성립한다.",
  },
  async run(context): Promise<Finding> {
    const steps = context.scale === "full" ? 1000 : 200;
    const results = await overSeeds(context, 10, (seed) => {
      const numbers: Record<string, number> = {};
      for (const { name, apart, flipped } of data) {
        const points = clouds(apart, flipped, seed);
        const first = train(hinge({ reduction: "sum" }), points, steps);
        const { active } = first;
        const again = train(
          hinge({ reduction: "sum" }),
          points.filter((_, i) => active[i]),
          steps,
          COUNT,
        );
        const entropy = train(binaryCrossEntropyWithLogits({ reduction: "sum" }), points, steps);
        const scores = first.scores.filter((_, i) => active[i]);
        const share = (test: (score: number) => boolean) => scores.filter(test).length / scores.length;
        numbers[`start ${name}`] = first.zeroShares[0]!;
        numbers[`end ${name}`] = 1 - scores.length / COUNT;
        // A little wider than the band itself, for the samples that flicker on its edge.
        numbers[`band ${name}`] = share((score) => Math.abs(score) < 1.05);
        numbers[`wrong ${name}`] = share((score) => score <= -1.05);
        numbers[`turn ${name}`] = degrees(first.weights, again.weights);
        numbers[`entropy ${name}`] = entropy.zeroShares.at(-1)!;
      }
      return numbers;
    });
    const of = (what: string, name: string): Measured => results[`${what} ${name}`]!;
    const every = (test: (name: string) => boolean) => data.every(({ name }) => test(name));
    const ignores = every((name) => of("end", name).mean > 0.5);
    const near = every((name) => of("band", name).mean >= 0.95);
    const rest = every((name) => of("band", name).mean + of("wrong", name).mean > 0.999);
    const depends = every((name) => of("turn", name).mean < 1);
    const percent = ({ mean, interval, values }: Measured): Measured => ({
      mean: 100 * mean,
      interval: 100 * interval,
      values: values.map((value) => 100 * value),
    });
    const say = (what: string, name: string) => show(percent(of(what, name)));
    const { zeroShares: curve } = train(hinge({ reduction: "sum" }), clouds(3, 0, 0), steps);
    const { zeroShares: flat } = train(
      binaryCrossEntropyWithLogits({ reduction: "sum" }),
      clouds(3, 0, 0),
      steps,
    );
    return {
      verdict: verdictOf(ignores && near, ignores && rest && depends),
      found: {
        en: `At the end ${say("end", "far")} % of the samples have no gradient when the clouds are 6 apart, ${say("end", "overlapping")} % when they overlap (cross-entropy: ${say("entropy", "overlapping")} %); of the others ${say("band", "far")} % and ${say("band", "overlapping")} % lie inside the margin band, with wrong labels ${say("band", "flipped")} %. The rest are on the wrong side, however far away: hinge attends to what is near the boundary or wrong. Trained on the samples with a gradient alone, the boundary of the overlapping clouds turns by ${show(of("turn", "overlapping"))}°.`,
        ko: `마지막에 기울기가 없는 표본은 중심 거리 6에서 ${say("end", "far")} %, 겹칠 때 ${say("end", "overlapping")} %이고(교차 엔트로피는 ${say("entropy", "overlapping")} %), 나머지 중 마진 띠 안에 있는 것은 각각 ${say("band", "far")} %와 ${say("band", "overlapping")} %, 레이블 오류가 있으면 ${say("band", "flipped")} %이다. 그 밖의 표본은 경계에서 아무리 멀어도 반대편에 놓인 것들이다. 즉 힌지 손실은 경계 근처에 있거나 틀린 표본에 집중한다. 겹친 점구름에서 기울기가 있는 표본만으로 다시 학습하면 경계는 ${show(of("turn", "overlapping"))}° 돌아간다.`,
      },
      rows: (
        [
          ["start", "no gradient in the first step, %", "첫 단계에 기울기가 없는 표본, %"],
          ["end", "no gradient in the last 100 steps, %", "마지막 100단계에 기울기가 없는 표본, %"],
          ["band", "of the others: inside the margin band, %", "나머지 중 마진 띠 안, %"],
          ["wrong", "of the others: far on the wrong side, %", "나머지 중 반대편으로 먼 것, %"],
          ["entropy", "cross-entropy: no gradient, %", "교차 엔트로피: 기울기가 없는 표본, %"],
          ["turn", "boundary turns by, °", "경계의 회전각, °"],
        ] as const
      ).map(([what, en, ko]) => ({
        label: { en, ko },
        values: Object.fromEntries(
          data.map(({ name }) => [columns[name], what === "turn" ? of(what, name) : percent(of(what, name))]),
        ),
      })),
      figure: {
        kind: "lines",
        title: {
          en: "Share of samples without gradient, clouds 3 apart",
          ko: "기울기가 없는 표본의 비율, 중심 거리 3",
        },
        x: { label: { en: "step", ko: "단계" }, log: true },
        y: { label: { en: "share", ko: "비율" } },
        series: [
          { label: "hinge", x: curve.map((_, step) => step + 1), y: curve },
          { label: "cross-entropy", x: flat.map((_, step) => step + 1), y: flat },
        ],
      },
    };
  },
};

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly label: 1 | -1;
}

function clouds(apart: number, flipped: number, seed: number): Sample[] {
  const random = new Random(seed);
  return Array.from({ length: COUNT }, (_, i) => {
    const side = i % 2 === 0 ? 1 : -1;
    const [x, y] = [(side * apart) / 2 + random.normal(), random.normal()];
    return { x, y, label: i < flipped * COUNT ? (side === 1 ? -1 : 1) : side };
  });
}

/** @param divisor of the sum over samples, so that leaving samples out changes nothing else */
function train(loss: Loss, samples: readonly Sample[], steps: number, divisor = samples.length) {
  // Weights and bias are tensors of their own for the optimizer: l2 is for the weights only.
  const weights = sgd({ l2: 0.01 }).init([0, 0]);
  const bias = sgd().init([0]);
  const binary = loss.id !== "hinge";
  const targets = Float32Array.from(samples, ({ label }) => (binary ? (label + 1) / 2 : label));
  const logits = new Float32Array(samples.length);
  const zeroShares: number[] = [];
  const active = samples.map(() => false);
  const forward = () =>
    samples.forEach(({ x, y }, i) => {
      logits[i] = weights.parameters[0]! * x + weights.parameters[1]! * y + bias.parameters[0]!;
    });
  for (let step = 0; step < steps; step++) {
    forward();
    const { gradient } = loss.evaluate(logits, targets);
    zeroShares.push(gradient.filter((one) => one === 0).length / samples.length);
    if (step >= steps - LAST) gradient.forEach((one, i) => (active[i] ||= one !== 0));
    const sums = [0, 0, 0];
    samples.forEach(({ x, y }, i) => {
      sums[0]! += (gradient[i]! * x) / divisor;
      sums[1]! += (gradient[i]! * y) / divisor;
      sums[2]! += gradient[i]! / divisor;
    });
    const lr = 0.5 * (1 - step / steps);
    weights.step(Float32Array.of(sums[0]!, sums[1]!), { lr });
    bias.step(Float32Array.of(sums[2]!), { lr });
  }
  forward();
  const scores = samples.map(({ label }, i) => label * logits[i]!);
  return { weights: Array.from(weights.parameters), scores, zeroShares, active };
}

function degrees(a: readonly number[], b: readonly number[]): number {
  const turn = Math.atan2(a[1]!, a[0]!) - Math.atan2(b[1]!, b[0]!);
  return Math.abs((turn * 180) / Math.PI);
}
