import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { reportPage } from "../src/report/page.js";
import { raceResult, sevenOptimizers } from "./fixtures/result.js";

it("is one file that asks nothing of the network", () => {
  const page = reportPage(raceResult(sevenOptimizers));
  if (process.env.KEEP_REPORT) writeFileSync(process.env.KEEP_REPORT, page);
  expect(page).not.toMatch(/https?:\/\/|src=|@import|url\(/);
  expect(page.startsWith("<!doctype html>")).toBe(true);
  expect(page).toContain("Tie between adamw and adam");
});
