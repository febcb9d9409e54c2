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

/**
 * @throws DownhillError `data` for element types without a row, for data kept outside of the file, and for a
 * number of bytes that does not fit the shape.
 */
export function constantOf(tensor: TensorProto, what: string): Constant {
  const name = tensor.name || what;
  const type = elementTypeOf(tensor.dataType ?? 0);
  if (!type) throw dataError(`tensor ${name}: element type ${tensor.dataType ?? 0} is not supported`);
  if (tensor.dataLocation === 1 || tensor.externalData?.length) {
    throw dataError(
      `tensor ${name}: its data lies outside of the file; save the model as one file (onnx.save without save_as_external_data)`,
    );
  }
  const dims = tensor.dims ?? [];
  for (const size of dims) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw dataError(`tensor ${name}: shape [${dims.join(", ")}]`);
  }
  if (!Number.isSafeInteger(sizeOf(dims) * 8))
    throw dataError(`tensor ${name}: shape [${dims.join(", ")}] is too large`);
  const view = tensor.rawData ?? packers[type]?.(tensor) ?? new Uint8Array(0);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const constant: Constant = { type, dims, bytes };
  checkSize(name, constant);
  return constant;
}
