/** How long do value and gradient of a loss take, and how exact is the mean? */
import { exactMean, inputsOf } from "./losses/values.mjs";
import { limitSides, limitThreads } from "./support/limit.mjs";
import { agree, interleave, Side, startSides } from "./support/side.mjs";

export const heading = "Losses";
export const question =
  "How long do the value and the gradient of a loss take, mean over all, and how far is the value from the mean in float64?";

const elements = { length: 2 ** 22 };
const cases = [
  { loss: "mse", kind: "regression", shape: elements, goal: 0.8 },
  { loss: "huber", kind: "regression", shape: elements, goal: 0.8 },
  { loss: "mae", kind: "regression", shape: elements, goal: 0.8 },
  { loss: "hinge", kind: "sign", shape: elements, goal: 0.8 },
  { loss: "binary-cross-entropy-with-logits", kind: "binary", shape: elements },
  { loss: "focal", kind: "binary", shape: elements },
  { loss: "cross-entropy", kind: "class", shape: { length: 8192, columns: 1000 } },
  { loss: "cross-entropy", kind: "class", shape: { length: 262144, columns: 10 } },
  { loss: "triplet", kind: "triplet", shape: { length: 32768, columns: 128 }, gradients: 3, goal: 0.5 },
  { loss: "contrastive", kind: "pair", shape: { length: 32768, columns: 128 }, gradients: 2, goal: 0.5 },
];
const names = [
  "downhill",
  "downhill checked",
  "downhill 2",
  "downhill native 2",
  "pytorch",
  "jax-js",
  "tensorflow-js",
];

async function measure({ loss, kind, shape: full, gradients = 1, goal }, context, notes) {
  const shape = context.quick ? { ...full, length: full.length / 64 } : full;
  context.progress(`${loss} ${shape.length}`);
  const parameters = (name) => ({
    loss,
    kind,
    shape,
    gradients,
    checkTargets: name.endsWith("checked"),
    threads: name.endsWith("2") ? 2 : 1,
    ...(name.includes("native") && { backend: "native" }),
  });
  const sides = await startSides("losses", names, parameters, notes);
  agree(sides, 1e-4, loss);
  const inputs = inputsOf(kind, shape);
  const exact = exactMean(loss, shape, inputs);
  const errors = {};
  for (const side of sides) {
    errors[side.name] = Math.abs((await side.report()).value / exact - 1);
    // A mean in float32 may be off, but not another loss.
    if (!(errors[side.name] < 0.01)) throw new Error(`${loss}: ${side.name} is off by ${errors[side.name]}`);
  }
  // Targets of rows are small beside the rows.
  const reads = kind === "class" ? 1 : Math.max(2, gradients);
  const limits = await limitSides({ reads, writes: gradients, inPlace: false, length: inputs[0].length });
  const arithmetic = new Side("arithmetic", new URL("losses/arithmetic.mjs", import.meta.url));
  await arithmetic.prepare({ loss, kind, shape, threads: limitThreads().at(-1) });
  await interleave([...limits, arithmetic, ...sides], context.effort);
  const times = Object.fromEntries(sides.map((side) => [side.name, side.median]));
  const ours = ["downhill", "downhill 2", "downhill native 2"].filter((name) => times[name] !== undefined);
  times.best = Math.min(...ours.map((name) => times[name]));
  const limit = Math.min(...limits.map((side) => side.median));
  const torch = sides.find(({ name }) => name === "pytorch")?.note;
  for (const side of [...limits, arithmetic, ...sides]) side.stop();
  const title = shape.columns
    ? `${loss} ${shape.length}×${shape.columns}`
    : `${loss} ${shape.length / 1024}K`;
  return { title, goal, limit, arithmetic: arithmetic.median, times, errors, torch };
}

const percent = (error) => (error === undefined ? undefined : `${(100 * error).toPrecision(2)} %`);

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer(context) {
  const notes = new Set();
  const rows = [];
  for (const one of cases) rows.push(await measure(one, context, notes));
  notes.add(
    "arithmetic is what the kernel's operations per element take where nothing waits, on as many threads.",
  );
  notes.add(
    "downhill is called with `check: false`, and with its default, which looks at every target first, in the column checked. Two threads work on `sharedMemory`; those of native kernels are their own. Parts and goals take the fastest of ours. The limit is a plain loop in C; native kernels write what no cache has room for past the caches and ask for large pages, so that a part may be above 1.",
  );
  const ways = rows.map(({ title, torch }) => torch && `${title} ${torch}`).filter(Boolean);
  if (ways.length > 0) notes.add(`PyTorch's fastest setting: ${ways.join("; ")}.`);
  const peers = ["pytorch", "jax-js", "tensorflow-js"];
  return {
    tables: [
      {
        title: "Value and gradient",
        columns: [
          "ms",
          "limit",
          "arithmetic",
          "downhill",
          "2 threads",
          "native, 2 threads",
          "checked",
          "of limit",
          "PyTorch",
          "jax-js",
          "TensorFlow.js",
        ],
        rows: rows.map(({ title, limit, arithmetic, times }) => [
          title,
          limit,
          arithmetic,
          times.downhill,
          times["downhill 2"],
          times["downhill native 2"],
          times["downhill checked"],
          limit / times.best,
          ...peers.map((peer) => times[peer]),
        ]),
      },
      {
        title: "Error of the value, relative to float64",
        columns: ["", "downhill", "native", "PyTorch", "jax-js", "TensorFlow.js"],
        rows: rows.map(({ title, errors }) => [
          title,
          ...["downhill", "downhill native 2", ...peers].map((name) => percent(errors[name])),
        ]),
      },
    ],
    goals: rows.flatMap(goalsOf),
    notes: [...notes],
  };
}

const TURNS =
  "the kernel waits for memory; on a machine shared with others the limit itself moves by a third from turn to turn";
const BOTH_NATIVE = "both are native code that waits for the memory most of the time";

function goalsOf({ title, goal, limit, arithmetic, times, errors }) {
  const goals = [
    goal
      ? {
          what: `${title}: part of the memory's limit`,
          value: limit / times.best,
          atLeast: goal,
          because: TURNS,
        }
      : {
          what: `${title}: times of the arithmetic's limit`,
          value: times.best / arithmetic,
          atMost: 2,
          because: "besides the exponentials each row costs a maximum, a sum and its leftover columns",
        },
  ];
  for (const [peer, atLeast] of [
    ["pytorch", 3],
    ["jax-js", 8],
    ["tensorflow-js", 8],
  ])
    if (times[peer])
      goals.push({
        what: `${title}: speed beside ${peer}`,
        value: times[peer] / times.best,
        atLeast,
        because: peer === "pytorch" ? BOTH_NATIVE : "both wait for the memory most of the time",
      });
  const worst = Math.max(errors.downhill, errors["downhill native 2"] ?? 0);
  goals.push({ what: `${title}: error of the mean`, value: worst, atMost: 1e-6, unit: "" });
  return goals;
}
