import { describe, expect, it } from "vitest";
import { adam, adamw, huber, oneCycle, sgd } from "../src/index.js";

/** Options as JavaScript and recipes give them, past the compiler. */
const loose = (make: unknown) => make as (options: Record<string, unknown>) => unknown;

describe("options that all entries of a kind take", () => {
  it.each([
    [
      huber,
      { reduction: "avg" },
      'invalid reduction of huber: expected one of mean weighted-mean sum none; got "avg"',
    ],
    [adamw, { onNonFinite: "halt" }, 'invalid onNonFinite of adamw: expected one of stop skip; got "halt"'],
    [sgd, { clipNorm: "1" }, 'invalid clipNorm of sgd: expected a number; got "1"'],
    [sgd, { clipNorm: 0 }, "invalid clipNorm of sgd: expected a finite number > 0; got 0"],
    [sgd, { lr: -1 }, "invalid lr of sgd: expected a finite number ≥ 0; got -1"],
    [oneCycle, { lr: "fast" }, 'invalid lr of one-cycle: expected a number; got "fast"'],
    [huber, { backend: "js" }, "invalid backend of huber: expected one of those in @downhill/core/backends"],
  ])("are checked: %o with %o", (make, options, message) => {
    expect(() => loose(make)(options)).toThrow(message);
  });

  it("are proposed when a name is misspelled", () => {
    expect(() => loose(adam)({ clipNrom: 1 })).toThrow(
      "unknown option of adam: clipNrom; did you mean clipNorm?",
    );
  });

  it("may be undefined", () => {
    const { options } = loose(adam)({ clipNorm: undefined }) as { options: object };
    expect(options).toEqual(adam.definition.defaults);
  });
});
