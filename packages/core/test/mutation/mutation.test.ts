/** Every slip of the pen in a formula must be noticed by a known answer or a recording. */
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { equivalent } from "./equivalent.js";
import { type Mutant, mutantsOf } from "./mutants.js";
import { type Subject, subjects } from "./notice.js";

const ALL = process.env.DOWNHILL_TEST_ALL !== undefined;
/** Of each formula's mutants, the ones that the fast run tries. */
const FEW = 4;

function survives({ notices }: Subject, { text }: Mutant): boolean | "invalid" {
  try {
    return notices(text) === undefined;
  } catch {
    return "invalid";
  }
}

describe("mutants", () => {
  it.each(subjects.map((subject) => [subject.id, subject] as const))("of %s are noticed", { timeout: 600_000 }, (id, subject) => {
    expect(subject.notices(subject.formula)).toBeUndefined();
    const mutants = mutantsOf(subject.formula);
    const known = equivalent[id] ?? {};
    const step = ALL ? 1 : Math.max(1, Math.floor(mutants.length / FEW));
    const outcomes = mutants
      .filter((_, i) => i % step === 0)
      .map((mutant) => [mutant.label, survives(subject, mutant)] as const);
    const survivors = outcomes.filter(([, outcome]) => outcome === true).map(([label]) => label);
    expect(survivors.filter((label) => !Object.hasOwn(known, label))).toEqual([]);
  });
});
