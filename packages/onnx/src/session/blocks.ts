/** Whether an engine has ONNX Runtime's operators on images in blocks of channels, and how large a block is. */
import { Blocks, blockedFilter, window } from "../graph/blocks.js";
import { GraphBuilder } from "../graph/builder.js";
import { modelOf, writeModel } from "../graph/file.js";
import type { Runtime, SessionOptions } from "./session.js";

const CANDIDATES = [16, 8];
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

/** Convolves a small image both ways. Another size of blocks than the engine's gives other numbers or is refused. */
async function agrees(runtime: Runtime, size: number): Promise<boolean> {
  const emit = new GraphBuilder();
  const shape = [1, 2 * size, 3, 5] as const;
  const filters = [size, 2 * size, 3, 3];
  const image = emit.input({ name: "image", type: "float32", shape });
  const weight = emit.input({ name: "weight", type: "float32", shape: filters });
  const blocks = new Blocks(emit, size);
  const how = window({ kernel: [3, 3], pads: [1, 1, 1, 1] });
  const inputs = [blocks.blocked(image, shape), blockedFilter(emit, weight, filters, size)];
  const result = blocks.add(blocks.op("Conv", inputs, how), [1, size, 3, 5]);
  const outputs = [emit.op("Conv", [image, weight], how), blocks.plain(result)];
  for (const name of outputs) emit.outputs.push({ name, type: "float32", shape: [1, size, 3, 5] });
  const session = await runtime.open(writeModel(modelOf(emit.graph("probe"))), { optimize: false });
  try {
    // Whole numbers, so that the order of the sums does not matter.
    const numbers = (dims: readonly number[], step: number) => {
      const data = Float32Array.from(
        { length: dims.reduce((a, b) => a * b, 1) },
        (_, i) => ((i * step) % 17) - 8,
      );
      return runtime.tensor("float32", data, dims);
    };
    const feeds = { image: numbers(shape, 5), weight: numbers(filters, 7) };
    const results = await session.run(feeds, Object.fromEntries(outputs.map((name) => [name, null])));
    const [expected, got] = outputs.map((name) => results[name]!.data as Float32Array);
    return expected!.length === got!.length && expected!.every((value, i) => value === got![i]);
  } finally {
    await session.release();
  }
}
