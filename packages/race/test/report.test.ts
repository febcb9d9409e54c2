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

describe("the report of errors, which are better when lower", () => {
  const entries = [
    {
      name: "huber",
      values: [2.1, 2.2],
      rates: [[0.01, 3] as const, [0.1, Number.NaN] as const],
      chosen: 0.01,
    },
    { name: "mse", values: [7.9, Number.NaN], rates: [[0.01, 40] as const], chosen: 0.01 },
  ];
  const page = reportPage(
    raceResult(entries, { metrics: ["mae", "rmse"], target: undefined }, ["2 of 9 <images>\n  a.png: empty"]),
  );

  it("says so at the axis and in the table", () => {
    expect(page.includes("test mae (lower is better)")).toBe(true);
    expect(page.includes("held-out mae (lower is better)")).toBe(true);
    expect(page.includes("test mae<br>(lower is better)")).toBe(true);
    expect(page.indexOf(">huber")).toBeLessThan(page.indexOf(">mse"));
  });
  it("offers a log scale, with marks also where the values are close", () => {
    expect(page.includes('data-variant="epochs log scale"')).toBe(true);
    expect(scaleOver([2.55, 2.75], "log").ticks).toEqual([2.55, 2.6, 2.65, 2.7, 2.75]);
    expect(scaleOver([0.05, 0.25], "log").ticks).toEqual([0.05, 0.07, 0.1, 0.2]);
  });
  it("puts what diverged where errors are large", () => {
    const sensitivity = page.slice(page.indexOf('id="sensitivity-title"'));
    expect(/class="mark[^>]*top:0%"[^>]*diverged/.test(sensitivity)).toBe(true);
  });
  it("shows warnings, and what else was measured", () => {
    expect(page.includes("2 of 9 &#60;images&#62;")).toBe(true);
    expect(page.includes("Other metrics")).toBe(true);
    expect(page.includes("test rmse")).toBe(true);
  });
  it("keeps the linear axis where an error may be 0 or below", () => {
    const zero = reportPage(raceResult([{ ...entries[0]!, values: [-0.7, -0.7] }], { metrics: ["mae"] }));
    expect(zero.includes('data-variant="epochs log scale"')).toBe(false);
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
