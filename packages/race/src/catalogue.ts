/** The names a recipe may use: the library's entries and, from a TypeScript recipe, the author's own. */
import {
  type Loss,
  type LossFactory,
  losses,
  type Metric,
  metricsByName,
  type Optimizer,
  type OptimizerFactory,
  optimizers,
  type Schedule,
  type ScheduleFactory,
  schedules,
  unknownName,
} from "@downhill/core";
import type { Choice } from "./types.js";

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
  { name, options }: Choice,
  lr?: number,
): Optimizer => find("optimizer", entries, name)(lr === undefined ? options : { ...options, lr });

export const makeSchedule = ({ schedules: entries }: Catalogue, { name, options }: Choice): Schedule =>
  find("schedule", entries, name)(options);

/** What the entry says is worth trying, else half a decade apart around its default. */
export function ratesOf({ optimizers: entries }: Catalogue, { name }: Choice): readonly number[] {
  const { rates, defaults } = find("optimizer", entries, name).definition;
  return rates ?? [0.1, 0.3, 1, 3, 10].map((factor) => factor * Number(defaults.lr));
}

export function makeMetric(name: string): Metric {
  const make = Object.hasOwn(metricsByName, name)
    ? metricsByName[name as keyof typeof metricsByName]
    : undefined;
  if (!make) throw unknownName("metric", name, Object.keys(metricsByName));
  return make();
}
