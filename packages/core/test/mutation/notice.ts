/** Does a test of known answers or recordings notice that a formula has changed? The tolerances are those of the tests. */
import { js } from "../../src/backends/js.js";
import { lossDocumentation, optimizerDocumentation, scheduleDocumentation } from "../../src/documentation.js";
import { loss } from "../../src/loss.js";
import { optimizer } from "../../src/optimizer.js";
import { schedule } from "../../src/schedule.js";
import * as losses from "../support/losses.js";
import * as optimizers from "../support/optimizers.js";
import * as schedules from "../support/schedules.js";
import { lossCorners, optimizerCorners } from "./corners.js";
import { scheduleCorners } from "./schedule-corners.js";

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
  ...optimizers.entries.flatMap(ofOptimizer),
  ...schedules.formulas.map(ofSchedule),
];

function ofLoss(entry: losses.Entry): Subject {
  const { definition } = entry.factory;
  const { id, formula } = definition;
  const examples = [...lossDocumentation.get(id)!.examples, ...(lossCorners[id] ?? [])];
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
    for (const example of examples) {
      const options = { ...example.options, reduction: "none" as const };
      const got = losses.evaluate(mutated, flat(example.inputs), {
        options,
        backend,
        ...columnsOf(example.inputs),
      });
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

type Formulas = { readonly formula?: string; readonly evaluation?: string };

/** What the tests of an optimizer notice with other formulas in the place of its own. */
function optimizerNotices({ id, factory }: optimizers.Entry, changed: Formulas): string | undefined {
  const mutated = optimizer({ ...factory.definition, ...changed }) as unknown as typeof factory;
  const { p, g, cases } = optimizers.recorded;
  const known = [...optimizerDocumentation.get(id)!.examples, ...(optimizerCorners[id] ?? [])];
  for (const example of known) {
    const from = "from" in example ? example.from : "corner";
    const got = optimizers.runInFloat64(mutated, example);
    const limit = Math.max(1e-9, exactness(id, from));
    if (!(optimizers.worstDifference(example.p, got, example.after, 2 ** -38) < limit))
      return `example, ${from}`;
    if ("evaluation" in example && !evaluates(mutated, example, example.evaluation!))
      return "corner, evaluation";
  }
  for (const recording of cases.filter((each) => each.optimizer === id)) {
    const path = { ...recording, p, g };
    const got = optimizers.runInFloat64(mutated, path);
    const what = `recording, ${recording.from} ${JSON.stringify(recording.options)}`;
    if (!(optimizers.worstDifference(p, got, recording.after, 2 ** -47) < exactness(id, recording.from)))
      return what;
    if (recording.evaluation && !evaluates(mutated, path, recording.evaluation)) return `${what}, evaluation`;
  }
  return undefined;
}

/** The weights shown for evaluation after the path, against those expected. */
function evaluates(
  factory: optimizers.Entry["factory"],
  path: optimizers.Path,
  expected: readonly number[],
): boolean {
  const state = factory({ ...path.options, backend: js } as never).init(path.p);
  path.g.forEach((gradient, i) => {
    const lr = path.lr?.[i];
    state.step(Float32Array.from(gradient), lr === undefined ? {} : { lr });
  });
  let shown: number[] = [];
  // The weights are in their place before the first await.
  state
    .withEvaluationWeights(async () => {
      shown = Array.from(state.parameters);
    })
    .catch(() => {});
  return (
    shown.length > 0 &&
    shown.every((weight, i) => Math.abs(weight - expected[i]!) < 1e-5 * Math.max(1, Math.abs(expected[i]!)))
  );
}

function ofOptimizer(entry: optimizers.Entry): Subject[] {
  const { formula, evaluation } = entry.factory.definition;
  const step: Subject = {
    kind: "optimizer",
    id: entry.id,
    formula,
    notices: (changed) => optimizerNotices(entry, { formula: changed }),
  };
  if (evaluation === undefined) return [step];
  const notices = (changed: string) => optimizerNotices(entry, { evaluation: changed });
  return [step, { kind: "optimizer", id: `${entry.id}, evaluation`, formula: evaluation, notices }];
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
    for (const example of scheduleDocumentation.get(id)!.examples) {
      const rate = mutated(example.options as never);
      if (!agree(upTo(example.lr.length).map(rate), example.lr, 1e-11)) return `example, ${example.from}`;
    }
    for (const { options, steps = 1000, at } of scheduleCorners[id] ?? []) {
      const bound = mutated(options as never).bind({ lr: 1, steps });
      if (
        !agree(
          at.map(([t]) => bound.at(t).lr),
          at.map(([, lr]) => lr),
          1e-11,
        )
      )
        return "corner";
    }
    for (const recording of schedules.recorded.cases.filter((each) => each.schedule === id)) {
      const bound = mutated(recording.options as never).bind({ lr: recording.base, steps: 1000 });
      const rates = upTo(recording.lr.length).map((t) => bound.at(t));
      const what = `recording, ${recording.from} ${JSON.stringify(recording.options)}`;
      if (
        !agree(
          rates.map(({ lr }) => lr),
          recording.lr,
          1e-12,
        )
      )
        return what;
      if (rates.some(({ momentum }) => (momentum !== undefined) !== (recording.momentum !== undefined)))
        return what;
      if (
        recording.momentum &&
        !agree(
          rates.map(({ momentum }) => momentum!),
          recording.momentum,
          1e-12,
        )
      )
        return what;
    }
    return undefined;
  };
  return { kind: "schedule", id, formula: definition.formula, notices };
}
