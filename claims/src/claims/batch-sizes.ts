import { crossEntropy, sgd } from "@downhill/core";
import { accuracy, fit, valueAndGradient } from "@downhill/core/training";
import type { Bilingual, Claim, Measured } from "../claim.js";
import { digits, type Images } from "../images.js";
import { sections } from "../lecture.js";
import { below, measured, show, verdictOf } from "../measure.js";
import { gradientNoise, memoryPerSample } from "../problems/batch-costs.js";
import { build, perceptron } from "../training.js";
import { contest, portion } from "../tuning.js";

const TARGET = 0.88;
/** Seconds of training after which a run is given up. */
const CAP = 2.5;
const TRAIN = 6400;
const SIZES = [1, 8, 64, 512, TRAIN] as const;
const rates: Readonly<Record<string, readonly number[]>> = {
  1: [0.005, 0.01, 0.02, 0.05],
  8: [0.02, 0.05, 0.1, 0.2],
  64: [0.1, 0.2, 0.5, 1],
  512: [0.2, 0.5, 1, 2],
  [TRAIN]: [0.2, 0.5, 1, 2],
};

interface Run {
  readonly seconds: number;
  readonly epochs: number;
  readonly reached: boolean;
}

/** Trains until the target is reached on the validation set; looks every 512 samples do not count as training. */
async function untilTarget(
  images: Images,
  size: number,
  rate: number,
  seed: number,
  cap: number,
): Promise<Run> {
  const { train, validation } = images;
  const model = await build(perceptron(), seed);
  const stop = new AbortController();
  const perEpoch = Math.ceil(train.length / size);
  let run: Run = { seconds: cap, epochs: Number.NaN, reached: false };
  try {
    const loss = crossEntropy();
    // The first step compiles; it is not what batch sizes differ in.
    await valueAndGradient(model, loss, await train.batch(Uint32Array.from({ length: size }, (_, i) => i)));
    await fit(model, train, {
      loss,
      optimizer: sgd({ lr: rate }),
      epochs: 1000,
      batchSize: size,
      seed,
      validation,
      metrics: [accuracy()],
      validationBatchSize: 500,
      validateEvery: 1 / Math.min(perEpoch, Math.round(TRAIN / 512)),
      signal: stop.signal,
      on: (event) => {
        if (event.type !== "validation" || stop.signal.aborted) return;
        const reached = event.metrics.accuracy! >= TARGET;
        if (reached) run = { seconds: event.seconds, epochs: event.step / perEpoch, reached };
        if (reached || event.seconds > cap) stop.abort();
      },
    }).catch((error: Error & { code?: string }) => {
      if (error.code !== "diverged") throw error;
    });
    return run;
  } finally {
    await model.dispose();
  }
}

function nameOf(size: number, all: number): Bilingual {
  if (size === 1) return { en: "stochastic, 1", ko: "확률적, 1" };
  return size === all
    ? { en: `batch, ${size}`, ko: `배치, ${size}` }
    : { en: `mini-batch, ${size}`, ko: `미니배치, ${size}` };
}

interface Entry {
  readonly size: number;
  readonly rate: number;
  readonly seconds: Measured;
  /** Of the runs that reached the target. */
  readonly epochs: Measured;
  readonly missed: number;
  readonly noise: Measured;
  readonly memory: number;
}

export const batchSizes: Claim = {
  id: "batch-sizes",
  section: sections.gradientDescent,
  claim: {
    en: "Batch gradient descent is exact but slow and needs memory, stochastic descent is cheap per step but noisy; mini-batches are the practical middle.",
    ko: "배치 경사 하강법은 정확하지만 느리고 메모리를 많이 쓰며, 확률적 경사 하강법은 한 단계가 가볍지만 잡음이 크다. 미니배치가 실용적인 절충안이다.",
  },
  source:
    "Bottou, Curtis & Nocedal 2018, Optimization Methods for Large-Scale Machine Learning, arXiv:1606.04838; Shallue et al. 2019, JMLR 20:112",
  experiment: {
    en: `MNIST at 14 × 14, ${TRAIN} digits, a network 196-64-10, plain SGD with batches of ${SIZES.join(", ")} (all). Seconds of training until ${100 * TARGET} % of 1,000 validation digits are right, one thread, given up after ${CAP} seconds (the time then counts as ${CAP}); each size at the best of four rates (two other seeds); 5 paired seeds. Noise: distance of a batch's gradient from the full one at the initial weights, relative to its length (root mean square over 20 batches). Memory: bytes of the batch and of all values computed from it.`,
    ko: `14 × 14로 줄인 MNIST 숫자 ${TRAIN}개, 196-64-10 신경망, 단순 SGD에서 배치 크기를 ${SIZES.join(", ")}(전체)로 바꾼다. 검증 숫자 1,000개의 ${100 * TARGET} %를 맞힐 때까지의 학습 시간을 스레드 하나로 재고, ${CAP}초가 지나면 멈춘다(그때는 ${CAP}초로 센다). 학습률은 크기마다 네 개 가운데 가장 좋은 값을 다른 시드 두 개로 고르고, 같은 시드 5개로 짝지어 비교한다. 잡음은 초기 가중치에서 배치 기울기가 전체 기울기와 떨어진 거리를 전체 기울기의 크기로 나눈 값(배치 20개의 제곱평균제곱근)이다. 메모리는 배치와 거기서 계산되는 모든 값의 바이트 수이다.`,
  },
  criterion: {
    en: "Holds if a size between the two ends is quicker than both (95 % paired interval), and noise falls and memory grows from each size to the next. Qualified if it is quicker than one end only.",
    ko: "양 끝이 아닌 어떤 크기가 양 끝보다 빠르고(대응 표본 95 % 구간), 크기가 커질수록 잡음은 줄고 메모리는 늘면 성립한다. 한쪽 끝보다만 빠르면 조건부로 성립한다.",
  },
  async run(context) {
    const full = context.scale === "full";
    const images = await digits({ train: full ? TRAIN : 512, validation: full ? 1000 : 200, test: 10 });
    const sizes = SIZES.map((size) => Math.min(size, images.train.length));
    const names = SIZES.map(String);
    const results = await contest(portion(context, 0, 0.9), {
      names,
      rates,
      seeds: 5,
      run: (name, rate, seed) =>
        untilTarget(images, Math.min(Number(name), images.train.length), rate, seed, full ? CAP : 0.03),
      score: ({ seconds }) => seconds,
    });
    const perSample = await memoryPerSample();
    const table: Entry[] = [];
    for (const [i, name] of names.entries()) {
      const noise: number[] = [];
      for (let seed = 0; seed < (full ? 3 : 2); seed++)
        noise.push(await gradientNoise(images.train, sizes[i]!, seed, full && sizes[i]! < TRAIN ? 20 : 2));
      const { runs, rate } = results[name]!;
      table.push({
        size: sizes[i]!,
        rate,
        seconds: measured(runs.map((run) => run.seconds)),
        epochs: measured(runs.filter((run) => run.reached).map((run) => run.epochs)),
        missed: runs.filter((run) => !run.reached).length,
        noise: measured(noise),
        memory: perSample * sizes[i]!,
      });
      context.progress(0.9 + (0.1 * (i + 1)) / names.length);
    }
    const [one, all] = [table[0]!, table.at(-1)!];
    const middle = table.slice(1, -1).reduce((a, b) => (b.seconds.mean < a.seconds.mean ? b : a));
    const beats = [one, all].map((end) => below(middle.seconds, end.seconds));
    const falling = table.every(({ noise }, i) => i === 0 || noise.mean < table[i - 1]!.noise.mean);
    const time = (row: Entry) =>
      row.missed > 0
        ? `${show(row.seconds)} (${row.missed}/${results[names[0]!]!.runs.length} ✗)`
        : show(row.seconds);
    const kilobytes = (row: Entry) => show(Number((row.memory / 1024).toPrecision(3)));
    return {
      verdict: verdictOf(beats.every(Boolean) && falling, beats.some(Boolean)),
      found: {
        en: `Seconds to ${100 * TARGET} %: ${time(one)} with single samples, ${time(middle)} with batches of ${middle.size}, ${time(all)} with all ${all.size} at once (✗: given up). Their gradients are off by ${show(one.noise)}, ${show(middle.noise)} and ${show(all.noise)} times the full gradient, and a step holds ${kilobytes(one)}, ${kilobytes(middle)} and ${kilobytes(all)} KiB.`,
        ko: `${100 * TARGET} %에 이르는 데 걸리는 시간(초)은 표본 하나씩 ${time(one)}, 배치 ${middle.size}일 때 ${time(middle)}, 전체 ${all.size}개를 한꺼번에 쓰면 ${time(all)}이다(✗는 중단한 횟수). 전체 기울기 대비 잡음은 차례로 ${show(one.noise)}, ${show(middle.noise)}, ${show(all.noise)}이고, 한 단계에 드는 메모리는 ${kilobytes(one)}, ${kilobytes(middle)}, ${kilobytes(all)} KiB이다.`,
      },
      rows: table.map(({ size, rate, seconds, epochs, missed, noise, memory }) => ({
        label: nameOf(size, all.size),
        values: {
          seconds,
          "not reached": missed,
          ...(epochs.values.length > 0 && { epochs }),
          "gradient noise": noise,
          "KiB per step": Math.round(memory / 1024),
          rate,
        },
      })),
      figure: {
        kind: "lines",
        title: { en: "Time and noise by batch size", ko: "배치 크기에 따른 시간과 잡음" },
        x: { label: { en: "batch size", ko: "배치 크기" }, log: true },
        y: { label: { en: "seconds; relative noise", ko: "초; 상대 잡음" }, log: true },
        series: [
          { label: "seconds to the target", x: sizes, y: table.map(({ seconds }) => seconds.mean) },
          {
            label: "gradient noise",
            x: sizes.slice(0, -1),
            y: table.slice(0, -1).map(({ noise }) => noise.mean),
          },
        ],
      },
    };
  },
};
