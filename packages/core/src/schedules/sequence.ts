import type { Entry, ScheduleDocumentation } from "../definition.js";
import { usageError } from "../errors.js";
import type { Rates, RunFacts, Schedule } from "../interfaces.js";

/** A schedule that knows its length, or one with the number of steps it is given. */
export type SequencePart = Schedule | readonly [schedule: Schedule, steps: number];

const definition: Entry<Record<never, never>> = { id: "sequence", defaults: {} };

/**
 * Sequence: one schedule after the other, each counting its own steps from 0.
 *
 * A part is a schedule that knows its length (`steps`), or a pair of a schedule and the number of steps it gets.
 * The last part may be open: it takes what is left of the run. Parts of length 0 are passed over.
 *
 * @example
 * const rate = sequence([warmup({ steps: 4 }), cosineAnnealing({ steps: 8 })]);
 * [rate(0), rate(3), rate(8), rate(12)]; // 0.25, 1, 0.5, 0
 * const drops = sequence([[constant(), 100], [constant({ factor: 0.1 }), 50], constant({ factor: 0.01 })]);
 * [drops(99), drops(100), drops(150)]; // 1, 0.1, 0.01
 * @throws DownhillError `usage` when a part other than the last has no length.
 */
export const sequence = /* @__PURE__ */ Object.assign(makeSequence, { definition });

function makeSequence(parts: readonly SequencePart[]): Schedule {
  if (parts.length === 0) throw usageError("empty sequence: give at least one schedule");
  const schedules = parts.map((part) => (isPair(part) ? part[0] : part));
  const lengths = parts.map((part, i) => lengthOf(part, i, i === parts.length - 1));
  const starts: number[] = [];
  let steps: number | undefined = 0;
  for (const length of lengths) {
    starts.push(steps!);
    steps = length === undefined ? undefined : steps! + length;
  }
  /** The last one that has begun. */
  const partAt = (t: number): number => Math.max(0, starts.filter((start) => start <= t).length - 1);

  const rate = (t: number): number => {
    const i = partAt(t);
    return schedules[i]!(t - starts[i]!);
  };
  const bind = (run: RunFacts) => {
    const bound = schedules.map((schedule, i) => {
      const steps = lengths[i] ?? Math.max(0, run.steps - starts[i]!);
      return schedule.bind({ lr: run.lr, steps });
    });
    let current = 0;
    const at = (t: number): Rates => {
      current = partAt(t);
      return bound[current]!.at(t - starts[current]!);
    };
    // What is watched concerns the part that is at work.
    const observe = (value: number): void => bound[current]!.observe?.(value);
    return bound.some((part) => part.observe) ? { at, observe } : { at };
  };
  return Object.assign(rate, { id: definition.id, options: {}, steps, bind });
}

const isPair = (part: SequencePart): part is readonly [Schedule, number] => typeof part !== "function";

function lengthOf(part: SequencePart, index: number, isLast: boolean): number | undefined {
  const [schedule, steps] = isPair(part) ? part : [part, part.steps];
  if (steps === undefined && isLast) return undefined;
  if (steps === undefined) {
    throw usageError(
      `missing length: part ${index} of the sequence, ${schedule.id}, does not know how many steps it has; write [schedule, steps]`,
    );
  }
  if (!Number.isInteger(steps) || steps < 0)
    throw usageError(
      `invalid length: part ${index} of the sequence, ${schedule.id}, expected an integer ≥ 0; got ${steps}`,
    );
  return steps;
}

export const documentation: ScheduleDocumentation<typeof sequence> = {
  title: "Sequence",
  summary: "One schedule after the other, each counting its own steps from 0.",
  source: "PyTorch SequentialLR; optax.join_schedules",
  options: {},
  use: "Warm-up followed by anything: sequence([warmup({ steps: 500 }), cosineAnnealing()]). The last part may be open; it takes the rest of the run.",
  avoid:
    "For 1cycle and warmup-stable-decay, which contain their warm-up and scale it with the length of the run.",
  related: {
    warmup: "the usual first part",
    "warmup-stable-decay": "three parts in one formula",
    "one-cycle": "two or three parts in one formula, momentum included",
  },
  peers:
    "PyTorch SequentialLR takes milestones where this takes lengths: milestones [100, 300] are parts of 100 and 200 steps and a last one. Keras' CosineDecay adds warmup_steps to its length; here, too, lengths add up. optax.warmup_cosine_decay_schedule counts the warm-up inside decay_steps.",
  ko: {
    title: "이어 붙이기",
    summary: "여러 스케줄을 차례로 이어 붙이며, 각 스케줄은 자기 단계를 0부터 셉니다.",
    options: {},
    use: "워밍업 뒤에 다른 스케줄을 이을 때 씁니다: sequence([warmup({ steps: 500 }), cosineAnnealing()]). 마지막 스케줄은 길이를 비워 두면 남은 학습 전체를 맡습니다.",
    avoid:
      "1사이클과 warmup-stable-decay는 워밍업을 포함하고 학습 길이에 맞춰 늘어나므로 따로 붙일 필요가 없습니다.",
    related: {
      warmup: "흔히 쓰는 첫 부분",
      "warmup-stable-decay": "세 부분을 수식 하나에 담았습니다",
      "one-cycle": "두세 부분을 모멘텀까지 수식 하나에 담았습니다",
    },
    peers:
      "PyTorch SequentialLR은 길이 대신 시점을 받습니다. milestones [100, 300]은 100단계, 200단계와 마지막 부분에 해당합니다. Keras의 CosineDecay는 길이에 warmup_steps를 더하며 여기서도 길이를 더합니다. optax.warmup_cosine_decay_schedule은 워밍업을 decay_steps에 넣어 셉니다.",
  },
  examples: [],
};
