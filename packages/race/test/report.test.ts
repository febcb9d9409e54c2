import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reportPage } from "../src/report/page.js";
import { scaleOver } from "../src/report/scale.js";
import { raceResult, sevenOptimizers } from "./fixtures/result.js";

/** Pages are long: a failure shows the part around the finding, not the page. */
const find = (page: string, pattern: RegExp) => {
  const at = page.search(pattern);
  return at < 0 ? undefined : page.slice(Math.max(0, at - 60), at + 60);
};

describe("the report", () => {
  const page = reportPage(raceResult(sevenOptimizers));
  if (process.env.KEEP_REPORT) writeFileSync(process.env.KEEP_REPORT, page);

  it("is one file that asks nothing of the network", () => {
    expect(find(page, /https?:\/\/|\bsrc=|\bhref=|@import|url\(|fetch\(/)).toBeUndefined();
    expect(page.startsWith("<!doctype html>")).toBe(true);
  });
  it("says who won, flags edges, shows what diverged", () => {
    expect(page.includes("Tie between adamw and adam")).toBe(true);
    expect(page.includes("1 of 3 diverged")).toBe(true);
    expect(page.includes("seed 2 diverged in step 113")).toBe(true);
    expect(page.includes("⚠ edge")).toBe(true);
    expect(find(page.split("<script>")[0]!, /NaN|undefined|\[object/)).toBeUndefined();
  });
  it("shows a table behind each chart, and data that JSON can read", () => {
    expect(page.split("<summary>Numbers</summary>").length - 1).toBe(4);
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!;
    expect(Object.keys(JSON.parse(data))).toContain("loss0 log scale");
  });
  it("draws losses of different formulas apart", () => {
    const two = reportPage(raceResult([sevenOptimizers[0]!, { ...sevenOptimizers[1]!, loss: "mse" }]));
    expect(two.includes("Training loss: cross-entropy")).toBe(true);
    expect(two.includes("Training loss: mse")).toBe(true);
    expect(two.includes("values of different losses cannot be compared")).toBe(true);
  });
  it("escapes names", () => {
    const evil = reportPage(raceResult([{ ...sevenOptimizers[0]!, name: '</script><img onerror="x">' }]));
    expect(evil.includes("<img")).toBe(false);
  });
  it("survives a race in which nothing finished", () => {
    const none = raceResult([
      { name: "sgd", values: [Number.NaN, Number.NaN], rates: [[1e6, Number.NaN]], chosen: undefined },
    ]);
    expect(reportPage(none).includes("No racer finished a measured run.")).toBe(true);
    expect(reportPage(none).includes("all 1 diverged")).toBe(true);
  });
});

describe("scales", () => {
  it("mark round numbers inside", () => {
    expect(scaleOver([0, 10], "linear", 0).ticks).toEqual([0, 2, 4, 6, 8, 10]);
    expect(scaleOver([0.001, 1], "log", 0).ticks).toEqual([
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,
    ]);
    expect(scaleOver([0.5, 0.99], "share", 0).ticks).toEqual([0.5, 0.8, 0.9, 0.95, 0.98, 0.99]);
  });
  it("put low at 0, high at 1, and leave out what cannot be shown", () => {
    for (const kind of ["linear", "log", "share"] as const) {
      const scale = scaleOver(
        [0.2, 0.9, Number.NaN, Number.POSITIVE_INFINITY, kind === "log" ? -1 : 0.5],
        kind,
        0,
      );
      expect([scale.at(0.2), scale.at(0.9)].map((place) => Number(place.toFixed(9)))).toEqual([0, 1]);
    }
  });
  it("bear one value and none", () => {
    for (const kind of ["linear", "log", "share"] as const) {
      expect(scaleOver([], kind).ticks.length).toBeGreaterThan(0);
      const one = scaleOver([0.5], kind);
      expect(one.at(0.5)).toBeGreaterThan(0);
      expect(one.at(0.5)).toBeLessThan(1);
    }
  });
});
