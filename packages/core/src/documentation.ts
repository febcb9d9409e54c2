/** The documentation of every catalogue entry by id. Apart from the main door, so that programs need not carry it. */
import type { LossDocumentation, OptimizerDocumentation, ScheduleDocumentation } from "./definition.js";
import { documentation as losses } from "./losses/documentation.js";
import { documentation as optimizers } from "./optimizers/documentation.js";
import { documentation as schedules } from "./schedules/documentation.js";

const byId = <D>(entries: Readonly<Record<string, D>>): ReadonlyMap<string, D> =>
  new Map(Object.entries(entries));

export const lossDocumentation: ReadonlyMap<string, LossDocumentation> = byId<LossDocumentation>(losses);
export const optimizerDocumentation: ReadonlyMap<string, OptimizerDocumentation> =
  byId<OptimizerDocumentation>(optimizers);
export const scheduleDocumentation: ReadonlyMap<string, ScheduleDocumentation> =
  byId<ScheduleDocumentation>(schedules);
