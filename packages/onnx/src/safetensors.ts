/**
 * Weights as a safetensors file: eight bytes of length, a JSON header, then the numbers.
 * https://github.com/huggingface/safetensors
 */
import { dataError } from "@downhill/core";
import { halfToNumber } from "./graph/half.js";

export interface NamedValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const MAXIMUM_HEADER = 100_000_000;
const ALIGNMENT = 8;

/** The bytes of a file with these float32 tensors. */
export function writeSafetensors(
  tensors: readonly NamedValues[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, (offset += 4 * values.length)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(8 + length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(json, 8);
  let position = 8 + length;
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return bytes;
}

const refuse = (why: string) => dataError(`not a safetensors file (${why})`);

/** Element types that are read, and how their little-endian bytes become float32. */
const types: Readonly<
  Record<string, { size: number; read: (bytes: Uint8Array<ArrayBuffer>) => Float32Array }>
> = {
  F32: { size: 4, read: ({ buffer }) => new Float32Array(buffer) },
  F64: { size: 8, read: ({ buffer }) => Float32Array.from(new Float64Array(buffer)) },
  F16: { size: 2, read: ({ buffer }) => Float32Array.from(new Uint16Array(buffer), halfToNumber) },
  // The upper half of a float32.
  BF16: {
    size: 2,
    read: ({ buffer }) =>
      new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer),
  },
};

/** Counters that PyTorch keeps beside running statistics; nothing here needs them. */
const isCounter = (name: string): boolean => name.endsWith("num_batches_tracked");

/** What a header's entry says, checked against the bytes that are there. */
function entryOf(
  name: string,
  entry: unknown,
  available: number,
): { type: string; shape: number[]; start: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(whole)) throw refuse(`tensor ${name} has no shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole))
    throw refuse(`tensor ${name} has no place`);
  const type = String(dtype);
  if (!Object.hasOwn(types, type))
    throw dataError(`tensor ${name}: expected ${Object.keys(types).join(", ")}, got ${type}`);
  const [start, end] = offsets as [number, number];
  if (start > end || end > available) throw refuse(`tensor ${name} ends at byte ${end} of ${available}`);
  const expected = types[type]!.size * shape.reduce((a, b) => a * b, 1);
  if (end - start !== expected) {
    throw refuse(`tensor ${name} of shape [${shape.join(", ")}] needs ${expected} bytes, has ${end - start}`);
  }
  return { type, shape, start, end };
}

/**
 * Reads a file's tensors of floats as float32; each is a copy. PyTorch's counters of batches are left out.
 * @throws DownhillError `data` when the bytes are no safetensors file, or hold tensors of other types.
 */
export function readSafetensors(bytes: Uint8Array): NamedValues[] {
  if (bytes.length < 8) throw refuse(`${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > MAXIMUM_HEADER || length > bytes.length - 8)
    throw refuse(`a header of ${length} bytes, ${bytes.length - 8} left`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw refuse("its header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw refuse("its header is not an object");
  const data = bytes.subarray(8 + length);
  return Object.entries(header)
    .filter(([name]) => name !== "__metadata__" && !isCounter(name))
    .map(([name, entry]) => {
      const { type, shape, start, end } = entryOf(name, entry, data.length);
      return { name, shape, values: types[type]!.read(new Uint8Array(data.slice(start, end))) };
    });
}
