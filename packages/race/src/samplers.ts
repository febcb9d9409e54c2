/** Which samples an epoch has, by name. */
import { unknownName, usageError } from "@downhill/core";
import { classBalanced, classWeights, type Sampler, weightedSampler } from "@downhill/core/training";
import type { SamplerChoice, Samples } from "./types.js";

interface SamplerKind {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly make: (labels: Int32Array, options: Readonly<Record<string, number>>) => Sampler | undefined;
}

export const samplerKinds: Readonly<Record<string, SamplerKind>> = {
  /** Every sample once, in random order. */
  shuffle: { required: [], optional: [], make: () => undefined },
  /** With replacement; every class as often as any other. */
  weighted: {
    required: [],
    optional: ["samples"],
    make: (labels, { samples }) => {
      const weights = classWeights(labels);
      return weightedSampler(
        Float64Array.from(labels, (label) => weights[label]!),
        samples,
      );
    },
  },
  /** Batches of so many classes with so many samples each. */
  "class-balanced": {
    required: ["classes", "samples"],
    optional: ["batches"],
    make: (labels, options) => classBalanced(labels, options as { classes: number; samples: number }),
  },
};

/** @throws DownhillError `usage` for an unknown sampler or option, or a missing one. */
export function checkSampler({ name, options }: SamplerChoice): SamplerKind {
  const kind = Object.hasOwn(samplerKinds, name) ? samplerKinds[name] : undefined;
  if (!kind) throw unknownName("sampler", name, Object.keys(samplerKinds));
  const names = [...kind.required, ...kind.optional];
  for (const [option, value] of Object.entries(options)) {
    if (!names.includes(option)) throw unknownName(`option of ${name}`, option, names);
    if (!(Number.isInteger(value) && Number(value) >= 1))
      throw usageError(
        `${option} of ${name}: expected a whole number from 1 on, got ${JSON.stringify(value)}`,
      );
  }
  const missing = kind.required.find((option) => options[option] === undefined);
  if (missing) throw usageError(`${name} needs ${missing}`);
  return kind;
}

/** Samples of a class-balanced batch. */
export const balancedBatch = ({ name, options: { classes, samples } }: SamplerChoice): number | undefined =>
  name === "class-balanced" ? Number(classes) * Number(samples) : undefined;

/** @throws DownhillError `usage` where samples have no classes to choose by */
export function makeSampler(choice: SamplerChoice, train: Samples): Sampler | undefined {
  const kind = checkSampler(choice);
  if (choice.name !== "shuffle" && !("labels" in train))
    throw usageError(`the sampler ${choice.name} chooses by class; ${train.name} has numbers to predict`);
  return kind.make(
    "labels" in train ? train.labels : new Int32Array(),
    choice.options as Readonly<Record<string, number>>,
  );
}
