/** Pictures to be told apart pixel by pixel, drawn by seed: the smallest honest task of segmentation. */
import { usageError } from "@downhill/core";
import { Random } from "@downhill/core/random";
import { type NumericDataset, numeric } from "./labelled.js";

export interface DiscsOptions {
  /** Training pictures; the test set has as many, drawn separately. Default 500. */
  readonly samples?: number;
  /** Height and width. Default 24. */
  readonly size?: number;
  /** Standard deviation of the noise; disc and ground differ by 1. Default 0.5. */
  readonly noise?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * A small disc on a noisy ground, and as target its mask: 1 inside, 0 outside, row after row. Discs cover between one
 * and twelve per cent of a picture, so that the ground outweighs them.
 *
 * @returns inputs `[n, 1, size, size]`, targets `[n, size * size]`
 * @throws DownhillError `usage` for options out of range
 * @example
 * const { train } = discs({ samples: 100 }); // train.sampleShape: [1, 24, 24]
 */
export function discs(options: DiscsOptions = {}): { train: NumericDataset; test: NumericDataset } {
  const { samples = 500, size = 24, noise = 0.5, seed = 0 } = options;
  for (const [name, value, least, most] of [
    ["samples", samples, 1, 1e6],
    ["size", size, 8, 512],
  ] as const) {
    if (!Number.isInteger(value) || value < least || value > most)
      throw usageError(`invalid ${name}: ${value}; discs takes a whole number from ${least} to ${most}`);
  }
  if (!(noise >= 0 && Number.isFinite(noise)))
    throw usageError(`invalid noise: ${noise}; discs takes 0 or more`);
  const random = new Random(seed);
  const part = (which: string): NumericDataset => {
    const inputs = new Float32Array(samples * size * size);
    const targets = new Float32Array(inputs.length);
    for (let sample = 0; sample < samples; sample++) {
      const radius = size * (0.06 + 0.13 * random.uniform());
      const place = () => radius + (size - 1 - 2 * radius) * random.uniform();
      const [x, y] = [place(), place()];
      for (let pixel = 0; pixel < size * size; pixel++) {
        const inside = Math.hypot((pixel % size) - x, Math.floor(pixel / size) - y) <= radius ? 1 : 0;
        const at = sample * size * size + pixel;
        targets[at] = inside;
        inputs[at] = inside + noise * random.normal();
      }
    }
    return numeric({
      name: `discs ${which}`,
      inputs,
      sampleShape: [1, size, size],
      targets,
      targetShape: [size * size],
    });
  };
  return { train: part("train"), test: part("test") };
}
