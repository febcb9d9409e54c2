/** Embeddings of pictures, and how well they find their like. */
import { type ArrayDataset, predict, recallAtK } from "@downhill/core/training";
import { dense, type Layer, type OnnxModel, relu } from "@downhill/onnx";
import { build } from "../training.js";

export const embedder = (): Layer[] => [dense(64), relu(), dense(32)];

/** Recall@1 of rows of numbers, each scaled to length 1. */
export function recallOf(rows: Float32Array, dataset: ArrayDataset): number {
  const columns = rows.length / dataset.length;
  const data = rows.slice();
  for (let at = 0; at < data.length; at += columns) {
    const row = data.subarray(at, at + columns);
    const length = Math.hypot(...row) || 1;
    row.forEach((value, c) => {
      row[c] = value / length;
    });
  }
  const pass = recallAtK(1).start();
  pass.add({ data, dims: [dataset.length, columns] }, dataset.targets);
  return pass.value();
}

/** The trained embedding without the head that was only for training. */
export async function embeddings(trained: OnnxModel, datasets: readonly ArrayDataset[]): Promise<number[]> {
  const model = await build(embedder(), 0);
  try {
    for (const { name } of model.arena.segments) model.arena.valuesOf(name).set(trained.arena.valuesOf(name));
    const recalls: number[] = [];
    for (const dataset of datasets) recalls.push(recallOf((await predict(model, dataset)).data, dataset));
    return recalls;
  } finally {
    await model.dispose();
  }
}
