export * from "@downhill/core";
export * from "@downhill/core/catalogue";
export * from "@downhill/core/explain";
export * from "@downhill/core/native";
export * from "@downhill/core/random";
export * from "@downhill/core/threads";
export * from "@downhill/core/training";
export {
  augment,
  blobs,
  cifar,
  csv,
  discs,
  fitTable,
  imageFolder,
  imagenet,
  iterableDataset,
  type LabelledDataset,
  labelled,
  mnist,
  moons,
  type NumericDataset,
  numeric,
  numpy,
  openData,
  parquet,
  parquetImages,
  phones,
  prefetch,
  prepareTable,
  readIdx,
  readNpy,
  readNpz,
  readParquet,
  readTable,
  spiral,
  type TrainAndTest,
  wages,
} from "@downhill/data";
export * from "@downhill/onnx";
export { type RaceResult, race, readRecipe } from "@downhill/race";
