/** Data by its path alone: what kind it is shows in the file, or in what the folder holds. */
import { readdir, stat } from "node:fs/promises";
import { extname } from "node:path";
import { dataError, unknownName, usageError } from "@downhill/core";
import { type CifarOptions, cifar } from "./arrays/cifar.js";
import { type NumpyOptions, numpy } from "./arrays/numpy.js";
import { type CsvOptions, csv } from "./csv.js";
import { cannotRead } from "./files.js";
import { type ImageFolderOptions, imageFolder } from "./images/folder.js";
import type { LabelledDataset, NumericDataset, Prepared, TrainAndTest } from "./labelled.js";
import { type MnistOptions, mnist } from "./mnist.js";
import { type ParquetImagesOptions, type ParquetOptions, parquet, parquetImages } from "./parquet/parquet.js";

export type DataKind = "images" | "csv" | "parquet" | "parquet-images" | "numpy" | "idx" | "cifar";

type Opened = Prepared<LabelledDataset> | Prepared<NumericDataset>;

const noWarnings = async (data: Promise<TrainAndTest>) => ({
  ...(await data),
  warnings: [],
});

/** Options are those of the function that each kind has of its own; they come from a file and are checked there. */
const openers: Readonly<Record<DataKind, (options: never) => Promise<Opened>>> = {
  images: (options: ImageFolderOptions) => imageFolder(options),
  csv: (options: CsvOptions) => csv(options as CsvOptions & { target?: undefined }),
  parquet: (options: ParquetOptions) => parquet(options as ParquetOptions & { target?: undefined }),
  "parquet-images": (options: ParquetImagesOptions) => parquetImages(options),
  numpy: (options: NumpyOptions) => numpy(options),
  idx: (options: MnistOptions) => noWarnings(mnist(options)),
  cifar: (options: CifarOptions) => noWarnings(cifar(options)),
};

export interface OpenOptions {
  readonly path: string;
  /** Default: what the path shows. */
  readonly kind?: DataKind;
  /** What the kind's own function takes: `size` for images, `label` or `target` for tables. */
  readonly [option: string]: unknown;
}

/**
 * Training and test set of whatever lies at a path: a folder of pictures, a CSV, Parquet, `.npy` or `.npz` file, a
 * folder of Parquet files, of IDX files or of CIFAR's.
 *
 * @throws DownhillError `data` when the path is not there or shows no kind that is known
 * @example
 * const { train, test } = await openData({ path: "photos", size: 96 });
 * @example
 * const { train, test } = await openData({ path: "iris.csv", label: "species", standardize: true });
 */
export async function openData({ kind, ...options }: OpenOptions): Promise<Opened> {
  const { path, size } = options as { path: string; size?: unknown };
  const found = kind ?? (await kindOf(path, { size }));
  if (!Object.hasOwn(openers, found)) throw unknownName("kind of data", found, Object.keys(openers));
  if ((found === "images" || found === "parquet-images") && size === undefined) {
    throw usageError(`${path} holds pictures: say to which size they are brought, such as size: 96`);
  }
  return openers[found](options as never);
}

/** What lies there. With a `size`, Parquet holds images. */
export async function kindOf(path: string, options: { readonly size?: unknown } = {}): Promise<DataKind> {
  const parquetKind = options.size === undefined ? "parquet" : "parquet-images";
  const about = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotRead(path, error);
  });
  if (!about.isDirectory()) {
    const kind = byEnding(extname(path).toLowerCase());
    if (kind) return kind === "parquet" ? parquetKind : kind;
    throw dataError(
      `${path}: its ending shows no kind of data; those that do: .csv .tsv .txt .parquet .npy .npz`,
    );
  }
  const names = await readdir(path, { withFileTypes: true });
  const has = (test: RegExp) => names.some(({ name }) => test.test(name));
  if (has(/^train-images-idx3-ubyte(\.gz)?$/)) return "idx";
  if (has(/^(data_batch_1|train)\.bin$/)) return "cifar";
  if (has(/^train.*\.parquet$/)) return parquetKind;
  if (names.some((entry) => !entry.name.startsWith(".") && !entry.isFile())) return "images";
  throw dataError(
    `${path} holds neither folders of pictures nor files of a kind that is known (Parquet named train…, IDX, CIFAR)`,
  );
}

function byEnding(ending: string): DataKind | undefined {
  if (ending === ".csv" || ending === ".tsv" || ending === ".txt") return "csv";
  if (ending === ".npy" || ending === ".npz") return "numpy";
  return ending === ".parquet" ? "parquet" : undefined;
}
