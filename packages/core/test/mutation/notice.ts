/** Does a test of known answers or recordings notice that a formula has changed? The tolerances are those of the tests. */
import { loss } from "../../src/loss.js";
import { optimizer } from "../../src/optimizer.js";
import { schedule } from "../../src/schedule.js";
import * as losses from "../support/losses.js";
import * as optimizers from "../support/optimizers.js";
import * as schedules from "../support/schedules.js";

/** optax takes the root of madgrad's step count in float32. */
const exactness = (id: string, from: string): number =>
  id === "madgrad" && from.startsWith("optax") ? 1e-7 : 2e-12;

/** A formula of the catalogue, and what happens to another one in its place. */
export interface Subject {
  readonly kind: "loss" | "optimizer" | "schedule";
  readonly id: string;
  readonly formula: string;
  /** What the tests compare that goes wrong with this formula; undefined when nothing does. @throws when it is no formula. */
  readonly notices: (formula: string) => string | undefined;
}

export const subjects: readonly Subject[] = [
  ...losses.entries.map(ofLoss),
  ...optimizers.entries.flatMap((entry) => [ofOptimizer(entry), ...ofEvaluation(entry)]),
  ...schedules.formulas.map(ofSchedule),
];

function ofLoss(entry: losses.Entry): Subject {
  const { definition } = entry.factory;
  const { id, formula } = definition;
  const cases = losses.recorded.filter((each) => each.id === id);
  const backend = "js";
  const flat = (inputs: Readonly<Record<string, readonly unknown[]>>) =>
    Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, values.flat() as number[]]));
  const columnsOf = (inputs: Readonly<Record<string, readonly unknown[]>>) => {
    const rows = Object.values(inputs).find((values) => Array.isArray(values[0]))?.[0];
    return Array.isArray(rows) ? { columns: rows.length } : {};
  };

  const notices = (changed: string): string | undefined => {
    const mutated = { ...entry, factory: loss({ ...definition, formula: changed }) as never };
    for (const example of entry.examples) {
      const options = { ...example.options, reduction: "none" as const };
      const got = losses.evaluate(mutated, flat(example.inputs), { options, backend, ...columnsOf(example.inputs) });
      if (!(losses.worstDifference(got.losses!, example.L) <= 1e-6)) return `example, ${example.from}`;
    }
    for (const [number, each] of cases.entries()) {
      const { reduction, ignoreIndex, classWeights, weights } = each;
      const got = losses.evaluate(mutated, flat(each.inputs), {
        options: {
          ...each.options,
          reduction,
          ...(ignoreIndex !== undefined && { ignoreIndex }),
          ...(classWeights && { classWeights }),
        },
        backend,
        ...columnsOf(each.inputs),
        evaluate: weights ? { weights } : {},
      });
      const agrees = (a: ArrayLike<number>, b: readonly unknown[]) =>
        losses.worstDifference(a, b.flat() as number[]) <= 3e-7;
      if (
        !agrees([got.value], [each.value]) ||
        !Object.entries(each.gradients).every(([name, expected]) => agrees(got.gradients[name]!, expected)) ||
        (each.losses && !agrees(got.losses!, each.losses))
      )
        return `recording ${number}, ${each.from}`;
    }
    return undefined;
  };
  return { kind: "loss", id, formula, notices };
}

function ofOptimizer(entry: optimizers.Entry): Subject {
  const { id, factory } = entry;
  const { definition } = factory;
  const { p, g, cases } = optimizers.recorded;
  const recordings = cases.filter((each) => each.optimizer === id);
  const notices = (changed: string): string | undefined => {
    const mutated = optimizer({ ...definition, formula: changed }) as unknown as typeof factory;
    for (const example of entry.examples) {
      const got = optimizers.runInFloat64(mutated, example);
      if (!(optimizers.worstDifference(example.p, got, example.after, 2 ** -38) < 1e-9)) return `example, ${example.from}`;
    }
    for (const recording of recordings) {
      const got = optimizers.runInFloat64(mutated, { ...recording, p, g });
      if (!(optimizers.worstDifference(p, got, recording.after, 2 ** -47) < exactness(id, recording.from)))
        return `recording, ${recording.from} ${JSON.stringify(recording.options)}`;
    }
    return undefined;
  };
  return { kind: "optimizer", id, formula: definition.formula, notices };
}

/** The second formula of optimizers that keep two sets of weights. */
function ofEvaluation({ id, factory }: optimizers.Entry): Subject[] {
  const { definition } = factory;
  const { p, g, cases } = optimizers.recorded;
  const recordings = cases.filter((each) => each.optimizer === id && each.evaluation);
  if (definition.evaluation === undefined) return [];
  const notices = (changed: string): string | undefined => {
    const mutated = optimizer({ ...definition, evaluation: changed }) as unknown as typeof factory;
    for (const recording of recordings) {
      const state = mutated({ ...recording.options, backend: "js" } as never).init(p);
      g.forEach((gradient, i) => {
        const lr = recording.lr?.[i];
        state.step(Float32Array.from(gradient), lr === undefined ? {} : { lr });
      });
      let shown: number[] = [];
      // The weights are put in place before the first await.
      void state.withEvaluationWeights(async () => {
        shown = Array.from(state.parameters);
      });
      const agrees = shown.every((weight, i) => {
        const expected = recording.evaluation![i]!;
        return Math.abs(weight - expected) < 1e-5 * Math.max(1, Math.abs(expected));
      });
      if (!agrees) return `recording, ${recording.from}`;
    }
    return undefined;
  };
  return [{ kind: "optimizer", id: `${id} (evaluation)`, formula: definition.evaluation, notices }];
}

function ofSchedule(entry: schedules.Entry): Subject {
  const { id, factory } = entry;
  const { definition } = factory;
  const upTo = (count: number) => Array.from({ length: count }, (_, t) => t);
  const agree = (got: readonly number[], expected: readonly number[], limit: number): boolean => {
    const scale = Math.max(...expected.map(Math.abs), 1e-300);
    return expected.every((value, t) => Math.abs(got[t]! - value) / scale < limit);
  };
  const notices = (changed: string): string | undefined => {
    const mutated = schedule({ ...definition, formula: changed }) as unknown as typeof factory;
    for (const example of entry.examples) {
      const rate = mutated(example.options as never);
      if (!agree(upTo(example.lr.length).map(rate), example.lr, 1e-11)) return `example, ${example.from}`;
    }
    for (const recording of schedules.recorded.cases.filter((each) => each.schedule === id)) {
      const bound = mutated(recording.options as never).bind({ lr: recording.base, steps: 1000 });
      const rates = upTo(recording.lr.length).map((t) => bound.at(t));
      const what = `recording, ${recording.from} ${JSON.stringify(recording.options)}`;
      if (!agree(rates.map(({ lr }) => lr), recording.lr, 1e-12)) return what;
      if (rates.some(({ momentum }) => (momentum !== undefined) !== (recording.momentum !== undefined))) return what;
      if (recording.momentum && !agree(rates.map(({ momentum }) => momentum!), recording.momentum, 1e-12)) return what;
    }
    return undefined;
  };
  return { kind: "schedule", id, formula: definition.formula, notices };
}
