import { momentum } from "@downhill/core";
import type { Claim } from "../claim.js";
import { clothes } from "../images.js";
import { sections } from "../lecture.js";
import { below, difference, show, verdictOf } from "../measure.js";
import { type WayName, ways } from "../schedules.js";
import { meanCurve, observed } from "../training.js";
import { contest } from "../tuning.js";

const BATCH = 64;
const RATES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const names = Object.keys(ways) as WayName[];
const scheduled = names.filter((name) => name !== "constant");

export const schedulesEqualBudget: Claim = {
  id: "schedules-equal-budget",
  section: sections.schedules,
  claim: {
    en: "Changing the learning rate during training (step decay, cosine, warm-up, 1cycle) gives a better model than a constant rate.",
    ko: "학습률을 학습 중에 조절하면(계단식 감소, 코사인 감소, 워밍업, 1사이클) 고정 학습률보다 좋은 모델을 얻는다.",
  },
  source:
    "Loshchilov & Hutter 2017, SGDR, arXiv:1608.03983; Goyal et al. 2017, arXiv:1706.02677; Smith & Topin 2018, arXiv:1708.07120",
  experiment: {
    en: `Fashion-MNIST (MNIST where it is not installed) at 14 × 14, 9,600 pictures, a network 196-64-10, SGD with momentum 0.9, batches of ${BATCH}, 8 epochs for every schedule: constant; step decay (three stairs of factor 0.2); cosine; a tenth of warm-up, then cosine; 1cycle. Each at its own best peak of ${RATES.length} rates from ${RATES[0]} to ${RATES.at(-1)} on the validation set (two other seeds). Test accuracy after the last step; 8 paired seeds.`,
    ko: `14 × 14로 줄인 Fashion-MNIST(설치되어 있지 않으면 MNIST) 9,600장, 196-64-10 신경망, 모멘텀 0.9의 SGD, 배치 ${BATCH}로 모든 스케줄을 똑같이 8에폭 학습한다. 비교 대상은 고정, 계단식 감소(0.2배씩 세 단), 코사인, 10 % 워밍업 뒤 코사인, 1사이클이다. 최고 학습률은 스케줄마다 ${RATES[0]}에서 ${RATES.at(-1)} 사이의 ${RATES.length}개 가운데 검증 데이터에서 가장 좋은 값을 다른 시드 두 개로 고른다. 마지막 단계 뒤의 테스트 정확도를 같은 시드 8개로 짝지어 비교한다.`,
  },
  criterion: {
    en: "Holds if each of the four schedules ends above the constant rate (95 % paired interval). Qualified if only some of them do.",
    ko: "네 스케줄 모두 고정 학습률보다 높게 끝나면(대응 표본 95 % 구간) 성립한다. 일부만 그러면 조건부로 성립한다.",
  },
  async run(context) {
    const full = context.scale === "full";
    const images = await clothes(
      full ? { train: 9600, validation: 3000, test: 10000 } : { train: 1280, validation: 300, test: 500 },
    );
    const epochs = full ? 8 : 2;
    const steps = epochs * Math.floor(images.train.length / BATCH);
    const results = await contest(context, {
      names,
      rates: RATES,
      seeds: 8,
      run: (name, rate, seed) => {
        const schedule = ways[name].schedule(steps);
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
    const test = (name: WayName) => results[name].measure((run) => run.test);
    const constant = test("constant");
    const better = scheduled.filter((name) => below(constant, test(name)));
    const gains = scheduled.map((name) => ({
      name,
      points: (100 * difference(test(name), constant).mean).toFixed(1),
    }));
    const list = (language: "en" | "ko") =>
      gains.map(({ name, points }) => `${ways[name].label[language]} ${points}`).join(", ");
    return {
      verdict: verdictOf(better.length === scheduled.length, better.length > 0),
      found: {
        en: `On ${images.name} a constant rate ends at ${show(constant)}. Percentage points more, each schedule at its own peak: ${list("en")}; ${better.length} of ${scheduled.length} are above it beyond chance. The best constant rate is ${results.constant.rate}; the others can afford up to ${Math.max(...scheduled.map((name) => results[name].rate))}, since they end small.`,
        ko: `${images.name}에서 고정 학습률의 정확도는 ${show(constant)}이다. 각자 가장 좋은 최고 학습률에서 이보다 높아진 폭(%p)은 ${list("ko")}이며, ${scheduled.length}개 중 ${better.length}개가 우연을 넘어 앞선다. 고정 학습률은 ${results.constant.rate}가 가장 좋지만, 나머지는 끝에서 작아지므로 ${Math.max(...scheduled.map((name) => results[name].rate))}까지 쓸 수 있다.`,
      },
      rows: names.map((name) => ({
        label: ways[name].label,
        values: { "test accuracy": test(name), "peak rate": results[name].rate },
      })),
      figure: {
        kind: "lines",
        title: { en: "Validation accuracy at equal budget", ko: "같은 예산에서의 검증 정확도" },
        x: { label: { en: "step", ko: "단계" } },
        y: { label: { en: "accuracy", ko: "정확도" } },
        series: names.map((name) => meanCurve(ways[name].label.en, results[name].runs)),
      },
    };
  },
};
