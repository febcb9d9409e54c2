/** What a run of claims leaves: findings with the machine and the day, as data that survives a file. */
import { type describeMachine, stringify } from "@downhill/race";
import type { Finding, Scale } from "./claim.js";

export interface ClaimResult {
  readonly id: string;
  readonly seconds: number;
  /** Absent when the experiment failed. */
  readonly finding?: Finding;
  /** Why it failed. */
  readonly error?: string;
}

export interface ClaimsResult {
  /** ISO 8601. */
  readonly date: string;
  readonly scale: Scale;
  readonly machine: ReturnType<typeof describeMachine>;
  /** From start to end, with claims side by side. */
  readonly seconds: number;
  readonly results: readonly ClaimResult[];
}

const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

export const writeResults = (result: ClaimsResult): string => `${stringify(result, 1)}\n`;

/** The opposite of `writeResults`: numbers that JSON does not know are numbers again. */
export const readResults = (text: string): ClaimsResult =>
  JSON.parse(text, (_, value) =>
    typeof value === "string" ? (words[value] ?? value) : value,
  ) as ClaimsResult;
