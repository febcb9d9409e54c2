/** The catalogue's schedules that are formulas, and their recordings. */
import { readdirSync, readFileSync } from "node:fs";
import type { OptionValues } from "../../src/definition.js";
import type { ScheduleFactory } from "../../src/interfaces.js";

export interface Entry {
  readonly id: string;
  /** The name that the file exports. */
  readonly name: string;
  readonly source: string;
  readonly factory: ScheduleFactory;
}

const folder = new URL("../../src/schedules/", import.meta.url);
const files = readdirSync(folder).filter(
  (file) => file.endsWith(".ts") && !["index.ts", "documentation.ts"].includes(file),
);

export const entries: readonly Entry[] = await Promise.all(
  files.sort().map(async (file) => {
    const exported = (await import(new URL(file, folder).href)) as Record<string, ScheduleFactory>;
    const [name, factory] = Object.entries(exported).find(([key]) => key !== "documentation")!;
    return {
      id: file.replace(".ts", ""),
      name,
      source: readFileSync(new URL(file, folder), "utf8"),
      factory,
    };
  }),
);

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
