/**
 * Shapes and types of all values, found by running the graph twice on made-up samples of different sizes: what
 * differs between the runs depends on the sizes, and how it differs tells on which.
 */
import { DownhillError } from "@downhill/core";
import { type Constant, sizeOf } from "../graph/constant.js";
import { type ElementType, elementTypes } from "../graph/element-types.js";
import { modelOf, writeModel } from "../graph/file.js";
import type { Dimension, Graph, Node, Shape, ValueInfo } from "../graph/graph.js";
import { makeData } from "../model/buffers.js";
import type { EngineTensor, EngineType, Runtime } from "../session/session.js";

export interface Trace {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly types: ReadonlyMap<string, ElementType>;
  /** Values that depend on neither inputs nor weights nor sizes, and are small: targets of Reshape, bounds of Slice. */
  readonly constants: ReadonlyMap<string, Constant>;
}

/** Sizes that symbols take in the two runs: no pair is a multiple of another. */
const SAMPLES: readonly (readonly [number, number])[] = [
  [2, 3],
  [5, 7],
  [11, 13],
  [17, 19],
  [23, 29],
];

/** Larger tensors are computed anew in each step rather than kept as constants. */
const LARGEST_CONSTANT = 4096;

type Sizes = ReadonlyMap<string, readonly [number, number]>;

export const symbolsOf = (inputs: readonly ValueInfo[]): string[] => [
  ...new Set(inputs.flatMap(({ shape }) => (shape ?? []).filter((size) => typeof size === "string"))),
];

function sampleOf(runtime: Runtime, info: ValueInfo, sizes: Sizes, run: 0 | 1): EngineTensor {
  const dims = (info.shape ?? []).map((size) => (typeof size === "number" ? size : sizes.get(size)![run]));
  const type = (info.type ?? "float32") as EngineType;
  const data = makeData(type, sizeOf(dims));
  if (data instanceof BigInt64Array) data.fill(1n);
  else if (type === "float32" || type === "float64")
    for (let i = 0; i < data.length; i++) data[i] = Math.sin(i);
  else (data as Uint8Array).fill(1);
  return runtime.tensor(type, data, dims);
}

/** All products of up to three symbols, the shortest first. */
function products(symbols: readonly string[]): string[][] {
  let longest: string[][] = [[]];
  const all: string[][] = [];
  for (let length = 1; length <= 3; length++) {
    longest = longest.flatMap((product) =>
      symbols.filter((symbol) => symbol >= (product.at(-1) ?? "")).map((symbol) => [...product, symbol]),
    );
    all.push(...longest);
  }
  return all;
}

/** A size that differs between the runs, as a multiple of symbols, or as a symbol of its own. */
function dimensionOf(a: number, b: number, sizes: Sizes, candidates: readonly string[][]): Dimension {
  if (a === b) return a;
  for (const symbols of candidates) {
    const first = symbols.reduce((total, symbol) => total * sizes.get(symbol)![0], 1);
    const second = symbols.reduce((total, symbol) => total * sizes.get(symbol)![1], 1);
    const count = a / first;
    if (Number.isInteger(count) && b === count * second)
      return count === 1 ? symbols.join("*") : `${count}*${symbols.join("*")}`;
  }
  return `size.${a}.${b}`;
}

/** Values that change with the numbers that are fed or trained, not only with their shapes. */
function changing(nodes: readonly Node[], { inputs, initializers }: Graph): Set<string> {
  const values = new Set(inputs.map(({ name }) => name));
  for (const [name, { type, dims }] of initializers)
    if (type === "float32" && sizeOf(dims) > 1) values.add(name);
  for (const node of nodes) {
    const random = node.op.startsWith("Random") || node.op === "Bernoulli";
    if (!random && (node.op === "Shape" || node.op === "Size")) continue;
    if (random || node.inputs.some((input) => values.has(input)))
      for (const output of node.outputs) values.add(output);
  }
  return values;
}

function sameNumbers(a: EngineTensor, b: EngineTensor): boolean {
  if (a.dims.join() !== b.dims.join() || sizeOf(a.dims) > LARGEST_CONSTANT) return false;
  const [x, y] = [a.data as ArrayLike<number | bigint>, b.data as ArrayLike<number | bigint>];
  return Array.from(x).every((value, i) => value === y[i]);
}

function constantOf({ type, dims, data }: EngineTensor): Constant {
  const view = data as ArrayBufferView;
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  return { type: type as ElementType, dims: [...dims], bytes };
}

/** What the number of samples is called in all shapes. */
export const BATCH = "batch";

/**
 * Runs a graph on made-up samples.
 * @param scale sizes other than the batch are multiples of this
 * @throws DownhillError `data` with the engine's reason when it does not run
 */
export async function traceShapes(
  runtime: Runtime,
  graph: Graph,
  opsets: ReadonlyMap<string, number>,
  scale = 1,
): Promise<Trace> {
  const symbols = symbolsOf(graph.inputs);
  const sizes: Sizes = new Map(
    symbols.map((symbol, i) => {
      const [first, second] = SAMPLES[i % SAMPLES.length]!;
      return [symbol, symbol === BATCH ? [first, second] : [scale * first, scale * second]];
    }),
  );
  const names = [...new Set(graph.nodes.flatMap((node) => node.outputs).filter((name) => name !== ""))];
  const outputs = names.map((name): ValueInfo => ({ name, type: undefined, shape: undefined }));
  const file = modelOf({ ...graph, outputs, valueInfo: [] });
  const runs: Readonly<Record<string, EngineTensor>>[] = [];
  try {
    const bytes = writeModel({ ...file, opsets: new Map([...opsets, ...file.opsets]) });
    const session = await runtime.open(bytes, { optimize: false });
    try {
      const nothing = Object.fromEntries(names.map((name) => [name, null]));
      for (const run of [0, 1] as const) {
        const feeds = graph.inputs.map((info) => [info.name, sampleOf(runtime, info, sizes, run)] as const);
        const used = feeds.filter(([name]) => session.inputNames.includes(name));
        runs.push(await session.run(Object.fromEntries(used), nothing));
      }
    } finally {
      await session.release();
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DownhillError(
      "data",
      `the model does not run on a sample batch: ${reason}\n` +
        "  inputs: " +
        graph.inputs.map(({ name, shape }) => `${name} [${(shape ?? []).join(", ")}]`).join(", ") +
        "; sizes that it needs can be given as input: [...]",
      { cause },
    );
  }
  return read(graph, names, runs as [(typeof runs)[0], (typeof runs)[0]], sizes);
}

function read(
  graph: Graph,
  names: readonly string[],
  [first, second]: readonly [Readonly<Record<string, EngineTensor>>, Readonly<Record<string, EngineTensor>>],
  sizes: Sizes,
): Trace {
  const shapes = new Map<string, Shape>();
  const types = new Map<string, ElementType>();
  const constants = new Map<string, Constant>();
  for (const { name, shape, type } of graph.inputs) {
    if (shape) shapes.set(name, shape);
    if (type) types.set(name, type);
  }
  for (const [name, { type, dims }] of graph.initializers) {
    shapes.set(name, dims);
    types.set(name, type);
  }
  const candidates = products([...sizes.keys()].sort());
  const variable = changing(graph.nodes, graph);
  for (const name of names) {
    const [a, b] = [first[name], second[name]];
    if (!a || !b) continue;
    if (Object.hasOwn(elementTypes, a.type)) types.set(name, a.type as ElementType);
    if (a.dims.length === b.dims.length)
      shapes.set(
        name,
        a.dims.map((size, axis) => dimensionOf(size, b.dims[axis]!, sizes, candidates)),
      );
    if (!variable.has(name) && sameNumbers(a, b)) constants.set(name, constantOf(a));
  }
  return { shapes, types, constants };
}
