/** Whether model and data fit, found out before training, with the row of the file that is wrong. */
import { dataError } from "@downhill/core";
import { checkLabels } from "@downhill/data";
import type { OnnxModel } from "@downhill/onnx";
import type { Samples, TaskData } from "./types.js";

const shape = (dims: readonly number[]): string => `[${dims.join(", ")}]`;

/**
 * @param embeds true when outputs are embeddings, which have no meaning one by one
 * @throws DownhillError `data`
 */
export async function checkOutputs(
  model: OnnxModel,
  { train, test }: TaskData,
  embeds: boolean,
): Promise<void> {
  const { inputs } = await train.batch(Uint32Array.of(0));
  const { dims } = await model.forward(inputs);
  if (!("labels" in train)) return checkNumbers(dims, train);
  if (dims.length !== 2) {
    throw dataError(
      `the model's output has shape ${shape(dims)}; a classifier's has [batch, classes]: end with dense`,
    );
  }
  if (embeds) return;
  // One output says yes or no.
  const classes = dims[1] === 1 && train.classes === 2 ? 2 : dims[1]!;
  for (const { name, labels } of [train, test as typeof train]) checkLabels(name, labels, classes);
}

function checkNumbers(dims: readonly number[], { name, targets }: Samples): void {
  const size = (sides: readonly number[]) => sides.slice(1).reduce((product, side) => product * side, 1);
  if (size(dims) === size(targets.dims)) return;
  const wanted = ["batch", ...targets.dims.slice(1)].join(", ");
  const fix = targets.dims.length === 2 ? `: end with dense ${targets.dims[1]}` : "";
  throw dataError(
    `the model's output has shape ${shape(dims)}; the targets of ${name} have shape [${wanted}]${fix}`,
  );
}
