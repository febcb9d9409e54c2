/** Rows of tensors: the first axis is the sample. */
import { dataError, usageError } from "../errors.js";
import type { Tensor, TensorData } from "./types.js";

/** Number of elements. */
export const sizeOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** Elements per sample. */
export const rowLength = (tensor: Tensor): number => sizeOf(tensor.dims.slice(1));

/** Says a shape the way messages do: `[128, 10]`. */
export const shapeText = (dims: readonly number[]): string => `[${dims.join(", ")}]`;

/** @throws DownhillError `data` when data and shape do not fit each other, or there is no sample axis */
export function checkTensor(name: string, tensor: Tensor): void {
  const { data, dims } = tensor;
  if (dims.length === 0)
    throw dataError(`${name}: a scalar has no axis of samples; give it a shape such as [n]`);
  if (dims.some((size) => !Number.isSafeInteger(size) || size < 0) || sizeOf(dims) !== data.length) {
    throw dataError(
      `${name}: the shape ${shapeText(dims)} means ${sizeOf(dims)} numbers, the data has ${data.length}`,
    );
  }
}

/** The rows of these indices, copied. */
export function gatherRows(tensor: Tensor, indices: Uint32Array): Tensor {
  const length = rowLength(tensor);
  const data = new (tensor.data.constructor as new (length: number) => TensorData)(indices.length * length);
  copyRows(tensor, indices, data);
  return { data, dims: [indices.length, ...tensor.dims.slice(1)] };
}

/** Copies rows into `into`, converting numbers to its type. */
export function copyRows(tensor: Tensor, indices: Uint32Array, into: TensorData, scale = 1, shift = 0): void {
  const length = rowLength(tensor);
  const { data, dims } = tensor;
  checkIndices(indices, dims[0]!);
  if (data instanceof BigInt64Array || into instanceof BigInt64Array) {
    copyBigRows(data, indices, into, length);
  } else if (length === 1) {
    for (let i = 0; i < indices.length; i++) into[i] = data[indices[i]!]! * scale + shift;
  } else if (data.constructor === into.constructor && scale === 1 && shift === 0) {
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i]! * length;
      into.set(data.subarray(from, from + length), i * length);
    }
  } else {
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i]! * length;
      const to = i * length;
      for (let j = 0; j < length; j++) into[to + j] = data[from + j]! * scale + shift;
    }
  }
}

function copyBigRows(data: TensorData, indices: Uint32Array, into: TensorData, length: number): void {
  const big = into instanceof BigInt64Array;
  for (let i = 0; i < indices.length; i++) {
    for (let j = 0; j < length; j++) {
      const value = data[indices[i]! * length + j]!;
      if (big) into[i * length + j] = BigInt(value);
      else into[i * length + j] = Number(value);
    }
  }
}

function checkIndices(indices: Uint32Array, rows: number): void {
  for (let i = 0; i < indices.length; i++) {
    if (indices[i]! >= rows) throw usageError(`no sample ${indices[i]}: the data set has ${rows}`);
  }
}

/** Where a run of consecutive indices begins, or -1 when they are not consecutive. */
export function consecutive(indices: Uint32Array): number {
  const first = indices[0] ?? -1;
  for (let i = 1; i < indices.length; i++) if (indices[i] !== first + i) return -1;
  return first;
}
