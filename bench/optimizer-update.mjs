/** How long does an update of the parameters take, beside a plain loop, the peers and the memory's limit? */
import { resnet50 } from "./optimizer-update/resnet-50.mjs";
import { limitSides, limitThreads, narrowLimitSides } from "./support/limit.mjs";
import { agree, interleave, startSides } from "./support/side.mjs";

export const heading = "Optimizer update";
export const question =
  "How long does one update take, beside a plain loop over typed arrays, the peers, and the bare memory traffic?";

const betas = { beta1: 0.9, beta2: 0.999, eps: 1e-8 };
const optimizers = {
  sgd: { states: 0, options: { lr: 0.01 } },
  momentum: { states: 1, options: { lr: 0.01, momentum: 0.9 } },
  nesterov: { states: 1, options: { lr: 0.01, momentum: 0.9 } },
  adagrad: { states: 1, options: { lr: 0.01, eps: 1e-10, initialAccumulator: 0.1 } },
  rmsprop: { states: 1, options: { lr: 0.01, alpha: 0.99, eps: 1e-8 } },
  adam: { states: 2, options: { lr: 1e-3, ...betas } },
  adamw: { states: 2, options: { lr: 1e-3, ...betas, weightDecay: 0.01 } },
};
const names = [
  "plain-loop",
  "downhill",
  "downhill 2",
  "downhill native 2",
  "pytorch",
  "jax-js",
  "tensorflow-js",
];
/** Ours, of which parts and goals take the fastest. */
const OURS = ["downhill", "downhill 2", "downhill native 2"];

/** One row: all sides on one optimizer and one list of tensors. */
async function measure(optimizer, shapes, context, notes) {
  const { states, options } = optimizers[optimizer];
  context.progress(`${optimizer}, ${shapes.length} tensors`);
  const parameters = (name) => ({
    optimizer,
    options,
    shapes,
    states,
    threads: / 2\b/.test(name) ? 2 : 1,
    ...(name.includes("native") && { backend: "native" }),
    ...(name.endsWith("clipped") && { clipNorm: 1e9 }),
  });
  const sides = await startSides("optimizer-update", names, parameters, notes);
  agree(sides, 2e-5, optimizer);
  const length = shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const traffic = { reads: states + 2, writes: states + 1, inPlace: true, length };
  const limits = await limitSides(traffic);
  const copies = await limitSides({ reads: 1, writes: 1, inPlace: false, length });
  if (optimizer === "adamw") {
    const more = sides
      .map(({ name }) => name)
      .filter((name) => name.startsWith("downhill ") && OURS.includes(name));
    const oneVector = (name) => ({ ...parameters(name), shapes: [[length]] });
    for (const name of more)
      sides.push(
        ...(await startSides("optimizer-update", [`${name} clipped`], parameters, notes)),
        ...(await startSides("optimizer-update", [`${name} as one vector`], oneVector, notes)),
      );
  }
  const all = [
    ...limits,
    ...(await narrowLimitSides(traffic)),
    ...copies.map((side) => Object.assign(side, { name: `copy ${side.name}` })),
    ...sides,
  ];
  await interleave(all, context.effort);
  const times = Object.fromEntries(all.map((side) => [side.name, side.median]));
  for (const side of all) side.stop();
  const best = (prefix) => Math.min(...limitThreads().map((threads) => times[`${prefix}limit ${threads}`]));
  const torch = sides.find(({ name }) => name === "pytorch")?.note;
  const fastest = OURS.filter((name) => times[name] !== undefined).reduce((a, b) =>
    times[b] < times[a] ? b : a,
  );
  return { optimizer, ...times, fastest, best: times[fastest], limit: best(""), copy: best("copy "), torch };
}

/** @returns {Promise<import("./support/results.mjs").Answer>} */
export async function answer(context) {
  const M = 2 ** 20;
  const lists = context.quick
    ? [["64K", [[2 ** 16]]]]
    : [
        ["1M parameters", [[M]]],
        ["16M parameters", [[16 * M]]],
        ["the 161 tensors of ResNet-50, 25.6M parameters", resnet50()],
      ];
  const notes = new Set();
  const tables = [];
  const goals = [];
  for (const [title, shapes] of lists) {
    const rows = [];
    for (const optimizer of Object.keys(optimizers))
      rows.push(await measure(optimizer, shapes, context, notes));
    tables.push({
      title,
      columns: [
        "ms",
        "limit",
        "128 bits",
        "downhill",
        "2 threads",
        "native, 2 threads",
        "of limit",
        "plain loop",
        "PyTorch",
        "jax-js",
        "TensorFlow.js",
        "copy",
      ],
      rows: rows.map((row) => [
        row.optimizer,
        row.limit,
        row["limit of 128 bits"],
        row.downhill,
        row["downhill 2"],
        row["downhill native 2"],
        row.limit / row.best,
        row["plain-loop"],
        row.pytorch,
        row["jax-js"],
        row["tensorflow-js"],
        row.copy,
      ]),
    });
    const ways = rows.map(({ optimizer, torch }) => torch && `${optimizer} ${torch}`).filter(Boolean);
    if (ways.length > 0) notes.add(`PyTorch's fastest setting, ${title}: ${ways.join("; ")}.`);
    goals.push(...goalsOf(title, rows, shapes.length));
  }
  notes.add(
    '"128 bits" is the limit with two threads and vectors as narrow as those of WebAssembly. Two threads work on `sharedMemory`; those of native kernels are their own. Parts and goals take the fastest of ours. "copy" copies one vector of the same length. TensorFlow.js has no AdamW: decay and Adam, two passes.',
  );
  return { tables, goals, notes: [...notes] };
}

const IN_CACHE =
  "where everything lies in the cache, AdaGrad, RMSProp and Adam wait for the unit that does roots and divisions";

const BEYOND =
  "all of them wait for the memory, whose speed on a shared machine moves by a third from turn to turn, the limit's too";

function goalsOf(title, rows, tensors) {
  const adamw = rows.find(({ optimizer }) => optimizer === "adamw");
  /** The row in which a number is smallest. */
  const worst = (ratio) => rows.reduce((a, b) => (ratio(b) < ratio(a) ? b : a));
  // Both by the same of ours: the fastest that has both.
  const both = adamw.fastest === "downhill" ? "downhill 2" : adamw.fastest;
  const ofBest = (what) => adamw[`${both} ${what}`] / adamw[both];
  const because = { because: title.startsWith("1M") ? IN_CACHE : BEYOND };
  const goals = [
    {
      what: `AdamW, ${title}: speed beside a plain loop over typed arrays`,
      value: adamw["plain-loop"] / adamw.best,
      atLeast: 2.5,
    },
    {
      what: `AdamW, ${title}: times of a memory copy`,
      value: adamw.best / adamw.copy,
      atMost: 5,
      ...because,
    },
  ];
  const part = (row) => row.limit / row.best;
  const least = worst(part);
  goals.push({
    what: `all optimizers, ${title}: smallest part of the memory's limit (${least.optimizer})`,
    value: part(least),
    atLeast: 0.85,
    ...because,
  });
  if (adamw.pytorch) {
    const speed = (row) => row.pytorch / row.best;
    const slowest = worst(speed);
    goals.push({
      what: `all optimizers, ${title}: smallest speed beside PyTorch (${slowest.optimizer})`,
      value: speed(slowest),
      atLeast: 1,
      ...because,
    });
  }
  goals.push({
    what: `AdamW, ${title}: time with clipping by norm beside without`,
    value: ofBest("clipped"),
    atMost: 1.15,
    because:
      "clipping reads the gradients once more, for their norm; the rest is the wait between both passes",
  });
  if (tensors > 1)
    goals.push({
      what: `AdamW, ${title}: time beside one vector of their size`,
      value: 1 / ofBest("as one vector"),
      atMost: 1.05,
    });
  return goals;
}
