/** Rare positives among many easy negatives: how dense detection starts its output and scales its loss. */
import { usageError } from "../errors.js";
import type { Loss } from "../interfaces.js";
import { loss as makeLoss } from "../loss.js";
import { type BatchLoss, batchLoss } from "./batch-loss.js";
import type { Tensor } from "./types.js";

/**
 * The bias of a last layer whose sigmoid shall say `prior` before any training: `log(prior / (1 - prior))`. With the
 * share of positives as prior, the first steps are not spent on learning that most samples are negative.
 * Lin et al. 2017, arXiv:1708.02002, section 3.3.
 *
 * @throws DownhillError `usage` unless the prior lies between 0 and 1
 * @example
 * model.arena.valuesOf("dense2.bias").fill(priorBias(0.01)); // -4.595
 */
export function priorBias(prior: number): number {
  if (!(prior > 0 && prior < 1)) throw usageError(`a prior lies between 0 and 1, got ${prior}`);
  return Math.log(prior) - Math.log1p(-prior);
}

export interface PerPositiveOptions {
  /** For losses with class indices: the class that is not a positive. Default 0. */
  readonly background?: number;
}

/**
 * A loss for `fit` as RetinaNet scales it: the sum over all predictions, divided by the number of positives of the
 * batch (or 1 where it has none) instead of by the number of predictions, nearly all of which are easy negatives.
 * Positives are targets above 0, or rows of another class than `background`; predictions may have any shape, such as
 * [batch, anchors, classes]. Lin et al. 2017, arXiv:1708.02002, section 4.
 *
 * @throws DownhillError `usage` for a loss that does not compare one prediction with one target
 * @example
 * await fit(model, train, { loss: perPositive(focal({ gamma: 2, alpha: 0.25 })), optimizer: adamw(), epochs: 10 });
 */
export function perPositive(loss: Loss, options: PerPositiveOptions = {}): BatchLoss {
  const { background = 0 } = options;
  const { ignoreIndex } = loss.options;
  const sum = batchLoss(
    makeLoss(loss.definition)({ ...(loss.options as Record<string, never>), reduction: "sum" }),
  );
  const inputs = Object.values(loss.definition.inputs ?? {});
  const classes = inputs.some((input) => (typeof input === "string" ? input : input.kind) === "class");
  const positive = classes
    ? (target: number) => target !== background && target !== ignoreIndex
    : (target: number) => target > 0;
  const positives = ({ data }: Tensor): number => {
    let count = 0;
    for (let i = 0; i < data.length; i++) if (positive(Number(data[i]))) count++;
    return count;
  };
  return {
    ...sum,
    additive: false,
    evaluateBatch(predictions, targets, given) {
      const count = Math.max(1, positives(targets));
      // As sample weights, so that the division is part of the same pass.
      const weights = new Float32Array(predictions.dims[0]!).fill(1 / count);
      given.weights?.forEach((weight, i) => {
        weights[i] = weight / count;
      });
      const { value } = sum.evaluateBatch(predictions, targets, { ...given, weights });
      return { value, weight: count };
    },
  };
}
