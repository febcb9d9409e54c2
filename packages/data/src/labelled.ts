/** Samples with a class or with numbers each: what every reader of this package returns. */
import { type Dataset, dataError, type Tensor } from "@downhill/core";
import { arrayDataset } from "@downhill/core/training";

export interface NamedDataset extends Dataset {
  /** For messages: "mnist train". */
  readonly name: string;
  /** Shape of one sample, without the batch axis: `[1, 28, 28]`. */
  readonly sampleShape: readonly number[];
  readonly targets: Tensor;
  /** True: samples are read and decoded when they are asked for, so that `prefetch` helps. */
  readonly lazy?: boolean;
}

/** Each sample has a class. */
export interface LabelledDataset extends NamedDataset {
  /** Class index of every sample: the data of `targets`. */
  readonly labels: Int32Array;
  /** Number of classes. */
  readonly classes: number;
  /** What the classes are called, where they have names. */
  readonly classNames?: readonly string[];
}

/** Each sample has numbers to predict. */
export interface NumericDataset extends NamedDataset {
  readonly targets: Tensor & { readonly data: Float32Array };
}

/** Data to train on, and data that is only looked at in the end. */
export interface TrainAndTest {
  readonly train: LabelledDataset;
  readonly test: LabelledDataset;
}

/** The same, of samples of any kind, with what was odd about the data. */
export interface Prepared<Kind> {
  readonly train: Kind;
  readonly test: Kind;
  readonly warnings: readonly string[];
}

export interface LabelledArrays {
  readonly name: string;
  /** All samples, one after another. Bytes stay bytes; each batch is made float32 by `scale`. */
  readonly inputs: Uint8Array | Float32Array;
  readonly sampleShape: readonly number[];
  readonly labels: Int32Array;
  /** Default: the largest label + 1. */
  readonly classes?: number;
  readonly classNames?: readonly string[];
  /** Multiplies every input: 1/255 for bytes. Default 1. */
  readonly scale?: number;
}

export interface NumericArrays {
  readonly name: string;
  /** All samples, one after another. */
  readonly inputs: Uint8Array | Float32Array;
  readonly sampleShape: readonly number[];
  /** What belongs to each sample, one after another. */
  readonly targets: Float32Array;
  /** Shape of one sample's target: `[1]` for a number. */
  readonly targetShape: readonly number[];
  /** Multiplies every input: 1/255 for bytes. Default 1. */
  readonly scale?: number;
}

/**
 * A data set over flat arrays.
 * @throws DownhillError `data` when lengths do not fit, an input is NaN or infinite, or a label is not a class.
 */
export function labelled(arrays: LabelledArrays): LabelledDataset {
  const { name, inputs, sampleShape, labels, classNames, scale = 1 } = arrays;
  const length = labels.length;
  checkLength(name, inputs, sampleShape, length, "labels");
  const classes =
    arrays.classes ?? classNames?.length ?? labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  checkLabels(name, labels, classes);
  const { targets, batch } = arrayDataset({
    inputs: { data: inputs, dims: [length, ...sampleShape] },
    targets: { data: labels, dims: [length] },
    scale,
  });
  return {
    name,
    length,
    sampleShape,
    targets,
    labels,
    classes,
    batch,
    ...(classNames && { classNames }),
  };
}

/**
 * The same with numbers to predict instead of classes.
 * @throws DownhillError `data` when lengths do not fit, or an input or target is NaN or infinite.
 */
export function numeric(arrays: NumericArrays): NumericDataset {
  const { name, inputs, sampleShape, targetShape, scale = 1 } = arrays;
  const each = targetShape.reduce((product, side) => product * side, 1);
  const length = Math.floor(arrays.targets.length / each);
  checkLength(name, inputs, sampleShape, length, "targets");
  const targets = { data: arrays.targets, dims: [length, ...targetShape] };
  const dims = [length, ...sampleShape];
  const { batch } = arrayDataset({ inputs: { data: inputs, dims }, targets, scale });
  return { name, length, sampleShape, targets, batch };
}

function checkLength(
  name: string,
  inputs: Uint8Array | Float32Array,
  sampleShape: readonly number[],
  length: number,
  what: string,
): void {
  const size = sampleShape.reduce((product, side) => product * side, 1);
  if (length === 0) throw dataError(`empty data set: ${name} has no samples`);
  if (inputs.length !== length * size) {
    throw dataError(
      `lengths do not fit: ${name} has ${length} ${what} and ${inputs.length} numbers; ` +
        `samples of shape [${sampleShape.join(", ")}] need ${length * size}`,
    );
  }
  if (inputs instanceof Float32Array) checkFinite(name, inputs, size);
}

/** @throws DownhillError `data` naming the first label that is not in 0 … classes-1. */
export function checkLabels(name: string, labels: Int32Array, classes: number): void {
  const row = labels.findIndex((label) => label < 0 || label >= classes);
  if (row >= 0) {
    throw dataError(
      `label out of range: ${name}, row ${row} (counted from 0), label ${labels[row]}; ` +
        `expected 0 to ${classes - 1}; fix the data, or give the model one output per class`,
    );
  }
}

function checkFinite(name: string, inputs: Float32Array, size: number): void {
  const bad: string[] = [];
  for (let index = 0; index < inputs.length && bad.length < 5; index++) {
    if (!Number.isFinite(inputs[index]!)) {
      bad.push(`row ${Math.floor(index / size)}, column ${index % size}: ${inputs[index]}`);
    }
  }
  if (bad.length > 0) {
    throw dataError(
      `not a finite number: ${name}, ${bad.join("; ")} (counted from 0); remove or fill these cells`,
    );
  }
}
