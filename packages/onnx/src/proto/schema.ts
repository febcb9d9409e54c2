/**
 * The part of onnx.proto that Downhill reads and writes, as a table: message -> field -> [number, kind].
 * Fields that are not listed (sequence types, quantization notes, functions, ...) are kept as raw bytes in
 * `unknown`, so that a file that was loaded can be written back without loss.
 */

/** `int64` becomes a number; beyond 2^53 it loses its last digits, which only "to the end" markers reach. */
export type ScalarKind = "int64" | "float" | "double" | "string" | "bytes";

export const schema = {
  ModelProto: {
    irVersion: [1, "int64"],
    producerName: [2, "string"],
    producerVersion: [3, "string"],
    domain: [4, "string"],
    modelVersion: [5, "int64"],
    docString: [6, "string"],
    graph: [7, "GraphProto"],
    opsetImport: [8, "OperatorSetIdProto[]"],
    metadataProps: [14, "StringStringEntryProto[]"],
  },
  OperatorSetIdProto: { domain: [1, "string"], version: [2, "int64"] },
  StringStringEntryProto: { key: [1, "string"], value: [2, "string"] },
  GraphProto: {
    node: [1, "NodeProto[]"],
    name: [2, "string"],
    initializer: [5, "TensorProto[]"],
    docString: [10, "string"],
    input: [11, "ValueInfoProto[]"],
    output: [12, "ValueInfoProto[]"],
    valueInfo: [13, "ValueInfoProto[]"],
  },
  NodeProto: {
    input: [1, "string[]"],
    output: [2, "string[]"],
    name: [3, "string"],
    opType: [4, "string"],
    attribute: [5, "AttributeProto[]"],
    docString: [6, "string"],
    domain: [7, "string"],
  },
  AttributeProto: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int64"],
    s: [4, "bytes"],
    t: [5, "TensorProto"],
    g: [6, "GraphProto"],
    floats: [7, "float[]"],
    ints: [8, "int64[]"],
    strings: [9, "bytes[]"],
    docString: [13, "string"],
    type: [20, "int64"],
    refAttrName: [21, "string"],
  },
  TensorProto: {
    dims: [1, "int64[]"],
    dataType: [2, "int64"],
    floatData: [4, "float[]"],
    int32Data: [5, "int64[]"],
    stringData: [6, "bytes[]"],
    int64Data: [7, "int64[]"],
    name: [8, "string"],
    rawData: [9, "bytes"],
    doubleData: [10, "double[]"],
    uint64Data: [11, "int64[]"],
    docString: [12, "string"],
    externalData: [13, "StringStringEntryProto[]"],
    dataLocation: [14, "int64"],
  },
  ValueInfoProto: { name: [1, "string"], type: [2, "TypeProto"], docString: [3, "string"] },
  TypeProto: { tensorType: [1, "TensorTypeProto"], denotation: [6, "string"] },
  TensorTypeProto: { elemType: [1, "int64"], shape: [2, "TensorShapeProto"] },
  TensorShapeProto: { dim: [1, "DimensionProto[]"] },
  DimensionProto: { dimValue: [1, "int64"], dimParam: [2, "string"], denotation: [3, "string"] },
} as const satisfies Record<string, Record<string, readonly [number, string]>>;

export type MessageName = keyof typeof schema;

interface Scalars {
  int64: number;
  float: number;
  double: number;
  string: string;
  bytes: Uint8Array;
}

type ValueOf<Kind> = Kind extends `${infer Element}[]`
  ? ValueOf<Element>[]
  : Kind extends keyof Scalars
    ? Scalars[Kind]
    : Kind extends MessageName
      ? Message<Kind>
      : never;

type Fields<Name extends MessageName> = (typeof schema)[Name];

/** A message as plain data. Absent fields are undefined. */
export type Message<Name extends MessageName> = {
  -readonly [Field in keyof Fields<Name>]?: Fields<Name>[Field] extends readonly [number, infer Kind]
    ? ValueOf<Kind>
    : never;
} & {
  /** Fields that the table does not list, as they stood in the file. */
  unknown?: Uint8Array[];
};

export interface FieldEntry {
  readonly name: string;
  readonly number: number;
  readonly kind: ScalarKind | MessageName;
  readonly repeated: boolean;
}

const entriesOf = (fields: Record<string, readonly [number, string]>): FieldEntry[] =>
  Object.entries(fields).map(([name, [number, kind]]) => ({
    name,
    number,
    kind: kind.replace("[]", "") as FieldEntry["kind"],
    repeated: kind.endsWith("[]"),
  }));

/** The table in the order and form that the codec walks. */
export const fieldsOf = Object.fromEntries(
  Object.entries(schema).map(([message, fields]) => [message, entriesOf(fields)]),
) as Record<MessageName, FieldEntry[]>;

export const isMessage = (kind: string): kind is MessageName => Object.hasOwn(schema, kind);
