/** NumPy's `.npz`: a zip archive of `.npy` files. */
import { DownhillError, dataError } from "@downhill/core";
import { unzipSync } from "fflate";
import { Budget, DEFAULT_MOST_BYTES } from "../budget.js";
import { type NpyArray, readNpy } from "./npy.js";

export interface ReadNpzOptions {
  /** Arrays to read; the others are not unpacked. Default: all. */
  readonly names?: readonly string[];
  /** What the arrays may need unpacked, in bytes. Default 2 GiB. */
  readonly mostBytes?: number;
}

/**
 * Reads the arrays of a `.npz` file, by name.
 *
 * @throws DownhillError `data` when it is no such archive, is damaged, or needs more memory than allowed
 * @example
 * const arrays = readNpz(await readFile("mnist.npz"), "mnist.npz");
 * arrays.get("x_train")?.dims; // [60000, 28, 28]
 */
export function readNpz(
  bytes: Uint8Array,
  name: string,
  options: ReadNpzOptions = {},
): Map<string, NpyArray> {
  const { names, mostBytes = DEFAULT_MOST_BYTES } = options;
  const budget = new Budget(name, mostBytes, "read fewer of its arrays, or raise mostBytes");
  const wanted = names && new Set(names);
  const sizes = new Map<string, number>();
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name: file, originalSize }) => {
        if (!file.endsWith(".npy") || (wanted && !wanted.has(arrayName(file)))) return false;
        budget.take(originalSize);
        sizes.set(file, originalSize);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof DownhillError) throw error;
    throw new DownhillError("data", `${name}: not a .npz file, or damaged: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const arrays = new Map<string, NpyArray>();
  for (const [file, content] of Object.entries(files)) {
    if (content.length !== sizes.get(file))
      throw dataError(`${name}: ${file} does not unpack to its own size`);
    arrays.set(arrayName(file), readNpy(content, `${name}, ${file}`));
  }
  return arrays;
}

const arrayName = (file: string): string => file.slice(0, -".npy".length);
