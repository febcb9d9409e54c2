import type { Entry, ScheduleDocumentation } from "../definition.js";
import type { BoundSchedule, Given, RunFacts, Schedule } from "../interfaces.js";
import { belowOne, count, notNegative } from "../limits.js";
import { resolveOptions } from "../options.js";

const defaults = {
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: "relative",
  better: "lower",
  cooldown: 0,
  minimum: 0,
};
type PlateauOptions = typeof defaults;

const definition: Entry<PlateauOptions> = {
  id: "reduce-on-plateau",
  defaults,
  limits: {
    factor: belowOne,
    patience: count,
    threshold: notNegative,
    cooldown: count,
    minimum: notNegative,
  },
  choices: { thresholdMode: ["relative", "absolute"], better: ["lower", "higher"] },
};

/**
 * Reduce on plateau: the schedule that listens. After each epoch it is told a number, such as the validation loss;
 * when that has not improved for more than `patience` epochs, the rate is multiplied by `factor`.
 *
 * Options:
 * - `factor` (0.1): what the rate is multiplied by.
 * - `patience` (10): epochs without improvement that are let pass; the rate falls after one more.
 * - `threshold` (1e-4): how much better counts as improvement.
 * - `thresholdMode` (relative): relative: a share of the best so far; absolute: in units of the watched number.
 * - `better` (lower): lower for a loss, higher for an accuracy.
 * - `cooldown` (0): epochs after a reduction in which nothing is counted.
 * - `minimum` (0): the rate never falls below this.
 *
 * NaN is never an improvement. The rate is a function of the numbers observed so far: a resumed run observes the
 * recorded ones again and is where it was.
 *
 * @example
 * const bound = reduceOnPlateau({ patience: 1 }).bind({ lr: 0.1, steps: 1000 });
 * for (const loss of [1, 1, 1]) bound.observe?.(loss);
 * bound.at(300).lr; // 0.01
 */
export const reduceOnPlateau = /* @__PURE__ */ Object.assign(makeReduceOnPlateau, { definition });

function makeReduceOnPlateau(given: Given<PlateauOptions> & { readonly lr?: number } = {}): Schedule {
  const options = resolveOptions(definition.id, definition, given, { lr: notNegative });
  const own = typeof options.lr === "number" ? options.lr : undefined;
  const bind = (run: RunFacts) => listen(options as unknown as PlateauOptions, own ?? run.lr);
  return Object.assign((_t: number) => own ?? 1, { id: definition.id, options, steps: undefined, bind });
}

function listen(options: PlateauOptions, base: number): BoundSchedule {
  const { factor, patience, threshold, thresholdMode, better, cooldown, minimum } = options;
  let lr = base;
  let best: number | undefined;
  let waited = 0;
  let cooling = 0;

  const improves = (value: number): boolean => {
    if (best === undefined) return Number.isFinite(value);
    const margin = thresholdMode === "relative" ? Math.abs(best) * threshold : threshold;
    return better === "lower" ? value < best - margin : value > best + margin;
  };

  const observe = (value: number): void => {
    if (improves(value)) {
      best = value;
      waited = 0;
    } else waited++;
    if (cooling > 0) {
      cooling--;
      waited = 0;
    }
    if (waited > patience) {
      lr = Math.min(lr, Math.max(lr * factor, minimum));
      cooling = cooldown;
      waited = 0;
    }
  };
  return { at: () => ({ lr }), observe };
}

export const documentation: ScheduleDocumentation<typeof reduceOnPlateau> = {
  title: "Reduce on plateau",
  summary: "Multiplies the rate by a factor whenever the watched number has stopped improving.",
  source: "PyTorch ReduceLROnPlateau",
  options: {
    factor: "what the rate is multiplied by",
    patience: "epochs without improvement that are let pass; the rate falls after one more",
    threshold: "how much better counts as improvement",
    thresholdMode: "relative: a share of the best so far; absolute: in units of the watched number",
    better: "lower for a loss, higher for an accuracy",
    cooldown: "epochs after a reduction in which nothing is counted",
    minimum: "the rate never falls below this",
  },
  use: "When the length of the run is open and a validation loss is watched after each epoch: the rate falls when it has to, not when a plan says so.",
  avoid:
    "In comparisons and races: the rate depends on a noisy measurement, so two runs do not follow the same schedule. Where the number of epochs is fixed, cosine annealing is simpler and usually better.",
  related: {
    "step-decay": "falls by a plan instead of by measurement",
    "cosine-annealing": "for a fixed number of epochs",
  },
  peers:
    "PyTorch ReduceLROnPlateau: the same defaults; its eps (smaller changes are ignored) is 0 here, and for negative numbers the relative threshold is taken from their size. Keras ReduceLROnPlateau: min_delta 1e-4 is absolute.",
  ko: {
    title: "정체 시 감소",
    summary: "지켜보는 값이 더 나아지지 않으면 학습률에 일정한 비율을 곱합니다.",
    options: {
      factor: "학습률에 곱하는 값",
      patience: "나아지지 않아도 넘어가는 에폭 수. 한 번 더 나아지지 않으면 학습률을 낮춥니다",
      threshold: "얼마나 나아져야 나아졌다고 볼지 정합니다",
      thresholdMode: "relative: 지금까지의 최고 기록에 대한 비율, absolute: 지켜보는 값의 단위",
      better: "손실이면 lower, 정확도이면 higher",
      cooldown: "낮춘 뒤 세지 않고 넘어가는 에폭 수",
      minimum: "학습률의 하한",
    },
    use: "학습 길이가 정해지지 않았고 에폭마다 검증 손실을 지켜볼 때 씁니다. 계획한 시점이 아니라 필요한 시점에 학습률이 내려갑니다.",
    avoid:
      "비교 실험과 경주에는 쓰지 마세요. 학습률이 잡음 섞인 측정값에 따라 달라져 두 학습이 같은 스케줄을 따르지 않습니다. 에폭 수가 정해져 있다면 코사인 감소가 더 단순하고 대체로 더 좋습니다.",
    related: {
      "step-decay": "측정이 아니라 계획에 따라 낮춥니다",
      "cosine-annealing": "에폭 수가 정해져 있을 때 씁니다",
    },
    peers:
      "PyTorch ReduceLROnPlateau와 기본값이 같습니다. PyTorch의 eps(이보다 작은 변화는 무시)는 여기서 0이며, 음수에서는 상대 임계값을 그 크기로 계산합니다. Keras ReduceLROnPlateau의 min_delta 1e-4는 절댓값입니다.",
  },
  examples: [],
};
