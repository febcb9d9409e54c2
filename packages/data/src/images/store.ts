/** Decoded images: all of them in memory where they fit, otherwise decoded batch by batch. What cannot be read is counted. */
import { availableParallelism } from "node:os";
import { DownhillError, dataError, usageError } from "@downhill/core";
import { type DecodeImage, imageDecoder, type PixelOptions, type PixelShape, shapeOf } from "./decode.js";
import { imageFormat } from "./format.js";
import { loadSharp } from "./sharp.js";

/** Files, or cells of a table, that hold images as people store them. */
export interface ImageSource {
  /** The folder or file they come from. */
  readonly name: string;
  readonly length: number;
  nameOf(index: number): string;
  /** @param most no more than so many bytes from the beginning are needed */
  bytesOf(index: number, most?: number): Promise<Uint8Array>;
}

export interface StoreOptions extends PixelOptions {
  /**
   * How many images may be unreadable (empty, cut short, not an image): below 1 a share, from 1 on a number. They are
   * left out and listed in `bad`. Default 0.05.
   */
  readonly maxBad?: number;
  /**
   * Bytes of pixels that may be kept in memory. When all images fit they are decoded once, before training; when not,
   * anew for each batch. Default 1 GiB.
   */
  readonly memory?: number;
}

/** An image that could not be read. */
export interface BadImage {
  readonly name: string;
  readonly reason: string;
}

const GIGABYTE = 2 ** 30;
/** Enough to tell what kind of file it is. */
const HEAD = 512;
const NAMED = 5;
/** Enough to keep all cores decoding. */
const LANES = 2 * availableParallelism() + 2;
/**
 * Of a batch that is prepared while the model trains. The engine's steps block this thread: only what was begun before
 * goes on meanwhile, on the threads of the decoder.
 */
const AT_ONCE = Math.max(32, LANES);

export class ImageStore {
  readonly shape: PixelShape;
  /** Grows when an image turns out to be unreadable only in training. */
  readonly bad: BadImage[] = [];
  /** Images of the source that are left, in its order. */
  readonly good: Uint32Array;
  readonly #source: ImageSource;
  readonly #decode: DecodeImage;
  readonly #most: number;
  /** Pixels of all good images, where they fit. */
  readonly #pixels: Uint8Array | undefined;
  readonly #badInTraining = new Set<number>();

  private constructor(
    source: ImageSource,
    decode: DecodeImage,
    shape: PixelShape,
    checked: { good: Uint32Array; bad: BadImage[]; most: number; pixels: Uint8Array | undefined },
  ) {
    this.#source = source;
    this.#decode = decode;
    this.shape = shape;
    this.good = checked.good;
    this.bad.push(...checked.bad);
    this.#most = checked.most;
    this.#pixels = checked.pixels;
  }

  /** @throws DownhillError `environment` without sharp, `data` when there are too many bad images */
  static async open(source: ImageSource, options: StoreOptions): Promise<ImageStore> {
    const shape = shapeOf(options);
    const { memory = GIGABYTE, maxBad = 0.05 } = options;
    if (!(maxBad >= 0))
      throw usageError(`maxBad must be a share below 1 or a number of images, got ${maxBad}`);
    const most = maxBad < 1 ? Math.floor(maxBad * source.length) : maxBad;
    const decode = imageDecoder(await loadSharp(), options);
    const size = shape.height * shape.width * shape.channels;
    const fits = size * source.length <= memory;
    const pixels = fits ? new Uint8Array(size * source.length) : undefined;
    const bad = new Map<number, BadImage>();
    await eachLimited(source.length, LANES, async (index) => {
      const name = source.nameOf(index);
      try {
        if (pixels) pixels.set(await decode(await source.bytesOf(index), name), index * size);
        else checkHead(await source.bytesOf(index, HEAD), name);
      } catch (error) {
        bad.set(index, badImage(name, error));
        if (bad.size > most) throw tooManyBad(source.name, source.length, most, bad.values());
      }
    });
    const good = Uint32Array.from({ length: source.length }, (_, i) => i).filter((index) => !bad.has(index));
    const inOrder = [...bad.entries()].sort(([a], [b]) => a - b).map(([, image]) => image);
    const kept = pixels && compact(pixels, good, size);
    return new ImageStore(source, decode, shape, { good, bad: inOrder, most, pixels: kept });
  }

  /** True: all pixels are in memory. */
  get inMemory(): boolean {
    return this.#pixels !== undefined;
  }

  /**
   * Pixels of good images, by their position in `good`; undefined for one that turns out to be unreadable.
   *
   * @throws DownhillError `data` when that makes too many
   */
  async pixels(indices: Uint32Array): Promise<(Uint8Array | undefined)[]> {
    const size = this.shape.height * this.shape.width * this.shape.channels;
    const all = this.#pixels;
    if (all) return Array.from(indices, (index) => all.subarray(index * size, (index + 1) * size));
    const images: (Uint8Array | undefined)[] = new Array(indices.length).fill(undefined);
    await eachLimited(indices.length, AT_ONCE, async (i) => {
      const index = this.good[indices[i]!]!;
      if (this.#badInTraining.has(index)) return;
      const name = this.#source.nameOf(index);
      try {
        images[i] = await this.#decode(await this.#source.bytesOf(index), name);
      } catch (error) {
        const image = badImage(name, error);
        if (this.#badInTraining.has(index)) return;
        this.#badInTraining.add(index);
        this.bad.push(image);
        if (this.bad.length > this.#most)
          throw tooManyBad(this.#source.name, this.#source.length, this.#most, this.bad);
      }
    });
    return images;
  }
}

/** Runs `use` for 0 … count - 1, at most so many at a time. */
async function eachLimited(
  count: number,
  most: number,
  use: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await use(next++);
  };
  const lanes = Array.from({ length: Math.min(count, most) }, lane);
  try {
    await Promise.all(lanes);
  } catch (error) {
    next = count;
    await Promise.allSettled(lanes);
    throw error;
  }
}

function checkHead(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw dataError(`${name}: the file is empty`);
  const { readable, name: format } = imageFormat(bytes);
  if (!readable) throw dataError(`${name}: not an image that can be read, it looks like ${format}`);
}

/** Only what the data is to blame for: a missing decoder or a mistake of the program ends it all. */
function badImage(name: string, error: unknown): BadImage {
  if (!(error instanceof DownhillError) || error.code !== "data") throw error;
  return {
    name,
    reason: error.message.startsWith(`${name}: `) ? error.message.slice(name.length + 2) : error.message,
  };
}

function tooManyBad(name: string, count: number, most: number, bad: Iterable<BadImage>): DownhillError {
  const named = [...bad].slice(0, NAMED).map((image) => `\n  ${image.name}: ${image.reason}`);
  const allowed = most === 0 ? "none may be" : `${most} may be (maxBad)`;
  return dataError(
    `more than ${most} of ${count} images in ${name} cannot be read; ${allowed}. The first ones:${named.join("")}`,
  );
}

/** Closes the gaps that bad images leave. */
function compact(pixels: Uint8Array, good: Uint32Array, size: number): Uint8Array {
  good.forEach((index, position) => {
    if (index !== position) pixels.copyWithin(position * size, index * size, (index + 1) * size);
  });
  return pixels.subarray(0, good.length * size);
}
