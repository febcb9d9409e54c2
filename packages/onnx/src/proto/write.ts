/** Plain messages to protobuf bytes. */
import { PbfWriter } from "pbf";
import {
  type FieldEntry,
  fieldsOf,
  isMessage,
  type Message,
  type MessageName,
  type ScalarKind,
} from "./schema.js";

const writers: {
  readonly [Kind in ScalarKind]: (writer: PbfWriter, number: number, value: unknown) => void;
} = {
  int64: (writer, number, value) => {
    writer.writeTag(number, 0);
    // The largest int64 is not a double; its neighbour 2^63 stands for it.
    if ((value as number) >= 2 ** 63) writeLargestInteger(writer);
    else writer.writeVarint(value as number);
  },
  float: (writer, number, value) => writer.writeFloatField(number, value as number),
  double: (writer, number, value) => writer.writeDoubleField(number, value as number),
  string: (writer, number, value) => writer.writeStringField(number, value as string),
  bytes: (writer, number, value) => writer.writeBytesField(number, value as Uint8Array),
};

function writeLargestInteger(writer: PbfWriter): void {
  writer.realloc(9);
  for (let i = 0; i < 8; i++) writer.buf[writer.pos++] = 0xff;
  writer.buf[writer.pos++] = 0x7f;
}

function writeField(writer: PbfWriter, field: FieldEntry, value: unknown): void {
  const { kind, number } = field;
  if (isMessage(kind)) {
    writer.writeMessage(
      number,
      (message: object, inner) => writeFields(kind, message, inner),
      value as object,
    );
  } else {
    writers[kind](writer, number, value);
  }
}

function writeFields(name: MessageName, message: object, writer: PbfWriter): void {
  const values = message as Record<string, unknown>;
  for (const field of fieldsOf[name]) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (field.repeated) for (const element of value as unknown[]) writeField(writer, field, element);
    else writeField(writer, field, value);
  }
  for (const bytes of (values.unknown as Uint8Array[] | undefined) ?? []) {
    writer.realloc(bytes.length);
    writer.buf.set(bytes, writer.pos);
    writer.pos += bytes.length;
  }
}

/** Bytes of one message. */
export function encode<Name extends MessageName>(name: Name, message: Message<Name>): Uint8Array {
  const writer = new PbfWriter();
  writeFields(name, message, writer);
  return writer.finish();
}
