/** Runs the `@example` of a doc comment, and compares each `expression; // result` in it. */
import { expect } from "vitest";

/** Expects every documented result to seven digits, and at least one of them. `scope` is what the example may use. */
export function expectDocumentedResults(source: string, scope: Readonly<Record<string, unknown>>): void {
  const results = documentedResults(source, scope);
  expect(results.length).toBeGreaterThan(0);
  for (const { what, got, expected } of results) expectAlike(got, expected, what);
}

interface Result {
  readonly what: string;
  readonly got: unknown;
  readonly expected: unknown;
}

function documentedResults(source: string, scope: Readonly<Record<string, unknown>>): Result[] {
  const [, comment = ""] = /@example\n([\s\S]*?)(?: \* @|\*\/)/.exec(source) ?? [];
  const lines = comment.split("\n").map((line) => {
    const code = line.replace(/^ \* ?/, "");
    const [, expression, result] = /^(.*?);? \/\/ (.*)$/.exec(code) ?? [];
    if (result === undefined) return code;
    const expected = result.startsWith("{") ? `(${result})` : `[${result}]`;
    return `report(${JSON.stringify(expression)}, (${expression}), ${expected});`;
  });
  const results: Result[] = [];
  const report = (what: string, got: unknown, expected: unknown) => {
    const isList = Array.isArray(expected) && typeof got === "number";
    results.push({
      what,
      got: isList ? [got] : ArrayBuffer.isView(got) ? Array.from(got as never) : got,
      expected,
    });
  };
  const run = new Function("report", ...Object.keys(scope), lines.join("\n"));
  run(report, ...Object.values(scope));
  return results;
}

function expectAlike(got: unknown, expected: unknown, what: string): void {
  if (typeof expected === "number")
    expect(Math.abs((got as number) - expected), `${what}: ${got}`).toBeLessThanOrEqual(
      5e-7 * Math.max(1, Math.abs(expected)),
    );
  else {
    expect(Object.keys(got as object), what).toEqual(Object.keys(expected as object));
    for (const [key, each] of Object.entries(expected as object))
      expectAlike((got as Record<string, unknown>)[key], each, `${what}.${key}`);
  }
}
