/** Tensors whose values are part of the graph: initializers and constants. Bytes are little-endian, as in the file. */
import { dataError } from "@downhill/core";
import { type ElementType, elementTypes, type FloatType } from "./element-types.js";

export interface Constant {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export const sizeOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** A tensor of float32 numbers. The array is not copied. */
export function float32Constant(values: Float32Array, dims: readonly number[]): Constant {
  return { type: "float32", dims, bytes: bytesOf(values) };
}

export function floatConstant(type: FloatType, values: readonly number[], dims: readonly number[]): Constant {
  const array = type === "float32" ? Float32Array.from(values) : Float64Array.from(values);
  return { type, dims, bytes: bytesOf(array) };
}

/** A vector of int64, or with `dims` another shape. */
export function integerConstant(
  values: readonly number[],
  dims: readonly number[] = [values.length],
): Constant {
  return { type: "int64", dims, bytes: bytesOf(BigInt64Array.from(values, clampedBigint)) };
}

export function booleanConstant(values: readonly boolean[], dims: readonly number[]): Constant {
  return { type: "bool", dims, bytes: Uint8Array.from(values, Number) };
}

const LARGEST = 2n ** 63n - 1n;
function clampedBigint(value: number): bigint {
  const big = BigInt(value);
  return big > LARGEST ? LARGEST : big;
}

/** A copy on a boundary that typed arrays accept. */
const aligned = ({ bytes }: Constant): ArrayBuffer => bytes.slice().buffer;

const readers: { readonly [Type in ElementType]?: (constant: Constant) => ArrayLike<number | bigint> } = {
  float32: (constant) => new Float32Array(aligned(constant)),
  float64: (constant) => new Float64Array(aligned(constant)),
  int64: (constant) => new BigInt64Array(aligned(constant)),
  int32: (constant) => new Int32Array(aligned(constant)),
  uint8: (constant) => constant.bytes,
  bool: (constant) => constant.bytes,
};

/**
 * The values as plain numbers.
 * @throws DownhillError `data` for element types that are not read as numbers, such as float16.
 */
export function numbersOf(constant: Constant): number[] {
  const read = readers[constant.type];
  if (!read) throw dataError(`cannot read numbers of type ${constant.type}`);
  return Array.from(read(constant), Number);
}

/** The values as float32, converted from float64 if need be. */
export function floatsOf(constant: Constant): Float32Array {
  if (constant.type === "float32") return new Float32Array(aligned(constant));
  return Float32Array.from(numbersOf(constant));
}

/** @throws DownhillError `data` when the number of bytes is not what type and dims ask for. */
export function checkSize(name: string, { type, dims, bytes }: Constant): void {
  const expected = sizeOf(dims) * elementTypes[type].size;
  if (bytes.length !== expected) {
    throw dataError(
      `tensor ${name}: ${type} of shape [${dims.join(", ")}] needs ${expected} bytes, has ${bytes.length}`,
    );
  }
}
