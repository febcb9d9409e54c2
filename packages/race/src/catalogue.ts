/** The names a recipe may use: the library's entries and, from a TypeScript recipe, the author's own. */
import {
  type Loss,
  type LossFactory,
  type Metric,
  type Model,
  type Optimizer,
  type OptimizerFactory,
  type Schedule,
  type ScheduleFactory,
  unknownName,
  usageError,
} from "@downhill/core";
import { losses, optimizers, schedules } from "@downhill/core/catalogue";
import { metricsByName } from "@downhill/core/training";
import { nameMatcher } from "@downhill/onnx";
import type { Choice, Group } from "./types.js";

export interface Catalogue {
  readonly losses: ReadonlyMap<string, LossFactory>;
  readonly optimizers: ReadonlyMap<string, OptimizerFactory>;
  readonly schedules: ReadonlyMap<string, ScheduleFactory>;
}

export const library: Catalogue = { losses, optimizers, schedules };

/** The library and one's own entries, by id; one's own come first. */
export function withEntries(own: {
  loss: readonly unknown[];
  optimizer: readonly unknown[];
  schedule: readonly unknown[];
}): Catalogue {
  const merge = <Factory>(entries: ReadonlyMap<string, Factory>, more: readonly unknown[]) => {
    const factories = more.filter((entry) => typeof entry === "function" && "definition" in entry);
    return new Map([
      ...entries,
      ...factories.map((factory) => {
        const { id } = (factory as unknown as { definition: { id: string } }).definition;
        return [id, factory as Factory] as const;
      }),
    ]);
  };
  return {
    losses: merge(losses, own.loss),
    optimizers: merge(optimizers, own.optimizer),
    schedules: merge(schedules, own.schedule),
  };
}

function find<Factory>(kind: string, entries: ReadonlyMap<string, Factory>, name: string): Factory {
  const factory = entries.get(name);
  if (!factory) throw unknownName(kind, name, entries.keys());
  return factory;
}

export const makeLoss = ({ losses: entries }: Catalogue, { name, options }: Choice): Loss =>
  find("loss", entries, name)(options);

export const makeOptimizer = (
  { optimizers: entries }: Catalogue,
  { name, options, groups }: Choice,
  lr?: number,
): Optimizer =>
  find(
    "optimizer",
    entries,
    name,
  )({
    ...options,
    ...(lr !== undefined && { lr }),
    ...(groups && { groups: groups.map((group) => ({ ...group, match: tensorsOf(group) })) }),
  });

/** A part of a name; or, where `*` stands for anything, the whole of it. */
const tensorsOf = ({ match }: Group): ((tensor: { readonly name: string }) => boolean) => {
  const fits = nameMatcher(match.includes("*") ? match : `*${match}*`);
  return ({ name }) => fits(name);
};

/** @throws DownhillError `usage` for a group without any tensor: its author meant some */
export function checkGroups({ groups = [] }: Choice, { arena }: Model): void {
  const tensors = arena.segments;
  const empty = groups.find((group) => !tensors.some(tensorsOf(group)));
  if (empty)
    throw usageError(
      `groups: no tensor that is trained is named ${empty.match}; names here: ${tensors.map(({ name }) => name).join(" ")}`,
    );
}

export const makeSchedule = ({ schedules: entries }: Catalogue, { name, options }: Choice): Schedule =>
  find("schedule", entries, name)(options);

/** What the entry says is worth trying, else half a decade apart around its default. */
export function ratesOf({ optimizers: entries }: Catalogue, { name }: Choice): readonly number[] {
  const { rates, defaults } = find("optimizer", entries, name).definition;
  return rates ?? [0.1, 0.3, 1, 3, 10].map((factor) => factor * Number(defaults.lr));
}

/** The loss itself, as a metric. */
export const LOSS = "loss";

export function makeMetric(name: string): Metric {
  const make = Object.hasOwn(metricsByName, name)
    ? metricsByName[name as keyof typeof metricsByName]
    : undefined;
  if (!make) throw unknownName("metric", name, [...Object.keys(metricsByName), LOSS]);
  return make();
}

/** Which way a metric is better. */
export const measureOf = (name: string): Pick<Metric, "name" | "better"> =>
  name === LOSS ? { name, better: "lower" } : makeMetric(name);
