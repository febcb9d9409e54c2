/**
 * With a frozen beginning, and pictures that stay as they are, the beginning's results are computed once and kept:
 * every epoch, and every run of a race, then costs the rest of the network alone.
 */
import { DownhillError } from "@downhill/core";
import { subset } from "@downhill/data";
import type { OnnxModel } from "@downhill/onnx";
import { isFile } from "./networks.js";
import type { Samples, TrialSpec } from "./types.js";

/** Bytes of features that are kept at most. */
const MOST_BYTES = 2 ** 30;

export interface Frozen {
  /** The rest of the network, on the parameters of the whole. */
  readonly head: OnnxModel;
  /** What the beginning makes of these samples. */
  featuresOf(samples: Samples): Promise<Samples>;
}

/** Features by the samples they were made of, for the runs that follow. */
let kept: { readonly key: string; readonly features: Map<string, Promise<Samples>> } | undefined;

/** Undefined where nothing is gained: nothing frozen at the beginning, changing pictures, or too much to keep. */
export async function frozenPart(
  model: OnnxModel,
  spec: Pick<TrialSpec, "model" | "data" | "recipePath" | "validation">,
  all: readonly Samples[],
): Promise<Frozen | undefined> {
  if (!isFile(spec.model) || !(spec.model.freeze ?? spec.model.trainable) || spec.data.options.augment)
    return undefined;
  // One sample is enough to part the network.
  const parted = await model.extractFeatures(subset(all[0]!, Uint32Array.of(0))).catch((error: unknown) => {
    if (error instanceof DownhillError && error.code === "usage") return undefined;
    throw error;
  });
  if (!parted) return undefined;
  const samples = all.reduce((sum, { length }) => sum + length, 0);
  if (samples * parted.features.inputs.data.byteLength > MOST_BYTES) {
    await parted.head.dispose();
    return undefined;
  }
  const { model: network, data, recipePath, validation } = spec;
  const key = JSON.stringify([network, data, recipePath, validation]);
  if (kept?.key !== key) kept = { key, features: new Map() };
  const { features } = kept;
  return {
    head: parted.head,
    featuresOf(samples) {
      const known = features.get(samples.name);
      if (known) return known;
      const made = extract(model, samples);
      features.set(samples.name, made);
      made.catch(() => features.delete(samples.name));
      return made;
    },
  };
}

async function extract(model: OnnxModel, samples: Samples): Promise<Samples> {
  const { features, head } = await model.extractFeatures(samples);
  await head.dispose();
  return { ...samples, ...features, sampleShape: features.inputs.dims.slice(1), lazy: false } as Samples;
}
