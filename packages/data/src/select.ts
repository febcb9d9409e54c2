/** Parts of a data set, by index; the samples themselves are not copied. */
import { usageError } from "@downhill/core";
import { permutation } from "@downhill/core/random";
import { subset as part } from "@downhill/core/training";
import type { LabelledDataset, NamedDataset } from "./labelled.js";

/** The samples of these indices, as a data set of its own. */
export function subset<Kind extends NamedDataset>(
  dataset: Kind,
  indices: Uint32Array,
  name = dataset.name,
): Kind {
  const chosen = part(dataset, indices);
  const labels = "labels" in dataset && { labels: chosen.targets!.data };
  return { ...dataset, ...chosen, name, ...labels };
}

/**
 * `count` samples, evenly spaced: the same ones on every machine, and not all from the beginning, which in MNIST's
 * test set is the easier half.
 */
export function evenly(dataset: LabelledDataset, count: number | undefined): LabelledDataset {
  if (count === undefined || count === dataset.length) return dataset;
  if (!Number.isInteger(count) || count < 1 || count > dataset.length) {
    throw usageError(
      `invalid number of samples: ${count}; ${dataset.name} has ${dataset.length}, give a whole number from 1 to that`,
    );
  }
  const spaced = Uint32Array.from({ length: count }, (_, k) => Math.floor((k * dataset.length) / count));
  return subset(dataset, spaced);
}

/**
 * Holds back a share of the samples, drawn at random by `seed`.
 * @throws DownhillError `usage` when one of the two parts would be empty.
 */
export function split<Kind extends NamedDataset>(
  dataset: Kind,
  share: number,
  seed = 0,
): { readonly kept: Kind; readonly held: Kind } {
  const held = Math.round(dataset.length * share);
  if (!(share > 0 && share < 1) || held < 1 || held >= dataset.length) {
    throw usageError(
      `invalid validation share: ${share} of ${dataset.length} samples; give a number between 0 and 1 that leaves both parts some`,
    );
  }
  const order = permutation(dataset.length, seed);
  return {
    kept: subset(dataset, order.slice(held).sort()),
    held: subset(dataset, order.slice(0, held).sort(), `${dataset.name}, held-out part`),
  };
}
