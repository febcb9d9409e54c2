/** All entries by id: what a recipe or the command line can name. */
import { unknownName } from "./errors.js";
import type { LossFactory, OptimizerFactory, ScheduleFactory } from "./interfaces.js";
import * as lossEntries from "./losses/index.js";
import * as optimizerEntries from "./optimizers/index.js";
import * as scheduleEntries from "./schedules/index.js";

type WithId = { readonly definition: { readonly id: string } };

function byId<F extends WithId>(entries: Readonly<Record<string, unknown>>): ReadonlyMap<string, F> {
  const factories = Object.values(entries) as F[];
  return new Map(factories.map((factory) => [factory.definition.id, factory]));
}

export const losses: ReadonlyMap<string, LossFactory> = /* @__PURE__ */ byId(lossEntries);
export const optimizers: ReadonlyMap<string, OptimizerFactory> = /* @__PURE__ */ byId(optimizerEntries);
export const schedules: ReadonlyMap<string, ScheduleFactory> = /* @__PURE__ */ byId(scheduleEntries);

function find<F>(kind: string, entries: ReadonlyMap<string, F>, id: string): F {
  const factory = entries.get(id);
  if (!factory) throw unknownName(kind, id, entries.keys());
  return factory;
}

/** @throws DownhillError `usage` with a suggestion when there is no such entry. */
export const lossNamed = (id: string): LossFactory => find("loss", losses, id);
/** @throws DownhillError `usage` with a suggestion when there is no such entry. */
export const optimizerNamed = (id: string): OptimizerFactory => find("optimizer", optimizers, id);
/** @throws DownhillError `usage` with a suggestion when there is no such entry. */
export const scheduleNamed = (id: string): ScheduleFactory => find("schedule", schedules, id);
