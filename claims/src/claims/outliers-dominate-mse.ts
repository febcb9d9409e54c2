import { huber, type Loss, mae, mse } from "@downhill/core";
import type { Claim, Finding, Measured, Row } from "../claim.js";
import { sections } from "../lecture.js";
import { below, overSeeds, show, verdictOf } from "../measure.js";
import { distance, fitLine, noisyLine } from "../problems/line.js";

const truth = { slope: 3, intercept: 1 };
const setup = { ...truth, count: 200, noise: 0.3, shift: 15 };
const counts = [0, 1, 10, 20, 40];
const losses: readonly Loss[] = [mse(), mae(), huber({ delta: 0.4 })];
const names = ["MSE", "MAE", "Huber (δ = 0.4)"];

export const outliersDominateMse: Claim = {
  id: "outliers-dominate-mse",
  section: sections.regression,
  claim: {
    en: "Squaring lets a few outliers dominate MSE; MAE and Huber are robust to them.",
    ko: "MSE는 오차를 제곱하므로 소수의 이상치에 좌우되지만, MAE와 Huber 손실은 이상치에 강건하다.",
  },
  source: "Huber 1964, Robust Estimation of a Location Parameter, doi:10.1214/aoms/1177703732",
  experiment: {
    en: "200 points on y = 3x + 1 with noise of deviation 0.3; 0, 1, 10, 20 or 40 of them are shifted up by 15. A line is fitted with each loss (Adam, 500 full-batch steps, rate falling from 0.1 to 0) and compared with the true line: root mean square distance over x from -1 to 1. 20 seeds, the same points for all losses. Beside it, the share of one outlier in the sum of absolute gradients at the true line.",
    ko: "표준편차 0.3의 잡음이 있는 y = 3x + 1 위의 점 200개 중 0, 1, 10, 20, 40개를 위로 15만큼 옮긴다. 각 손실로 직선을 맞추고(Adam, 전체 배치 500단계, 학습률은 0.1에서 0까지 선형 감소) 참 직선과의 제곱평균제곱근 거리를 x = -1부터 1까지 잰다. 시드 20개이며 모든 손실이 같은 점을 쓴다. 아울러 참 직선에서 기울기 절댓값의 합 중 이상치 하나가 차지하는 비율도 잰다.",
  },
  criterion: {
    en: "With 10 outliers and more, MSE's error is at least 5 times MAE's and Huber's; already with one outlier it is larger than both (95 % paired interval).",
    ko: "이상치가 10개 이상이면 MSE의 오차가 MAE와 Huber의 5배 이상이고, 이상치가 하나일 때도 둘보다 크다(대응 표본 95 % 구간).",
  },
  async run(context): Promise<Finding> {
    const steps = context.scale === "full" ? 500 : 200;
    const results = await overSeeds(context, 20, (seed) => {
      const errors: Record<string, number> = {};
      for (const outliers of counts) {
        const points = noisyLine({ ...setup, outliers }, seed);
        losses.forEach((loss, k) => {
          errors[`${k} ${outliers}`] = distance(fitLine(loss, points, { steps }), truth);
        });
      }
      const points = noisyLine({ ...setup, outliers: 1 }, seed);
      losses.forEach((loss, k) => {
        errors[`share ${k}`] = shareOfFirst(loss, points);
      });
      return errors;
    });
    const error = (k: number, outliers: number): Measured => results[`${k} ${outliers}`]!;
    const many = counts.filter((count) => count >= 10);
    const dominated = many.every((count) =>
      [1, 2].every((k) => error(0, count).mean >= 5 * error(k, count).mean),
    );
    const evenOne = [1, 2].every((k) => below(error(k, 1), error(0, 1)));
    const row = (label: Row["label"], at: (k: number) => Measured): Row => ({
      label,
      values: Object.fromEntries(names.map((name, k) => [name, at(k)])),
    });
    const [, one, , twenty] = counts as [number, number, number, number, number];
    return {
      verdict: verdictOf(dominated && evenOne, dominated),
      found: {
        en: `One outlier among 200 makes ${show(100 * results["share 0"]!.mean)} % of all gradient with MSE, ${show(100 * results["share 1"]!.mean)} % with MAE and ${show(100 * results["share 2"]!.mean)} % with Huber. It takes MSE's error from ${show(error(0, 0))} to ${show(error(0, one))} (MAE ${show(error(1, one))}, Huber ${show(error(2, one))}); with 10 % outliers the errors are ${show(error(0, twenty))}, ${show(error(1, twenty))} and ${show(error(2, twenty))}.`,
        ko: `점 200개 중 이상치 하나가 전체 기울기에서 차지하는 비율은 MSE ${show(100 * results["share 0"]!.mean)} %, MAE ${show(100 * results["share 1"]!.mean)} %, Huber ${show(100 * results["share 2"]!.mean)} %이다. 이 하나로 오차가 MSE는 ${show(error(0, 0))} → ${show(error(0, one))}이 된다(MAE는 ${show(error(1, one))}, Huber는 ${show(error(2, one))}). 이상치가 10 %이면 오차는 차례로 ${show(error(0, twenty))}, ${show(error(1, twenty))}, ${show(error(2, twenty))}이다.`,
      },
      rows: [
        ...counts.map((count) =>
          row({ en: `error, ${count} outliers of 200`, ko: `오차, 200개 중 이상치 ${count}개` }, (k) =>
            error(k, count),
          ),
        ),
        row(
          { en: "share of one outlier in the gradient", ko: "기울기 중 이상치 하나의 비율" },
          (k) => results[`share ${k}`]!,
        ),
      ],
      figure: {
        kind: "lines",
        title: { en: "Error of the fitted line", ko: "맞춘 직선의 오차" },
        x: { label: { en: "outliers among 200 points", ko: "점 200개 중 이상치의 수" } },
        y: { label: { en: "distance to the true line", ko: "참 직선과의 거리" }, log: true },
        series: names.map((label, k) => ({
          label,
          x: counts,
          y: counts.map((count) => error(k, count).mean),
        })),
      },
    };
  },
};

/** Of all absolute gradients at the true line, the part of the first point, which is the outlier. */
function shareOfFirst(loss: Loss, { x, y }: { x: Float32Array; y: Float32Array }): number {
  const { gradient } = loss.evaluate(
    x.map((at) => truth.slope * at + truth.intercept),
    y,
  );
  return Math.abs(gradient[0]!) / gradient.reduce((sum, one) => sum + Math.abs(one), 0);
}
