import { sgd } from "@downhill/core";
import type { Claim, Finding, Measured } from "../claim.js";
import { sections } from "../lecture.js";
import { logSpaced, measured, show, verdictOf } from "../measure.js";
import { trainOnMoons } from "../problems/moons.js";
import { descend } from "../problems/quadratic.js";

/** The largest curvature is 1: the known limit is 2. */
const curvatures = [0.1, 1];
const shares = [0.0005, 0.01, 0.5, 0.99, 1.01, 1.5];
const rates = logSpaced(1e-3, 1000, 7);
const SEEDS = 5;

export const learningRateTooLargeTooSmall: Claim = {
  id: "learning-rate-too-large-too-small",
  section: sections.gradientDescent,
  claim: {
    en: "Too large a learning rate diverges, too small a one crawls.",
    ko: "학습률이 너무 크면 발산하고 너무 작으면 학습이 매우 느리다.",
  },
  source:
    "Goodfellow, Bengio & Courville 2016, Deep Learning, sections 4.3 and 11.4.1; LeCun et al. 1998, Efficient BackProp",
  experiment: {
    en: "Gradient descent on a bowl with curvatures 0.1 and 1, whose stability limit is a rate of 2: rates from 0.0005 to 1.5 times the limit, steps until the height is 10⁻⁶ of the start (at most 2000). Then a network (2-16-16-2, tanh, cross-entropy) on two half moons, 400 points, batches of 40, 30 epochs of SGD: rates from 0.001 to 1000, training loss at the end; 5 seeds.",
    ko: "곡률이 0.1과 1이어서 안정 한계가 학습률 2인 이차 함수에서 한계의 0.0005배부터 1.5배까지 경사 하강법을 돌리고, 높이가 출발점의 10⁻⁶이 될 때까지의 단계 수를 잰다(최대 2000). 이어 초승달 두 개 데이터(400점, 배치 40)에서 2-16-16-2 신경망(tanh, 교차 엔트로피)을 SGD로 30에폭 학습하고, 학습률 0.001부터 1000까지에서 마지막 학습 손실을 잰다. 시드 5개.",
  },
  criterion: {
    en: "On the bowl every rate below the limit descends, every rate above it grows without bound, and the smallest does not arrive in 2000 steps. On the network the smallest rate ends with at least 5 times the best loss, and the largest does not become finite again. Qualified if the largest stays finite but ends above the starting loss.",
    ko: "이차 함수에서는 한계보다 작은 학습률이 모두 내려가고 한계보다 큰 학습률은 끝없이 커지며, 가장 작은 학습률은 2000단계 안에 도달하지 못한다. 신경망에서는 가장 작은 학습률의 마지막 손실이 최선의 5배 이상이고, 가장 큰 학습률은 유한하지 않은 값이 된다. 유한하더라도 출발 손실보다 높은 곳에서 끝나면 조건부로 성립한다.",
  },
  async run(context): Promise<Finding> {
    const full = context.scale === "full";
    const [seeds, epochs] = full ? [SEEDS, 30] : [2, 2];
    const bowl = shares.map((share) => {
      const path = descend(sgd({ lr: 2 * share }), curvatures, [1, 1], { steps: 2000, keep: false });
      return { share, ...path };
    });
    const runs = [];
    for (const [index, rate] of rates.entries()) {
      const ends: number[] = [];
      const starts: number[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        const { before, after } = await trainOnMoons(sgd({ lr: rate }), epochs, seed);
        ends.push(after);
        starts.push(before);
      }
      runs.push({ rate, start: measured(starts), end: measured(ends) });
      context.progress((index + 1) / rates.length);
    }
    const limit = bowl.every(({ share, diverged }) => diverged === share > 1);
    const crawls = bowl[0]!.steps === Number.POSITIVE_INFINITY;
    const best = runs.reduce((a, b) => (b.end.mean < a.end.mean ? b : a));
    const [smallest, largest] = [runs[0]!, runs.at(-1)!];
    const slow = smallest.end.mean >= 5 * best.end.mean;
    const worse = !(largest.end.mean <= largest.start.mean);
    const shown = ({ diverged, steps }: (typeof bowl)[number]) => (diverged ? Number.NaN : steps);
    const half = bowl.find(({ share }) => share === 0.5)!;
    const hot = bowl.find(({ share }) => share === 1.01)!;
    return {
      verdict: verdictOf(
        limit && crawls && slow && !Number.isFinite(largest.end.mean),
        limit && crawls && slow && worse,
      ),
      found: {
        en: `From a start of ${show(largest.start)} the network ends at a loss of ${show(smallest.end)} with rate ${show(smallest.rate)}, ${show(best.end)} with the best rate, ${show(best.rate)}, and ${show(largest.end)} with rate ${show(largest.rate)}: ${Number.isFinite(largest.end.mean) ? "bounded activations keep it finite, but it is worse than untrained" : "it diverges"}. On the bowl half of the limit arrives in ${show(half.steps)} steps; at 1.01 times the limit the height ${hot.diverged ? "grows without bound" : "stays bounded"}, and at 0.0005 times the limit it ${crawls ? "has not arrived" : "has arrived"} after 2000 steps.`,
        ko: `신경망의 손실은 출발할 때 ${show(largest.start)}이고, 학습률 ${show(smallest.rate)}에서 ${show(smallest.end)}, 가장 좋은 학습률 ${show(best.rate)}에서 ${show(best.end)}, 학습률 ${show(largest.rate)}에서 ${show(largest.end)}로 끝난다${Number.isFinite(largest.end.mean) ? "(활성화 함수가 유계여서 유한하지만 학습하지 않은 것보다 나쁘다)" : "(발산)"}. 이차 함수에서는 한계의 절반이면 ${show(half.steps)}단계 만에 도달하고, 한계의 1.01배에서는 높이가 ${hot.diverged ? "끝없이 커지며" : "커지지 않으며"}, 0.0005배에서는 2000단계 뒤에도 도달하지 ${crawls ? "못한다" : "못하는 일은 없다"}.`,
      },
      rows: [
        ...bowl.map((one) => ({
          label: {
            en: `bowl, ${one.share} × limit: steps (∞: not in 2000, –: diverges)`,
            ko: `이차 함수, 한계의 ${one.share}배: 단계 수(∞: 2000단계 안에 못 감, –: 발산)`,
          },
          values: { steps: shown(one) } as Record<string, number | Measured>,
        })),
        ...runs.map(({ rate, end }) => ({
          label: { en: `network, rate ${show(rate)}: loss`, ko: `신경망, 학습률 ${show(rate)}: 손실` },
          values: { loss: end },
        })),
      ],
      figure: {
        kind: "lines",
        title: { en: "Training loss of the network after 30 epochs", ko: "30에폭 뒤 신경망의 학습 손실" },
        x: { label: { en: "learning rate", ko: "학습률" }, log: true },
        y: { label: { en: "loss", ko: "손실" }, log: true },
        series: [
          { label: "SGD", x: runs.map(({ rate }) => rate), y: runs.map(({ end }) => end.mean) },
          { label: "start", x: runs.map(({ rate }) => rate), y: runs.map(({ start }) => start.mean) },
        ],
      },
    };
  },
};
