/**
 * Class labels as the numbers that a loss compares with.
 *
 * - A loss that reads class indices (cross-entropy) gets them as they are.
 * - A loss that reads one target per prediction gets one-hot rows: 1 for the class of the sample and 0 for the others,
 *   or 1 and -1 where its entry declares these as the values of its target (hinge).
 *
 * So every loss can train the same classifier, and all are compared by accuracy: the largest output is the answer.
 */
import { type BatchLoss, batchLoss, dataError, type Loss, type Tensor } from "@downhill/core";

export function classifierLoss(loss: Loss): BatchLoss {
  const inner = batchLoss(loss);
  const target = Object.values(loss.definition.inputs ?? { y: "target" as const })
    .map((input) => (typeof input === "string" ? { kind: input } : input))
    .find(({ kind }) => kind === "target");
  if (!target) return inner;
  const other = "values" in target && target.values?.includes(-1) ? -1 : 0;
  let scratch = new Float32Array(0);

  const oneHot = ({ data }: Tensor, columns: number): Tensor => {
    const rows = data.length;
    if (scratch.length !== rows * columns) scratch = new Float32Array(rows * columns);
    scratch.fill(other);
    for (let row = 0; row < rows; row++) {
      const label = Number(data[row]);
      if (!(label >= 0 && label < columns)) {
        throw dataError(
          `label out of range: ${label} in row ${row} of the batch; the model has ${columns} outputs`,
        );
      }
      scratch[row * columns + label] = 1;
    }
    return { data: scratch, dims: [rows, columns] };
  };
  return {
    id: inner.id,
    additive: inner.additive,
    evaluateBatch: (predictions, targets, options) =>
      inner.evaluateBatch(predictions, oneHot(targets, predictions.dims.at(-1)!), options),
    findBadTarget: ({ data }, columns) => {
      for (let row = 0; row < data.length; row++) {
        if (!(Number(data[row]) >= 0 && Number(data[row]) < columns)) return row;
      }
      return -1;
    },
  };
}
