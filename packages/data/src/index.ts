export { type CsvOptions, csv } from "./csv.js";
export { type IdxArray, readIdx } from "./idx.js";
export {
  checkLabels,
  type LabelledArrays,
  type LabelledDataset,
  labelled,
  type TrainAndTest,
} from "./labelled.js";
export { type MnistOptions, mnist } from "./mnist.js";
export { evenly, split, subset } from "./select.js";
export {
  type BlobsOptions,
  blobs,
  moons,
  type SpiralOptions,
  type SyntheticOptions,
  spiral,
} from "./synthetic.js";
