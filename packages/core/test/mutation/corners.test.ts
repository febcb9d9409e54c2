import { describe, expect, it } from "vitest";
import type { BackendName } from "../../src/backends/index.js";
import * as losses from "../support/losses.js";
import * as optimizers from "../support/optimizers.js";
import { lossCorners, optimizerCorners } from "./corners.js";
import { subjects } from "./notice.js";

const backends: readonly BackendName[] = ["reference", "js", "wasm"];

describe("the rare ways through a formula", () => {
  it.each(subjects.map((subject) => [subject.id, subject] as const))(
    "of %s give their known answers",
    (_, { formula, notices }) => {
      expect(notices(formula)).toBeUndefined();
    },
  );

  it.each(backends)("are the same on %s", (backend) => {
    for (const [id, examples] of Object.entries(lossCorners)) {
      const entry = losses.entries.find(({ factory }) => factory.definition.id === id)!;
      for (const { inputs, options, L } of examples) {
        const flat = Object.fromEntries(
          Object.entries(inputs).map(([name, values]) => [name, values.flat()]),
        );
        const first = Object.values(inputs)[0]![0]!;
        const got = losses.evaluate(entry, flat, {
          options: { ...options, reduction: "none" },
          backend,
          ...(typeof first === "object" && { columns: first.length }),
        });
        expect(losses.worstDifference(got.losses!, L), id).toBeLessThan(5e-6);
      }
    }
    for (const [id, corners] of Object.entries(optimizerCorners)) {
      const { factory } = optimizers.entries.find((entry) => entry.id === id)!;
      for (const corner of corners) {
        const got = optimizers.run(factory, corner, backend);
        expect(optimizers.worstDifference(corner.p, got, corner.after, 2 ** -24), id).toBeLessThan(1e-5);
      }
    }
  });
});
