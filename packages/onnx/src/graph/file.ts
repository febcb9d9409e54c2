/** Bytes of an .onnx file <-> ModelFile. What Downhill has no use for is kept and written back. */
import { dataError } from "@downhill/core";
import { decode } from "../proto/read.js";
import type { Message } from "../proto/schema.js";
import { encode } from "../proto/write.js";
import type { Constant } from "./constant.js";
import { type ElementType, elementTypeOf, elementTypes } from "./element-types.js";
import type { Attribute, Graph, ModelFile, Node, Shape, ValueInfo } from "./graph.js";
import { constantOf, type ExternalData, tensorProto } from "./tensors.js";

const utf8 = new TextEncoder();
const decoder = new TextDecoder();
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const TENSOR = 4;
const FLOATS = 6;
const INTS = 7;
const STRINGS = 8;

/** Drops keys whose value is undefined, so that plain data compares equal to what was written. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

function attributeOf(proto: Message<"AttributeProto">, external?: ExternalData): Attribute {
  const raw = (): Attribute => ({ kind: "raw", value: encode("AttributeProto", proto) });
  if (proto.refAttrName || proto.docString || proto.unknown) return raw();
  switch (proto.type) {
    case FLOAT:
      return { kind: "float", value: proto.f ?? 0 };
    case INT:
      return { kind: "int", value: proto.i ?? 0 };
    case STRING:
      return { kind: "string", value: decoder.decode(proto.s) };
    case FLOATS:
      return { kind: "floats", value: proto.floats ?? [] };
    case INTS:
      return { kind: "ints", value: proto.ints ?? [] };
    case STRINGS:
      return { kind: "strings", value: (proto.strings ?? []).map((bytes) => decoder.decode(bytes)) };
    case TENSOR:
      return proto.t
        ? { kind: "tensor", value: constantOf(proto.t, `attribute ${proto.name}`, external) }
        : raw();
    default:
      return raw();
  }
}

function attributeProto(name: string, attribute: Attribute): Message<"AttributeProto"> {
  switch (attribute.kind) {
    case "float":
      return { name, f: attribute.value, type: FLOAT };
    case "int":
      return { name, i: attribute.value, type: INT };
    case "string":
      return { name, s: utf8.encode(attribute.value), type: STRING };
    case "floats":
      return { name, floats: [...attribute.value], type: FLOATS };
    case "ints":
      return { name, ints: [...attribute.value], type: INTS };
    case "strings":
      return { name, strings: attribute.value.map((entry) => utf8.encode(entry)), type: STRINGS };
    case "tensor":
      return { name, t: tensorProto("", attribute.value), type: TENSOR };
    case "raw":
      return decode("AttributeProto", attribute.value);
  }
}

function nodeOf(proto: Message<"NodeProto">, index: number, external?: ExternalData): Node {
  if (!proto.opType) throw dataError(`not an ONNX model (node ${index} has no operator)`);
  return present<Node>({
    op: proto.opType,
    domain: proto.domain === "ai.onnx" ? "" : (proto.domain ?? ""),
    name: proto.name ?? "",
    inputs: proto.input ?? [],
    outputs: proto.output ?? [],
    attributes: Object.fromEntries(
      (proto.attribute ?? []).map((attribute) => [attribute.name ?? "", attributeOf(attribute, external)]),
    ),
    ...(proto.docString === undefined ? {} : { docString: proto.docString }),
    ...(proto.unknown === undefined ? {} : { unknown: proto.unknown }),
  });
}

const nodeProto = (node: Node): Message<"NodeProto"> => ({
  input: [...node.inputs],
  output: [...node.outputs],
  name: node.name,
  opType: node.op,
  attribute: Object.entries(node.attributes).map(([name, value]) => attributeProto(name, value)),
  docString: node.docString,
  domain: node.domain || undefined,
  unknown: node.unknown && [...node.unknown],
});

function valueInfoOf(proto: Message<"ValueInfoProto">): ValueInfo {
  const name = proto.name ?? "";
  const tensor = proto.type?.tensorType;
  const dims = tensor?.shape && (tensor.shape.dim ?? []);
  // A dimension of unknown size without a name gets one of its own, so that two of them are not taken as equal.
  const shape: Shape | undefined = dims?.map(
    (dim, axis) => dim.dimValue ?? (dim.dimParam || `${name}.${axis}`),
  );
  for (const size of shape ?? []) {
    if (typeof size === "number" && !(Number.isSafeInteger(size) && size >= 0)) {
      throw dataError(`value ${name}: shape [${shape!.join(", ")}]`);
    }
  }
  return present<ValueInfo>({
    name,
    type: elementTypeOf(tensor?.elemType ?? 0),
    shape,
    ...(proto.docString === undefined ? {} : { docString: proto.docString }),
  });
}

function typeProto(type: ElementType, shape: Shape | undefined): Message<"TypeProto"> {
  const dim = shape?.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return { tensorType: { elemType: elementTypes[type].code, shape: dim && { dim } } };
}

const valueInfoProto = ({ name, type, shape, docString }: ValueInfo): Message<"ValueInfoProto"> => ({
  name,
  type: type && typeProto(type, shape),
  docString,
});

export function graphOf(proto: Message<"GraphProto">, external?: ExternalData): Graph {
  const initializers = new Map<string, Constant>();
  for (const tensor of proto.initializer ?? []) {
    const name = tensor.name ?? "";
    if (initializers.has(name)) throw dataError(`the model is not valid: initializer ${name} is there twice`);
    initializers.set(name, constantOf(tensor, "?", external));
  }
  return {
    name: proto.name ?? "",
    nodes: (proto.node ?? []).map((node, index) => nodeOf(node, index, external)),
    initializers,
    // Old files list initializers among the inputs as well.
    inputs: (proto.input ?? []).map(valueInfoOf).filter(({ name }) => !initializers.has(name)),
    outputs: (proto.output ?? []).map(valueInfoOf),
    valueInfo: (proto.valueInfo ?? []).map(valueInfoOf),
    ...(proto.docString === undefined ? {} : { docString: proto.docString }),
    ...(proto.unknown === undefined ? {} : { unknown: proto.unknown }),
  };
}

export const graphProto = (graph: Graph): Message<"GraphProto"> => ({
  node: graph.nodes.map(nodeProto),
  name: graph.name,
  initializer: [...graph.initializers].map(([name, constant]) => tensorProto(name, constant)),
  docString: graph.docString,
  input: graph.inputs.map(valueInfoProto),
  output: graph.outputs.map(valueInfoProto),
  valueInfo: graph.valueInfo?.map(valueInfoProto),
  unknown: graph.unknown && [...graph.unknown],
});

/**
 * Reads an .onnx file's bytes. Tensors share memory with `bytes`.
 * @param external gives tensors that lie in other files; without it they are refused
 * @throws DownhillError `data`, with the byte or the tensor that is wrong.
 */
export function readModel(bytes: Uint8Array, external?: ExternalData): ModelFile {
  if (bytes.length === 0) throw dataError("not an ONNX model (the file is empty)");
  const proto = decode("ModelProto", bytes);
  if (!proto.graph) throw dataError(`not an ONNX model (no graph in ${bytes.length} bytes)`);
  if (!proto.opsetImport?.length) throw dataError("not an ONNX model (no operator set is named)");
  const { domain, modelVersion, docString, unknown } = proto;
  return {
    graph: graphOf(proto.graph, external),
    opsets: new Map(
      proto.opsetImport.map((entry) => [
        entry.domain === "ai.onnx" ? "" : (entry.domain ?? ""),
        entry.version ?? 0,
      ]),
    ),
    irVersion: proto.irVersion ?? 0,
    producerName: proto.producerName ?? "",
    producerVersion: proto.producerVersion ?? "",
    metadata: new Map((proto.metadataProps ?? []).map(({ key, value }) => [key ?? "", value ?? ""])),
    ...present({ domain, modelVersion, docString, unknown }),
  };
}

/** The bytes of an .onnx file. */
export function writeModel(model: ModelFile): Uint8Array {
  return encode("ModelProto", {
    irVersion: model.irVersion,
    producerName: model.producerName,
    producerVersion: model.producerVersion,
    domain: model.domain,
    modelVersion: model.modelVersion,
    docString: model.docString,
    graph: graphProto(model.graph),
    opsetImport: [...model.opsets].map(([domain, version]) => ({ domain, version })),
    metadataProps: [...model.metadata].map(([key, value]) => ({ key, value })),
    unknown: model.unknown && [...model.unknown],
  });
}

/** A file around a graph of ours: operator set 21, which ONNX Runtime 1.30 runs with all its optimizations. */
export function modelOf(graph: Graph, metadata: ReadonlyMap<string, string> = new Map()): ModelFile {
  const domains = new Set(graph.nodes.map(({ domain }) => domain).filter((domain) => domain !== ""));
  return {
    graph,
    opsets: new Map([["", OPSET], ...[...domains].map((domain): [string, number] => [domain, 1])]),
    irVersion: 10,
    producerName: "downhill",
    producerVersion: "0.1.0",
    metadata,
  };
}

/** Version of the operator set of graphs that Downhill makes. */
export const OPSET = 21;
