/** Training graphs on channels in blocks compute what the graphs of ONNX's own operators compute. */
import { describe, expect, it } from "vitest";
import { BLOCKED_DOMAIN } from "../src/graph/blocks.js";
import { readModel } from "../src/graph/file.js";
import { intOf } from "../src/graph/graph.js";
import {
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  gelu,
  globalAveragePool,
  type Layer,
  leakyRelu,
  maxPool2d,
  relu,
  residual,
  sequential,
  sigmoid,
  tanh,
} from "../src/index.js";
import { planTraining } from "../src/model/plan.js";
import { fillUniform } from "../src/random.js";
import { blockSize } from "../src/session/blocks.js";
import { nodeRuntime } from "../src/session/node-runtime.js";
import type { Runtime } from "../src/session/session.js";

const same = (filters: number, kernel = 3) => conv2d(filters, kernel, { padding: "same" });
const halving = (filters: number, kernel: number, padding: number) =>
  conv2d(filters, kernel, { stride: 2, padding });

/** A main path and a short one with a stride, added. */
const block = (filters: number): Layer => ({
  kind: "block",
  apply(scope, input) {
    const through = (layers: readonly Layer[]) =>
      layers.reduce((value, layer) => scope.layer(layer, value), input);
    const main = through([halving(filters, 3, 1), batchNorm(), relu(), same(filters), batchNorm()]);
    const short = through([halving(filters, 1, 0), batchNorm()]);
    return scope.layer(relu(), scope.op("Add", [main, short]));
  },
});

interface Example {
  readonly input: readonly number[];
  readonly layers: Layer[];
  /** Batch sizes. */
  readonly batches?: readonly number[];
  /** Every number of the input the same, so that whole windows tie. */
  readonly constant?: boolean;
}

const pooled = [same(16), relu(), maxPool2d(2), same(32, 5), maxPool2d(2), flatten(), dense(3)];
const examples: Record<string, Example> = {
  "pools behind convolutions": { input: [1, 12, 8], layers: pooled, batches: [5, 32] },
  "windows that tie": { input: [1, 8, 8], layers: pooled, constant: true },
  "pools behind something else": {
    input: [3, 12, 12],
    layers: [
      same(16),
      batchNorm(),
      relu(),
      maxPool2d(2),
      same(16),
      tanh(),
      maxPool2d(2),
      flatten(),
      dense(3),
    ],
  },
  "no padding, odd sizes": {
    input: [2, 15, 13],
    layers: [conv2d(16, 3), relu(), maxPool2d(2), conv2d(32, 3), relu(), maxPool2d(2), flatten(), dense(3)],
  },
  "a residual network": {
    input: [3, 8, 8],
    layers: [
      same(16),
      batchNorm(),
      relu(),
      residual([same(16), relu(), same(16)]),
      block(32),
      block(64),
      globalAveragePool(),
      dense(3),
    ],
    batches: [4, 32],
  },
  "strides and dilations": {
    input: [16, 17, 20],
    layers: [
      halving(32, 5, 2),
      relu(),
      conv2d(16, 3, { dilation: 2, padding: 2 }),
      sigmoid(),
      halving(16, 3, 0),
      conv2d(32, [3, 1], { stride: [1, 2], padding: [1, 0] }),
      conv2d(16, 1),
      conv2d(16, 4, { stride: 3, padding: 1 }),
      flatten(),
      dense(3),
    ],
  },
  "a large stride": {
    input: [16, 18, 18],
    layers: [
      same(16),
      conv2d(16, 5, { stride: 3, padding: 1 }),
      relu(),
      conv2d(16, 2, { stride: 2 }),
      flatten(),
      dense(3),
    ],
  },
  "numbers of channels without whole blocks": {
    input: [3, 10, 10],
    layers: [
      same(16),
      relu(),
      same(20),
      relu(),
      same(16),
      gelu(),
      conv2d(32, 3, { groups: 4 }),
      leakyRelu(),
      flatten(),
      dense(3),
    ],
  },
  "layers that know no blocks in between": {
    input: [3, 12, 12],
    layers: [
      same(16),
      relu(),
      dropout(0.4),
      same(32),
      averagePool2d(2),
      same(16),
      relu(),
      maxPool2d(3),
      flatten(),
      dense(3),
    ],
  },
  "blocks up to the output": { input: [16, 6, 6], layers: [same(16), relu(), residual([same(16)])] },
};

const random = (length: number, stream: string) => {
  const values = new Float32Array(length);
  fillUniform(values, 1, 3, stream);
  return values;
};
const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

/** Output, gradients and running statistics of one step. */
async function stepOf({ input, layers, constant }: Example, batch: number, runtime: Runtime) {
  const model = await sequential(layers).build({ input: [...input], seed: 5, runtime });
  const dims = [batch, ...input];
  for (const { name, length } of model.arena.segments)
    if (name.endsWith("bias")) model.arena.valuesOf(name).set(random(length, name));
  const data = constant ? new Float32Array(product(dims)).fill(0.5) : random(product(dims), "input");
  const output = await model.forward({ data, dims }, { training: true, seed: 2 });
  const numbers = new Map<string, Float32Array>([["output", Float32Array.from(output.data as Float32Array)]]);
  await model.backward({ data: random(output.data.length, "gradient"), dims: output.dims });
  for (const { name } of model.arena.segments) numbers.set(name, model.arena.gradientsOf(name).slice());
  for (const [name, values] of model.buffers) numbers.set(name, values.slice());
  const plan = model.plan();
  const domains = [plan.forwardBytes, plan.backwardBytes].flatMap((bytes) =>
    readModel(bytes).graph.nodes.map(({ domain }) => domain),
  );
  const saved = readModel(await model.save()).graph.nodes.map(({ domain }) => domain);
  await model.dispose();
  return { numbers, inBlocks: domains.filter((domain) => domain === BLOCKED_DOMAIN).length, saved };
}

const runtime = await nodeRuntime();
const available = (await blockSize(runtime, {})) !== undefined;

describe.skipIf(!available)("channels in blocks", () => {
  const cases = Object.entries(examples).flatMap(([name, example]) =>
    (example.batches ?? [3]).map((batch) => [name, batch, example] as const),
  );
  it.each(cases)("%s, batch %i", async (_, batch, example) => {
    const [plain, blocked] = [
      await stepOf(example, batch, { ...runtime, blocks: false }),
      await stepOf(example, batch, runtime),
    ];
    expect(plain.inBlocks).toBe(0);
    expect(blocked.inBlocks).toBeGreaterThan(2);
    expect(blocked.saved.every((domain) => domain === "")).toBe(true);
    // Beside the largest: biases before a normalization have gradients that are rounding errors. Where a number is
    // within rounding of relu's corner the gradients differ by its share; a wrong order gives errors near 1.
    const largest = Math.max(
      ...[...plain.numbers.values()]
        .flatMap((values) => values.map(Math.abs))
        .map((values) => Math.max(...values)),
    );
    for (const [name, values] of plain.numbers) {
      const got = blocked.numbers.get(name)!;
      const scale = Math.max(1e-2 * largest, ...values.map(Math.abs));
      const error = Math.max(...values.map((value, i) => Math.abs(value - got[i]!))) / scale;
      expect(error, name).toBeLessThan(2e-3);
    }
  });
});

describe("the graphs of a step", () => {
  const planOf = async ({ layers, input }: Example) => {
    const model = await sequential(layers).build({ input: [...input], runtime });
    const plan = planTraining(model.definition, 16);
    await model.dispose();
    return plan;
  };
  const operators = (bytes: Uint8Array) => readModel(bytes).graph.nodes.map(({ op }) => op);

  it("do not pass on what is cheap to compute again", async () => {
    const { saved, training } = await planOf(examples["a residual network"]!);
    const relus = training.run.filter(({ op }) => op === "Relu").flatMap(({ outputs }) => outputs);
    expect(relus).toHaveLength(6);
    // Behind normalizations they are made of the centred images; behind a convolution nothing else is saved.
    expect(relus.filter((name) => saved.includes(name))).toEqual([expect.stringContaining("residual")]);
  });

  it("take sums and relus into convolutions", async () => {
    const { forwardBytes, training } = await planOf(examples["a residual network"]!);
    expect(training.run.filter(({ op }) => op === "Relu")).not.toHaveLength(0);
    expect(operators(forwardBytes).filter((op) => op === "Relu" || op === "Add")).toHaveLength(
      training.run.filter(({ op, outputs }) => op === "Add" && !training.blocked!.values.has(outputs[0]!))
        .length,
    );
  });

  it("are for one batch size where that has whole blocks", async () => {
    const plan = await planOf(examples["a residual network"]!);
    expect(plan.backwardBytesFor(new Map([["batch", 20]]))).toBeUndefined();
    const bytes = plan.backwardBytesFor(new Map([["batch", 32]]))!;
    const groups = readModel(bytes).graph.nodes.map((node) => intOf(node, "group", 1));
    // Groups of half a block.
    expect(groups).toContain(4);
    expect(operators(plan.backwardBytes).length).not.toBe(operators(bytes).length);
  });
});

describe("an engine without the operators", () => {
  it("is found out, and trains without them", async () => {
    const refusing: Runtime = {
      ...runtime,
      open: (model, options) => {
        if (readModel(model).opsets.has(BLOCKED_DOMAIN)) throw new Error("unknown domain");
        return runtime.open(model, options);
      },
    };
    expect(await blockSize(refusing, {})).toBeUndefined();
    const { inBlocks } = await stepOf(examples["windows that tie"]!, 3, refusing);
    expect(inBlocks).toBe(0);
  });

  it("is found out when its blocks are others", async () => {
    const other: Runtime = {
      ...runtime,
      open: async (model, options) => {
        const session = await runtime.open(model, options);
        const run: typeof session.run = async (feeds, fetches) => {
          const results = await session.run(feeds, fetches);
          const names = Object.keys(fetches);
          return { ...results, [names[3]!]: results[names[0]!]! };
        };
        return { ...session, run };
      },
    };
    expect(await blockSize(other, {})).toBeUndefined();
  });

  it("is not asked on a GPU", async () => {
    expect(await blockSize(runtime, { provider: "webgpu" })).toBeUndefined();
  });
});
