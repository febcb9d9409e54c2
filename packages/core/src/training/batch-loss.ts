/** From a catalogue loss to what training needs: the loss of a batch of predictions, and how much it weighs. */
import type { Block, Memory } from "../backends/memory.js";
import type { InputDeclaration, InputKind } from "../definition.js";
import { dataError, usageError } from "../errors.js";
import type { EvaluateOptions, Loss } from "../interfaces.js";
import { shapeText } from "./rows.js";
import type { Tensor } from "./types.js";

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

  return {
    id: loss.id,
    additive,
    evaluateBatch(predictions, targets, options) {
      const { data, dims } = predictions;
      const columns = columnsOf(predictions);
      checkShapes(loss.id, targetKind, predictions, targets, columns);
      const labels =
        targets.data instanceof BigInt64Array ? Int32Array.from(targets.data, Number) : targets.data;
      const { weights, into, memory } = options;
      const evaluation: EvaluateOptions = {
        columns,
        gradient: into !== undefined,
        ...(weights && { weights }),
        ...(into && { into: [into] }),
        ...(memory && { memory }),
      };
      const floats = data as Float32Array;
      const { value } = predictionFirst
        ? loss.evaluate(floats, labels, evaluation)
        : loss.evaluate(labels, floats, evaluation);
      return { value, weight: weigh(labels, dims[0]!, weights) };
    },
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
export const columnsOf = ({ dims }: Tensor): number => (dims.length > 1 ? dims[dims.length - 1]! : 1);

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

function checkShapes(id: string, kind: string, predictions: Tensor, targets: Tensor, columns: number): void {
  const { data, dims } = predictions;
  if (!(data instanceof Float32Array)) throw dataError(`${id}: the model's output is not float32`);
  const rows = data.length / columns;
  const wanted = kind === "target" ? data.length : rows;
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
