export * from "@downhill/core";
export { blobs, csv, type LabelledDataset, mnist, moons, spiral, type TrainAndTest } from "@downhill/data";
export * from "@downhill/onnx";
export { type RaceResult, race, readRecipe } from "@downhill/race";
