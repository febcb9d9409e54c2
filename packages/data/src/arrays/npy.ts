/** NumPy's `.npy`: a magic string, a header that is a Python dictionary, then the numbers. */
import { dataError } from "@downhill/core";
import { halfToFloat } from "./half.js";

export type NpyData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

export interface NpyArray {
  /** As NumPy writes it, without the byte order: `f4`, `u1`, `i8`. */
  readonly dtype: string;
  /** Empty for a single number. */
  readonly dims: readonly number[];
  /** Row after row, whatever order the file has them in. */
  readonly data: NpyData;
}

type Constructor = new (buffer: ArrayBuffer) => NpyData;

/** Element types by their letters, with how many bytes one has. `f2` is read as float32, `b1` as bytes of 0 and 1. */
const types: ReadonlyMap<string, { readonly bytes: number; readonly type: Constructor }> = new Map([
  ["b1", { bytes: 1, type: Uint8Array }],
  ["u1", { bytes: 1, type: Uint8Array }],
  ["i1", { bytes: 1, type: Int8Array }],
  ["u2", { bytes: 2, type: Uint16Array }],
  ["i2", { bytes: 2, type: Int16Array }],
  ["u4", { bytes: 4, type: Uint32Array }],
  ["i4", { bytes: 4, type: Int32Array }],
  ["u8", { bytes: 8, type: BigUint64Array }],
  ["i8", { bytes: 8, type: BigInt64Array }],
  ["f2", { bytes: 2, type: Uint16Array }],
  ["f4", { bytes: 4, type: Float32Array }],
  ["f8", { bytes: 8, type: Float64Array }],
]);

const MAGIC = "\x93NUMPY";
const MOST_DIMENSIONS = 32;

/**
 * Reads one `.npy` file: whole numbers and floats of any size and byte order, truth values, rows or columns first.
 * `name` is for messages. The numbers are copied.
 *
 * @throws DownhillError `data` when the bytes are not such a file, hold Python objects or text, or are too few or many
 * @example
 * const { data, dims } = readNpy(await readFile("images.npy"), "images.npy");
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  const { text, start } = headerOf(bytes, name);
  const { descr, fortran, dims } = parseHeader(text, name);
  const [, order, dtype] = /^([<>|=])([a-z]\d+)$/.exec(descr) ?? [];
  const found = dtype === undefined ? undefined : types.get(dtype);
  if (!found) {
    throw dataError(
      `${name}: numbers of type ${descr} are not read; those that are: ${[...types.keys()].join(" ")}`,
    );
  }
  const count = dims.reduce((product, side) => product * side, 1);
  const claimed = count * found.bytes;
  const present = bytes.length - start;
  if (claimed !== present) {
    throw dataError(
      `${name}: the header claims ${dims.join(" × ") || "one number"} of ${descr}, ${claimed} bytes; the file has ${present}`,
    );
  }
  // A copy: numbers must begin at a multiple of their size. (A Node buffer's own slice would be a view.)
  const copy = new Uint8Array(present);
  copy.set(bytes.subarray(start));
  if (order === ">") swap(copy, found.bytes);
  const numbers = new found.type(copy.buffer);
  const typed = dtype === "f2" ? Float32Array.from(numbers as Uint16Array, halfToFloat) : numbers;
  return { dtype: dtype!, dims, data: fortran && dims.length > 1 ? rowsFirst(typed, dims) : typed };
}

function headerOf(bytes: Uint8Array, name: string): { text: string; start: number } {
  const start = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (start !== MAGIC || bytes.length < 10) throw dataError(`${name}: not a .npy file`);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw dataError(`${name}: .npy of version ${version}; 1 to 3 are read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? 0 : view.getUint32(8, true);
  if (length > bytes.length - from) throw dataError(`${name}: cut short within its header`);
  const text = new TextDecoder().decode(bytes.subarray(from, from + length));
  return { text, start: from + length };
}

/** The dictionary has these three entries, in any order. It is never evaluated. */
function parseHeader(text: string, name: string) {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (shape === undefined || fortran === undefined || descr === undefined) {
    const structured = /'descr'\s*:\s*\[/.test(text) ? " It holds records; save each field as an array" : "";
    throw dataError(
      `${name}: the header is not one of .npy: ${JSON.stringify(text.slice(0, 100))}.${structured}`,
    );
  }
  const dims = shape.split(",").flatMap((side) => (side.trim() === "" ? [] : [Number.parseInt(side, 10)]));
  const count = dims.reduce((product, side) => product * side, 1);
  if (dims.length > MOST_DIMENSIONS || !Number.isSafeInteger(count)) {
    throw dataError(`${name}: impossible shape (${shape})`);
  }
  return { descr, fortran: fortran === "True", dims };
}

function swap(bytes: Uint8Array, size: number): void {
  if (size === 1) return;
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

/** Fortran's order has the first axis fastest; here it is the last. */
function rowsFirst(data: NpyData, dims: readonly number[]): NpyData {
  const result = data.slice() as Float64Array;
  const source = data as Float64Array;
  const strides: number[] = [];
  let stride = 1;
  for (const side of dims) {
    strides.push(stride);
    stride *= side;
  }
  const position = new Array<number>(dims.length).fill(0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = source[from]!;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++position[axis]! < dims[axis]!) break;
      from -= strides[axis]! * dims[axis]!;
      position[axis] = 0;
    }
  }
  return result;
}
