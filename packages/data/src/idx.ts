/**
 * IDX, the file format of MNIST and its relatives: two zero bytes, a type, the number of dimensions, the
 * dimensions as big-endian 32-bit integers, then the numbers.
 *
 * Files come from anywhere, so nothing in the header is believed before it fits the file's length.
 */
import { dataError } from "@downhill/core";

export interface IdxArray {
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const MOST_DIMENSIONS = 8;

/**
 * Reads one IDX file of unsigned bytes; `name` is for messages. The data is a view, not a copy.
 * @throws DownhillError `data` when the bytes are not such a file, or end too early or too late.
 */
export function readIdx(bytes: Uint8Array, name: string): IdxArray {
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw dataError(
      `not an IDX file: ${name} starts with ${start || "nothing"}; expected 00 00 08 and the number of dimensions`,
    );
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    throw dataError(
      `unsupported IDX type: 0x${bytes[2]!.toString(16).padStart(2, "0")} in ${name}; only unsigned bytes (0x08) are read`,
    );
  }
  const rank = bytes[3]!;
  const header = 4 + 4 * rank;
  if (rank < 1 || rank > MOST_DIMENSIONS || bytes.length < header) {
    throw dataError(`broken IDX header: ${name} claims ${rank} dimensions in ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = dims.reduce((product, side) => product * side, 1);
  const found = bytes.length - header;
  if (expected !== found) {
    throw dataError(
      `wrong length: ${name} claims ${dims.join(" × ")} = ${expected} bytes and holds ${found}; ` +
        `${found < expected ? "it is cut short, copy it again" : "it has bytes to spare, it is not what it claims"}`,
    );
  }
  return { dims, data: bytes.subarray(header) };
}
