/** Images from a store as a data set: bytes become floats, channel after channel, changed at random and normalized. */
import { type Batch, type BatchContext, usageError } from "@downhill/core";
import type { LabelledDataset } from "../labelled.js";
import { type AugmentOptions, augmentImage, checkAugment } from "./augment.js";
import type { PixelShape } from "./decode.js";
import type { ImageStore } from "./store.js";

/** `(pixel - mean) / std` for each channel, with pixels from 0 to 1. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What models that were trained on ImageNet expect. */
export const imagenet: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

export interface ImageTensorOptions {
  /** Default: none, pixels are from 0 to 1. */
  readonly normalize?: Normalization | "imagenet";
  /** Random changes of the training images. Default: none. */
  readonly augment?: AugmentOptions;
  /** Decides what is changed how, and which images are held back. Default 0. */
  readonly seed?: number;
}

interface Part {
  readonly name: string;
  /** Positions in the store. */
  readonly indices: Uint32Array;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/** Rows of the lookup table: the normalized value of each byte. */
type Lookup = readonly Float32Array[];

export function imageDataset(store: ImageStore, part: Part, options: ImageTensorOptions): LabelledDataset {
  const { name, indices, labels, classNames } = part;
  const { height, width, channels } = store.shape;
  const { augment, seed = 0 } = options;
  if (augment) checkAugment(augment);
  const normalization = normalizationOf(options, channels);
  const plain = lookup(normalization, channels);
  const unit = lookup(undefined, channels);
  const size = channels * height * width;

  return {
    name,
    length: indices.length,
    sampleShape: [channels, height, width],
    targets: { data: labels, dims: [labels.length] },
    labels,
    classes: classNames.length,
    classNames,
    lazy: !store.inMemory,
    async batch(picked: Uint32Array, context?: BatchContext): Promise<Batch> {
      const positions = picked.map((i) => indexAt(indices, i));
      const images = await store.pixels(positions);
      // A buffer of its own for every batch: batches of several parts may be under way at once.
      const data = new Float32Array(picked.length * size);
      const epoch = augment && context?.epoch;
      const scratch = epoch === undefined ? undefined : new Float32Array(size);
      images.forEach((pixels, i) => {
        if (!pixels) return;
        const into = data.subarray(i * size, (i + 1) * size);
        if (!scratch || epoch === undefined) {
          planes(pixels, into, store.shape, plain);
          return;
        }
        planes(pixels, scratch, store.shape, unit);
        const draw = { seed, epoch, index: store.good[positions[i]!]! };
        augmentImage(scratch, into, store.shape, augment!, draw);
        if (normalization) normalizeInPlace(into, normalization, height * width);
      });
      const targets = { data: Int32Array.from(picked, (i) => labels[i]!), dims: [picked.length] };
      const batch = { inputs: { data, dims: [picked.length, channels, height, width] }, targets };
      if (!images.includes(undefined)) return batch;
      // What cannot be read must not be learned.
      return { ...batch, weights: Float32Array.from(images, (pixels) => (pixels ? 1 : 0)) };
    },
  };
}

function indexAt(indices: Uint32Array, i: number): number {
  const index = indices[i];
  if (index === undefined) throw usageError(`no sample ${i}: the data set has ${indices.length}`);
  return index;
}

function normalizationOf({ normalize }: ImageTensorOptions, channels: number): Normalization | undefined {
  const chosen = normalize === "imagenet" ? imagenet : normalize;
  if (!chosen) return undefined;
  const { mean, std } = chosen;
  if (mean.length !== channels || std.length !== channels || !std.every((one) => one > 0)) {
    throw usageError(
      `normalize needs mean and std above 0 for each of ${channels} channels, got ${JSON.stringify(chosen)}`,
    );
  }
  return chosen;
}

function lookup(normalization: Normalization | undefined, channels: number): Lookup {
  return Array.from({ length: channels }, (_, c) => {
    const { mean, std } = normalization ?? { mean: [], std: [] };
    return Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - (mean[c] ?? 0)) / (std[c] ?? 1));
  });
}

/** Pixel after pixel becomes channel after channel. */
function planes(
  pixels: Uint8Array,
  into: Float32Array,
  { height, width, channels }: PixelShape,
  values: Lookup,
): void {
  const plane = height * width;
  for (let c = 0; c < channels; c++) {
    const table = values[c]!;
    const start = c * plane;
    for (let i = 0, from = c; i < plane; i++, from += channels) into[start + i] = table[pixels[from]!]!;
  }
}

function normalizeInPlace(image: Float32Array, { mean, std }: Normalization, plane: number): void {
  for (let c = 0; c < mean.length; c++) {
    const scale = 1 / std[c]!;
    const shift = -mean[c]! * scale;
    for (let i = c * plane; i < (c + 1) * plane; i++) image[i] = image[i]! * scale + shift;
  }
}
