/** One image file becomes pixels of a fixed size. */
import { DownhillError, dataError, usageError } from "@downhill/core";
import { imageFormat } from "./format.js";
import type { Decoder } from "./sharp.js";

export interface PixelOptions {
  /** Height and width of every image; one number for squares. */
  readonly size: number | readonly [height: number, width: number];
  /**
   * How an image of another shape gets there. `cover` (default) keeps its proportions and cuts off what is too much,
   * `contain` keeps them and adds black, `fill` stretches.
   */
  readonly fit?: "cover" | "contain" | "fill";
  /**
   * Images are first brought to this size; then the middle, `size` large, is cut out. Default: `size`, so nothing is
   * cut. `resize: 256, size: 224` is what most published models are tested with.
   */
  readonly resize?: number | readonly [height: number, width: number];
  /** 3 for red, green, blue (default), 1 for grey. */
  readonly channels?: 1 | 3;
  /** Images of more pixels are not decoded. Default 50 million. */
  readonly mostPixels?: number;
}

export interface PixelShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** A file of more bytes is no photo. */
export const MOST_IMAGE_BYTES = 2 ** 28;
const LARGEST_SIDE = 8192;

export function shapeOf({ size, channels = 3 }: PixelOptions): PixelShape {
  if (channels !== 1 && channels !== 3) throw usageError(`channels must be 1 or 3, got ${channels}`);
  return { ...sides("size", size), channels };
}

function sides(name: string, size: number | readonly [number, number]): { height: number; width: number } {
  const [height, width] = typeof size === "number" ? [size, size] : size;
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < 1 || side > LARGEST_SIDE) {
      throw usageError(`${name} must be whole numbers from 1 to ${LARGEST_SIDE}, got ${String(size)}`);
    }
  }
  return { height, width };
}

export type DecodeImage = (bytes: Uint8Array, name: string) => Promise<Uint8Array>;

/**
 * A function from the bytes of an image file to its pixels: rows of `height × width × channels` bytes. It turns the
 * image as its camera says (EXIF), takes the first picture of an animation, and puts what is transparent on black.
 *
 * @throws DownhillError (the function) `data` naming the image: empty, no image, cut short, or of too many pixels
 */
export function imageDecoder(sharp: Decoder, options: PixelOptions): DecodeImage {
  const { fit = "cover", mostPixels = 50e6 } = options;
  const { height, width, channels } = shapeOf(options);
  const large = options.resize === undefined ? { height, width } : sides("resize", options.resize);
  if (large.height < height || large.width < width) {
    throw usageError(
      `resize (${large.height} × ${large.width}) must not be below size (${height} × ${width})`,
    );
  }
  if (!(mostPixels >= 1)) throw usageError(`mostPixels must be a number from 1 on, got ${mostPixels}`);
  const top = Math.floor((large.height - height) / 2);
  const left = Math.floor((large.width - width) / 2);

  return async (bytes, name) => {
    checkFile(bytes, name);
    try {
      const { data, info } = await sharp(bytes, {
        failOn: "error",
        limitInputPixels: mostPixels,
        page: 0,
        pages: 1,
      })
        .autoOrient()
        .resize({ ...large, fit, background: "black" })
        .extract({ left, top, width, height })
        .flatten({ background: "black" })
        .toColourspace(channels === 1 ? "b-w" : "srgb")
        .raw({ depth: "uchar" })
        .toBuffer({ resolveWithObject: true });
      if (info.channels !== channels || data.length !== height * width * channels) {
        throw dataError(`${name}: decoded to ${info.channels} channels, expected ${channels}`);
      }
      return data;
    } catch (error) {
      if (error instanceof DownhillError) throw error;
      const [first = ""] = (error as Error).message.split("\n", 1);
      // For one and the same file libvips says now this, now that.
      const damaged = /^Unknown error$|libpng read error/.test(first);
      const reason = damaged ? "damaged, or cut short" : first.replace(/^Input buffer /, "");
      throw new DownhillError("data", `${name}: ${reason}`, { cause: error });
    }
  };
}

function checkFile(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw dataError(`${name}: the file is empty`);
  const format = imageFormat(bytes);
  if (!format.readable)
    throw dataError(`${name}: not an image that can be read, it looks like ${format.name}`);
}
