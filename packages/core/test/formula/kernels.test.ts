import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PRELUDE } from "../../src/backends/c/text.js";
import { c } from "../../src/backends/c.js";
import { compilationCount, compile } from "../../src/backends/compile.js";
import { javascript } from "../../src/backends/js.js";
import { addressNames } from "../../src/backends/kernel.js";
import { Memory } from "../../src/backends/memory.js";
import {
  check,
  createBuild,
  differentiate,
  fuse,
  type Node,
  parse,
  uniformsOf,
} from "../../src/formula/index.js";
import { loss } from "../../src/loss.js";
import { backendNamed, nativeIfAny, type TestedBackend } from "../support/backends.js";
import { nativeBackend, orReason } from "../support/native.js";
import { expression, rowExpression } from "../support/random-formula.js";

const RUNS = process.env.DOWNHILL_TEST_ALL ? 2000 : 120;
/** Each formula takes a C compiler a tenth of a second. */
const NATIVE_RUNS = process.env.DOWNHILL_TEST_ALL ? 500 : 10;

function programOf(text: string, rows: boolean) {
  const build = createBuild();
  const p = build.input("p", "element");
  const scope = new Map<string, Node>([
    ["p", p],
    ["y", build.input("y", "element")],
    ["c", build.uniform("c")],
    ["target", build.input("target", "row")],
  ]);
  const source = { text: `L = ${text}`, file: "random" };
  const value = check(build, source, parse(source), scope).get("L")!;
  const [gradient] = differentiate(build, value, build.constant(1), [p]);
  const total = rows && value.level === "element" ? build.sum(value) : value;
  return fuse(build, { rows, outputs: [{ name: "dp", node: gradient!, per: "element" }], total });
}

function run(
  program: ReturnType<typeof programOf>,
  backend: TestedBackend,
  data: { p: Float32Array; y: Float32Array; target: Float32Array; rows: number; c: number },
) {
  const memory = new Memory();
  const columns = data.p.length / data.rows;
  const blocks = new Map<string, ReturnType<Memory["allocate"]>>();
  for (const name of ["p", "y", "target"] as const) {
    const block = memory.allocate(data[name].length);
    block.array.set(data[name]);
    blocks.set(name, block);
  }
  // A guard behind the gradient shows stores beyond the end.
  const guarded = memory.allocate(data.p.length + 4);
  guarded.array.fill(12345);
  blocks.set("dp", guarded);
  const addresses = addressNames(program).map((name) => blocks.get(name)!.byteOffset);
  const uniforms = uniformsOf(program.uniforms)({ c: data.c }, columns);
  const total = compile(program, backendNamed(backend))(memory, {
    rows: data.rows,
    columns,
    addresses,
    uniforms,
  });
  expect([...guarded.array.slice(data.p.length)]).toEqual([12345, 12345, 12345, 12345]);
  return { total, gradient: guarded.array.slice(0, data.p.length) };
}

const float = fc.integer({ min: -3000, max: 3000 }).map((n) => Math.fround(n / 1000));
const dataOf = (mostRows: number, mostColumns: number) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: mostRows }),
      fc.oneof(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 33, max: mostColumns })),
    )
    .chain(([rows, columns]) => {
      const array = fc
        .array(float, { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => Float32Array.from(values));
      const target = fc
        .array(fc.integer({ min: 0, max: columns - 1 }), { minLength: rows, maxLength: rows })
        .map((values) => Float32Array.from(values));
      return fc.record({ p: array, y: array, target, rows: fc.constant(rows), c: float });
    });

const data = dataOf(7, 70);
/** Vectors are wider there, and several take turns. */
const nativeData = dataOf(37, 150);

function close(actual: number, expected: number, scale: number): boolean {
  return Math.abs(actual - expected) <= 3e-5 * Math.max(1, Math.abs(expected), scale);
}

function sameEverywhere(
  text: string,
  rows: boolean,
  input: Parameters<typeof run>[2],
  compared: readonly TestedBackend[] = ["js", "wasm"],
): void {
  const program = programOf(text, rows);
  const flat = rows ? input : { ...input, rows: 1 };
  const expected = run(program, "reference", flat);
  for (const backend of compared) {
    const actual = run(program, backend, flat);
    expect(
      close(actual.total, expected.total, flat.p.length),
      `${backend} ${text}: ${actual.total} against ${expected.total}`,
    ).toBe(true);
    const scale = Math.max(...expected.gradient.map(Math.abs));
    expected.gradient.forEach((value, i) => {
      expect(
        close(actual.gradient[i]!, value, scale),
        `${backend} ${text} [${i}]: ${actual.gradient[i]} against ${value}`,
      ).toBe(true);
    });
  }
}

describe("random formulas: js and wasm against the reference", () => {
  it("element by element", () => {
    fc.assert(
      fc.property(expression, data, (text, input) => sameEverywhere(text, false, input)),
      { numRuns: RUNS },
    );
  });
  it("row by row", () => {
    fc.assert(
      fc.property(rowExpression, data, (text, input) => sameEverywhere(text, true, input)),
      { numRuns: RUNS },
    );
  });
  it("with a picked column", () => {
    fc.assert(
      fc.property(expression, data, (text, input) =>
        sameEverywhere(`logsumexp(${text}) - p[target] + max(tanh(p))*0.5 + min(y)`, true, input),
      ),
      { numRuns: RUNS },
    );
  });
});

describe.skipIf(!nativeBackend)(`random formulas: native against the reference${orReason}`, () => {
  const shapes: [string, fc.Arbitrary<string>, boolean][] = [
    ["element by element", expression, false],
    ["row by row", rowExpression, true],
    [
      "with a picked column",
      expression.map((text) => `logsumexp(${text}) - p[target] + max(tanh(p))*0.5 + min(y)`),
      true,
    ],
  ];
  it.each(shapes)("%s", { timeout: 600_000 }, (_, texts, rows) => {
    fc.assert(
      fc.property(texts, nativeData, (text, input) => sameEverywhere(text, rows, input, ["native"])),
      // What is found is a kernel: smaller formulas would be compiled by the hundred.
      { numRuns: NATIVE_RUNS, endOnFailure: true },
    );
  });
});

describe("kernels", () => {
  const square = loss({
    id: "square",
    formula: "L = (p - y)^2",
  });

  it("are compiled once for a formula and its options", () => {
    square().evaluate([1, 2], [3, 4]);
    const before = compilationCount();
    for (let i = 0; i < 5; i++)
      square({ reduction: "sum" }).evaluate(new Float32Array(i + 1), new Float32Array(i + 1));
    expect(compilationCount()).toBe(before);
  });

  it("add up exactly: the mean of 2·10^7 ones is 1", () => {
    const ones = new Float32Array(2e7).fill(1);
    const zeros = new Float32Array(2e7);
    for (const backend of ["wasm", "js", ...nativeIfAny] as const)
      expect(
        square({ backend: backendNamed(backend) }).evaluate(ones, zeros, { gradient: false, check: false })
          .value,
      ).toBe(1);
  });

  const huber = () => {
    const build = createBuild();
    const p = build.input("p", "element");
    const scope = new Map<string, Node>([
      ["p", p],
      ["y", build.input("y", "element")],
      ["delta", build.uniform("delta")],
    ]);
    const source = {
      text: "r = abs(p - y)\nq = min(r, delta)\nL = 0.5*q^2 + delta*(r - q)",
      file: "huber.ts",
    };
    const value = check(build, source, parse(source), scope).get("L")!;
    const [gradient] = differentiate(build, value, build.constant(1), [p]);
    return fuse(build, {
      rows: false,
      outputs: [{ name: "dp", node: gradient!, per: "element" }],
      total: value,
    });
  };

  it("read from emitted text: Huber in JavaScript", () => {
    expect(javascript(huber())).toMatchInlineSnapshot(`
      "const a0 = new Float32Array(memory.buffer, addresses[0]);
      const a1 = new Float32Array(memory.buffer, addresses[1]);
      const a2 = new Float32Array(memory.buffer, addresses[2]);
      const u0 = uniforms[0];
      let total = 0;
      for (let i = 0; i < rows; i++) {
      const base = i * columns;
      for (let j = 0; j < columns; j++) {
      const n0 = a0[base + j];
      const n1 = a1[base + j];
      const n3 = n0 - n1;
      const n4 = Math.abs(n3);
      const n5 = Math.min(n4, u0);
      const n24 = (n3 > 0 ? 1 : n3 < 0 ? -1 : n3 * 0);
      const n25 = n5 * n24;
      const n8 = n5 * n5;
      const n9 = 0.5 * n8;
      const n10 = n4 - n5;
      const n27 = n10 * u0;
      const n28 = n9 + n27;
      total += n28;
      a2[base + j] = n25;
      }
      }
      return total;"
    `);
  });

  it("read from emitted text: Huber in C", () => {
    const text = c(huber(), "along");
    expect(text.startsWith(PRELUDE)).toBe(true);
    expect(text.slice(PRELUDE.length)).toMatchInlineSnapshot(`
      "
      double run(char *memory, const double *call, long long first, long long count, Number *scratch) {
        const long columns = count;
        Number *a0 = (Number *)(memory + (unsigned long long)call[2]) + first;
        Number *a1 = (Number *)(memory + (unsigned long long)call[3]) + first;
        Number *a2 = (Number *)(memory + (unsigned long long)call[4]) + first;
        const F v1 = all((float)call[5]);
        double total[W] = {0};
        long j, full;
        const int streams_a2 = can_stream(call, a2);
        F s2[4];
        for (int u = 0; u < 4; u++) s2[u] = all(0.0f);
        j = 0;
        full = columns / (4 * W) * (4 * W);
        while (j < full) {
          const long end = full - j < BLOCK ? full : j + BLOCK;
          for (; j < end; j += 4 * W) {
            UNROLL for (int u = 0; u < 4; u++) {
              const long k = j + u * W;
              const F v3 = load(a0 + k);
              const F v4 = load(a1 + k);
              const F v5 = v3 - v4;
              const F v6 = magnitude(v5);
              const F v7 = choose(v1 < v6, v1, v6);
              const I v8 = (I)v5 & same(0x80000000u);
              const I v9 = (I)all(1.0f) | v8;
              const I v10 = v5 != all(0.0f);
              const I v11 = v9 & v10;
              const F v12 = v7 * (F)v11;
              const F v13 = v7 * v7;
              const F v14 = all(0.5f) * v13;
              const F v15 = v6 - v7;
              const F v16 = v15 * v1;
              const F v17 = v14 + v16;
              s2[u] += v17;
              put(streams_a2, a2 + k, v12);
            }
          }
          widen(total, ((s2[0] + s2[1]) + (s2[2] + s2[3])));
          UNROLL for (int u = 0; u < 4; u++) s2[u] = all(0.0f);
        }
        for (; j < columns; j += W) {
          const long k = j;
          const I inside = lanes() < (int)(columns - k);
          const F v18 = load(a0 + k);
          const F v19 = load(a1 + k);
          const F v20 = v18 - v19;
          const F v21 = magnitude(v20);
          const F v22 = choose(v1 < v21, v1, v21);
          const I v23 = (I)v20 & same(0x80000000u);
          const I v24 = (I)all(1.0f) | v23;
          const I v25 = v20 != all(0.0f);
          const I v26 = v24 & v25;
          const F v27 = v22 * (F)v26;
          const F v28 = v22 * v22;
          const F v29 = all(0.5f) * v28;
          const F v30 = v21 - v22;
          const F v31 = v30 * v1;
          const F v32 = v29 + v31;
          s2[0] += (F)(inside & (I)(v32));
          store_some(a2 + k, v27, columns - k);
        }
        widen(total, ((s2[0] + s2[1]) + (s2[2] + s2[3])));
        UNROLL for (int u = 0; u < 4; u++) s2[u] = all(0.0f);
        finish_streams();
        return add_up(total);
      }
      "
    `);
  });
});
