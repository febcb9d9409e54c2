/** Samples that come one after another, from anywhere: they are collected into memory. */
import { dataError, usageError } from "@downhill/core";
import { Budget, DEFAULT_MOST_BYTES, Growing } from "./budget.js";
import { type LabelledDataset, labelled, type NumericDataset, numeric } from "./labelled.js";

export interface LabelledSample {
  readonly input: ArrayLike<number>;
  /** Class index. */
  readonly label: number;
}

export interface NumericSample {
  readonly input: ArrayLike<number>;
  /** Number or numbers to predict. */
  readonly target: number | ArrayLike<number>;
}

export interface IterableOptions {
  /** For messages. Default "samples". */
  readonly name?: string;
  /** Shape of one input. Default: `[n]`, n being how many numbers the first one has. */
  readonly sampleShape?: readonly number[];
  /** How many samples there are, where that is known. Then there must be as many; memory is taken once. */
  readonly length?: number;
  /** What the samples may need in memory, in bytes. Default 2 GiB. */
  readonly mostBytes?: number;
  /** Number of classes. Default: the largest label + 1. */
  readonly classes?: number;
}

type Samples<Sample> = AsyncIterable<Sample> | Iterable<Sample>;

/**
 * A data set of what a generator, a stream or a database cursor gives. `fit` needs its samples by number and in
 * another order in each epoch, so all of them are read once and kept; what does not fit is refused, not swapped.
 *
 * @throws DownhillError `data` naming the sample: another shape than the first one, not finite, more than fit
 * @example
 * async function* samples() {
 *   for await (const row of cursor) yield { input: [row.width, row.height], label: row.kind };
 * }
 * const train = await iterableDataset(samples());
 */
export function iterableDataset(
  source: Samples<LabelledSample>,
  options?: IterableOptions,
): Promise<LabelledDataset>;
export function iterableDataset(
  source: Samples<NumericSample>,
  options?: IterableOptions,
): Promise<NumericDataset>;
export async function iterableDataset(
  source: Samples<LabelledSample | NumericSample>,
  options: IterableOptions = {},
): Promise<LabelledDataset | NumericDataset> {
  const { name = "samples", length, mostBytes = DEFAULT_MOST_BYTES } = options;
  if (length !== undefined && (!Number.isSafeInteger(length) || length < 1)) {
    throw usageError(`length must be a whole number from 1 on, got ${length}`);
  }
  const budget = new Budget(name, mostBytes, "give fewer samples, or raise mostBytes");
  const inputs = new Growing(new Float32Array(0), budget);
  const labels = new Growing(new Int32Array(0), budget);
  const targets = new Growing(new Float32Array(0), budget);
  let first: { sampleShape: readonly number[]; size: number; targetSize: number | undefined } | undefined;
  let count = 0;
  for await (const sample of source) {
    first ??= shapeOf(sample, name, options);
    const place = `${name}, sample ${count}`;
    if (count === 0 && length !== undefined) reserve(first, length);
    if (count === length) throw dataError(`${place}: only ${length} samples were announced`);
    addAll(inputs, sample.input, first.size, `${place}: input`);
    if ("label" in sample && first.targetSize === undefined) {
      if (!Number.isInteger(sample.label) || Math.abs(sample.label) > 2 ** 31 - 1) {
        throw dataError(`${place}: the label is ${sample.label}; labels are whole numbers from 0`);
      }
      labels.push(sample.label);
    } else if ("target" in sample && first.targetSize !== undefined) {
      addAll(targets, listOf(sample.target), first.targetSize, `${place}: target`);
    } else {
      throw dataError(`${place}: some samples have a label, some a target`);
    }
    count++;
  }
  if (!first) throw dataError(`empty data set: ${name} gave no samples`);
  if (length !== undefined && count !== length) {
    throw dataError(`${name}: ${length} samples were announced, ${count} came`);
  }
  const { sampleShape, targetSize } = first;
  const all = { name, inputs: inputs.finish(), sampleShape };
  if (targetSize !== undefined)
    return numeric({ ...all, targets: targets.finish(), targetShape: [targetSize] });
  const { classes } = options;
  return labelled({ ...all, labels: labels.finish(), ...(classes !== undefined && { classes }) });

  function reserve(
    { size, targetSize }: { size: number; targetSize: number | undefined },
    samples: number,
  ): void {
    inputs.reserve(size * samples);
    if (targetSize === undefined) labels.reserve(samples);
    else targets.reserve(targetSize * samples);
  }
}

const listOf = (target: number | ArrayLike<number>): ArrayLike<number> =>
  typeof target === "number" ? [target] : target;

function shapeOf(sample: LabelledSample | NumericSample, name: string, options: IterableOptions) {
  if (typeof sample?.input?.length !== "number" || !("label" in sample || "target" in sample)) {
    throw dataError(`${name}, sample 0: expected { input, label } or { input, target }`);
  }
  const sampleShape = options.sampleShape ?? [sample.input.length];
  const size = sampleShape.reduce((product, side) => product * side, 1);
  return { sampleShape, size, targetSize: "target" in sample ? listOf(sample.target).length : undefined };
}

function addAll(into: Growing<Float32Array>, values: ArrayLike<number>, size: number, what: string): void {
  if (values.length !== size) throw dataError(`${what} has ${values.length} numbers, expected ${size}`);
  for (let i = 0; i < size; i++) {
    // Text and undefined become NaN in a typed array; better said here.
    if (!Number.isFinite(values[i]))
      throw dataError(`${what}, element ${i}: ${values[i]} is not a finite number`);
  }
  into.append(values);
}
