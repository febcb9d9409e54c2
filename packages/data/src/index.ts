export { type CifarOptions, cifar, readCifar } from "./arrays/cifar.js";
export type { Layout } from "./arrays/layout.js";
export { type NpyArray, type NpyData, readNpy } from "./arrays/npy.js";
export { type ReadNpzOptions, readNpz } from "./arrays/npz.js";
export { type NumpyOptions, numpy } from "./arrays/numpy.js";
export { channelsLast } from "./channels-last.js";
export { type CsvOptions, csv } from "./csv.js";
export { type DiscsOptions, discs } from "./discs.js";
export { type IdxArray, readIdx } from "./idx.js";
export { type AugmentOptions, augment } from "./images/augment.js";
export { type ImageTensorOptions, imagenet, type Normalization } from "./images/dataset.js";
export type { PixelOptions } from "./images/decode.js";
export { type ImageFolderOptions, imageFolder } from "./images/folder.js";
export type { ImageOptions, PreparedImages } from "./images/parts.js";
export type { BadImage, StoreOptions } from "./images/store.js";
export {
  type IterableOptions,
  iterableDataset,
  type LabelledSample,
  type NumericSample,
} from "./iterable.js";
export {
  checkLabels,
  type LabelledArrays,
  type LabelledDataset,
  labelled,
  type NamedDataset,
  type NumericArrays,
  type NumericDataset,
  numeric,
  type Prepared,
  type TrainAndTest,
} from "./labelled.js";
export { type MnistOptions, mnist } from "./mnist.js";
export { type DataKind, kindOf, type OpenOptions, openData } from "./open.js";
export { phones, type WagesOptions, wages } from "./packaged-tables.js";
export type { ParquetLimits } from "./parquet/ask.js";
export {
  type ParquetImagesOptions,
  type ParquetOptions,
  parquet,
  parquetImages,
  type ReadParquetOptions,
  readParquet,
} from "./parquet/parquet.js";
export { type Prefetched, type PrefetchOptions, prefetch, type Waiting } from "./prefetch.js";
export { evenly, split, subset } from "./select.js";
export {
  type BlobsOptions,
  blobs,
  moons,
  type SpiralOptions,
  type SyntheticOptions,
  spiral,
} from "./synthetic.js";
export { type ReadTableOptions, readTable } from "./tables/read-table.js";
export { type PreparedTable, prepareTable, type SampleOptions, type Scale } from "./tables/samples.js";
export type {
  CategoryColumn,
  Column,
  ColumnKind,
  ColumnOptions,
  Missing,
  NumberColumn,
  Table,
} from "./tables/table.js";
export {
  type FitTableOptions,
  fitTable,
  type TableTransform,
  type TableTransformState,
  transformFrom,
} from "./tables/transform.js";
