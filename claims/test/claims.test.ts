import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Bilingual, ClaimsResult, Finding, Measured } from "../src/index.js";
import { claims, claimsPage, claimsReadme, order, readResults, show, writeResults } from "../src/index.js";

const file = (path: string) => new URL(`../${path}`, import.meta.url);
const recorded = readResults(readFileSync(file("results.json"), "utf8"));
const ids = claims.map(({ id }) => id);
const KOREAN = /[가-힣]/;

function expectBoth({ en, ko }: Bilingual): void {
  expect(en).not.toBe("");
  expect(en).not.toMatch(KOREAN);
  expect(ko).toMatch(KOREAN);
}

function expectFinding({ verdict, found, rows, figure }: Finding): void {
  expect(["holds", "qualified", "does-not-hold"]).toContain(verdict);
  expectBoth(found);
  for (const text of [found.en, found.ko]) expect(text).not.toMatch(/undefined|NaN|\[object|Infinity/);
  expect(rows.length).toBeGreaterThan(0);
  for (const { label, values } of rows) {
    expect(label.en).not.toMatch(KOREAN);
    expect(label.ko).not.toBe("");
    expect(Object.keys(values).length).toBeGreaterThan(0);
    for (const value of Object.values(values)) expectNumber(value);
  }
  expectBoth(figure.title);
  expect(figure.series.length).toBeGreaterThan(0);
  for (const { x, y } of figure.series) {
    expect(x.length).toBe(y.length);
    expect(y.some(Number.isFinite)).toBe(true);
  }
}

function expectNumber(value: number | Measured): void {
  if (typeof value === "number") return;
  expect(value.values.length).toBeGreaterThan(0);
  expect(value.interval).toBeGreaterThanOrEqual(0);
}

it("is one file per claim, named like it, each with a place in the lecture", () => {
  const files = readdirSync(file("src/claims"))
    .filter((name) => name !== "index.ts")
    .map((name) => name.replace(/\.ts$/, ""));
  expect([...ids].sort()).toEqual(files.sort());
  expect(ids.filter((id) => !order.includes(id))).toEqual([]);
});

it.each(claims)("$id is written in both languages", ({ claim, section, experiment, criterion, source }) => {
  for (const text of [claim, section, experiment, criterion]) expectBoth(text);
  expect(source).toMatch(/\d{4}/);
});

it.each(claims)("$id runs at fast scale within seconds", async (claim) => {
  const fractions: number[] = [];
  const started = performance.now();
  expectFinding(await claim.run({ scale: "fast", progress: (fraction) => fractions.push(fraction) }));
  // Two seconds on an idle machine; a busy one gets more.
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(fractions.at(-1)).toBeCloseTo(1, 5);
  expect(Math.max(...fractions)).toBeLessThanOrEqual(1 + 1e-9);
});

it("has recorded results of every claim, at full scale", () => {
  expect(recorded.scale).toBe("full");
  expect(recorded.results.map(({ id }) => id)).toEqual(ids);
  for (const { finding } of recorded.results) expectFinding(finding!);
});

it("has a README that says what was recorded", () => {
  expect(readFileSync(file("README.md"), "utf8")).toBe(claimsReadme(claims, recorded));
});

it("draws a page that needs nothing else", () => {
  const page = claimsPage(claims, recorded, "ko");
  expect(ids.filter((id) => !page.includes(`<article id="${id}">`))).toEqual([]);
  expect(page.includes('<html lang="ko">')).toBe(true);
  expect(page.match(/<script|<link|<img|src=|@import|url\(/)).toBeNull();
  expect(page.match(/undefined|NaN|\[object/)).toBeNull();
});

it("keeps numbers that JSON does not know", () => {
  const rows = [
    { label: { en: "steps", ko: "단계" }, values: { a: Number.POSITIVE_INFINITY, b: Number.NaN } },
  ];
  const finding = { rows } as unknown as Finding;
  const result = { results: [{ id: "x", seconds: 1, finding }] } as unknown as ClaimsResult;
  expect(readResults(writeResults(result))).toEqual(result);
});

it("shows a mean as precisely as its interval allows", () => {
  const at = (mean: number, interval: number) =>
    show({ mean, interval, values: [] }).replaceAll("\u00a0", " ");
  expect(at(0.02064, 0.00132)).toBe("0.0206 ± 0.0013");
  expect(at(1577.4, 313.2)).toBe("1577 ± 313");
  expect(at(-0.5, 0)).toBe("−0.5");
  expect(at(0.606518, 1e-7)).toBe("0.6065");
  expect(show(3.2e-7)).toBe("3.2·10⁻⁷");
  expect(show(Number.POSITIVE_INFINITY)).toBe("∞");
});
