/** Samples with a class each, kept flat in memory: what every reader of this package returns. */
import { arrayDataset, type Dataset, dataError, type Tensor } from "@downhill/core";

export interface LabelledDataset extends Dataset {
  /** For messages: "mnist train". */
  readonly name: string;
  /** Shape of one sample, without the batch axis: `[1, 28, 28]`. */
  readonly sampleShape: readonly number[];
  readonly targets: Tensor;
  /** Class index of every sample: the data of `targets`. */
  readonly labels: Int32Array;
  /** Number of classes. */
  readonly classes: number;
}

/** Data to train on, and data that is only looked at in the end. */
export interface TrainAndTest {
  readonly train: LabelledDataset;
  readonly test: LabelledDataset;
}

export interface LabelledArrays {
  readonly name: string;
  /** All samples, one after another. Bytes stay bytes; each batch is made float32 by `scale`. */
  readonly inputs: Uint8Array | Float32Array;
  readonly sampleShape: readonly number[];
  readonly labels: Int32Array;
  /** Default: the largest label + 1. */
  readonly classes?: number;
  /** Multiplies every input: 1/255 for bytes. Default 1. */
  readonly scale?: number;
}

/**
 * A data set over flat arrays.
 * @throws DownhillError `data` when lengths do not fit, an input is NaN or infinite, or a label is not a class.
 */
export function labelled(arrays: LabelledArrays): LabelledDataset {
  const { name, inputs, sampleShape, labels, scale = 1 } = arrays;
  const size = sampleShape.reduce((product, side) => product * side, 1);
  const length = labels.length;
  if (length === 0) throw dataError(`empty data set: ${name} has no samples`);
  if (inputs.length !== length * size) {
    throw dataError(
      `lengths do not fit: ${name} has ${length} labels and ${inputs.length} numbers; ` +
        `samples of shape [${sampleShape.join(", ")}] need ${length * size}`,
    );
  }
  const classes = arrays.classes ?? labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  checkLabels(name, labels, classes);
  if (inputs instanceof Float32Array) checkFinite(name, inputs, size);
  const { targets, batch } = arrayDataset({
    inputs: { data: inputs, dims: [length, ...sampleShape] },
    targets: { data: labels, dims: [length] },
    scale,
  });
  return { name, length, sampleShape, targets, labels, classes, batch };
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
