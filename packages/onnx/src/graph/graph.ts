/** The graph of an ONNX model as plain data: what the builder makes, the reader yields and the derivation walks. */

import type { Constant } from "./constant.js";
import type { ElementType } from "./element-types.js";

/** A number, or a symbol such as `batch`; `16*batch` is a multiple of one. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

export type Attribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensor"; readonly value: Constant }
  /** Anything else (subgraphs, sparse tensors), as it stood in the file. */
  | { readonly kind: "raw"; readonly value: Uint8Array };

export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (value: number): Attribute => ({ kind: "int", value });
export const float = (value: number): Attribute => ({ kind: "float", value });
export const text = (value: string): Attribute => ({ kind: "string", value });
export const ints = (value: readonly number[]): Attribute => ({ kind: "ints", value });

export interface Node {
  readonly op: string;
  /** Empty for the operators of ONNX itself. */
  readonly domain: string;
  readonly name: string;
  /** An empty string stands for an optional input that is not given. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  readonly docString?: string;
  readonly unknown?: readonly Uint8Array[];
}

export interface ValueInfo {
  readonly name: string;
  /** Undefined for what is not a tensor. */
  readonly type: ElementType | undefined;
  /** Undefined when not even the rank is known. */
  readonly shape: Shape | undefined;
  readonly docString?: string;
}

export interface Graph {
  readonly name: string;
  /** In an order in which every value is made before it is used. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Constant>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Shapes of values in between, where the file tells them. */
  readonly valueInfo?: readonly ValueInfo[];
  readonly docString?: string;
  readonly unknown?: readonly Uint8Array[];
}

/** A graph with what surrounds it in a file. */
export interface ModelFile {
  readonly graph: Graph;
  /** Operator set versions by domain. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain?: string;
  readonly modelVersion?: number;
  readonly docString?: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly unknown?: readonly Uint8Array[];
}

/** The value of an integer attribute, or what the operator's documentation says when it is absent. */
export function intOf(node: Node, name: string, absent: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === "int" ? attribute.value : absent;
}

export function floatOf(node: Node, name: string, absent: number): number {
  const attribute = node.attributes[name];
  return attribute?.kind === "float" ? attribute.value : absent;
}

export function textOf(node: Node, name: string, absent: string): string {
  const attribute = node.attributes[name];
  return attribute?.kind === "string" ? attribute.value : absent;
}

export function intsOf(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attributes[name];
  return attribute?.kind === "ints" ? attribute.value : undefined;
}
