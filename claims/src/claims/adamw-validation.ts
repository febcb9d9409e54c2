import { adam, adamw, cosineAnnealing } from "@downhill/core";
import type { Bilingual, Claim, Measured } from "../claim.js";
import { clothes } from "../images.js";
import { sections } from "../lecture.js";
import { below, difference, measured, show, verdictOf } from "../measure.js";
import { observed } from "../training.js";

const RATES = [0.003, 0.01, 0.03];
/** A cell is good when its validation accuracy is within this of the best cell of its side. */
const MARGIN = 0.005;
const BATCH = 32;

interface Way {
  readonly label: Bilingual;
  readonly decays: readonly number[];
  readonly optimizer: (lr: number, decay: number) => ReturnType<typeof adam>;
}

const ways: readonly Way[] = [
  {
    label: { en: "AdamW", ko: "AdamW" },
    decays: [0.003, 0.01, 0.03, 0.1, 0.3, 1],
    optimizer: (lr, weightDecay) => adamw({ lr, weightDecay }),
  },
  {
    label: { en: "Adam with L2", ko: "Adam + L2" },
    decays: [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003],
    optimizer: (lr, l2) => adam({ lr, l2 }),
  },
];

interface Cell {
  readonly rate: number;
  readonly decay: number;
  readonly accuracy: number;
}

const bestOf = (cells: readonly Cell[]): Cell => cells.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));

/** Of the decays tried with each rate, the share that is good. */
const goodShare = (cells: readonly Cell[]): number =>
  cells.filter(({ accuracy }) => accuracy >= bestOf(cells).accuracy - MARGIN).length / cells.length;

export const adamwValidation: Claim = {
  id: "adamw-validation",
  section: sections.adaptive,
  claim: {
    en: "AdamW's decoupled weight decay generalises better than L2 regularization in Adam.",
    ko: "AdamW의 분리된 가중치 감쇠는 Adam에 L2 정규화를 더한 것보다 일반화 성능이 좋다.",
  },
  source: "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101",
  experiment: {
    en: `Fashion-MNIST (MNIST where it is not installed) at 14 × 14, only 1,024 pictures, so that decay has something to do; a network 196-64-10, batches of ${BATCH}, 25 epochs, cosine, 40 epochs. A grid of ${RATES.length} rates × ${ways[0]!.decays.length} decays half a decade apart for each side, 3 seeds, on 3,000 validation pictures. Then test accuracy of the best cell of each, 8 other paired seeds, and the share of cells within ${100 * MARGIN} points of the side's best. Runs of 25 epochs with batches of ${2 * BATCH}, too short to overfit, were tried as well and ended equal.`,
    ko: `14 × 14로 줄인 Fashion-MNIST(설치되어 있지 않으면 MNIST)에서 감쇠의 효과가 드러나도록 1,024장만 쓴다. 196-64-10 신경망, 배치 ${BATCH}, 코사인 감소로 40에폭을 학습한다. 양쪽 모두 학습률 ${RATES.length}개 × 약 3배 간격의 감쇠 ${ways[0]!.decays.length}개인 격자를 시드 3개로 학습해 검증 데이터 3,000장으로 평가한다. 그런 다음 가장 좋은 칸끼리 다른 시드 8개로 짝지어 테스트 정확도를 비교하고, 각자의 최고 칸에서 ${100 * MARGIN}%p 이내인 칸의 비율을 구한다. 과적합에 이르지 않는 짧은 학습(25에폭, 배치 ${2 * BATCH})도 시도했으나 차이가 없었다.`,
  },
  criterion: {
    en: "Holds if AdamW's best cell has the higher test accuracy (95 % paired interval). Qualified if it is no better but also no worse, and more of its cells are good: easier to tune.",
    ko: "AdamW의 최고 칸이 테스트 정확도가 더 높으면(대응 표본 95 % 구간) 성립한다. 차이가 없더라도 좋은 칸의 비율이 더 크면, 즉 조정하기 더 쉬우면 조건부로 성립한다.",
  },
  async run(context) {
    const full = context.scale === "full";
    const images = await clothes(
      full ? { train: 1024, validation: 3000, test: 10000 } : { train: 256, validation: 200, test: 200 },
    );
    const [epochs, tuningSeeds, seeds] = full ? [40, 3, 8] : [1, 1, 2];
    const run = (way: Way, rate: number, decay: number, seed: number) =>
      observed(images, {
        seed,
        optimizer: way.optimizer(rate, decay),
        schedule: cosineAnnealing(),
        epochs,
        batchSize: BATCH,
        validateEvery: epochs,
      });
    const cellsPerWay = RATES.length * ways[0]!.decays.length;
    const total = ways.length * (cellsPerWay * tuningSeeds + seeds);
    let done = 0;
    const grids: Cell[][] = [];
    for (const way of ways) {
      const cells: Cell[] = [];
      for (const rate of RATES) {
        for (const decay of way.decays) {
          let sum = 0;
          for (let seed = 0; seed < tuningSeeds; seed++) {
            sum += (await run(way, rate, decay, 1000 + seed)).validation;
            context.progress(++done / total);
          }
          cells.push({ rate, decay, accuracy: sum / tuningSeeds });
        }
      }
      grids.push(cells);
    }
    const best = grids.map(bestOf);
    const shares = grids.map(goodShare);
    const tests: Measured[] = [];
    for (const [side, way] of ways.entries()) {
      const values: number[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        values.push((await run(way, best[side]!.rate, best[side]!.decay, seed)).test);
        context.progress(++done / total);
      }
      tests.push(measured(values));
    }
    const [decoupled, coupled] = [tests[0]!, tests[1]!];
    const better = below(coupled, decoupled);
    const gap = difference(decoupled, coupled);
    const points = (value: number) => (100 * value).toFixed(2);
    const percent = shares.map((share) => (100 * share).toFixed(0));
    const decaysOf = (side: number) =>
      RATES.map((rate) => bestOf(grids[side]!.filter((cell) => cell.rate === rate)).decay).join(", ");
    return {
      verdict: verdictOf(better, !below(decoupled, coupled) && shares[0]! > shares[1]!),
      found: {
        en: `Tuned, AdamW has ${show(decoupled)} and Adam with L2 ${show(coupled)} on the test set of ${images.name}: a difference of ${points(gap.mean)} points (${points(gap.low)} to ${points(gap.high)}). Of AdamW's cells ${percent[0]} % are within ${100 * MARGIN} points of its best, of L2's ${percent[1]} %. The best decays for the rates ${RATES.join(", ")} are ${decaysOf(0)} with AdamW and ${decaysOf(1)} with L2.`,
        ko: `${images.name} 테스트 정확도는 조정을 마친 AdamW가 ${show(decoupled)}, Adam + L2가 ${show(coupled)}로 차이는 ${points(gap.mean)}%p(${points(gap.low)}에서 ${points(gap.high)})이다. 자신의 최고 칸에서 ${100 * MARGIN}%p 이내인 칸은 AdamW가 ${percent[0]} %, L2가 ${percent[1]} %이다. 학습률 ${RATES.join(", ")}에서 가장 좋은 감쇠는 AdamW가 ${decaysOf(0)}, L2가 ${decaysOf(1)}이다.`,
      },
      rows: ways.flatMap(({ label, decays }, side) => [
        {
          label: { en: `${label.en}, best cell`, ko: `${label.ko}, 최고 칸` },
          values: {
            "test accuracy": tests[side]!,
            rate: best[side]!.rate,
            decay: best[side]!.decay,
            "share of good cells": shares[side]!,
          },
        },
        ...RATES.map((rate) => ({
          label: { en: `${label.en}, rate ${rate}: validation`, ko: `${label.ko}, 학습률 ${rate}: 검증` },
          values: Object.fromEntries(
            decays.map((decay, i) => [
              `decay ${i + 1}`,
              grids[side]!.find((cell) => cell.rate === rate && cell.decay === decay)!.accuracy,
            ]),
          ),
        })),
      ]),
      figure: {
        kind: "lines",
        title: {
          en: "Validation accuracy by decay, a line for every rate",
          ko: "감쇠에 따른 검증 정확도(학습률마다 선 하나)",
        },
        x: { label: { en: "decay, as a multiple of the best one", ko: "가장 좋은 값 대비 감쇠" }, log: true },
        y: { label: { en: "validation accuracy", ko: "검증 정확도" } },
        series: ways.flatMap(({ label, decays }, side) =>
          RATES.map((rate) => ({
            label: `${label.en}, ${rate}`,
            x: decays.map((decay) => decay / best[side]!.decay),
            y: decays.map(
              (decay) => grids[side]!.find((cell) => cell.rate === rate && cell.decay === decay)!.accuracy,
            ),
          })),
        ),
      },
    };
  },
};
