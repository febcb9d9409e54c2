/** CIFAR-10 and CIFAR-100 in their binary version: records of a label, or two, and 3 × 32 × 32 bytes. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { dataError, usageError } from "@downhill/core";
import { readBytes } from "../files.js";
import { type LabelledDataset, labelled, type TrainAndTest } from "../labelled.js";
import { evenly } from "../select.js";

export interface CifarOptions {
  /** Folder with `data_batch_1.bin` … `data_batch_5.bin` and `test_batch.bin`, or `train.bin` and `test.bin`. */
  readonly path: string;
  /** 10 or 100. Default: by the files in the folder. */
  readonly classes?: 10 | 100;
  /** How many training samples, evenly spaced. Default: all. */
  readonly train?: number;
  /** How many test samples, evenly spaced. Default: all. */
  readonly test?: number;
}

const PIXELS = 3 * 32 * 32;

interface Kind {
  readonly train: readonly string[];
  readonly test: string;
  /** Bytes before the pixels. The last of them is the label; CIFAR-100 has the coarse one first. */
  readonly labelBytes: number;
}

const kinds: Readonly<Record<10 | 100, Kind>> = {
  10: { train: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`), test: "test_batch.bin", labelBytes: 1 },
  100: { train: ["train.bin"], test: "test.bin", labelBytes: 2 },
};

/**
 * Images as `[n, 3, 32, 32]` from 0 to 1, labels as class indices.
 *
 * @throws DownhillError `data` naming the file
 * @example
 * const { train, test } = await cifar({ path: "cifar-10-batches-bin" });
 * const augmented = augment(train, { crop: 4, flip: true });
 */
export async function cifar(options: CifarOptions): Promise<TrainAndTest> {
  const { path } = options;
  const classes = options.classes ?? ((await exists(join(path, "train.bin"))) ? 100 : 10);
  const kind = Object.hasOwn(kinds, classes) ? kinds[classes] : undefined;
  if (!kind) throw usageError(`classes must be 10 or 100, got ${classes}`);
  const read = async (files: readonly string[], name: string): Promise<LabelledDataset> => {
    const parts = await Promise.all(
      files.map(async (file) =>
        readCifar(await readBytes(join(path, file)), join(path, file), kind.labelBytes),
      ),
    );
    const inputs = new Uint8Array(parts.reduce((sum, part) => sum + part.inputs.length, 0));
    const labels = new Int32Array(inputs.length / PIXELS);
    let filled = 0;
    for (const part of parts) {
      inputs.set(part.inputs, filled * PIXELS);
      labels.set(part.labels, filled);
      filled += part.labels.length;
    }
    return labelled({ name, inputs, labels, classes, sampleShape: [3, 32, 32], scale: 1 / 255 });
  };
  const [train, test] = await Promise.all([
    read(kind.train, `cifar-${classes} train`),
    read([kind.test], `cifar-${classes} test`),
  ]);
  return { train: evenly(train, options.train), test: evenly(test, options.test) };
}

/**
 * Reads one file of records.
 *
 * @param labelBytes 1 for CIFAR-10, 2 for CIFAR-100 (the fine label is taken)
 * @throws DownhillError `data` when the file's length is not a whole number of records
 */
export function readCifar(
  bytes: Uint8Array,
  name: string,
  labelBytes = 1,
): { readonly inputs: Uint8Array; readonly labels: Int32Array } {
  const record = labelBytes + PIXELS;
  const count = bytes.length / record;
  if (count === 0 || !Number.isInteger(count)) {
    throw dataError(
      `${name}: ${bytes.length} bytes are not a whole number of CIFAR's records of ${record} bytes`,
    );
  }
  const inputs = new Uint8Array(count * PIXELS);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const pixels = i * record + labelBytes;
    labels[i] = bytes[pixels - 1]!;
    inputs.set(bytes.subarray(pixels, pixels + PIXELS), i * PIXELS);
  }
  return { inputs, labels };
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
