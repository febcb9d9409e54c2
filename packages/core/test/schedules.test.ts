import { describe, expect, it } from "vitest";
import { scheduleDocumentation } from "../src/documentation.js";
import type { Given, Schedule } from "../src/interfaces.js";
import { schedule } from "../src/schedule.js";
import { cosineAnnealing } from "../src/schedules/cosine-annealing.js";
import { cosineRestarts } from "../src/schedules/cosine-restarts.js";
import { noam } from "../src/schedules/noam.js";
import { oneCycle } from "../src/schedules/one-cycle.js";
import { warmup } from "../src/schedules/warmup.js";
import { warmupStableDecay } from "../src/schedules/warmup-stable-decay.js";
import { expectDocumentedResults } from "./support/documentation.js";
import { entries, formulas, recorded, scheduleNamed, scope } from "./support/schedules.js";

const ids = new Set(entries.map(({ id }) => id));
const each = describe.each(entries.map((entry) => [entry.id, entry] as const));
const eachFormula = describe.each(formulas.map((entry) => [entry.id, entry] as const));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, t) => t);

/** The largest difference, as a share of the largest rate. */
function worstDifference(got: readonly number[], expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs), 1e-300);
  return Math.max(...expected.map((value, t) => Math.abs(got[t]! - value) / scale));
}

each("%s", (id, entry) => {
  const { definition } = entry.factory;
  const documentation = scheduleDocumentation.get(id)!;

  it("is named alike in file, id and export", () => {
    expect(definition.id).toBe(id);
    expect(entry.name).toBe(id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    for (const neighbour of Object.keys(documentation.related ?? {}))
      expect(ids.has(neighbour), neighbour).toBe(true);
    for (const text of [
      documentation.summary,
      documentation.use,
      documentation.avoid,
      documentation.ko.summary,
      documentation.ko.use,
      documentation.ko.avoid,
    ])
      expect(text.length).toBeGreaterThan(1);
  });

  it("runs the example of its documentation", () => expectDocumentedResults(entry.source, scope));
});

eachFormula("%s", (id, { factory }) => {
  const documentation = scheduleDocumentation.get(id)!;
  const { definition } = factory;

  it("gives its known answers", () => {
    expect(documentation.examples.length).toBeGreaterThan(0);
    for (const example of documentation.examples) {
      const rate = factory(example.options as Given<never>);
      expect(
        worstDifference(upTo(example.lr.length).map(rate), example.lr),
        JSON.stringify(example),
      ).toBeLessThan(1e-11);
    }
  });

  it("is what the libraries compute", () => {
    const cases = recorded.cases.filter((recording) => recording.schedule === id);
    expect(cases.length).toBeGreaterThan(0);
    for (const recording of cases) {
      const bound = factory(recording.options as Given<never>).bind({ lr: recording.base, steps: 1000 });
      const rates = upTo(recording.lr.length).map((t) => bound.at(t));
      const what = `${recording.from} ${JSON.stringify(recording.options)}`;
      expect(
        worstDifference(
          rates.map(({ lr }) => lr),
          recording.lr,
        ),
        what,
      ).toBeLessThan(1e-12);
      expect(
        rates.some(({ momentum }) => momentum !== undefined),
        what,
      ).toBe(recording.momentum !== undefined);
      if (!recording.momentum) continue;
      expect(
        worstDifference(
          rates.map(({ momentum }) => momentum!),
          recording.momentum,
        ),
        what,
      ).toBeLessThan(1e-12);
    }
  });

  it("is a pure function of the step", () => {
    const make = () => factory().bind({ lr: 0.1, steps: 50 });
    const straight = upTo(120).map((t) => make().at(t));
    const bound = make();
    const shuffled = upTo(120).map((i) => (i * 77) % 120);
    for (const t of shuffled) expect(bound.at(t)).toEqual(straight[t]);
  });

  it("scales with the base rate, and its own rate comes first", () => {
    if (id === "noam") return;
    const one = factory().bind({ lr: 1, steps: 50 });
    const tenth = factory().bind({ lr: 0.1, steps: 50 });
    const own = factory({ lr: 0.1 } as Given<never>).bind({ lr: 7, steps: 50 });
    for (const t of upTo(60)) {
      expect(tenth.at(t).lr).toBeCloseTo(0.1 * one.at(t).lr, 15);
      expect(own.at(t)).toEqual(tenth.at(t));
    }
  });

  it("is defined for runs of any length, and holds its last value", () => {
    for (const steps of [0, 1, 2, 3, 10]) {
      const bound = factory().bind({ lr: 0.1, steps });
      for (const t of [0, 1, 2, 5, 10, 1e6, 2 ** 40]) {
        const { lr } = bound.at(t);
        expect(Number.isFinite(lr) && lr >= 0, `lr(${t}) of ${steps}: ${lr}`).toBe(true);
      }
      if ("steps" in definition.defaults && definition.defaults.steps === null)
        for (const beyond of [1, 7, 1e9]) expect(bound.at(steps + beyond)).toEqual(bound.at(steps));
    }
  });
});

describe("cosine annealing", () => {
  it("falls strictly, reaches its minimum exactly, and stays between", () => {
    for (const steps of [1, 2, 7, 100]) {
      const rate = cosineAnnealing({ lr: 0.1, steps, minimum: 0.003 });
      expect(rate(0)).toBe(0.1);
      expect(rate(steps)).toBe(0.003);
      for (const t of upTo(steps)) expect(rate(t + 1)).toBeLessThan(rate(t));
      for (const t of upTo(10 * steps)) expect(rate(t) >= 0.003 && rate(t) <= 0.1).toBe(true);
    }
  });
});

describe("cosine restarts", () => {
  it("begin at whole steps, computed in integers, for 20 restarts", () => {
    for (const multiplier of [1, 2, 3, 5])
      for (const first of [1, 3, 7, 100]) {
        const rate = cosineRestarts({ first, multiplier });
        let start = 0n;
        for (let k = 0n; k <= 20n; k++) {
          const begin = Number(start);
          const length = Number(BigInt(first) * BigInt(multiplier) ** k);
          if (begin + length > Number.MAX_SAFE_INTEGER) break;
          expect(rate(begin), `restart ${k} of ${first}×${multiplier}`).toBe(1);
          const last = rate(begin + length - 1);
          expect(last).toBeCloseTo((1 + Math.cos((Math.PI * (length - 1)) / length)) / 2, 12);
          start += BigInt(length);
        }
      }
  });
});

describe("1cycle", () => {
  it("is defined for runs of 0, 1 and 2 steps and for warm-ups of nothing and of everything", () => {
    const end = 1 / 25 / 1e4;
    expect(oneCycle({ steps: 0 })(0)).toBeCloseTo(end, 15);
    expect(oneCycle({ steps: 1 })(0)).toBeCloseTo(end, 15);
    expect(oneCycle({ steps: 2 })(1)).toBeCloseTo(end, 15);
    expect(oneCycle({ steps: 10, warmup: 0.1 })(0)).toBe(1);
    expect(oneCycle({ steps: 10, warmup: 1 })(9)).toBe(1);
    expect(oneCycle({ steps: 10, warmup: 1 })(10)).toBe(1);
    for (const threePhase of [false, true])
      for (const steps of [0, 1, 2, 3])
        for (const share of [0, 0.3, 0.5, 1])
          for (const t of upTo(6))
            expect(oneCycle({ steps, warmup: share, threePhase })(t)).toBeGreaterThanOrEqual(end / 2);
  });

  it("takes its peak from the option, or from the optimizer", () => {
    expect(oneCycle({ peak: 0.5 }).bind({ lr: 0.1, steps: 10 }).at(2).lr).toBe(0.5);
    expect(oneCycle().bind({ lr: 0.1, steps: 10 }).at(2).lr).toBe(0.1);
  });

  it("leaves momentum alone when told to", () => {
    expect(oneCycle({ cycleMomentum: false }).bind({ lr: 1, steps: 10 }).at(3)).not.toHaveProperty(
      "momentum",
    );
    expect(oneCycle().bind({ lr: 1, steps: 10 }).at(2).momentum).toBe(0.85);
  });
});

describe("the first step", () => {
  it("of a warm-up is not 0, and its last is the base rate", () => {
    for (const steps of [1, 2, 10]) {
      expect(warmup({ steps })(0)).toBe(1 / steps);
      expect(warmup({ steps })(steps - 1)).toBe(1);
      expect(warmupStableDecay({ steps: 20 * steps })(0)).toBe(1 / steps);
    }
    expect(warmup({ steps: 0 })(0)).toBe(1);
  });
});

describe("noam", () => {
  it("sets the rate itself", () => {
    expect(noam().bind({ lr: 0.5, steps: 10 }).at(100)).toEqual(noam().bind({ lr: 1e-3, steps: 10 }).at(100));
  });
});

describe("options", () => {
  const message = (use: () => unknown): string => {
    try {
      use();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("nothing was thrown");
  };

  it("are checked before anything runs", () => {
    expect(message(() => cosineAnnealing({ step: 3 } as never))).toMatch(
      /unknown option of cosine-annealing: step; did you mean steps\?/,
    );
    expect(message(() => cosineAnnealing({ steps: -1 }))).toBe(
      "invalid steps of cosine-annealing: expected an integer ≥ 0; got -1",
    );
    expect(message(() => cosineAnnealing({ lr: Number.NaN }))).toMatch(/invalid lr of cosine-annealing/);
    expect(message(() => oneCycle({ anneal: "cos" }))).toMatch(/expected one of cosine linear; got "cos"/);
    expect(message(() => scheduleNamed("multi-step")({ milestones: [1, Number.NaN] } as never))).toMatch(
      /number 1 is NaN/,
    );
  });

  it("an unknown length is an error that says what to do, at the first call and not before", () => {
    const open = cosineAnnealing();
    expect(open.steps).toBeUndefined();
    expect(message(() => open(0))).toMatch(
      /cosine-annealing does not know how long it is; give .*steps.*bind/,
    );
    expect(open.bind({ lr: 1, steps: 2 }).at(1).lr).toBe(0.5);
    expect(cosineAnnealing({ steps: 9 }).steps).toBe(9);
    expect(scheduleNamed("constant")().steps).toBeUndefined();
  });
});

describe("your own schedule", () => {
  const definition = { id: "halves", defaults: { every: 10 } };

  it("is a formula", () => {
    const halves = schedule({ ...definition, formula: "lr = lr*0.5^floor(t/every)" });
    const rate: Schedule = halves({ lr: 0.1, every: 5 });
    expect([rate(0), rate(4), rate(5), rate(10)]).toEqual([0.1, 0.1, 0.05, 0.025]);
  });

  it("is checked at once", () => {
    expect(() => schedule({ ...definition, formula: "lr = lr*0.5^floor(t/evry)" })).toThrow(
      /unknown name: evry[\s\S]*did you mean every/,
    );
    expect(() => schedule({ ...definition, formula: "rate = 1" })).toThrow(/missing lr/);
  });
});
