/** Random changes that leave an image's class as it is. Each is a pure function of seed, epoch and sample. */
import { type Dataset, dataError, usageError } from "@downhill/core";
import { philox, purposes } from "@downhill/core/random";

export interface AugmentOptions {
  /** Pixels of black that are put around the image before a random part of its own size is cut out: it is shifted. */
  readonly crop?: number;
  /** True: half of the images are mirrored left to right. Not for digits, letters or anything that has a side. */
  readonly flip?: boolean;
  /** Brightness is multiplied by a factor from `1 - brightness` to `1 + brightness`. */
  readonly brightness?: number;
  /** The same for the distance of each pixel from the image's mean grey. */
  readonly contrast?: number;
  /** The same for the distance of each pixel from its own grey. */
  readonly saturation?: number;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Position in an epoch of a run: what the random numbers depend on. */
export interface Draw {
  readonly seed: number;
  readonly epoch: number;
  readonly index: number;
}

/** @throws DownhillError `usage` for options that mean nothing */
export function checkAugment(options: AugmentOptions): void {
  const { crop = 0 } = options;
  if (!Number.isInteger(crop) || crop < 0 || crop > 1024) {
    throw usageError(`augment.crop must be a whole number of pixels from 0 to 1024, got ${crop}`);
  }
  for (const name of ["brightness", "contrast", "saturation"] as const) {
    const strength = options[name] ?? 0;
    if (!(strength >= 0 && strength <= 1))
      throw usageError(`augment.${name} must be from 0 to 1, got ${strength}`);
  }
}

/**
 * Changes one image, channel after channel, with values from 0 to 1. All random numbers are drawn whatever the options,
 * so that switching one on does not change the others.
 */
export function augmentImage(
  from: Float32Array,
  into: Float32Array,
  shape: ImageShape,
  options: AugmentOptions,
  draw: Draw,
): void {
  const { crop = 0, flip = false, brightness = 0, contrast = 0, saturation = 0 } = options;
  const random = uniforms(draw);
  const down = Math.floor(random[0]! * (2 * crop + 1)) - crop;
  const right = Math.floor(random[1]! * (2 * crop + 1)) - crop;
  shift(from, into, shape, { down, right, mirror: flip && random[2]! < 0.5 });
  const factor = (strength: number, position: number) => 1 + strength * (2 * random[position]! - 1);
  if (brightness > 0) scaleBy(into, factor(brightness, 3));
  if (contrast > 0) spread(into, shape, factor(contrast, 4));
  if (saturation > 0 && shape.channels === 3) saturate(into, shape, factor(saturation, 5));
}

/** Eight numbers in [0, 1). */
function uniforms({ seed, epoch, index }: Draw): readonly number[] {
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32)] as const;
  return [0, 1].flatMap((block) =>
    philox([block, epoch >>> 0, purposes.augmentation, index >>> 0], key).map((word) => word / 2 ** 32),
  );
}

function shift(
  from: Float32Array,
  into: Float32Array,
  { height, width, channels }: ImageShape,
  { down, right, mirror }: { down: number; right: number; mirror: boolean },
): void {
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const sourceY = y + down;
      const row = (c * height + y) * width;
      if (sourceY < 0 || sourceY >= height) {
        into.fill(0, row, row + width);
        continue;
      }
      const source = (c * height + sourceY) * width;
      for (let x = 0; x < width; x++) {
        const sourceX = (mirror ? width - 1 - x : x) + right;
        into[row + x] = sourceX >= 0 && sourceX < width ? from[source + sourceX]! : 0;
      }
    }
  }
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

function scaleBy(pixels: Float32Array, factor: number): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = clamp(pixels[i]! * factor);
}

/** Weights of red, green and blue in grey (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

function greyOf(pixels: Float32Array, plane: number, i: number): number {
  return GREY[0] * pixels[i]! + GREY[1] * pixels[plane + i]! + GREY[2] * pixels[2 * plane + i]!;
}

function spread(pixels: Float32Array, { height, width, channels }: ImageShape, factor: number): void {
  const plane = height * width;
  let sum = 0;
  if (channels === 3) for (let i = 0; i < plane; i++) sum += greyOf(pixels, plane, i);
  else for (let i = 0; i < pixels.length; i++) sum += pixels[i]! / channels;
  const mean = sum / plane;
  for (let i = 0; i < pixels.length; i++) pixels[i] = clamp(mean + (pixels[i]! - mean) * factor);
}

function saturate(pixels: Float32Array, { height, width }: ImageShape, factor: number): void {
  const plane = height * width;
  for (let i = 0; i < plane; i++) {
    const grey = greyOf(pixels, plane, i);
    for (let c = 0; c < 3; c++) {
      const at = c * plane + i;
      pixels[at] = clamp(grey + (pixels[at]! - grey) * factor);
    }
  }
}

/**
 * The same images, changed at random in training; in validation and prediction they are as they were. What happens to
 * an image depends on `seed`, the epoch and the image's index, so that a resumed run sees what a straight one sees.
 *
 * @param dataset images as `[samples, channels, height, width]` with values from 0 to 1
 * @throws DownhillError `usage` for options that mean nothing, `data` when a batch holds no images
 * @example
 * const { train, test } = await mnist();
 * await fit(model, augment(train, { crop: 2 }, { seed: 1 }), { ...options, validation: test });
 */
export function augment<Source extends Dataset>(
  dataset: Source,
  options: AugmentOptions,
  { seed = 0 }: { readonly seed?: number } = {},
): Source {
  checkAugment(options);
  return {
    ...dataset,
    async batch(indices: Uint32Array, context?: { readonly epoch?: number }) {
      const batch = await dataset.batch(indices, context);
      const epoch = context?.epoch;
      if (epoch === undefined) return batch;
      const { data, dims } = batch.inputs;
      const [count, channels, height, width] = dims;
      if (!(data instanceof Float32Array) || dims.length !== 4) {
        throw dataError(`augment takes images [samples, channels, height, width], got [${dims.join(", ")}]`);
      }
      const shape = { channels: channels!, height: height!, width: width! };
      const size = shape.channels * shape.height * shape.width;
      const into = new Float32Array(data.length);
      for (let i = 0; i < count!; i++) {
        const [from, to] = [i * size, (i + 1) * size];
        const draw = { seed, epoch, index: indices[i]! };
        augmentImage(data.subarray(from, to), into.subarray(from, to), shape, options, draw);
      }
      return { ...batch, inputs: { data: into, dims } };
    },
  };
}
