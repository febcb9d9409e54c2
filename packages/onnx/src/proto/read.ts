/**
 * Protobuf bytes to plain messages, for files of unknown origin: every length is checked against the bytes that
 * are there before anything is allocated, nesting and the number of messages are bounded.
 */
import { dataError } from "@downhill/core";
import { PbfReader } from "pbf";
import { type FieldEntry, fieldsOf, isMessage, type Message, type MessageName } from "./schema.js";

const MAXIMUM_DEPTH = 100;
const MAXIMUM_MESSAGES = 2_000_000;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const byNumber = new Map(
  Object.entries(fieldsOf).map(([name, fields]) => [
    name,
    new Map(fields.map((field) => [field.number, field])),
  ]),
);

const wireOf = { int64: VARINT, float: FIXED32, double: FIXED64, string: LENGTH, bytes: LENGTH } as const;

class Decoder {
  readonly #reader: PbfReader;
  #messages = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new PbfReader(bytes);
  }

  fail(why: string, at = this.#reader.pos): never {
    throw dataError(`not an ONNX model (${why} at byte ${Math.min(at, this.#reader.length)})`);
  }

  /** A varint that must end before `end`. */
  #varint(end: number, signed = false): number {
    const start = this.#reader.pos;
    let last = start;
    while (last < end && last - start < 10 && this.#reader.buf[last]! >= 0x80) last++;
    if (last >= end) this.fail("number cut off", start);
    if (last - start >= 10) this.fail("number longer than 10 bytes", start);
    return this.#reader.readVarint(signed);
  }

  /** The end of a length-delimited field. */
  #end(end: number): number {
    const start = this.#reader.pos;
    const length = this.#varint(end);
    if (length > end - this.#reader.pos)
      this.fail(`field of ${length} bytes, ${end - this.#reader.pos} left`, start);
    return this.#reader.pos + length;
  }

  message(name: MessageName, end: number, depth: number): Record<string, unknown> {
    if (depth > MAXIMUM_DEPTH) this.fail(`messages nested deeper than ${MAXIMUM_DEPTH}`);
    if (++this.#messages > MAXIMUM_MESSAGES) this.fail(`more than ${MAXIMUM_MESSAGES} messages`);
    const reader = this.#reader;
    const result: Record<string, unknown> = {};
    while (reader.pos < end) {
      const start = reader.pos;
      const tag = this.#varint(end);
      const wire = tag & 7;
      const field = byNumber.get(name)!.get(tag >>> 3);
      if (tag >>> 3 === 0) this.fail("field number 0", start);
      if (!field || !this.#accepts(field, wire)) {
        this.#skip(wire, end);
        ((result.unknown ??= []) as Uint8Array[]).push(reader.buf.slice(start, reader.pos));
      } else if (!field.repeated) {
        result[field.name] = this.#value(field, end, depth);
      } else {
        const list = (result[field.name] ??= []) as unknown[];
        if (wire === LENGTH && !isMessage(field.kind) && wireOf[field.kind] !== LENGTH) {
          const stop = this.#end(end);
          while (reader.pos < stop) list.push(this.#value(field, stop, depth));
        } else {
          list.push(this.#value(field, end, depth));
        }
      }
    }
    return result;
  }

  #accepts({ kind, repeated }: FieldEntry, wire: number): boolean {
    if (isMessage(kind)) return wire === LENGTH;
    return wire === wireOf[kind] || (repeated && wire === LENGTH);
  }

  #value({ kind }: FieldEntry, end: number, depth: number): unknown {
    const reader = this.#reader;
    if (kind === "int64") return this.#varint(end, true);
    if (kind === "float" || kind === "double") {
      if (end - reader.pos < (kind === "float" ? 4 : 8)) this.fail("number cut off");
      return kind === "float" ? reader.readFloat() : reader.readDouble();
    }
    const stop = this.#end(end);
    if (isMessage(kind)) return this.message(kind, stop, depth + 1);
    const bytes = reader.buf.subarray(reader.pos, stop);
    reader.pos = stop;
    return kind === "bytes" ? bytes : new TextDecoder().decode(bytes);
  }

  #skip(wire: number, end: number): void {
    const reader = this.#reader;
    if (wire === VARINT) this.#varint(end);
    else if (wire === LENGTH) reader.pos = this.#end(end);
    else if (wire === FIXED32 || wire === FIXED64) {
      const length = wire === FIXED32 ? 4 : 8;
      if (end - reader.pos < length) this.fail("number cut off");
      reader.pos += length;
    } else this.fail(`wire type ${wire}`, reader.pos - 1);
  }
}

/**
 * Reads one message.
 * @throws DownhillError `data` with the byte where the bytes stop making sense.
 */
export function decode<Name extends MessageName>(name: Name, bytes: Uint8Array): Message<Name> {
  const decoder = new Decoder(bytes);
  return decoder.message(name, bytes.length, 0) as Message<Name>;
}
