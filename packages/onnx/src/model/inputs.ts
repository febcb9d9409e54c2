/** Checks and conversions of what callers feed. */
import { dataError, type Tensor, type TensorData, usageError } from "@downhill/core";
import { show } from "../graph/dimensions.js";
import type { ValueInfo } from "../graph/graph.js";
import type { EngineData, EngineType } from "../session/session.js";

/** One tensor for a network with one input, or a tensor for each input by name. */
export type Inputs = Tensor | Readonly<Record<string, Tensor>>;

const isTensor = (inputs: Inputs): inputs is Tensor => Array.isArray(inputs.dims);

/**
 * The tensor of each input.
 * @throws DownhillError `usage` when an input gets none
 */
export function tensorsOf(infos: readonly ValueInfo[], inputs: Inputs): [ValueInfo, Tensor][] {
  const names = infos.map(({ name }) => name);
  if (isTensor(inputs)) {
    if (infos.length === 1) return [[infos[0]!, inputs]];
    throw usageError(
      `the model has ${infos.length} inputs: ${names.join(", ")}; give a tensor for each by name, or say with fill how to make the others`,
    );
  }
  const unknown = Object.keys(inputs).filter((name) => !names.includes(name));
  const missing = names.filter((name) => !Object.hasOwn(inputs, name));
  if (unknown.length > 0 || missing.length > 0) {
    throw usageError(`inputs: expected ${names.join(", ")}, got ${Object.keys(inputs).join(", ") || "none"}`);
  }
  return infos.map((info) => [info, inputs[info.name]!]);
}

/**
 * Adds the sizes of the symbols in the input's shape, such as `batch`.
 * @throws DownhillError `data` when the tensor's shape is not what the model was built for.
 */
export function matchShape(info: ValueInfo, { data, dims }: Tensor, sizes = new Map<string, number>()) {
  const expected = info.shape ?? dims;
  const fits =
    expected.length === dims.length &&
    expected.every((size, axis) => {
      if (typeof size === "number") return size === dims[axis];
      const known = sizes.get(size);
      sizes.set(size, dims[axis]!);
      return known === undefined || known === dims[axis];
    });
  if (!fits) throw dataError(`input ${info.name}: expected shape ${show(expected)}, got ${show(dims)}`);
  const length = dims.reduce((a, b) => a * b, 1);
  if (length !== data.length) {
    throw dataError(
      `input ${info.name}: shape ${show(dims)} has ${length} elements, the data ${data.length}`,
    );
  }
  if (length === 0) throw dataError(`input ${info.name}: shape ${show(dims)} is empty`);
  return sizes;
}

type Converter = (data: TensorData) => EngineData;

const toFloats: Converter = (data) =>
  data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number | bigint>, Number);

const toIntegers: Converter = (data) => {
  if (data instanceof BigInt64Array) return data;
  if (data instanceof Float32Array) throw usageError("the model takes whole numbers (tokens), got float32");
  const result = new BigInt64Array(data.length);
  for (let i = 0; i < data.length; i++) result[i] = BigInt(data[i]!);
  return result;
};

/** Input types that a model may have, and how data of other types becomes that. */
const converters: Readonly<Record<string, Converter>> = {
  float32: toFloats,
  int64: toIntegers,
  int32: (data) =>
    data instanceof Int32Array ? data : Int32Array.from(data as ArrayLike<number | bigint>, Number),
  uint8: (data) =>
    data instanceof Uint8Array ? data : Uint8Array.from(data as ArrayLike<number | bigint>, Number),
};

/** The data in the type that the model takes; float32 and int64 are passed through without a copy. */
export function convert(info: ValueInfo, data: TensorData): { type: EngineType; data: EngineData } {
  const type = info.type ?? "float32";
  const converter = converters[type];
  if (!converter) throw dataError(`input ${info.name}: element type ${type} cannot be fed`);
  return { type: type as EngineType, data: converter(data) };
}
