/** Pictures in the order of TensorFlow's models. */
import { type Batch, type BatchContext, dataError, type Tensor } from "@downhill/core";
import type { NamedDataset } from "./labelled.js";

/**
 * The same samples as `[height, width, channels]` instead of `[channels, height, width]`.
 *
 * @throws DownhillError `data` for samples that are no pictures
 * @example
 * const photos = await imageFolder({ path: "photos", size: 224 });
 * const train = channelsLast(photos.train); // sampleShape [224, 224, 3]
 */
export function channelsLast<Kind extends NamedDataset>(dataset: Kind): Kind {
  const { sampleShape } = dataset;
  if (sampleShape.length !== 3) {
    throw dataError(`${dataset.name}: samples of shape [${sampleShape.join(", ")}] have no channels to move`);
  }
  const [channels, height, width] = sampleShape as [number, number, number];
  return {
    ...dataset,
    sampleShape: [height, width, channels],
    async batch(indices: Uint32Array, context?: BatchContext): Promise<Batch> {
      const batch = await dataset.batch(indices, context);
      return { ...batch, inputs: moved(batch.inputs, channels, height, width) };
    },
  };
}

function moved({ data, dims }: Tensor, channels: number, height: number, width: number): Tensor {
  const pixels = height * width;
  const result = new Float32Array(data.length);
  for (let plane = 0; plane < data.length; plane += pixels) {
    const channel = (plane / pixels) % channels;
    const start = plane - channel * pixels + channel;
    for (let pixel = 0; pixel < pixels; pixel++)
      result[start + pixel * channels] = Number(data[plane + pixel]);
  }
  return { data: result, dims: [dims[0]!, height, width, channels] };
}
