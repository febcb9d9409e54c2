/** Which sizes a model is traced with: what the file says first, then what its graph may need. */
import { usageError } from "@downhill/core";
import type { Dimension, Graph, Shape, ValueInfo } from "../graph/graph.js";
import type { Runtime } from "../session/session.js";
import { BATCH, symbolsOf, type Trace, traceShapes } from "./trace.js";

/** `LoadOptions.input`. */
export type SampleShapes = readonly number[] | Readonly<Record<string, readonly number[]>> | undefined;

/** Symbols that the file has no names for, and the batch, are called the same in all inputs. */
function inputsOf(inputs: readonly ValueInfo[], shapes: SampleShapes, openBatch: boolean): ValueInfo[] {
  const renamed = new Map<string, string>();
  for (const { shape } of inputs) {
    const first = shape?.[0];
    if (typeof first === "string") renamed.set(first, BATCH);
  }
  const symbolOf = (name: string, size: string, axis: number): string =>
    renamed.get(size) ?? (size === `${name}.${axis}` ? `axis${axis}` : size.replaceAll("*", "x"));
  return inputs.map((info, index) => {
    const { name, shape } = info;
    const given = Array.isArray(shapes)
      ? index === 0
        ? (shapes as readonly number[])
        : undefined
      : (shapes as Readonly<Record<string, readonly number[]>> | undefined)?.[name];
    if (!shape && !given)
      throw usageError(
        `input ${name}: the file does not tell its shape; give that of one sample as input: [...]`,
      );
    const declared: Shape = shape ?? [BATCH, ...given!];
    if (given && given.length !== declared.length - 1) {
      throw usageError(
        `input: expected the shape of one sample of ${name} [${declared.slice(1).join(", ")}], got [${given.join(", ")}]`,
      );
    }
    const sizes = declared.map((size, axis): Dimension => {
      if (axis === 0) return typeof size === "number" && !openBatch ? size : BATCH;
      const wanted = given?.[axis - 1];
      if (typeof size === "number" && wanted !== undefined && wanted !== size)
        throw usageError(`input: ${name} has ${size} numbers along axis ${axis}, got ${wanted}`);
      return wanted ?? (typeof size === "string" ? symbolOf(name, size, axis) : size);
    });
    return { ...info, shape: declared.length === 0 ? [] : sizes };
  });
}

/** The same inputs, their open sizes equal along each axis: exporters name the length of tokens and of masks apart. */
function alike(inputs: readonly ValueInfo[]): ValueInfo[] {
  const first = new Map<number, string>();
  return inputs.map((info) => ({
    ...info,
    shape: info.shape?.map((size, axis) => {
      if (typeof size === "number" || size === BATCH) return size;
      if (!first.has(axis)) first.set(axis, size);
      return first.get(axis)!;
    }),
  }));
}

/** The same inputs, but states of recurrent layers, [layers, batch, size], have the batch along their second axis. */
const withStates = (inputs: readonly ValueInfo[]): ValueInfo[] =>
  inputs.map((info) => ({
    ...info,
    shape: info.shape?.map((size, axis) =>
      axis === 1 && typeof size === "string" && typeof info.shape?.[0] === "number" ? BATCH : size,
    ),
  }));

interface Traced {
  readonly inputs: readonly ValueInfo[];
  readonly trace: Trace;
}

/** Networks that halve an image five times need multiples of 32; those that cut sound into windows need long sounds. */
const SCALES = [1, 32];
const LONG = 512;

async function firstThatRuns(
  runtime: Runtime,
  graph: Graph,
  inputs: readonly ValueInfo[],
  opsets: ReadonlyMap<string, number>,
): Promise<Traced> {
  const fewer = [alike(inputs), withStates(inputs)].filter(
    (given) => symbolsOf(given).length < symbolsOf(inputs).length,
  );
  const open = symbolsOf(inputs).filter((symbol) => symbol !== BATCH);
  const scales = open.length === 0 ? [1] : [...SCALES, ...(open.length === 1 ? [LONG] : [])];
  const ways = scales.flatMap((scale) => [inputs, ...fewer].map((given) => ({ scale, given })));
  let reason: unknown;
  for (const { scale, given } of ways) {
    try {
      return { inputs: given, trace: await traceShapes(runtime, { ...graph, inputs: given }, opsets, scale) };
    } catch (error) {
      // What the file itself says is what its error is about.
      reason ??= error;
    }
  }
  throw reason;
}

/**
 * Many files fix the batch at 1 although their graph runs with any: that is tried first.
 * @throws DownhillError `data` with the engine's reason when the graph runs with no sizes that are tried
 */
export async function traced(
  graph: Graph,
  output: string,
  shapes: SampleShapes,
  runtime: Runtime,
  opsets: ReadonlyMap<string, number>,
): Promise<Traced> {
  const attempt = (openBatch: boolean) =>
    firstThatRuns(runtime, graph, inputsOf(graph.inputs, shapes, openBatch), opsets);
  if (graph.inputs.every(({ shape }) => typeof shape?.[0] !== "number")) return attempt(true);
  try {
    const opened = await attempt(true);
    if (opened.trace.shapes.get(output)?.[0] === BATCH) return opened;
  } catch {
    // Its own size is the only one that it runs with; then errors of that attempt are what counts.
  }
  return attempt(false);
}
