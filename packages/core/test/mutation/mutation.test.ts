/** Every slip of the pen in a formula must be noticed by a known answer, a recording or a corner. */
import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { equivalent } from "./equivalent.js";
import { mutantsOf } from "./mutants.js";
import { type Subject, subjects } from "./notice.js";

const ALL = process.env.DOWNHILL_TEST_ALL !== undefined;
/** The fast run tries about this many mutants of each formula, spread evenly. */
const FEW = 4;

type Outcome = "noticed" | "invalid" | "survived";

function outcomeOf({ notices }: Subject, text: string): Outcome {
  try {
    return notices(text) === undefined ? "survived" : "noticed";
  } catch {
    // A line that came before what it reads, and the like.
    return "invalid";
  }
}

describe("mutants", () => {
  const results: Record<string, unknown>[] = [];

  it.each(subjects.map((subject) => [subject.id, subject] as const))(
    "of %s are noticed",
    { timeout: 600_000 },
    (id, subject) => {
      const mutants = mutantsOf(subject.formula);
      const step = ALL ? 1 : Math.max(1, Math.floor(mutants.length / FEW));
      const known = equivalent[id] ?? {};
      const count: Record<Outcome, number> = { noticed: 0, invalid: 0, survived: 0 };
      const survivors: string[] = [];
      mutants.forEach(({ label, text }, i) => {
        if (i % step !== 0) return;
        const outcome = outcomeOf(subject, text);
        count[outcome]++;
        if (outcome === "survived") survivors.push(label);
      });
      expect(survivors.filter((label) => !Object.hasOwn(known, label))).toEqual([]);
      // A reason for what no longer survives would only mislead.
      if (ALL) expect(survivors.sort()).toEqual(Object.keys(known).sort());
      results.push({
        kind: subject.kind,
        id,
        noticed: count.noticed,
        equivalent: count.survived,
        invalid: count.invalid,
      });
    },
  );

  afterAll(() => {
    if (!ALL || results.length !== subjects.length) return;
    writeFileSync(new URL("results.json", import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`);
  });
});
