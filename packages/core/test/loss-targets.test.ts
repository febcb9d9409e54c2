import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  binaryCrossEntropyWithLogits,
  compilationCount,
  crossEntropy,
  focal,
  hinge,
  Memory,
} from "../src/index.js";
import { sharedMemory } from "../src/threads.js";

const MANY = 50_001;

/** Many targets in kernel memory are looked at by a kernel, others by a loop: both must name the same place. */
describe("targets of many elements", () => {
  let shared: Memory;
  beforeAll(async () => {
    shared = await sharedMemory({ threads: 2 });
  });
  afterAll(() => shared.close());

  const cases = [
    { name: "hinge", run: hinge(), good: (i: number) => (i % 3 ? 1 : -1), bad: 0, expected: "one of" },
    { name: "focal", run: focal(), good: (i: number) => i % 2, bad: 0.5, expected: "one of" },
    {
      name: "binary cross-entropy",
      run: binaryCrossEntropyWithLogits(),
      good: (i: number) => (i % 8) / 7,
      bad: 1.0001,
      expected: "a number from 0 to 1",
    },
  ];

  /** A block, because growing the memory detaches its arrays. */
  const inMemory = (memory: Memory, length: number, value: (i: number) => number) => {
    const block = memory.allocate(length);
    block.array.set(Float32Array.from({ length }, (_, i) => value(i)));
    return block;
  };

  it.each(cases)("of $name: bad ones are found wherever they lie", ({ run, good, bad, expected }) => {
    for (const memory of [new Memory(), shared, undefined]) {
      const owner = memory ?? new Memory();
      const targets = inMemory(owner, MANY, good);
      const predictions = inMemory(owner, MANY, (i) => i % 5);
      const evaluate = () => run.evaluate(predictions.array, targets.array, { ...(memory && { memory }) });
      expect(evaluate().value).toBeGreaterThan(0);
      for (const value of [bad, Number.NaN, Number.POSITIVE_INFINITY]) {
        for (const place of [0, 20_000, MANY - 1]) {
          const before = targets.array[place]!;
          targets.array[place] = value;
          expect(evaluate).toThrow(`row ${place}; expected ${expected}`);
          targets.array[place] = before;
        }
      }
      expect(evaluate().value).toBeGreaterThan(0);
    }
  });

  it("of classes: indices must be whole and below the number of columns", () => {
    const rows = 20_000;
    for (const memory of [new Memory(), shared]) {
      const logits = inMemory(memory, rows * 3, (i) => i % 4);
      const classes = inMemory(memory, rows, (i) => i % 3);
      const evaluate = (options = {}) =>
        crossEntropy(options).evaluate(logits.array, classes.array, { memory });
      expect(evaluate().value).toBeGreaterThan(0);
      for (const value of [3, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        classes.array[rows - 2] = value;
        for (const options of [{}, { ignoreIndex: 2 }])
          expect(() => evaluate(options)).toThrow(`row ${rows - 2}; expected an integer from 0 to 2`);
      }
    }
  });

  it("compile nothing the second time", () => {
    const memory = new Memory();
    const targets = inMemory(memory, MANY, () => 1);
    hinge().evaluate(targets.array, targets.array, { memory });
    const before = compilationCount();
    hinge().evaluate(targets.array, targets.array, { memory });
    expect(compilationCount()).toBe(before);
  });
});
