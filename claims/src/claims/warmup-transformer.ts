import { adam, warmup } from "@downhill/core";
import type { Bilingual, Claim, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { measured, show, verdictOf } from "../measure.js";
import { LENGTH, reversing, TOKENS, WIDTH } from "../problems/reversal.js";

const RATES = [0.003, 0.01, 0.02, 0.04];
const BATCH = 16;
/** Trains: nearly all tokens right in the mean. Fails: most wrong. */
const TRAINS = 0.9;
const FAILS = 0.5;

interface Way {
  readonly label: Bilingual;
  readonly normFirst: boolean;
  readonly warm: boolean;
}

const ways = [
  { label: { en: "post-LN", ko: "post-LN" }, normFirst: false, warm: false },
  { label: { en: "post-LN, warm-up", ko: "post-LN + 워밍업" }, normFirst: false, warm: true },
  { label: { en: "pre-LN", ko: "pre-LN" }, normFirst: true, warm: false },
] as const satisfies readonly Way[];

export const warmupTransformer: Claim = {
  id: "warmup-transformer",
  section: sections.schedules,
  claim: {
    en: "Warm-up lets a Transformer train at a rate where it otherwise fails.",
    ko: "워밍업을 쓰면 그러지 않을 때 실패하는 학습률에서도 트랜스포머를 학습할 수 있다.",
  },
  source:
    "Vaswani et al. 2017, arXiv:1706.03762; Xiong et al. 2020, On Layer Normalization in the Transformer Architecture, arXiv:2002.04745",
  experiment: {
    en: `A Transformer encoder (4 layers, width ${WIDTH}, 4 heads) reverses ${LENGTH} tokens out of ${TOKENS}; fresh random sequences, Adam (β₂ 0.98), batches of ${BATCH}, 200 steps. Post-LN with and without a linear warm-up over the first half of the steps, pre-LN without; rates ${RATES.join(", ")}, the same for all, 4 paired seeds. Share of right tokens on new sequences; it "trains" with a mean of at least ${TRAINS}, it "fails" when no seed gets to ${FAILS}.`,
    ko: `트랜스포머 인코더(4층, 폭 ${WIDTH}, 헤드 4개)가 ${TOKENS}종의 토큰으로 된 길이 ${LENGTH}의 수열을 뒤집는다. 매번 새로운 무작위 수열, Adam(β₂ 0.98), 배치 ${BATCH}로 200단계를 학습한다. post-LN은 전체 단계의 앞 절반 동안 선형 워밍업을 쓴 경우와 쓰지 않은 경우, pre-LN은 쓰지 않은 경우를 비교한다. 학습률은 모두 ${RATES.join(", ")}이고 같은 시드 4개로 짝짓는다. 새 수열에서 맞힌 토큰의 비율을 재며, 평균이 ${TRAINS} 이상이면 ‘학습됨’, 모든 시드가 ${FAILS} 미만이면 ‘실패’로 본다.`,
  },
  criterion: {
    en: "Holds if there is a rate at which post-LN fails without warm-up and trains with it, and pre-LN without warm-up does not train there either. Qualified if pre-LN trains there: the claim is then about post-LN.",
    ko: "워밍업 없이는 실패하고 워밍업을 쓰면 학습되는 post-LN의 학습률이 있고, 거기서 워밍업 없는 pre-LN도 학습되지 않으면 성립한다. pre-LN이 학습되면 post-LN에 한한 것이므로 조건부로 성립한다.",
  },
  async run(context) {
    const full = context.scale === "full";
    const [steps, layers, seeds] = full ? [200, 4, 4] : [20, 1, 2];
    const rates = full ? RATES : [0.003, 0.02];
    const scores: Measured[][] = [];
    for (const [side, way] of ways.entries()) {
      const row: Measured[] = [];
      for (const [i, rate] of rates.entries()) {
        const values: number[] = [];
        for (let seed = 0; seed < seeds; seed++) {
          const { test } = await reversing({
            optimizer: adam({ lr: rate, beta2: 0.98 }),
            ...(way.warm && { schedule: warmup({ steps: steps / 2 }) }),
            normFirst: way.normFirst,
            batchSize: BATCH,
            steps,
            layers,
            seed,
          });
          values.push(test);
          context.progress((side + (i + (seed + 1) / seeds) / rates.length) / ways.length);
        }
        row.push(measured(values));
      }
      scores.push(row);
    }
    const [post, warm, pre] = scores as [Measured[], Measured[], Measured[]];
    const trains = (score: Measured) => score.mean >= TRAINS;
    const rescued = rates.flatMap((_, i) =>
      post[i]!.values.every((value) => value < FAILS) && trains(warm[i]!) ? [i] : [],
    );
    const shown = rescued.at(-1) ?? rates.length - 1;
    const largest = (row: readonly Measured[]) => Math.max(0, ...rates.filter((_, i) => trains(row[i]!)));
    return {
      verdict: verdictOf(
        rescued.some((i) => !trains(pre[i]!)),
        rescued.length > 0,
      ),
      found: {
        en: `At rate ${rates[shown]} post-LN gets ${show(post[shown]!)} of the tokens right without warm-up and ${show(warm[shown]!)} with it (chance is ${1 / TOKENS}); pre-LN gets ${show(pre[shown]!)} there without any. The largest rate that trains is ${largest(post)} for post-LN, ${largest(warm)} with warm-up, and ${largest(pre)} for pre-LN: warm-up widens the range of usable rates of post-LN.`,
        ko: `학습률 ${rates[shown]}에서 post-LN이 맞히는 토큰의 비율은 워밍업이 없으면 ${show(post[shown]!)}, 있으면 ${show(warm[shown]!)}이다(무작위로 고르면 ${1 / TOKENS}). 같은 학습률에서 pre-LN은 워밍업 없이도 ${show(pre[shown]!)}이다. 학습되는 최대 학습률은 post-LN ${largest(post)}, 워밍업을 쓴 post-LN ${largest(warm)}, pre-LN ${largest(pre)}이다. 워밍업은 post-LN에서 쓸 수 있는 학습률의 범위를 넓힌다.`,
      },
      rows: ways.map(({ label }, side) => ({
        label,
        values: Object.fromEntries(rates.map((rate, i) => [`rate ${rate}`, scores[side]![i]!])),
      })),
      figure: {
        kind: "lines",
        title: { en: "Tokens right by learning rate", ko: "학습률에 따라 맞힌 토큰의 비율" },
        x: { label: { en: "learning rate", ko: "학습률" }, log: true },
        y: { label: { en: "share of right tokens", ko: "맞힌 토큰의 비율" } },
        series: ways.map(({ label }, side) => ({
          label: label.en,
          x: rates,
          y: scores[side]!.map(({ mean }) => mean),
        })),
      },
    };
  },
};
