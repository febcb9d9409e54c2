/** Images as other libraries lay them out, made into `[channels, height, width]`. */
import { dataError, usageError } from "@downhill/core";

/** Axes of one sample: h height, w width, c channels. */
export type Layout = "chw" | "hwc" | "hw";

interface Laid {
  readonly inputs: Uint8Array | Float32Array;
  readonly sampleShape: readonly number[];
}

export function channelsFirst(
  inputs: Uint8Array | Float32Array,
  shape: readonly number[],
  layout: Layout | undefined,
  name: string,
): Laid {
  if (layout === undefined) return { inputs, sampleShape: shape };
  if (!["chw", "hwc", "hw"].includes(layout))
    throw usageError(`layout must be "chw", "hwc" or "hw", got "${layout}"`);
  if (shape.length !== layout.length) {
    throw dataError(`${name}: samples of shape [${shape.join(", ")}] are not laid out as "${layout}"`);
  }
  if (layout === "hw") return { inputs, sampleShape: [1, ...shape] };
  if (layout === "chw") return { inputs, sampleShape: shape };
  const [height, width, channels] = shape as [number, number, number];
  const plane = height * width;
  const size = plane * channels;
  const moved = new (inputs.constructor as new (length: number) => Uint8Array | Float32Array)(inputs.length);
  for (let start = 0; start < inputs.length; start += size) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < plane; i++) moved[start + c * plane + i] = inputs[start + i * channels + c]!;
    }
  }
  return { inputs: moved, sampleShape: [channels, height, width] };
}
