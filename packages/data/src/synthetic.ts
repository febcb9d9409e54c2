/** Small sets of points in the plane, drawn by seed: fast enough to race on in seconds, hard enough to tell optimizers apart. */
import { usageError } from "@downhill/core";
import { Random } from "@downhill/core/random";
import { labelled, type TrainAndTest } from "./labelled.js";

export interface SyntheticOptions {
  /** Training points; the test set has as many, drawn separately. Default 1000. */
  readonly samples?: number;
  /** Standard deviation of the scatter. Default 0.1. */
  readonly noise?: number;
  /** Share of each class, such as `[0.98, 0.02]`. Default: all alike. */
  readonly shares?: readonly number[];
  /** Default 0. */
  readonly seed?: number;
}

export interface SpiralOptions extends SyntheticOptions {
  /** Arms, each a class. Default 3. */
  readonly classes?: number;
  /** Turns of each arm. Default 1. */
  readonly turns?: number;
}

export interface BlobsOptions extends SyntheticOptions {
  /** Default 3. */
  readonly classes?: number;
}

/** Two interleaved half circles. */
export const moons = (options: SyntheticOptions = {}): TrainAndTest =>
  points("moons", options, 2, (label, random) => {
    const angle = Math.PI * random.uniform();
    return label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
  });

/** Arms that wind around the origin. */
export const spiral = (options: SpiralOptions = {}): TrainAndTest => {
  const { classes = 3, turns = 1 } = options;
  return points("spiral", options, classes, (label, random) => {
    const along = Math.sqrt(random.uniform());
    const angle = 2 * Math.PI * (along * turns + label / classes);
    return [2 * along * Math.cos(angle), 2 * along * Math.sin(angle)];
  });
};

/** Round clouds on a circle. */
export const blobs = (options: BlobsOptions = {}): TrainAndTest => {
  const { classes = 3 } = options;
  return points("blobs", { noise: 0.5, ...options }, classes, (label) => {
    const angle = (2 * Math.PI * label) / classes;
    return [2 * Math.cos(angle), 2 * Math.sin(angle)];
  });
};

type Draw = (label: number, random: Random) => readonly [number, number];

function points(name: string, options: SyntheticOptions, classes: number, draw: Draw): TrainAndTest {
  const { samples = 1000, noise = 0.1, seed = 0 } = options;
  if (!Number.isInteger(samples) || samples < classes || samples > 1e7) {
    throw usageError(
      `invalid number of samples: ${samples}; ${name} takes a whole number from ${classes} to 10000000`,
    );
  }
  if (!(noise >= 0 && Number.isFinite(noise)))
    throw usageError(`invalid noise: ${noise}; ${name} takes 0 or more`);
  if (!Number.isInteger(classes) || classes < 2)
    throw usageError(`invalid classes: ${classes}; ${name} takes 2 or more`);
  const source = new Random(seed);
  const labelOf = options.shares
    ? byShares(name, options.shares, classes, samples)
    : (row: number) => row % classes;
  const part = (which: string) => {
    const inputs = new Float32Array(2 * samples);
    const labels = new Int32Array(samples);
    for (let row = 0; row < samples; row++) {
      const label = labelOf(row);
      const [x, y] = draw(label, source);
      labels[row] = label;
      inputs[2 * row] = x + noise * source.normal();
      inputs[2 * row + 1] = y + noise * source.normal();
    }
    return labelled({ name: `${name} ${which}`, inputs, sampleShape: [2], labels, classes });
  };
  return { train: part("train"), test: part("test") };
}

function byShares(
  name: string,
  shares: readonly number[],
  classes: number,
  samples: number,
): (row: number) => number {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (shares.length !== classes || !shares.every((share) => share > 0) || Math.abs(sum - 1) > 1e-6) {
    throw usageError(
      `invalid shares: ${JSON.stringify(shares)}; ${name} takes a share above 0 for each of ${classes} classes, together 1`,
    );
  }
  const ends = shares
    .slice(1)
    .map((_, label) => shares.slice(0, label + 1).reduce((a, b) => a + b, 0) * samples);
  return (row) => ends.filter((end) => row + 0.5 > end).length;
}
