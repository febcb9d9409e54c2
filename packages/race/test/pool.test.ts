import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { Pool, WorkerCrash } from "../src/pool.js";

const module = new URL("./fixtures/pool-worker.mjs", import.meta.url);
const pools: Pool[] = [];
const crashes: string[] = [];
function pool(workers: number): Pool {
  crashes.length = 0;
  const made = new Pool({
    workers,
    module,
    onCrash: (_, reason, retried) => crashes.push(`${reason}${retried ? ", again" : ""}`),
  });
  pools.push(made);
  return made;
}
afterEach(() => {
  for (const made of pools.splice(0)) made.close();
});

type Echo = { value: number; pid: number; number: number };

it("serves many jobs with few processes, events before results", async () => {
  const { run } = {
    run: (value: number, onEvent?: (event: unknown) => void) =>
      shared.run<unknown, unknown, Echo>({ value }, onEvent),
  };
  const shared = pool(2);
  const events: unknown[] = [];
  const results = await Promise.all(
    [1, 2, 3, 4, 5].map((value) => run(value, (event) => events.push(event))),
  );
  expect(results.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
  expect(new Set(results.map(({ pid }) => pid)).size).toBeLessThanOrEqual(2);
  expect(results[0]!.number).toBeNaN();
  expect(events).toHaveLength(5);
});

it("hands on errors with their code, and goes on", async () => {
  const one = pool(1);
  await expect(one.run({ fail: true })).rejects.toMatchObject({ code: "data", message: "bad row 3" });
  await expect(one.run({ value: 1 })).resolves.toMatchObject({ value: 1 });
});

it("retries a job whose worker died, once", async () => {
  const mark = join(await mkdtemp(join(tmpdir(), "downhill-pool-")), "died");
  const one = pool(1);
  const jobs = [
    one.run<unknown, unknown, Echo>({ dieOnce: mark, value: 1 }),
    one.run<unknown, unknown, Echo>({ value: 2 }),
  ];
  expect((await Promise.all(jobs)).map(({ value }) => value)).toEqual([1, 2]);
  expect(crashes).toEqual(["SIGKILL, again"]);
});

it("gives up on a job that kills two workers, and serves the others", async () => {
  const one = pool(1);
  const jobs = await Promise.allSettled([one.run({ die: true }), one.run({ value: 2 })]);
  expect(jobs[0]).toMatchObject({
    status: "rejected",
    reason: new WorkerCrash("exit code 7: native stack overflow"),
  });
  expect(jobs[1]).toMatchObject({ status: "fulfilled", value: { value: 2 } });
  expect(crashes).toHaveLength(2);
});
