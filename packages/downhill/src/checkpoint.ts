/**
 * Checkpoints as files: the state of a run, exactly.
 *
 * Layout: the magic word, the version and the length of a JSON header, the header, the arrays it refers to, and the
 * SHA-256 of everything before. The header is the state with each typed array replaced by its type, place and length,
 * so that reading a checkpoint runs no code and believes no length that the file does not have.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DownhillError, dataError } from "@downhill/core";
import type { FitState } from "@downhill/core/training";
import { writeWhole } from "@downhill/race";

const MAGIC = "DOWNHILL";
const VERSION = 1;
const START = MAGIC.length + 8;
const DIGEST = 32;

const arrayTypes = { Float32Array, Float64Array, Uint32Array, Int32Array, Uint8Array } as const;
type ArrayType = keyof typeof arrayTypes;
interface Place {
  readonly array: ArrayType;
  readonly offset: number;
  readonly length: number;
}

export function writeCheckpoint(path: string, state: FitState): void {
  writeWhole(path, encode(state));
}

export function encode(state: FitState): Uint8Array {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const header = JSON.stringify(state, (_, value) => {
    if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
    if (!ArrayBuffer.isView(value)) return value;
    const place: Place = {
      array: value.constructor.name as ArrayType,
      offset,
      length: (value as Uint8Array).length,
    };
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    parts.push(bytes);
    offset += bytes.length;
    return place;
  });
  const text = Buffer.from(header);
  const front = Buffer.alloc(START);
  front.write(MAGIC, "latin1");
  front.writeUInt32LE(VERSION, MAGIC.length);
  front.writeUInt32LE(text.length, MAGIC.length + 4);
  const body = Buffer.concat([front, text, ...parts]);
  return Buffer.concat([body, createHash("sha256").update(body).digest()]);
}

/** @throws DownhillError `data` when the file is not a whole checkpoint. */
export function readCheckpoint(path: string): FitState {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new DownhillError("data", `cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  return decode(bytes, path);
}

export function decode(bytes: Buffer, path: string): FitState {
  if (bytes.length < START + DIGEST || bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw dataError(`not a checkpoint: ${path} does not begin with ${MAGIC}`);
  }
  const version = bytes.readUInt32LE(MAGIC.length);
  if (version !== VERSION)
    throw dataError(`${path} is a checkpoint of version ${version}; this program reads version ${VERSION}`);
  const body = bytes.subarray(0, bytes.length - DIGEST);
  if (
    !createHash("sha256")
      .update(body)
      .digest()
      .equals(bytes.subarray(bytes.length - DIGEST))
  ) {
    throw dataError(
      `damaged checkpoint: the checksum of ${path} does not fit; it is cut short or was changed`,
    );
  }
  const headerLength = bytes.readUInt32LE(MAGIC.length + 4);
  const arrays = body.subarray(START + headerLength);
  return JSON.parse(body.toString("utf8", START, START + headerLength), (_, value) => {
    if (typeof value?.number === "string" && Object.keys(value).length === 1) return Number(value.number);
    if (typeof value?.array !== "string" || !Object.hasOwn(arrayTypes, value.array)) return value;
    const { array, offset, length } = value as Place;
    const Type = arrayTypes[array];
    const end = offset + length * Type.BYTES_PER_ELEMENT;
    if (!(offset >= 0 && length >= 0 && end <= arrays.length)) throw dataError(`damaged checkpoint: ${path}`);
    // Copied: the file's bytes may begin at an address that floats cannot begin at.
    return new Type(Uint8Array.from(arrays.subarray(offset, end)).buffer);
  }) as FitState;
}
