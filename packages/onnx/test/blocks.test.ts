/** Training graphs on channels in blocks compute what the graphs of ONNX's own operators compute. */
import { describe, expect, it } from "vitest";
import { BLOCKED_DOMAIN } from "../src/graph/blocks.js";
import { readModel } from "../src/graph/file.js";
import { intOf } from "../src/graph/graph.js";
import { sequential } from "../src/index.js";
import { planTraining } from "../src/model/plan.js";
import { fillUniform } from "../src/random.js";
import { blockSize } from "../src/session/blocks.js";
import { nodeRuntime } from "../src/session/node-runtime.js";
import type { Runtime } from "../src/session/session.js";
import { type ImageNetwork, imageNetworks } from "./support/image-networks.js";

const random = (length: number, stream: string) => {
  const values = new Float32Array(length);
  fillUniform(values, 1, 3, stream);
  return values;
};
const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

/** Output, gradients and running statistics of one step. */
async function stepOf({ input, layers, constant }: ImageNetwork, batch: number, runtime: Runtime) {
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
  const cases = Object.entries(imageNetworks).flatMap(([name, example]) =>
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
  const planOf = async ({ layers, input }: ImageNetwork) => {
    const model = await sequential(layers).build({ input: [...input], runtime });
    const plan = planTraining(model.definition, 16);
    await model.dispose();
    return plan;
  };
  const operators = (bytes: Uint8Array) => readModel(bytes).graph.nodes.map(({ op }) => op);

  it("do not pass on what is cheap to compute again", async () => {
    const { saved, training } = await planOf(imageNetworks["a residual network"]!);
    const relus = training.run.filter(({ op }) => op === "Relu").flatMap(({ outputs }) => outputs);
    expect(relus).toHaveLength(6);
    // Behind normalizations they are made of the centred images; behind a convolution nothing else is saved.
    expect(relus.filter((name) => saved.includes(name))).toEqual([expect.stringContaining("residual")]);
  });

  it("take sums and relus into convolutions", async () => {
    const { forwardBytes, training } = await planOf(imageNetworks["a residual network"]!);
    expect(training.run.filter(({ op }) => op === "Relu")).not.toHaveLength(0);
    expect(operators(forwardBytes).filter((op) => op === "Relu" || op === "Add")).toHaveLength(
      training.run.filter(({ op, outputs }) => op === "Add" && !training.blocked!.values.has(outputs[0]!))
        .length,
    );
  });

  it("are for one batch size where that has whole blocks", async () => {
    const plan = await planOf(imageNetworks["a residual network"]!);
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
    const { inBlocks } = await stepOf(imageNetworks["windows that tie"]!, 3, refusing);
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
