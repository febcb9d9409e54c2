/** A data set that lies in memory. */
import { dataError, usageError } from "../errors.js";
import { checkTensor, consecutive, copyRows, rowLength, shapeText, sizeOf } from "./rows.js";
import type { Batch, Dataset, Tensor, TensorData } from "./types.js";

export interface ArrayDatasetOptions {
  /** First axis: the sample. Bytes (`Uint8Array`) stay bytes in memory and become floats batch by batch. */
  readonly inputs: Tensor;
  /** Class indices (any integer array, one per sample) or float targets. */
  readonly targets: Tensor;
  /** One weight per sample: its share in loss and gradient. Not negative. */
  readonly weights?: ArrayLike<number>;
  /** Multiplies every input, e.g. `1 / 255` for pixels. Default 1. */
  readonly scale?: number;
  /** Added to every input after `scale`. Default 0. */
  readonly shift?: number;
  /** True: NaN and infinity in the inputs are let through. Default false. */
  readonly allowNonFinite?: boolean;
}

/** All in memory: its inputs and targets can be read as a whole. */
export interface ArrayDataset extends Dataset {
  readonly inputs: Tensor;
  readonly targets: Tensor;
}

/**
 * Samples from typed arrays. Rows are gathered into buffers that the next call uses again; a run of consecutive
 * rows of floats is not copied at all.
 *
 * Float inputs, and bytes as floats, reach the model as `Float32Array`; `Int32Array` and `BigInt64Array` (token
 * numbers) keep their type. Integer targets come as `Int32Array`, float targets as `Float32Array`.
 *
 * @throws DownhillError `data`: no samples, shape and data disagree, inputs and targets differ in length, or a
 *   number is NaN or infinite (the first five cells are named)
 * @example
 * const dataset = arrayDataset({
 *   inputs: { data: Float32Array.of(0, 1, 2, 3), dims: [4, 1] },
 *   targets: { data: Float32Array.of(1, 3, 5, 7), dims: [4, 1] },
 * });
 */
export function arrayDataset(options: ArrayDatasetOptions): ArrayDataset {
  const { inputs, targets, scale = 1, shift = 0 } = options;
  checkTensor("inputs", inputs);
  checkTensor("targets", targets);
  const length = inputs.dims[0]!;
  if (length === 0) throw dataError("the data set is empty: the first axis of inputs is 0");
  if (targets.dims[0] !== length) {
    throw dataError(
      `inputs ${shapeText(inputs.dims)} have ${length} samples, targets ${shapeText(targets.dims)} ${targets.dims[0]}`,
    );
  }
  if (!Number.isFinite(scale) || !Number.isFinite(shift)) {
    throw usageError(`scale and shift must be finite numbers, got ${scale} and ${shift}`);
  }
  if (!options.allowNonFinite) checkFinite("inputs", inputs);
  checkFinite("targets", targets);
  const weights = options.weights && checkedWeights(options.weights, length);

  const scaled = scale !== 1 || shift !== 0;
  const inputRows = rowBuffer(inputs, inputs.data instanceof Uint8Array || scaled ? Float32Array : undefined);
  const targetRows = rowBuffer(targets, targets.data instanceof Float32Array ? undefined : Int32Array);
  const weightRows = weights && rowBuffer({ data: weights, dims: [length] }, undefined);
  return {
    length,
    inputs,
    targets,
    batch(indices: Uint32Array): Batch {
      const batch = { inputs: inputRows(indices, scale, shift), targets: targetRows(indices) };
      return weightRows ? { ...batch, weights: weightRows(indices).data as Float32Array } : batch;
    },
  };
}

type NumberArray = new (length: number) => TensorData;

/** Picks rows of one tensor into a buffer that grows to the largest batch and is then used again and again. */
function rowBuffer(tensor: Tensor, type: NumberArray | undefined) {
  const Type = type ?? (tensor.data.constructor as NumberArray);
  const kept = tensor.data.constructor === Type;
  const length = rowLength(tensor);
  const rest = tensor.dims.slice(1);
  let buffer: TensorData = new Type(0);
  let view: TensorData = buffer;
  return (indices: Uint32Array, scale = 1, shift = 0): Tensor => {
    const dims = [indices.length, ...rest];
    const first = kept && scale === 1 && shift === 0 ? consecutive(indices) : -1;
    if (first >= 0 && first + indices.length <= tensor.dims[0]!) {
      return { data: tensor.data.subarray(first * length, (first + indices.length) * length), dims };
    }
    const size = indices.length * length;
    if (buffer.length < size) view = buffer = new Type(size);
    if (view.length !== size) view = buffer.subarray(0, size);
    copyRows(tensor, indices, view, scale, shift);
    return { data: view, dims };
  };
}

function checkedWeights(weights: ArrayLike<number>, length: number): Float32Array {
  if (weights.length !== length) throw dataError(`${weights.length} weights for ${length} samples`);
  const copy = Float32Array.from(weights);
  const wrong = copy.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong >= 0)
    throw dataError(
      `the weight of sample ${wrong} is ${weights[wrong]}; weights are finite and not negative`,
    );
  return copy;
}

const NAMED_CELLS = 5;

function checkFinite(name: string, tensor: Tensor): void {
  const { data } = tensor;
  if (!(data instanceof Float32Array)) return;
  const cells: string[] = [];
  let count = 0;
  const length = Math.max(1, sizeOf(tensor.dims.slice(1)));
  for (let i = 0; i < data.length; i++) {
    // x - x is 0 for finite numbers only.
    if (data[i]! - data[i]! === 0) continue;
    if (count++ < NAMED_CELLS)
      cells.push(`sample ${Math.floor(i / length)}, element ${i % length}: ${data[i]}`);
  }
  if (count === 0) return;
  const more = count > NAMED_CELLS ? `; ${count} in all` : "";
  const way = name === "inputs" ? ". Clean the data, or let them through with allowNonFinite: true" : "";
  throw dataError(`${name} have numbers that are not finite (${cells.join("; ")}${more})${way}`);
}
