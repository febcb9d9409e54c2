/** How much sooner is a race over when its trials share the cores? */
import { availableParallelism } from "node:os";
import { makeRecipe, race } from "@downhill/race";
import { Side } from "./support/side.mjs";
import { median } from "./support/stats.mjs";

export const heading = "Race throughput";
export const question =
  "How much sooner are the trials of a race done on two cores than one after another, and what does starting one cost?";

const recipe = {
  data: { mnist: { train: 10000, test: 1000 } },
  model: ["conv2d 16 3", "relu", "maxPool2d 2", "conv2d 32 3", "relu", "maxPool2d 2", "flatten", "dense 10"],
  loss: "cross-entropy",
  optimizer: "adamw",
  learningRate: 0.001,
  batchSize: 128,
};

/** Seconds for all trials, and milliseconds to start each. */
async function run(workers, overrides) {
  const { recipe: complete, catalogue } = makeRecipe({ ...recipe, ...overrides }, "bench.json");
  const starts = [];
  const on = (event) => event.type === "result" && starts.push(event.startMilliseconds);
  const start = performance.now();
  const result = await race(complete, catalogue, { workers, on });
  return { seconds: (performance.now() - start) / 1000, starts, racer: result.racers[0] };
}

/** Two processes of nothing but matrix products, one thread each: what sharing the cores can bring at most, now. */
async function startProducts() {
  const sides = [1, 2].map((n) => new Side(`products ${n}`, new URL("limits/sgemm.mjs", import.meta.url)));
  for (const side of sides) await side.prepare({ size: 512, threads: 1 });
  const seconds = async (work) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  return {
    /** How much sooner both are done at once than one after another. */
    async gain() {
      for (const side of sides) await side.run(20);
      const alone = await seconds(async () => {
        for (const side of sides) await side.run(150);
      });
      return alone / (await seconds(() => Promise.all(sides.map((side) => side.run(150)))));
    },
    stop: () => sides.forEach((side) => side.stop()),
  };
}

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer({ quick, progress }) {
  const trials = quick ? 2 : 8;
  const overrides = {
    repeats: trials,
    epochs: quick ? 1 : 3,
    ...(quick && { data: { mnist: { train: 2000, test: 500 } } }),
  };
  const counts = [1, 2];
  const runs = new Map(counts.map((workers) => [workers, []]));
  const products = await startProducts();
  const gains = [];
  for (let round = 0; round < (quick ? 1 : 3); round++)
    for (const workers of round % 2 ? counts.toReversed() : counts) {
      progress(`round ${round + 1}: ${workers} at a time`);
      gains.push(await products.gain());
      runs.get(workers).push(await run(workers, overrides));
    }
  products.stop();
  const possible = median(gains);
  const seconds = counts.map((workers) => median(runs.get(workers).map((one) => one.seconds)));
  const starts = counts.map((workers) => runs.get(workers).flatMap((one) => one.starts));
  return {
    tables: [
      {
        title: `${trials} trials of a CNN on ${availableParallelism()} cores`,
        columns: ["trials at a time", "seconds for all", "start of a trial, ms: median", "longest"],
        rows: counts.map((workers, i) => [
          String(workers),
          seconds[i],
          median(starts[i]),
          Math.max(...starts[i]),
        ]),
      },
    ],
    goals: [
      {
        what: "two at a time: speed beside one after another",
        value: seconds[0] / seconds[1],
        atLeast: 1.85,
        because: `in the same minutes two processes that only multiply matrices were done ${possible.toPrecision(3)} times sooner at once than one after another`,
      },
      {
        what: "the same, as a part of what two processes of matrix products gain",
        value: seconds[0] / seconds[1] / possible,
        atLeast: 0.95,
        because: "each process loads the library and the data before its first trial",
      },
      { what: "starting a trial, two at a time", value: median(starts[1]), atMost: 300, unit: " ms" },
    ],
  };
}
