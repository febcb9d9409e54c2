import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Arena, adam, adamw, contrastive, crossEntropy, huber, lamb, Memory, triplet } from "../src/index.js";
import { Random } from "../src/random.js";
import { sharedMemory } from "../src/threads.js";

/** Threads must change the time only, never the numbers. */
describe("several threads on one memory", () => {
  let shared: Memory;
  beforeAll(async () => {
    shared = await sharedMemory({ threads: 2 });
  });
  afterAll(() => shared.close());

  const numbers = (length: number, seed: number): Float32Array => {
    const random = new Random(seed);
    return Float32Array.from({ length }, () => random.uniform() * 4 - 2);
  };
  const inMemory = (memory: Memory, values: Float32Array): Float32Array => {
    const block = memory.allocate(values.length);
    block.array.set(values);
    return block.array;
  };

  it.each([16383, 16384, 50_001, 65_536])("an optimizer on %d parameters gives the same bits", (length) => {
    const start = numbers(length, 1);
    const gradients = numbers(length, 2);
    for (const make of [() => adamw({ clipNorm: 1 }), () => adam({ l1: 0.01 }), () => lamb()]) {
      const [single, several] = [new Memory(), shared].map((memory) => {
        const arena = new Arena([{ name: "w", shape: [length] }], memory);
        arena.valuesOf("w").set(start);
        const state = make().init(arena);
        for (let step = 0; step < 3; step++) state.step(gradients);
        return arena.valuesOf("w").slice();
      });
      expect(several).toEqual(single);
    }
  });

  it("shares many tensors of several groups out, and finds a gradient that is not finite in any of them", () => {
    const tensors = Array.from({ length: 700 }, (_, i) => ({
      name: `t${i}`,
      shape: [i % 3 === 0 ? 900 : 17],
      role: i % 3 === 0 ? ("weight" as const) : ("bias" as const),
    }));
    for (const make of [() => adamw({ weightDecay: 0.1 }), () => lamb()]) {
      const [single, several] = [new Memory(), shared].map((memory) => {
        const arena = new Arena(tensors, memory);
        for (const [i, { name }] of tensors.entries()) {
          arena.valuesOf(name).set(numbers(arena.segment(name).length, i));
          arena.gradientsOf(name).set(numbers(arena.segment(name).length, i + 1));
        }
        const state = make().init(arena);
        for (let step = 0; step < 2; step++) state.step();
        const values = arena.values.slice();
        for (const tensor of ["t0", "t350", "t699"]) {
          arena.gradientsOf(tensor)[3] = Number.NaN;
          expect(() => state.step()).toThrow(`${tensor}[3] is NaN`);
          arena.gradientsOf(tensor)[3] = 1;
          expect(arena.values.every(Number.isFinite)).toBe(true);
        }
        return values;
      });
      expect(several).toEqual(single);
    }
  });

  // Threads that get no processor come too late for most jobs: they must not take calls of the next one.
  it("gives the same bits over thousands of jobs with more threads than processors", async () => {
    const crowd = await sharedMemory({ threads: 7 });
    const length = 20_000;
    const [single, several] = [new Memory(), crowd].map((memory) => {
      const arenas = [1, 2].map((seed) => {
        const arena = new Arena([{ name: "w", shape: [length] }], memory);
        arena.values.set(numbers(length, seed));
        arena.gradients.set(numbers(length, seed + 2));
        return arena;
      });
      const states = arenas.map((arena, i) => [adamw(), adam({ clipNorm: 1 })][i]!.init(arena));
      for (let step = 0; step < 1000; step++) for (const state of states) state.step();
      return arenas.map(({ values }) => values.slice());
    });
    crowd.close();
    expect(several).toEqual(single);
  });

  it("losses of elements and of rows agree", () => {
    const length = 40_000;
    const [p, y, a] = [numbers(length, 3), numbers(length, 4), numbers(length, 5)];
    const labels = (columns: number) => Int32Array.from({ length: length / columns }, (_, i) => i % columns);
    const cases = [
      (memory: Memory) => huber().evaluate(p, y, { memory }),
      (memory: Memory) => crossEntropy().evaluate(p, labels(10), { memory }),
      (memory: Memory) => crossEntropy({ labelSmoothing: 0.1 }).evaluate(p, labels(100), { memory }),
      (memory: Memory) => triplet().evaluate(p, y, a, { memory, columns: 80 }),
      (memory: Memory) =>
        contrastive().evaluate(
          p,
          y,
          Float32Array.from({ length: 500 }, (_, i) => i % 2),
          { memory },
        ),
    ];
    for (const run of cases) {
      const single = run(new Memory());
      const several = run(shared);
      expect(several.gradients).toEqual(single.gradients);
      expect(several.value).toBeCloseTo(single.value, 6);
    }
  });

  it("works on data that lies in the shared memory", () => {
    const p = inMemory(shared, numbers(30_000, 6));
    const y = inMemory(shared, numbers(30_000, 7));
    const { value } = huber().evaluate(p, y, { memory: shared });
    expect(value).toBeCloseTo(huber().evaluate(p.slice(), y.slice()).value, 6);
  });

  it("refuses fewer than two threads", async () => {
    await expect(sharedMemory({ threads: 1 })).rejects.toThrow("expected an integer ≥ 2; got 1");
  });
});
