/** The catalogue's schedules that are formulas, and their recordings. */
import { readFileSync } from "node:fs";
import type { OptionValues } from "../../src/definition.js";
import type { ScheduleFactory } from "../../src/interfaces.js";
import { type CatalogueFile, entriesOf } from "./entries.js";

export type Entry = CatalogueFile<ScheduleFactory>;

export const entries: readonly Entry[] = await entriesOf<ScheduleFactory>("schedules");

/** Entries that are a formula of the step; the others join schedules or listen. */
export const formulas: readonly Entry[] = entries.filter(({ factory }) => "formula" in factory.definition);

export const scheduleNamed = (id: string): ScheduleFactory =>
  entries.find((entry) => entry.id === id)!.factory;

/** Everything that an example may call. */
export const scope = Object.fromEntries(entries.map(({ name, factory }) => [name, factory]));

export interface Recorded {
  readonly schedule: string;
  readonly options: OptionValues;
  readonly base: number;
  readonly from: string;
  readonly lr: readonly number[];
  readonly momentum?: readonly number[];
}

export interface RecordedPlateau {
  readonly options: OptionValues;
  /** "nan" and "inf" for what JSON cannot say. */
  readonly values: readonly (number | string)[];
  /** The rate after each value. */
  readonly lr: readonly number[];
}

export const recorded = JSON.parse(
  readFileSync(new URL("../recorded/schedules.json", import.meta.url), "utf8"),
) as {
  readonly cases: readonly Recorded[];
  readonly sequences: readonly {
    readonly parts: readonly (readonly [id: string, options: OptionValues, steps: number | null])[];
    readonly base: number;
    readonly lr: readonly number[];
  }[];
  readonly plateau: readonly RecordedPlateau[];
};
