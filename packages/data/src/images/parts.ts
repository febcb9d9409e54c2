/** Training and test set of the images of one store. */
import { dataError, usageError } from "@downhill/core";
import { splitIndices } from "@downhill/core/training";
import type { LabelledDataset, Prepared } from "../labelled.js";
import { type ImageTensorOptions, imageDataset } from "./dataset.js";
import { type BadImage, type ImageSource, ImageStore, type StoreOptions } from "./store.js";

export interface ImageOptions extends StoreOptions, ImageTensorOptions {
  /** Share of the images that becomes the test set, where the data does not say which those are. Default 0.2. */
  readonly test?: number;
}

export interface PreparedImages extends Prepared<LabelledDataset> {
  readonly classNames: readonly string[];
  /** What could not be read, and why. It grows in training when images are decoded batch by batch. */
  readonly bad: readonly BadImage[];
  /** True: every image is decoded already and kept in memory. */
  readonly inMemory: boolean;
}

/** What is known of the images of a source, in its order. */
export interface Known {
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  /** Which images are for testing; undefined where the data does not say. */
  readonly forTest: ((index: number) => boolean) | undefined;
}

/** @throws DownhillError `data` for too many unreadable images, or a class without any to train on */
export async function prepareImages(
  source: ImageSource,
  known: Known,
  options: ImageOptions,
): Promise<PreparedImages> {
  const store = await ImageStore.open(source, options);
  const { classNames, forTest } = known;
  const labels = Int32Array.from(store.good, (index) => known.labels[index]!);
  const positions = Uint32Array.from(labels, (_, position) => position);
  const isTest = (position: number) => forTest!(store.good[position]!);
  const [train, test] = forTest
    ? [positions.filter((position) => !isTest(position)), positions.filter(isTest)]
    : splitAtRandom(source.name, labels, options);
  const warnings = checkClasses(source.name, classNames, labels, { train, test });
  const part = (name: string, indices: Uint32Array, tensor: ImageTensorOptions) =>
    imageDataset(
      store,
      { name, indices, labels: Int32Array.from(indices, (i) => labels[i]!), classNames },
      tensor,
    );
  const { augment: _, ...plain } = options;
  if (store.bad.length > 0) warnings.unshift(unreadable(store.bad, source.length));
  return {
    train: part(`${source.name} train`, train, options),
    test: part(`${source.name} test`, test, plain),
    classNames,
    bad: store.bad,
    inMemory: store.inMemory,
    warnings,
  };
}

function splitAtRandom(name: string, labels: Int32Array, options: ImageOptions): [Uint32Array, Uint32Array] {
  const { test = 0.2, seed = 0 } = options;
  const held = Math.round(labels.length * test);
  if (!(test > 0 && test < 1) || held < 1 || held >= labels.length) {
    throw usageError(
      `invalid test share: ${test} of the ${labels.length} images of ${name}; give a number between 0 and 1 that leaves both parts some`,
    );
  }
  const [first, rest] = splitIndices(labels.length, held, seed, labels);
  return [rest.sort(), first.slice().sort()];
}

/** A class that is never seen cannot be learned; one that is never tested is only worth a warning. */
function checkClasses(
  name: string,
  classNames: readonly string[],
  labels: Int32Array,
  { train, test }: { readonly train: Uint32Array; readonly test: Uint32Array },
): string[] {
  const missing = (indices: Uint32Array) => {
    const seen = new Set(Array.from(indices, (i) => labels[i]!));
    return classNames.filter((_, label) => !seen.has(label));
  };
  const untrained = missing(train);
  if (untrained.length > 0) {
    throw dataError(
      `${name}: no readable training image of ${listed(untrained)}; add some, or remove the class`,
    );
  }
  if (test.length === 0) throw dataError(`${name}: no readable test image`);
  const untested = missing(test);
  return untested.length === 0 ? [] : [`${name}: no test image of ${listed(untested)}`];
}

const LISTED = 5;

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, LISTED).map((name) => JSON.stringify(name));
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return `class ${shown.join(", ")}${more}`;
};

const unreadable = (bad: readonly BadImage[], count: number): string => {
  const shown = bad.slice(0, LISTED).map(({ name, reason }) => `\n  ${name}: ${reason}`);
  const more = bad.length > LISTED ? `\n  and ${bad.length - LISTED} more` : "";
  return `${bad.length} of ${count} images cannot be read and are left out:${shown.join("")}${more}`;
};
