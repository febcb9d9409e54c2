/** TensorProto <-> Constant. A file may spell the same numbers in a dozen ways; a Constant has one. */
import { dataError } from "@downhill/core";
import type { Message } from "../proto/schema.js";
import { type Constant, checkSize, sizeOf } from "./constant.js";
import { type ElementType, elementTypeOf, elementTypes } from "./element-types.js";

type TensorProto = Message<"TensorProto">;

export function tensorProto(name: string, { type, dims, bytes }: Constant): TensorProto {
  return { name, dataType: elementTypes[type].code, dims: [...dims], rawData: bytes };
}

const LARGEST = 2n ** 63n - 1n;
const toBigint = (value: number): bigint => (value >= 2 ** 63 ? LARGEST : BigInt(value));

/** How numbers that are not in `raw_data` become bytes. */
const packers: { readonly [Type in ElementType]?: (tensor: TensorProto) => ArrayBufferView | undefined } = {
  float32: ({ floatData }) => floatData && Float32Array.from(floatData),
  float64: ({ doubleData }) => doubleData && Float64Array.from(doubleData),
  int64: ({ int64Data }) => int64Data && BigInt64Array.from(int64Data, toBigint),
  uint64: ({ uint64Data }) =>
    uint64Data && BigUint64Array.from(uint64Data, (value) => BigInt.asUintN(64, BigInt(value))),
  uint32: ({ uint64Data }) => uint64Data && Uint32Array.from(uint64Data),
  int32: ({ int32Data }) => int32Data && Int32Array.from(int32Data),
  int16: ({ int32Data }) => int32Data && Int16Array.from(int32Data),
  int8: ({ int32Data }) => int32Data && Int8Array.from(int32Data),
  uint16: ({ int32Data }) => int32Data && Uint16Array.from(int32Data),
  float16: ({ int32Data }) => int32Data && Uint16Array.from(int32Data),
  bfloat16: ({ int32Data }) => int32Data && Uint16Array.from(int32Data),
  uint8: ({ int32Data }) => int32Data && Uint8Array.from(int32Data),
  bool: ({ int32Data }) => int32Data && Uint8Array.from(int32Data),
};

/** Where a tensor's bytes lie in another file. */
export interface ExternalPlace {
  readonly tensor: string;
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** Fetches bytes from a file beside the model, or refuses. */
export type ExternalData = (place: ExternalPlace) => Uint8Array;

function externalBytes(
  tensor: TensorProto,
  name: string,
  needed: number,
  external?: ExternalData,
): Uint8Array {
  if (!external) {
    throw dataError(
      `tensor ${name}: its data lies outside of the file; load the model by its path, or save it as one file (onnx.save without save_as_external_data)`,
    );
  }
  const entries = new Map((tensor.externalData ?? []).map(({ key, value }) => [key ?? "", value ?? ""]));
  const number = (key: string, absent: number): number => {
    const value = entries.has(key) ? Number(entries.get(key)) : absent;
    if (!Number.isSafeInteger(value) || value < 0)
      throw dataError(`tensor ${name}: ${key} of its external data is ${JSON.stringify(entries.get(key))}`);
    return value;
  };
  const place = { location: entries.get("location") ?? "", offset: number("offset", 0) };
  const length = number("length", needed);
  if (length !== needed)
    throw dataError(`tensor ${name}: needs ${needed} bytes, its external data has ${length}`);
  return external({ tensor: name, ...place, length });
}

/**
 * @throws DownhillError `data` for element types without a row, for data kept outside of the file that `external`
 * does not give, and for a number of bytes that does not fit the shape.
 */
export function constantOf(tensor: TensorProto, what: string, external?: ExternalData): Constant {
  const name = tensor.name || what;
  const type = elementTypeOf(tensor.dataType ?? 0);
  if (!type) throw dataError(`tensor ${name}: element type ${tensor.dataType ?? 0} is not supported`);
  const dims = tensor.dims ?? [];
  for (const size of dims) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw dataError(`tensor ${name}: shape [${dims.join(", ")}]`);
  }
  if (!Number.isSafeInteger(sizeOf(dims) * 8))
    throw dataError(`tensor ${name}: shape [${dims.join(", ")}] is too large`);
  const outside = tensor.dataLocation === 1 || Boolean(tensor.externalData?.length);
  const view = outside
    ? externalBytes(tensor, name, sizeOf(dims) * elementTypes[type].size, external)
    : inside(tensor, type);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const constant: Constant = { type, dims, bytes };
  checkSize(name, constant);
  return constant;
}

const inside = (tensor: TensorProto, type: ElementType): ArrayBufferView =>
  tensor.rawData ?? packers[type]?.(tensor) ?? new Uint8Array(0);
