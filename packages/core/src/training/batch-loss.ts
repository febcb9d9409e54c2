/** From a catalogue loss to what training needs: the loss of a batch of predictions, and how much it weighs. */
import type { Block, Memory } from "../backends/memory.js";
import type { InputDeclaration, InputKind } from "../definition.js";
import { dataError, usageError } from "../errors.js";
import type { EvaluateOptions, Loss } from "../interfaces.js";
import { shapeText, sizeOf } from "./rows.js";
import type { PendingLoss, Tensor } from "./types.js";

export interface BatchLossOptions {
  /** One per sample. */
  readonly weights?: Float32Array | undefined;
  /** Where the gradient goes; as long as the predictions. Absent: the value only. */
  readonly into?: Float32Array | undefined;
  /** The model's memory: what lies in it is used in place. */
  readonly memory?: Memory | undefined;
}

export interface BatchLossResult {
  readonly value: number;
  /**
   * What the value counts for beside other batches: for a mean, its divisor (samples, elements, or the sum of weights).
   * `sum(value * weight) / sum(weight)` over batches is then the value of all of them as one batch.
   */
  readonly weight: number;
}

/** A loss of whole batches: what `fit` trains. Catalogue losses become one by themselves. */
export interface BatchLoss {
  readonly id: string;
  /** True when batches add up (reduction `sum`), false when they average. */
  readonly additive: boolean;
  /** Value, and ∂value/∂predictions written to `into`. */
  evaluateBatch(predictions: Tensor, targets: Tensor, options: BatchLossOptions): BatchLossResult;
  /** The catalogue loss that is the whole of it, for models that differentiate it themselves. */
  pending?(targets: Tensor, weights: Float32Array | undefined): PendingLoss;
  /** The first element of `targets` that the loss cannot take beside predictions of that many columns, or -1. */
  findBadTarget?(targets: Tensor, columns: number): number;
}

/** What `fit`, `evaluate` and `findLr` accept as a loss. */
export type TrainingLoss = Loss | BatchLoss;

/** @throws DownhillError `usage` when the loss does not compare one prediction with one target */
export function batchLoss(loss: TrainingLoss): BatchLoss {
  return "evaluateBatch" in loss ? loss : fromCatalogue(loss);
}

function fromCatalogue(loss: Loss): BatchLoss {
  const declared = Object.entries(loss.definition.inputs ?? { p: "prediction", y: "target" });
  const kinds = declared.map(([, input]) => kindOf(input));
  const inputs = kinds.filter((kind) => kind !== "class weight");
  const predictionFirst = inputs[0] === "prediction";
  const targetKind = inputs[predictionFirst ? 1 : 0];
  if (inputs.length !== 2 || inputs.filter((kind) => kind === "prediction").length !== 1 || !targetKind) {
    throw usageError(
      `${loss.id} compares ${declared.map(([name]) => name).join(", ")}, not one prediction with one target; ` +
        "for losses of pairs and triplets of embeddings use metricLearning",
    );
  }
  const { reduction = "mean", ignoreIndex } = loss.options;
  const accepts = acceptance(
    declared.map(([, input]) => input).find((input) => kindOf(input) === targetKind)!,
    ignoreIndex,
  );
  const additive = reduction === "sum" || reduction === "none";
  const weigh = kinds.includes("class") && !additive ? classWeigher(loss) : rowWeigher(reduction);

  const argumentsFor = (
    dims: readonly number[],
    predictions: ArrayLike<number>,
    targets: Tensor,
    { weights, into, memory, check = true }: BatchLossOptions & { readonly check?: boolean },
  ) => {
    const columns = columnsOf({ dims });
    checkShapes(loss.id, targetKind, { dims, length: predictions.length }, targets, columns);
    const labels =
      targets.data instanceof BigInt64Array ? Int32Array.from(targets.data, Number) : targets.data;
    const evaluation: EvaluateOptions = {
      columns,
      gradient: into !== undefined,
      // Class indices are always checked; the values of other targets are when the loss is evaluated.
      ...(!check && { check }),
      ...(weights && { weights }),
      ...(into && { into: [into] }),
      ...(memory && { memory }),
    };
    const inputs = predictionFirst ? [predictions, labels] : [labels, predictions];
    return { labels, given: [...inputs, evaluation] };
  };

  return {
    id: loss.id,
    additive,
    evaluateBatch(predictions, targets, options) {
      const { data, dims } = predictions;
      if (!(data instanceof Float32Array)) throw dataError(`${loss.id}: the model's output is not float32`);
      const { labels, given } = argumentsFor(dims, data, targets, options);
      const { value } = loss.evaluate(...given);
      return { value, weight: weigh(labels, dims[0]!, options.weights) };
    },
    pending: (targets, weights) => ({
      loss,
      given(dims) {
        const { given } = argumentsFor(dims, { length: sizeOf(dims) }, targets, { weights, check: false });
        return given;
      },
    }),
    findBadTarget({ data }, columns) {
      for (let i = 0; i < data.length; i++) if (!accepts(Number(data[i]), columns)) return i;
      return -1;
    },
  };
}

const kindOf = (input: InputKind | InputDeclaration): InputKind =>
  typeof input === "string" ? input : input.kind;

/** What a target may be, as the loss declares it. */
function acceptance(input: InputKind | InputDeclaration, ignoreIndex: number | undefined) {
  if (kindOf(input) === "class") {
    return (value: number, columns: number) =>
      value === ignoreIndex || (Number.isInteger(value) && value >= 0 && value < columns);
  }
  const { values, range: [low, high] = [-Infinity, Infinity] } = typeof input === "string" ? {} : input;
  return (value: number) => (values ? values.includes(value) : value >= low && value <= high);
}

/** Columns of a prediction: the last axis, or 1 where the sample is the only axis. */
export const columnsOf = ({ dims }: Pick<Tensor, "dims">): number =>
  dims.length > 1 ? dims[dims.length - 1]! : 1;

type Weigher = (labels: ArrayLike<number>, samples: number, weights: Float32Array | undefined) => number;

/** Every sample has as many elements as any other, so samples stand for elements. */
function rowWeigher(reduction: string): Weigher {
  if (reduction !== "weighted-mean") return (_, samples) => samples;
  return (_, samples, weights) => (weights ? weights.reduce((sum, weight) => sum + weight, 0) : samples);
}

/** Rows of `ignoreIndex` count for nothing. A plain mean divides by class weights, a weighted one by sample weights. */
function classWeigher(loss: Loss): Weigher {
  const { ignoreIndex, reduction = "mean", classWeights: given } = loss.options;
  const classWeights = reduction === "mean" ? given : undefined;
  return (labels, samples, weights) => {
    const bySample = reduction === "weighted-mean" ? weights : undefined;
    if (ignoreIndex === undefined && !classWeights && !bySample) return labels.length;
    const rowsPerSample = labels.length / samples;
    let sum = 0;
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row]!;
      if (label === ignoreIndex) continue;
      sum += classWeights ? classWeights[label]! : bySample ? bySample[Math.floor(row / rowsPerSample)]! : 1;
    }
    return sum;
  };
}

function checkShapes(
  id: string,
  kind: string,
  { dims, length }: { readonly dims: readonly number[]; readonly length: number },
  targets: Tensor,
  columns: number,
): void {
  const wanted = kind === "target" ? length : length / columns;
  if (targets.data.length === wanted && targets.dims[0] === dims[0]) return;
  const shape = kind === "target" ? dims : dims.slice(0, -1);
  const per =
    kind === "class"
      ? "one class index per row, so "
      : kind === "row target"
        ? "one number per row, so "
        : "";
  throw dataError(
    `${id}: the model's output has shape ${shapeText(dims)}, the targets ${shapeText(targets.dims)}; ` +
      `expected ${per}targets of shape ${shapeText(dims.length > 1 ? shape : dims)}`,
  );
}

const gradientBlocks = new WeakMap<Memory, Block>();

/** Room for ∂L/∂output in the model's memory, kept for the next batch and the next run. May grow the memory. */
export function outputGradient(memory: Memory, size: number): Block {
  let block = gradientBlocks.get(memory);
  if (!block || block.length < size) {
    if (block) memory.release(block);
    block = memory.allocate(size);
    gradientBlocks.set(memory, block);
  }
  return block.length === size ? block : block.slice(0, size);
}
