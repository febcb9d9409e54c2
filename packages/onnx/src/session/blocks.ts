/** Whether an engine has ONNX Runtime's operators on images in blocks of channels, and how large a block is. */
import { Blocks, blockedFilter, window } from "../graph/blocks.js";
import { GraphBuilder } from "../graph/builder.js";
import { modelOf, writeModel } from "../graph/file.js";
import type { Runtime, SessionOptions } from "./session.js";

const CANDIDATES = [16, 8];
/** Channels of the probe: whole blocks of any size, for the engine does not check what lies beyond an array. */
const CHANNELS = 32;
const known = new WeakMap<Runtime, Promise<number | undefined>>();

/** Channels in a block, which depends on the CPU; undefined where the operators are missing or do something else. */
export async function blockSize(runtime: Runtime, options: SessionOptions): Promise<number | undefined> {
  if (!runtime.blocks || (options.provider ?? "cpu") !== "cpu") return undefined;
  let found = known.get(runtime);
  if (!found) known.set(runtime, (found = probe(runtime)));
  return found;
}

async function probe(runtime: Runtime): Promise<number | undefined> {
  for (const size of CANDIDATES) {
    // An engine without the operators refuses the graph: that is the answer, not an error.
    const works = await agrees(runtime, size).catch(() => false);
    if (works) return size;
  }
  return undefined;
}

/**
 * Convolves a small image both ways: as a whole, and in groups of fewer channels than a block. Another size of blocks
 * than the engine's gives other numbers or is refused.
 */
async function agrees(runtime: Runtime, size: number): Promise<boolean> {
  const emit = new GraphBuilder();
  const blocks = new Blocks(emit, size);
  const groups = CHANNELS / (size / 2);
  const dims = {
    image: [1, CHANNELS, 3, 5],
    weight: [CHANNELS, CHANNELS, 3, 3],
    parts: [groups * CHANNELS, size / 2, 3, 3],
  };
  const { image, weight, parts } = Object.fromEntries(
    Object.entries(dims).map(([name, shape]) => [name, emit.input({ name, type: "float32", shape })]),
  ) as Record<keyof typeof dims, string>;
  const pairs = [
    { filter: weight, shape: dims.weight, group: 1, input: blocks.blocked(image, [1, CHANNELS, 3, 5]) },
    { filter: parts, shape: dims.parts, group: groups, input: image },
  ].map(({ filter, shape, group, input }) => {
    const how = window({ kernel: [3, 3], pads: [1, 1, 1, 1], group });
    const result = blocks.op("Conv", [input, blockedFilter(emit, filter, shape, size)], how);
    return [
      emit.op("Conv", [image, filter], how),
      blocks.plain(blocks.add(result, [1, shape[0]!, 3, 5])),
    ] as const;
  });
  for (const name of pairs.flat()) emit.outputs.push({ name, type: "float32", shape: undefined });
  const session = await runtime.open(writeModel(modelOf(emit.graph("probe"))), { optimize: false });
  try {
    // Whole numbers, so that the order of the sums does not matter.
    const feeds = Object.fromEntries(
      Object.entries(dims).map(([name, shape], step) => {
        const length = shape.reduce((a, b) => a * b, 1);
        const data = Float32Array.from({ length }, (_, i) => ((i * (5 + step)) % 17) - 8);
        return [name, runtime.tensor("float32", data, shape)];
      }),
    );
    const results = await session.run(feeds, Object.fromEntries(pairs.flat().map((name) => [name, null])));
    const numbers = (name: string) => results[name]!.data as Float32Array;
    return pairs.every(([expected, got]) => numbers(expected).every((value, i) => value === numbers(got)[i]));
  } finally {
    await session.release();
  }
}
