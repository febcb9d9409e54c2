import { describe, expect, it } from "vitest";
import { loss, lossEntry } from "../src/loss.js";
import { optimizer, optimizerEntry } from "../src/optimizer.js";
import { schedule, scheduleEntry } from "../src/schedule.js";

const brokenLoss = { id: "broken", formula: "L = (p - x)^2" };
const brokenOptimizer = { id: "broken", state: {}, defaults: { lr: 1 }, formula: "p = p - lr*x" };
const brokenSchedule = { id: "broken", formula: "lr = lr*x" };

describe("a formula of yours", () => {
  it.each([
    ["loss", () => loss(brokenLoss)],
    ["optimizer", () => optimizer(brokenOptimizer)],
    ["schedule", () => schedule(brokenSchedule)],
  ])("is checked where it is defined: %s", (_, define) => {
    expect(define).toThrow(/^unknown name: x\n {2}laziness\.test\.ts, formula line 1/);
  });
});

describe("a formula of the catalogue", () => {
  it("is read when a loss is first evaluated", () => {
    const make = lossEntry(brokenLoss)();
    expect(() => make.evaluate([1], [2])).toThrow(/^unknown name: x\n {2}broken\.ts, formula line 1/);
  });

  it("is read when an optimizer starts", () => {
    const make = optimizerEntry(brokenOptimizer)();
    expect(() => make.init([1])).toThrow(/^unknown name: x\n {2}broken\.ts, formula line 1/);
  });

  it("is read when a schedule is made", () => {
    const make = scheduleEntry(brokenSchedule);
    expect(() => make()).toThrow(/^unknown name: x\n {2}broken\.ts, formula line 1/);
  });
});
