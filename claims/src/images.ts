/** Real pictures for the experiments, small enough that a hundred trainings fit into a minute. */
import { existsSync } from "node:fs";
import { permutation } from "@downhill/core/random";
import { type ArrayDataset, arrayDataset } from "@downhill/core/training";
import { type LabelledDataset, mnist } from "@downhill/data";

export interface Images {
  /** "Fashion-MNIST" or "MNIST". */
  readonly name: string;
  readonly train: ArrayDataset;
  /** From the training part, but none of `train`: rates are chosen by it. */
  readonly validation: ArrayDataset;
  /** Only for the numbers that are reported. */
  readonly test: ArrayDataset;
}

export interface Counts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Numbers per picture: 28 × 28 pixels as the means of 2 × 2. */
export const FEATURES = 14 * 14;

/** Where Debian's package dataset-fashion-mnist puts its files. */
const CLOTHES = "/usr/share/datasets/fashion-mnist";

/** Handwritten digits: MNIST. */
export const digits = (counts: Counts): Promise<Images> => images("MNIST", {}, counts);

/** Pieces of clothing: Fashion-MNIST where it is installed, else MNIST; `name` tells which. */
export const clothes = (counts: Counts): Promise<Images> =>
  existsSync(CLOTHES) ? images("Fashion-MNIST", { path: CLOTHES }, counts) : digits(counts);

async function images(name: string, options: { path?: string }, counts: Counts): Promise<Images> {
  const { train, test } = await mnist(options);
  const order = permutation(train.length, 0);
  return {
    name,
    train: await pooled(train, order.subarray(0, counts.train)),
    validation: await pooled(train, order.subarray(counts.train, counts.train + counts.validation)),
    test: await pooled(test, permutation(test.length, 0).subarray(0, counts.test)),
  };
}

async function pooled(dataset: LabelledDataset, indices: Uint32Array): Promise<ArrayDataset> {
  const { inputs, targets } = await dataset.batch(indices);
  const pixels = inputs.data as Float32Array;
  const data = Float32Array.from({ length: indices.length * FEATURES }, (_, i) => {
    const image = Math.floor(i / FEATURES);
    const row = Math.floor((i % FEATURES) / 14);
    const corner = image * 784 + row * 56 + (i % 14) * 2;
    return (pixels[corner]! + pixels[corner + 1]! + pixels[corner + 28]! + pixels[corner + 29]!) / 4;
  });
  return arrayDataset({
    inputs: { data, dims: [indices.length, FEATURES] },
    targets: { data: targets.data.slice(), dims: [indices.length] },
  });
}

/** The class of every picture. */
export const labelsOf = (dataset: ArrayDataset): Int32Array => dataset.targets.data as Int32Array;

/** The same pictures with other targets. */
export const withTargets = (
  dataset: ArrayDataset,
  data: Int32Array | Float32Array,
  dims: readonly number[] = [dataset.length],
  weights?: Float32Array,
): ArrayDataset =>
  arrayDataset({ inputs: dataset.inputs, targets: { data, dims }, ...(weights && { weights }) });

/** Those pictures whose class passes. */
export function ofClasses(dataset: ArrayDataset, wanted: (label: number) => boolean): ArrayDataset {
  const labels = labelsOf(dataset);
  const rows = [...labels.keys()].filter((row) => wanted(labels[row]!));
  return rowsOf(dataset, rows);
}

/** Copies of some pictures. */
export function rowsOf(dataset: ArrayDataset, rows: readonly number[]): ArrayDataset {
  const from = dataset.inputs.data as Float32Array;
  const data = new Float32Array(rows.length * FEATURES);
  rows.forEach((row, i) => {
    data.set(from.subarray(row * FEATURES, (row + 1) * FEATURES), i * FEATURES);
  });
  const labels = labelsOf(dataset);
  return arrayDataset({
    inputs: { data, dims: [rows.length, FEATURES] },
    targets: { data: Int32Array.from(rows, (row) => labels[row]!), dims: [rows.length] },
  });
}
