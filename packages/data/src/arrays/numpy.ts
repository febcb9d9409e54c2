/** Data sets of NumPy's arrays. */
import { dataError, suggestion, usageError } from "@downhill/core";
import { splitIndices } from "@downhill/core/training";
import { readBytes } from "../files.js";
import { type LabelledDataset, labelled, type NumericDataset, numeric, type Prepared } from "../labelled.js";
import { channelsFirst, type Layout } from "./layout.js";
import { type NpyArray, type NpyData, readNpy } from "./npy.js";
import { readNpz } from "./npz.js";

export interface NumpyOptions {
  /** A `.npz` file, or a `.npy` file with the inputs. */
  readonly path: string;
  /** A `.npy` file with the targets of the inputs in `path`; for a `.npz` file the name of its array. */
  readonly targets?: string;
  /** Name of the inputs' array in a `.npz` file. Default: `x_train`, `train_images`, `x`, `X`, `images`, `inputs` or `data`. */
  readonly inputs?: string;
  /**
   * Names of the test set's arrays in a `.npz` file. Default: `x_test` with `y_test` or `test_images` with
   * `test_labels`, where they are there.
   */
  readonly testInputs?: string;
  readonly testTargets?: string;
  /** Without test arrays: the share of the samples that becomes the test set. Default 0.2. */
  readonly test?: number;
  /** Decides which samples those are. Default 0. */
  readonly seed?: number;
  /** What the axes of one sample are; images become `[channels, height, width]`. Default: left as they are. */
  readonly layout?: Layout;
  /** Multiplies every input. Default: 1/255 for unsigned bytes, 1 for other numbers. */
  readonly scale?: number;
}

const INPUTS = ["x_train", "train_images", "x", "X", "images", "inputs", "data"];
const TARGETS = ["y_train", "train_labels", "y", "Y", "labels", "targets", "target"];
const TEST_INPUTS = ["x_test", "test_images"];
const TEST_TARGETS = ["y_test", "test_labels"];
const MOST_CLASSES = 65_536;

/**
 * Arrays as training and test set. Whole numbers as targets are class indices, floats are numbers to predict.
 *
 * @throws DownhillError `data` naming the file and the array
 * @example
 * const { train, test } = await numpy({ path: "mnist.npz", layout: "hw" });
 * @example
 * const { train, test } = await numpy({ path: "features.npy", targets: "labels.npy" });
 */
export async function numpy(
  options: NumpyOptions,
): Promise<Prepared<LabelledDataset> | Prepared<NumericDataset>> {
  const { path, test: share = 0.2, seed = 0 } = options;
  const { train, test } = await readArrays(options);
  if (test) return together(samples(`${path} train`, train, options), samples(`${path} test`, test, options));
  const length = train.inputs.dims[0] ?? 0;
  const held = Math.round(length * share);
  if (!(share > 0 && share < 1) || held < 1 || held >= length) {
    throw usageError(
      `invalid test share: ${share} of ${length} samples; give a number between 0 and 1 that leaves both parts some`,
    );
  }
  checkPair(path, train);
  const [first, rest] = splitIndices(
    length,
    held,
    seed,
    isFloat(train.targets) ? undefined : labelsOf(path, train.targets),
  );
  const part = (rows: Uint32Array): Pair => ({
    inputs: pick(train.inputs, rows),
    targets: pick(train.targets, rows),
  });
  return together(
    samples(`${path} train`, part(rest.sort()), options),
    samples(`${path} test`, part(first.slice().sort()), options),
  );
}

interface Pair {
  readonly inputs: NpyArray;
  readonly targets: NpyArray;
}

async function readArrays(options: NumpyOptions): Promise<{ train: Pair; test?: Pair }> {
  const { path } = options;
  const bytes = await readBytes(path);
  if (bytes[0] === 0x93) {
    if (options.targets === undefined) {
      throw usageError(`${path} is a single array; give the file with what belongs to it as targets`);
    }
    const targets = readNpy(await readBytes(options.targets), options.targets);
    return { train: { inputs: readNpy(bytes, path), targets } };
  }
  const arrays = readNpz(bytes, path);
  const get = (name: string): NpyArray => {
    const array = arrays.get(name);
    if (array) return array;
    const close = suggestion(name, arrays.keys());
    throw dataError(
      `${path} has no array ${name}; ${close ? `did you mean ${close}? ` : ""}it has ${[...arrays.keys()].join(" ")}`,
    );
  };
  const choose = (asked: string | undefined, known: readonly string[], what: string): NpyArray => {
    const name = asked ?? known.find((candidate) => arrays.has(candidate));
    if (name !== undefined) return get(name);
    throw dataError(
      `${path}: which array has the ${what}? Say so: { ${what}: … }; it has ${[...arrays.keys()].join(" ")}`,
    );
  };
  const train = {
    inputs: choose(options.inputs, INPUTS, "inputs"),
    targets: choose(options.targets, TARGETS, "targets"),
  };
  const asked = options.testInputs !== undefined || options.testTargets !== undefined;
  const there = options.inputs === undefined && TEST_INPUTS.some((name) => arrays.has(name));
  if (!asked && !there) return { train };
  return {
    train,
    test: {
      inputs: choose(options.testInputs, TEST_INPUTS, "testInputs"),
      targets: choose(options.testTargets, TEST_TARGETS, "testTargets"),
    },
  };
}

const isFloat = ({ dtype }: NpyArray): boolean => dtype.startsWith("f");

function together(
  train: LabelledDataset | NumericDataset,
  test: LabelledDataset | NumericDataset,
): Prepared<LabelledDataset> | Prepared<NumericDataset> {
  const labelledTrain = "labels" in train;
  if (labelledTrain !== "labels" in test) {
    throw dataError(
      `${test.name}: its targets are ${labelledTrain ? "floats" : "whole numbers"}, unlike those of training`,
    );
  }
  return { train, test, warnings: [] } as Prepared<LabelledDataset> | Prepared<NumericDataset>;
}

function checkPair(name: string, { inputs, targets }: Pair): void {
  if (inputs.dims.length === 0 || inputs.dims[0] !== targets.dims[0]) {
    throw dataError(
      `${name}: inputs of shape [${inputs.dims.join(", ")}] and targets of shape [${targets.dims.join(", ")}] ` +
        "have not the same number of samples",
    );
  }
}

function samples(name: string, pair: Pair, options: NumpyOptions): LabelledDataset | NumericDataset {
  checkPair(name, pair);
  const { dims, data } = pair.inputs;
  const bytes = data instanceof Uint8Array && pair.inputs.dtype === "u1";
  const flat = bytes ? data : toFloat32(data);
  const shape = dims.length === 1 ? [1] : dims.slice(1);
  const { inputs, sampleShape } = channelsFirst(flat, shape, options.layout, name);
  const scale = options.scale ?? (bytes ? 1 / 255 : 1);
  if (!isFloat(pair.targets)) {
    return labelled({ name, inputs, sampleShape, scale, labels: labelsOf(name, pair.targets) });
  }
  const targetShape = pair.targets.dims.length === 1 ? [1] : pair.targets.dims.slice(1);
  return numeric({ name, inputs, sampleShape, scale, targets: toFloat32(pair.targets.data), targetShape });
}

function labelsOf(name: string, { data, dims }: NpyArray): Int32Array {
  const each = dims.slice(1).reduce((product, side) => product * side, 1);
  if (each !== 1) {
    throw dataError(
      `${name}: class indices of shape [${dims.join(", ")}]; expected one whole number for each sample`,
    );
  }
  return Int32Array.from(data as ArrayLike<number | bigint>, (value, row) => {
    const label = Number(value);
    if (label >= 0 && label < MOST_CLASSES) return label;
    throw dataError(
      `${name}: the label of sample ${row} is ${label}; labels are from 0 to ${MOST_CLASSES - 1}`,
    );
  });
}

const toFloat32 = (data: NpyData): Float32Array =>
  data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number | bigint>, Number);

function pick({ data, dims, dtype }: NpyArray, rows: Uint32Array): NpyArray {
  const size = dims.slice(1).reduce((product, side) => product * side, 1);
  const source = data as Float64Array;
  const picked = new (source.constructor as new (length: number) => Float64Array)(rows.length * size);
  rows.forEach((row, i) => picked.set(source.subarray(row * size, (row + 1) * size), i * size));
  return { data: picked, dims: [rows.length, ...dims.slice(1)], dtype };
}
